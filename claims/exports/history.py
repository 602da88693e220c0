"""What happened to claims, from the record alone: the pages of feeds.

A page joins two orders, both by position: the claims that match, by their newest edition, and the events among
editions whose claim matched before or after. So a follower of `verdict=false` is told of the correction by which
a claim stopped being false.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from claims.exports.feeds import Feed, Happening, entries
from claims.exports.published import Site
from claims.record.documents import CLAIM, ClaimDocument
from claims.record.models import Listing
from claims.record.query import FeedFilters
from claimtrack.editions.befores import grounds
from claimtrack.editions.models import EVENTS, REMOVALS, Edition
from claimtrack.editions.reading import EditionKey, Shown, read_editions
from claimtrack.query.filterset import StrictFilterSet

PAGE = 50
EDITION_COLUMNS = ("subject_id", "number", "kind", "note", "position", "published_at")


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """`before` is the position that the next page goes on from; None on the last one."""

    happenings: list[Happening]
    before: int | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A happening without its documents."""

    claim_id: UUID
    number: int
    kind: str
    note: str | None
    position: int
    published_at: datetime
    first_published_at: datetime
    event: bool


def of_feed(asked: FeedFilters) -> HistoryPage:
    """The page of the feed that is asked for: the newest happenings, before a position where one is given."""
    events = _of_claims(asked.queryset.db).filter(kind__in=EVENTS)
    before, until = asked.values["before"], asked.values["as_of"]
    rows = [*_standing(asked.qs, before), *_events(events, asked.spans(), before=before, until=until)]
    return _page(rows, using=asked.queryset.db)


def of_claim(claim_id: UUID, *, before: int | None, using: str) -> HistoryPage:
    """Every edition of one claim as an event, newest first."""
    editions = _of_claims(using).filter(subject_id=claim_id)
    return _page(_events(editions, None, before=before, until=None), using=using)


def _of_claims(using: str) -> QuerySet[Edition]:
    return Edition.objects.using(using).filter(subject_type=CLAIM)


def _standing(listings: QuerySet[Listing], before: int | None) -> list[_Row]:
    """The newest of the listings that stand and match."""
    if before is not None:
        # The order is indexed by time; the position tells apart what was published in one instant.
        earlier = _of_claims(listings.db).filter(position__lt=before).order_by("-position")
        at = earlier.values("published_at")[:1]
        listings = listings.filter(Q(("updated_key__lte", at)), position__lt=before)
    columns = ("claim_id", "number", "position", "updated_at", "published_at", "card")
    newest = listings.order_by(F("updated_key").desc(), F("position").desc()).values_list(*columns)[: PAGE + 1]
    return [
        _Row(claim_id, number, orjson.loads(card)["edition"]["kind"], None, position, updated_at, first, event=False)
        for claim_id, number, position, updated_at, first, card in newest
    ]


def _events(
    editions: QuerySet[Edition], spans: QuerySet[Listing] | None, *, before: int | None, until: datetime | None
) -> list[_Row]:
    """The newest of these editions, those alone whose claim matches in a listing of `spans`, unless all do."""
    editions = editions.filter(withheld=False)
    if before is not None:
        editions = editions.filter(position__lt=before)
    if until is not None:
        editions = editions.filter(published_at__lte=until)
    if spans is not None:
        after = spans.filter(claim_id=OuterRef("subject_id"), number=OuterRef("number"))
        prior = spans.filter(claim_id=OuterRef("subject_id"), number=OuterRef("number") - 1)
        # Nobody can tell any more whether what was redacted or withheld matched: everybody is told.
        editions = editions.filter(Q(kind__in=REMOVALS) | Exists(after) | Exists(prior))
    rows = editions.order_by("-position").values_list(*EDITION_COLUMNS)[: PAGE + 1]
    return [
        _Row(claim_id, number, kind, note, position, published_at, published_at, event=True)
        for claim_id, number, kind, note, position, published_at in rows
    ]


def _page(rows: Sequence[_Row], *, using: str) -> HistoryPage:
    """The newest of these, a page of them; what shares the last one's position stays together."""
    ordered = sorted(rows, key=lambda row: (-row.position, row.event))
    last = ordered[PAGE - 1].position if len(ordered) > PAGE else None
    shown = [row for row in ordered if last is None or row.position >= last]
    more = len(shown) < len(ordered)
    return HistoryPage(_with_documents(shown, using=using), last if more else None)


def _with_documents(rows: Sequence[_Row], *, using: str) -> list[Happening]:
    """The same with their documents; where words before a correction are withheld, no older edition says its own."""
    own = {(row.claim_id, row.number) for row in rows}
    earlier = {(row.claim_id, row.number - 1) for row in rows if row.event and row.number > 1}
    events = {row.claim_id for row in rows if row.event}
    withheld = grounds(events, using=using) if events else {}
    silent = dict(sorted(withheld))  # of each claim the newest of these editions
    documents = _documents(own | earlier, using=using)
    return [
        Happening(
            claim_id=str(row.claim_id),
            number=row.number,
            kind=row.kind,
            note=row.note if says else None,
            position=row.position,
            published_at=row.published_at,
            first_published_at=row.first_published_at,
            event=row.event,
            document=documents.get((row.claim_id, row.number)) if says else None,
            before=documents.get((row.claim_id, row.number - 1)) if says else None,
            withheld=withheld.get((row.claim_id, row.number)),
        )
        for row in rows
        for says in [row.number >= silent.get(row.claim_id, 0)]
    ]


def _documents(keys: Iterable[EditionKey], *, using: str) -> dict[EditionKey, ClaimDocument]:
    """The documents of these editions that can be read."""
    found = read_editions(list(keys), using=using)
    return {key: edition.document for key, edition in found.items() if isinstance(edition, Shown)}


def feed_page(page: HistoryPage, site: Site, asked: StrictFilterSet) -> Feed:
    """The page as a feed, with the addresses of the first page and of the one after it."""
    kept = [pair for pair in asked.canonical() if pair[0] != "before"]
    following = [("before", str(page.before)), *kept] if page.before else None
    path = asked.path
    first, older = _address(site, path, kept), _address(site, path, following) if following else None
    return Feed(list(entries(page.happenings, site)), first, older)


def _address(site: Site, path: str, parameters: Sequence[tuple[str, str]]) -> str:
    return site.url(f"{path}?{urlencode(parameters, safe=',:')}" if parameters else path)
