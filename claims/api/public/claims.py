"""Claims over HTTP: their cards in lists, the document of each, and its editions."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.record.corrections import NO_CORRECTION, corrections_told
from claims.record.counted import FacetCount, counted
from claims.record.documents import CLAIM, Card, ClaimDocument, TombstoneDocument
from claims.record.highlights import Highlight, highlights
from claims.record.query import ClaimFilters, SearchTold, search_told
from claimtrack.api.record import EditionsView, SearchedListView, WorkView, answer_at, answer_count, answer_list
from claimtrack.editions.reading import EditionKey, Shown
from claimtrack.editions.state import RecordState
from claimtrack.notations import Notation


class ClaimsView(SearchedListView):
    """Cards of published claims, newest published first."""

    filterset_class: ClassVar[type[ClaimFilters]] = ClaimFilters
    answers: type = Card
    page_extras: ClassVar[Mapping[str, object]] = {
        "facets": Annotated[
            dict[str, list[FacetCount]], Notation("With `facets`: the values of each, most frequent first.")
        ],
        "search": Annotated[SearchTold, Notation("With `q`: how it was understood.")],
        "highlights": Annotated[
            dict[str, list[Highlight]], Notation("With `highlight`: pieces of the texts of each claim, by its id.")
        ],
    }

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.filterset_class.ask(self.asked, using=self.database)

        def answer(now: RecordState, etag: str) -> HttpResponse:
            if asked.counts:
                return answer_count(asked.number, etag)
            page = asked.page("card", "claim_id", "number")
            extra = beside(asked, [(claim_id, number) for _, claim_id, number in page.rows])
            return answer_list(now, etag, (card for card, *_ in page.rows), next_=page.next, extra=extra)

        return answer_at(request, asked.address, answer, using=self.database)


def beside(asked: ClaimFilters, shown: Sequence[EditionKey]) -> dict[str, Any]:
    """What was asked for beside the cards of a page, which shows these editions."""
    extra: dict[str, Any] = {"facets": counted(asked)} if asked.values["facets"] else {}
    if asked.values["q"]:
        extra["search"] = search_told(asked)
    if asked.values["highlight"]:
        extra["highlights"] = highlights(asked, shown)
    return extra


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
