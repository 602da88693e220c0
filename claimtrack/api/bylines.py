"""The names under which members of staff work in public, by the ids that editions call them."""

import orjson
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claimtrack.api.record import ListView, answer_at, answer_count, answer_list
from claimtrack.editions.bylines import BylineDocument
from claimtrack.editions.models import Byline
from claimtrack.editions.state import RecordState
from claimtrack.query.filters import UUIDListFilter
from claimtrack.query.keyset import Keyset, count_up_to
from claimtrack.query.lists import ListFilterSet


class BylineFilters(ListFilterSet):
    """The names, in the order of the ids that they stand for."""

    keyset = Keyset(("person",))

    person = UUIDListFilter("person", help_text="Only of the members of staff with these ids.")


class BylinesView(ListView):
    """Names that members of staff have chosen to work under. Most have none, and whoever has may withdraw it.

    Do not keep them: ask again.
    """

    filterset_class = BylineFilters
    answers: type = BylineDocument

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.filterset_class.accept(self.asked, Byline.objects.using(self.database))

        def answer(now: RecordState, etag: str) -> HttpResponseBase:
            if asked.counts:
                return answer_count(count_up_to(asked.qs), etag)
            page = asked.page("person", "name")
            results = (orjson.dumps(BylineDocument(person=str(person), name=name)) for person, name in page.rows)
            return answer_list(now, etag, results, next_=page.next)

        return answer_at(request, asked.address, answer, using=self.database)
