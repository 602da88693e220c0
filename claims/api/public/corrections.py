"""The public log of corrections: as a list, and as feeds of it."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from rest_framework.request import Request

from claims.api.public.export import FileView
from claims.exports.corrections import entries
from claims.exports.feeds import Feed
from claims.exports.formats import FEED_FORMATS
from claims.exports.published import heading
from claims.record.correction_log import COLUMNS, CorrectionFilters, LoggedCorrection, corrected, logged
from claimtrack.api.record import ListView, answer_at, answer_count, answer_list
from claimtrack.editions.state import RecordState
from claimtrack.query.keyset import count_up_to


class CorrectionsView(ListView):
    """Every correction of a claim, a source or a narrative, newest first, with each fact before and since."""

    filterset_class = CorrectionFilters
    answers: type = LoggedCorrection

    def get(self, request: Request) -> HttpResponseBase:
        asked: Any = self.filterset_class.accept(self.asked, corrected(self.database))

        def answer(now: RecordState, etag: str) -> HttpResponse:
            if asked.counts:
                return answer_count(count_up_to(asked.qs), etag)
            page = asked.page(*COLUMNS)
            return answer_list(now, etag, map(orjson.dumps, logged(page.rows, using=self.database)), next_=page.next)

        return answer_at(request, asked.address, answer, using=self.database)


class CorrectionsFeedView(FileView):
    """The log as a feed in pages, newest first; its parameters are those of the list."""

    filterset_class = CorrectionFilters

    def get(self, request: Request) -> HttpResponseBase:
        asked: Any = CorrectionFilters.accept(self.asked, corrected(self.database))

        def answer(now: RecordState, etag: str) -> HttpResponse:
            page = asked.page(*COLUMNS)
            above = heading("corrections", asked.address, now)
            told = list(entries(logged(page.rows, using=self.database), above.site))
            feed = Feed(told, above.site.url(asked.first), above.site.url(page.next) if page.next else None)
            return self.whole(FEED_FORMATS[self.format_name].render(above, feed), etag=etag)

        return answer_at(request, asked.address, answer, using=self.database)


def patterns() -> Iterator[URLPattern]:
    """One for each format of feeds."""
    for name in FEED_FORMATS:
        yield path(f"corrections/export.{name}", CorrectionsFeedView.as_view(format_name=name))
