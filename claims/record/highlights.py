"""What shows a reader why a claim was found: pieces of its texts with the words that were asked for marked."""

from collections.abc import Sequence
from typing import Final, TypedDict

from claims.record.documents import ClaimDocument
from claims.record.query import ClaimFilters
from claims.record.searched import Field, searched
from claimtrack.analysis.marking import Marker, Part, piece
from claimtrack.analysis.vectors import stemmed_in
from claimtrack.editions.reading import EditionKey, Shown, read_editions

#: Texts of one claim that are shown.
MOST: Final = 3


class Highlight(TypedDict):
    """A piece of one text of a claim: what it is in the claim's document, and its parts in their order."""

    field: Field
    parts: list[Part]


def highlights(asked: ClaimFilters, keys: Sequence[EditionKey]) -> dict[str, list[Highlight]]:
    """Of each of these editions of claims, by the claim's id: its texts that have words of `q`. One query."""
    marker = Marker(asked.words.reading, stemmed_in(asked.languages))
    found = read_editions(keys, using=asked.queryset.db)
    shown = [each for key in keys if isinstance(each := found.get(key), Shown)]
    return {str(each.work_id): _of(each.document, marker) for each in shown}


def _of(claim: ClaimDocument, marker: Marker) -> list[Highlight]:
    made: list[Highlight] = []
    for text in searched(claim):
        if marks := marker.marks(text.text, text.language):
            made.append({"field": text.field, "parts": piece(text.text, marks)})
        if len(made) == MOST:
            break
    return made
