"""What the rows are called that published documents refer to by their ids alone."""

from collections.abc import Collection, Mapping
from typing import Any

from claims.models import Appearance, Claim, Narrative, Rebuttal
from claimtrack.text import shortened
from sources.models import Document

#: The rows of other claims that a claim's document names; its own items it describes itself.
NAMED: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (Claim, ()),
    (Narrative, ()),
    (Rebuttal, ("source",)),
    (Appearance, ("claim", "speaker", "document")),
    (Document, ("publisher",)),
)


def names_of(ids: Collection[str]) -> Mapping[str, str]:
    """By their ids, in one query for each sort of row."""
    return {
        str(row.pk): shortened(str(row), 200)
        for model, related in NAMED
        for row in (model._default_manager.filter(pk__in=ids).select_related(*related) if ids else ())
    }
