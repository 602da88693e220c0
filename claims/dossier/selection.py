"""Which claims a dossier of several is of: those of a narrative, or those that a filter finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict, cast
from uuid import UUID

import orjson

from claims.record.documents import NarrativeDocument
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.models import Edition, Kind

NARRATIVE = "narrative"


class LeftOut(TypedDict):
    """A claim that was asked for and cannot be shown: `why` is retracted, merged, redacted or unpublished."""

    id: str
    why: str


class Selection(TypedDict):
    """What was asked for. `filters` is the canonical query of `/claims/`, null for a narrative.

    `left_out` are claims of a narrative that cannot be read; a filter finds none of these.
    """

    kind: Literal["narrative", "filter"]
    filters: str | None
    narrative: NarrativeDocument | None
    left_out: list[LeftOut]


class NarrativeNotPublished(LookupError):
    """No such narrative or edition of it is in the record, or was at the time asked for."""


class NarrativeWithdrawn(Exception):
    """The narrative, or the edition asked for, cannot be read; `redacted` when under a legal duty."""

    def __init__(self, message: str, *, redacted: bool) -> None:
        super().__init__(message)
        self.redacted = redacted


@dataclass(frozen=True, slots=True)
class Selected:
    """Ids in the order they are shown, the selection, and the time the claims are shown as of."""

    ids: Sequence[UUID]
    selection: Selection
    as_of: datetime | None


def of_filter(ids: Sequence[UUID], *, filters: str, as_of: datetime | None) -> Selected:
    """The claims a filter found; `filters` is its canonical query."""
    return Selected(ids, {"kind": "filter", "filters": filters, "narrative": None, "left_out": []}, as_of)


def of_narrative(narrative_id: UUID, *, edition: int | None, as_of: datetime | None, using: str) -> Selected:
    """The claims of a narrative as it stands, stood at a time, or in one edition, then as of its publication.

    Raises NarrativeNotPublished or NarrativeWithdrawn.
    """
    editions = Edition.objects.using(using).filter(subject_id=narrative_id, subject_type=NARRATIVE)
    if edition is not None:
        editions = editions.filter(number=edition)
    elif as_of is not None:
        editions = editions.filter(published_at__lte=as_of)
    found = editions.order_by("-number").first()
    if found is None:
        when = f" in edition {edition}" if edition else f" by {rfc3339(as_of)}" if as_of else ""
        raise NarrativeNotPublished(f"The narrative {narrative_id} was not published{when}.")
    document = _readable(found)
    return Selected(
        [UUID(claim_id) for claim_id in document["claims"]],
        {"kind": "narrative", "filters": None, "narrative": document, "left_out": []},
        found.published_at if edition is not None else as_of,
    )


def _readable(edition: Edition) -> NarrativeDocument:
    document = orjson.loads(edition.text) if edition.text else {}
    if not document.get("name"):
        redacted = edition.text is None or edition.kind == Kind.REDACTED
        note = f": {edition.note}" if edition.note else ""
        raise NarrativeWithdrawn(f"This narrative was {edition.kind}{note}.", redacted=redacted)
    return cast("NarrativeDocument", document)
