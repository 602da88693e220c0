"""The public record over HTTP: stored documents, lists of cards, the feed of changes. Reads no desk table."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NotRequired, TypedDict
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Count, Max, OuterRef, Subquery
from django.http import HttpResponse
from rest_framework.request import Request

from claims.api.public import filters
from claims.record.documents import (
    AppearanceEntry,
    AssessmentEntry,
    Card,
    ClaimDocument,
    DocumentEntry,
    NarrativeDocument,
    RebuttalEntry,
    SubjectEntry,
    TombstoneDocument,
    TopicEntry,
)
from claims.record.models import FacetRow, Listing
from claims.scales import ScalesDocument, scales_document
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.paging import COUNT_LIMIT, Keyset, ListFilterSet
from claimtrack.api.record import (
    DocumentView,
    EditionsView,
    EntryListView,
    EntryView,
    answer_count,
    answer_list,
    standing,
)
from claimtrack.api.views import PublicView
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.changes import DigestDocument, digest_document, editions_since, open_days
from claimtrack.editions.models import TOMBSTONES, Digest, Edition, Entry, Kind

# -- claims ---------------------------------------------------------------------------------------


#: Facets whose values are ids: these are counted with slug and name.
NAMED = ("source", "narrative")


class FacetCount(TypedDict):
    """How many matches have this value; `at_least` when there are more matches than are counted."""

    value: str
    slug: NotRequired[str]
    name: NotRequired[str]
    count: int
    at_least: bool


class Claims(PublicView):
    """Cards of published claims, newest published first."""

    filterset_class = filters.ClaimFilters
    answers = Card
    paged = True
    page_extras: ClassVar[dict[str, Any]] = {
        "facets": {
            "type": "object",
            "description": "With `facets`: the values of each, most frequent first.",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "value": {"type": "string"},
                        "slug": {"type": "string"},
                        "name": {"type": "string"},
                        "count": {"type": "integer"},
                        "at_least": {"type": "boolean"},
                    },
                    "required": ["value", "count", "at_least"],
                },
            },
        }
    }

    def get(self, request: Request) -> HttpResponse:
        now = standing(self.database)
        asked = filters.ClaimFilters.accept(request, Listing.objects.using(self.database))
        if unchanged := not_modified(request, now.etag(asked.address)):
            return unchanged
        if asked.values["count"]:
            return answer_count(asked, now)
        page = asked.page("card")
        extra = {"facets": self._facets(asked)} if asked.values["facets"] else None
        return answer_list(request, asked, now, (card for (card,) in page.rows), next_=page.next, extra=extra)

    def _facets(self, asked: filters.ClaimFilters) -> dict[str, list[FacetCount]]:
        """Counted in one query: `kind`, of which a claim has one, is counted along and tells how many match."""
        matches = asked.qs.order_by().values("pk")[: COUNT_LIMIT + 1]
        named = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("value"), kind__in=NAMED)
        rows = list(
            FacetRow.objects.using(self.database)
            .filter(listing__in=matches, kind__in=[*asked.values["facets"], "kind"])
            .values_list("kind", "value")
            .annotate(count=Count("pk"), entry=Subquery(named.values("text")[:1]))
            .order_by("kind", "-count", "value")
        )
        at_least = sum(count for kind, _, count, _ in rows if kind == "kind") > COUNT_LIMIT
        return {
            asked_for: [
                _facet_count(value, min(count, COUNT_LIMIT), entry, at_least=at_least)
                for kind, value, count, entry in rows
                if kind == asked_for
            ]
            for asked_for in asked.values["facets"]
        }


def _facet_count(value: str, count: int, entry: str | None, *, at_least: bool) -> FacetCount:
    counted: FacetCount = {"value": value, "count": count, "at_least": at_least}
    if entry is not None:
        named = orjson.loads(entry)
        counted |= {"slug": named["slug"], "name": named["name"]}
    return counted


class Claim(DocumentView):
    """One claim: the current edition's document as stored, or the one of an edition number or a time."""

    subject_type = "claim"
    answers = ClaimDocument
    gone = TombstoneDocument


class ClaimEditions(EditionsView):
    """The editions of a claim, newest first; also of a merged or retracted one."""

    subject_type = "claim"


class Narratives(EntryListView):
    """Published narratives, newest published first."""

    filterset_class = filters.NarrativeFilters
    with_claims = False
    answers = NarrativeDocument


class Narrative(DocumentView):
    """One narrative and the ids of the published claims that feed it."""

    subject_type = "narrative"
    answers = NarrativeDocument


class NarrativeEditions(EditionsView):
    """The editions of a narrative, newest first."""

    subject_type = "narrative"


# -- what claims show -----------------------------------------------------------------------------


class Rebuttals(EntryListView):
    """Answers to published claims."""

    filterset_class = filters.RebuttalFilters
    answers = RebuttalEntry


class Rebuttal(EntryView):
    """One answer."""

    kind = "rebuttal"
    answers = RebuttalEntry


class Assessments(EntryListView):
    """Judgements of published claims and of answers to them, by our desk and by others."""

    filterset_class = filters.AssessmentFilters
    answers = AssessmentEntry


class Assessment(EntryView):
    """One judgement."""

    kind = "assessment"
    answers = AssessmentEntry


class Appearances(EntryListView):
    """Where published claims stand: who said them in which document."""

    filterset_class = filters.AppearanceFilters
    answers = AppearanceEntry


class Appearance(EntryView):
    """One appearance."""

    kind = "appearance"
    answers = AppearanceEntry


class Documents(EntryListView):
    """Documents that published claims cite."""

    filterset_class = filters.DocumentFilters
    answers = DocumentEntry


class Document(EntryView):
    """One document."""

    kind = "document"
    answers = DocumentEntry


class Topics(EntryListView):
    """Headings published claims are filed under."""

    filterset_class = filters.TopicFilters
    answers = TopicEntry


class Topic(EntryView):
    """One heading."""

    kind = "topic"
    answers = TopicEntry


class Subjects(EntryListView):
    """What published claims are about."""

    filterset_class = filters.SubjectFilters
    answers = SubjectEntry


class Subject(EntryView):
    """One subject."""

    kind = "subject"
    answers = SubjectEntry


# -- scales ---------------------------------------------------------------------------------------


class Scales(PublicView):
    """Every scale and vocabulary, with meanings, ranges and equivalents in STIX and ClaimReview."""

    answers = ScalesDocument

    def get(self, request: Request) -> HttpResponse:
        body = orjson.dumps(scales_document())
        etag = etag_of(settings.VERSION, body.decode())
        return not_modified(request, etag) or json_bytes(body, etag=etag)


# -- following the record -------------------------------------------------------------------------


class ChangeDocument(TypedDict):
    """One edition in the feed. `kind` is `left` for a claim that stopped matching the filters."""

    position: int
    subject_type: str
    id: str
    api_url: str
    kind: str
    number: int
    published_at: str
    sha256: str


class ChangesDocument(TypedDict):
    """A page of the feed; ask again with `since` = `next`, which is always there."""

    results: list[ChangeDocument]
    next: int
    position: int


class Changes(PublicView):
    """The record's feed: every edition in order of position, removals included. Nothing is missed or twice."""

    filterset_class = filters.ChangeFilters
    answers = ChangesDocument

    def get(self, request: Request) -> HttpResponse:
        now = standing(self.database)
        asked = filters.ChangeFilters.accept(request, Listing.objects.using(self.database))
        since = asked.values["since"]
        editions = editions_since(since, using=self.database, limit=asked.values["page_size"])
        body: ChangesDocument = {
            "results": self._followed(asked, editions) if asked.narrows_claims else [_change(e) for e in editions],
            "next": editions[-1].position if editions else since,
            "position": now.position,
        }
        etag = now.etag(request.get_full_path())
        return not_modified(request, etag) or json_bytes(orjson.dumps(body), etag=etag)

    def _followed(self, asked: filters.ChangeFilters, editions: Sequence[Edition]) -> list[ChangeDocument]:
        """Editions of claims that match, and those by which a claim that matched no longer does."""
        claims = [edition for edition in editions if edition.subject_type == "claim"]
        spans = asked.qs.filter(claim_id__in={edition.subject_id for edition in claims})
        matching = set(spans.values_list("claim_id", "number"))
        return list(_still_and_no_longer(claims, matching))


def _still_and_no_longer(claims: Sequence[Edition], matching: set[tuple[UUID, int]]) -> Iterator[ChangeDocument]:
    for edition in claims:
        matches = (edition.subject_id, edition.number) in matching
        matched = (edition.subject_id, edition.number - 1) in matching
        # What a redacted edition said is gone, so that nobody can tell whether it matched: everybody is told.
        if matches or edition.kind == Kind.REDACTED:
            yield _change(edition)
        elif matched:
            yield _change(edition, kind=edition.kind if edition.kind in TOMBSTONES else "left")


def _change(edition: Edition, *, kind: str | None = None) -> ChangeDocument:
    return {
        "position": edition.position,
        "subject_type": edition.subject_type,
        "id": str(edition.subject_id),
        "api_url": f"/api/v1/{edition.subject_type}s/{edition.subject_id}/",
        "kind": kind or edition.kind,
        "number": edition.number,
        "published_at": rfc3339(edition.published_at),
        "sha256": edition.sha256,
    }


DIGEST_COLUMNS = ("day", "count", "first_position", "last_position", "sha256")


class DigestFilters(ListFilterSet):
    keyset = Keyset(("day",), descending=True)


class Digests(PublicView):
    """Per day: count, first and last position, and the SHA-256 over its `position sha256` lines.

    Days that are not over yet come first, `closed: false`, as they stand now.
    """

    filterset_class = DigestFilters
    answers = DigestDocument
    paged = True

    def get(self, request: Request) -> HttpResponse:
        now = standing(self.database)
        asked = DigestFilters.accept(request, Digest.objects.using(self.database))
        if unchanged := not_modified(request, now.etag(asked.address)):
            return unchanged
        if asked.values["count"]:
            newest = asked.qs.aggregate(newest=Max("day"))["newest"]
            return answer_count(asked, now, besides=len(open_days(using=self.database, after=newest)))
        page = asked.page(*DIGEST_COLUMNS)
        closed = [Digest(**dict(zip(DIGEST_COLUMNS, row, strict=True))) for row in page.rows]
        days = [digest_document(digest) for digest in closed]
        if asked.values["cursor"] is None:
            newest = closed[0].day if closed else None
            days = [*open_days(using=self.database, after=newest)[::-1], *days]
        return answer_list(request, asked, now, map(orjson.dumps, days), next_=page.next)
