"""Old documents in today's shape.

A stored document is never rewritten. When the format of a work moves from n to n + 1, its row in the table of works
gains a pure upgrader, which is applied whenever an old document is read; one golden document a format keeps it
honest. Who asks for an edition by its number gets the stored bytes, which are what its hash is of.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

from claimtrack.editions.chain import Document, canonical
from claimtrack.editions.works import WORKS, Upgrader

if TYPE_CHECKING:
    from claimtrack.editions.models import Edition


def unsigned(document: Document, *, format_: int) -> Document:
    """A document of a format in which stamps did not say who published it, nor who had agreed: that is not known."""
    if stamp := document.get("edition"):
        document = document | {"edition": {"by": None, **stamp, "review": stamp.get("review")}}
    return document | {"format": format_}


def in_current_format(text: str, *, subject_type: str, format_: int) -> str:
    """The document's text in the newest format: the stored bytes themselves when nothing is to be done."""
    if format_ not in WORKS[subject_type].upgraders:
        return text
    return canonical(today(text, subject_type=subject_type, format_=format_))


def today(text: str, *, subject_type: str, format_: int) -> Document:
    """The stored document in the newest format, as `in_current_format` writes it."""
    return upgraded(orjson.loads(text), format_=format_, upgraders=WORKS[subject_type].upgraders)


def document_of(edition: "Edition") -> Document:
    """An edition's document, which is there, in the newest format."""
    return today(edition.text or "", subject_type=edition.subject_type, format_=edition.format)


def upgraded(document: Document, *, format_: int, upgraders: Mapping[int, Upgrader]) -> Document:
    """A document led from one format to the next, as far as there are upgraders."""
    while upgrader := upgraders.get(format_):
        document = upgrader(document)
        format_ += 1
    return document
