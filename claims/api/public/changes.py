"""Following the record over HTTP: the feed of changes, and the digests of its days."""

import orjson
from django.db.models import Count, Max
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.record.following import ChangeFilters, ChangesDocument, changes
from claimtrack.api.conditional import json_bytes
from claimtrack.api.record import ListView, answer_at, answer_count, answer_list
from claimtrack.api.views import PublicView
from claimtrack.editions.changes import DigestDocument, digest_document, open_days
from claimtrack.editions.models import Digest
from claimtrack.editions.state import RecordState
from claimtrack.query.keyset import CountDocument, Keyset
from claimtrack.query.lists import ListFilterSet


class ChangesView(PublicView):
    """The record's feed: every edition in order of position, removals included. Nothing is missed or twice."""

    filterset_class = ChangeFilters
    answers = ChangesDocument

    def get(self, request: Request) -> HttpResponseBase:
        asked = ChangeFilters.ask(self.asked, using=self.database)

        def answer(now: RecordState, etag: str) -> HttpResponse:
            return json_bytes(orjson.dumps(changes(asked, position=now.position)), etag=etag)

        return answer_at(request, request.get_full_path(), answer, using=self.database)


DIGEST_COLUMNS = ("day", "count", "first_position", "last_position", "sha256")


class DigestFilters(ListFilterSet):
    """The digests, newest day first."""

    keyset = Keyset(("day",), descending=True)


class DigestsView(ListView):
    """Per day: count, first and last position, and the SHA-256 over its `position sha256` lines.

    Days that are not over yet come first, `closed: false`, as they stand now.
    """

    filterset_class = DigestFilters
    answers: type = DigestDocument

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.filterset_class.accept(self.asked, Digest.objects.using(self.database))

        def answer(now: RecordState, etag: str) -> HttpResponse:
            if asked.counts:
                closed = asked.qs.aggregate(newest=Max("day"), days=Count("day"))
                days = closed["days"] + len(open_days(using=self.database, after=closed["newest"]))
                return answer_count(CountDocument(count=days, exact=True), etag)
            days, next_ = self._page(asked)
            return answer_list(now, etag, map(orjson.dumps, days), next_=next_)

        return answer_at(request, asked.address, answer, using=self.database)

    def _page(self, asked: ListFilterSet) -> tuple[list[DigestDocument], str | None]:
        page = asked.page(*DIGEST_COLUMNS)
        closed = [Digest(**dict(zip(DIGEST_COLUMNS, row, strict=True))) for row in page.rows]
        days = [digest_document(digest) for digest in closed]
        if asked.values["cursor"] is None:
            newest = closed[0].day if closed else None
            days = [*open_days(using=self.database, after=newest)[::-1], *days]
        return days, page.next
