"""Following claims through the feed of changes: those that match, and those that do so no longer."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias, TypedDict
from uuid import UUID

from claims.record.documents import CLAIM
from claims.record.query import ClaimConditions
from claimtrack import addresses
from claimtrack.editions.chain import EditionKindValue, rfc3339
from claimtrack.editions.changes import editions_since
from claimtrack.editions.models import REMOVALS, TOMBSTONES, Edition, Kind
from claimtrack.notations import Instant
from claimtrack.query.filters import IntegerFilter
from claimtrack.vocabulary import value_of

#: What happened to a work, as its editions say it; `left` is said of claims alone, to those who follow a selection.
ChangeKindValue: TypeAlias = Literal[EditionKindValue, "left"]


class ChangeDocument(TypedDict):
    """One edition in the feed. `kind` is `left` for a claim that stopped matching the filters."""

    position: int
    subject_type: str
    id: str
    api_url: str
    kind: ChangeKindValue
    number: int
    published_at: Instant
    sha256: str


class ChangesDocument(TypedDict):
    """A page of the feed; ask again with `since` = `next`, which is always there."""

    results: list[ChangeDocument]
    next: int
    position: int


class ChangeFilters(ClaimConditions):
    """The parameters of `/changes/`: where to go on, and which claims to follow."""

    since = IntegerFilter(narrows=False, default=0, help_text="The position last seen; the changes after it follow.")
    page_size = IntegerFilter(
        minimum=1, maximum=200, default=50, narrows=False, help_text="How many positions a page looks at."
    )


class Told(NamedTuple):
    """An edition of which whoever follows is told, and whether it is the one by which a claim left the selection."""

    edition: Edition
    left: bool = False


class Followed(NamedTuple):
    """What is told after a position, and up to which position editions were looked at."""

    told: Sequence[Told]
    until: int


def changes(asked: ChangeFilters, *, position: int) -> ChangesDocument:
    """The page of the feed that is asked for, of a record that stands at this position."""
    page = follow(asked, since=asked.values["since"], most=asked.values["page_size"])
    return {"results": [*map(change_document, page.told)], "next": page.until, "position": position}


def follow(asked: ChangeFilters, *, since: int, most: int) -> Followed:
    """What is told of the editions after this position, at most so many of which are looked at."""
    editions = editions_since(since, using=asked.queryset.db, limit=most)
    told = _followed(asked, editions) if asked.selecting.parameters else map(Told, editions)
    return Followed([*told], editions[-1].position if editions else since)


def _followed(asked: ChangeFilters, editions: Sequence[Edition]) -> Iterator[Told]:
    """Editions of claims that match, and those by which a claim that matched no longer does."""
    claims = [edition for edition in editions if edition.subject_type == CLAIM]
    spans = asked.qs.filter(claim_id__in={edition.subject_id for edition in claims})
    matching: set[tuple[UUID, int]] = set(spans.values_list("claim_id", "number"))
    for edition in claims:
        matches = (edition.subject_id, edition.number) in matching
        matched = (edition.subject_id, edition.number - 1) in matching
        # Nobody can tell any more whether what was redacted or withheld matched: everybody is told.
        if matches or edition.kind in REMOVALS:
            yield Told(edition)
        elif matched:
            yield Told(edition, left=edition.kind not in TOMBSTONES)


def change_document(told: Told) -> ChangeDocument:
    """What the feed says of an edition."""
    edition = told.edition
    return {
        "position": edition.position,
        "subject_type": edition.subject_type,
        "id": str(edition.subject_id),
        "api_url": addresses.of(edition.subject_type, edition.subject_id),
        "kind": "left" if told.left else value_of(Kind, edition.kind),
        "number": edition.number,
        "published_at": rfc3339(edition.published_at),
        "sha256": edition.sha256,
    }
