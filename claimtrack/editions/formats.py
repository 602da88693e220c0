"""Old documents in today's shape.

A stored document is never rewritten. When a subject's format moves from n to n + 1, the app that knows the subject
registers a pure upgrader here, which is applied whenever an old document is read; one golden document a format keeps
it honest. Who asks for an edition by its number gets the stored bytes, which are what its hash is of.
"""

from collections.abc import Callable, Mapping

import orjson

from claimtrack.editions.chain import Document, canonical

Upgrader = Callable[[Document], Document]

#: (subject type, n) → the function that turns a document of format n into one of format n + 1.
UPGRADERS: dict[tuple[str, int], Upgrader] = {}


def in_current_format(
    text: str, *, subject_type: str, format_: int, upgraders: Mapping[tuple[str, int], Upgrader] = UPGRADERS
) -> str:
    """The document's text in the newest format: the stored bytes themselves when nothing is to be done."""
    if (subject_type, format_) not in upgraders:
        return text
    return canonical(today(text, subject_type=subject_type, format_=format_, upgraders=upgraders))


def today(
    text: str, *, subject_type: str, format_: int, upgraders: Mapping[tuple[str, int], Upgrader] = UPGRADERS
) -> Document:
    """The stored document in the newest format, as `in_current_format` writes it."""
    document: Document = orjson.loads(text)
    while upgrader := upgraders.get((subject_type, format_)):
        document = upgrader(document)
        format_ += 1
    return document
