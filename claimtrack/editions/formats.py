"""Old documents in today's shape.

A stored document is never rewritten. When a subject's format moves from n to n + 1, a pure upgrader is
registered here and applied whenever an old document is read; one golden document a format keeps it honest.
"""

from collections.abc import Callable, Mapping

import orjson

from claimtrack.editions.chain import Document, canonical

Upgrader = Callable[[Document], Document]

#: (subject type, n) → the function that turns a document of format n into one of format n + 1.
UPGRADERS: Mapping[tuple[str, int], Upgrader] = {}


def in_current_format(
    text: str, *, subject_type: str, format_: int, upgraders: Mapping[tuple[str, int], Upgrader] = UPGRADERS
) -> str:
    """The document's text in the newest format: the stored bytes themselves when nothing is to be done."""
    if (subject_type, format_) not in upgraders:
        return text
    document: Document = orjson.loads(text)
    while upgrader := upgraders.get((subject_type, format_)):
        document = upgrader(document)
        format_ += 1
    return canonical(document)
