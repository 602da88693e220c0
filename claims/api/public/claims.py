"""Claims over HTTP: their cards in lists, the document of each, and its editions."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.record.corrections import NO_CORRECTION, corrections_told
from claims.record.counted import FacetCount, counted
from claims.record.documents import CLAIM, Card, ClaimDocument, TombstoneDocument
from claims.record.query import ClaimFilters
from claimtrack.api.record import EditionsView, ListView, WorkView, answer_at, answer_count, answer_list
from claimtrack.editions.reading import Shown
from claimtrack.editions.state import RecordState
from claimtrack.notations import Notation


class ClaimsView(ListView):
    """Cards of published claims, newest published first."""

    filterset_class: ClassVar[type[ClaimFilters]] = ClaimFilters
    answers: type = Card
    page_extras: ClassVar[Mapping[str, object]] = {
        "facets": Annotated[
            dict[str, list[FacetCount]], Notation("With `facets`: the values of each, most frequent first.")
        ]
    }

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.filterset_class.ask(self.asked, using=self.database)

        def answer(now: RecordState, etag: str) -> HttpResponse:
            if asked.counts:
                return answer_count(asked.number, etag)
            page = asked.page("card")
            extra = {"facets": counted(asked)} if asked.values["facets"] else None
            return answer_list(now, etag, (card for (card,) in page.rows), next_=page.next, extra=extra)

        return answer_at(request, asked.address, answer, using=self.database)


class ClaimView(WorkView):
    """One claim: the current edition's document, or that of a time, its corrections with the words before and since.

    An edition by its number is answered as stored.
    """

    subject_type = CLAIM
    answers = ClaimDocument
    gone = TombstoneDocument

    def added(self, found: Shown) -> Mapping[str, Any]:
        if NO_CORRECTION in found.text:
            return {}
        return {"corrections": corrections_told([found.document], using=self.database)[str(found.work_id)]}


class ClaimEditionsView(EditionsView):
    """The editions of a claim, newest first; also of a merged or retracted one."""

    subject_type = CLAIM
