"""The frame that the pages of others show a claim in."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.exports.published import claimants, is_guarded, page_of
from claims.pages.sharing import BRIEFLY
from claims.pages.spelled import spelled
from claims.pages.standings import of_claim
from claims.record.documents import CLAIM, ClaimDocument
from claimtrack import addresses, policy
from claimtrack.api.problems import NotFound, Problem
from claimtrack.api.record import answer_at, readable
from claimtrack.editions.models import Edition
from claimtrack.editions.reading import Merged, Retracted
from claimtrack.editions.state import RecordState
from claimtrack.pages.views import PageView
from claimtrack.query.filters import TextFilter
from claimtrack.query.filterset import StrictFilterSet


class EmbedFilters(StrictFilterSet):
    appearance = TextFilter(
        narrows=False,
        max_length=40,
        help_text="The id of an appearance: it is cited beside the claim, and no link leads to it.",
    )


class EmbedView(PageView):
    """A claim as it stands now, in little. Any page may frame it; where it stands no more, it says that and no more."""

    filterset_class = EmbedFilters

    def get(self, request: Request, id_or_slug: str) -> HttpResponseBase:
        cited = EmbedFilters.accept(self.asked, Edition.objects.none()).values["appearance"]

        def answer(now: RecordState, etag: str) -> HttpResponse:
            found = readable(CLAIM, id_or_slug, using=self.database)
            if isinstance(found, Merged):
                return self._gone("merged", addresses.page(CLAIM, found.survivor))
            if isinstance(found, Retracted):
                return self._gone("retracted", addresses.page(CLAIM, found.work_id))
            if is_guarded(found.document):
                raise NotFound  # it is carried no further
            response = self._framed(_context(spelled(found.document), cited), HTTPStatus.OK)
            response["ETag"], response["Cache-Control"] = etag, BRIEFLY
            return response

        return answer_at(request, f"{request.path}?{cited} {self.variant}", answer, using=self.database)

    def _gone(self, why: str, own: str) -> HttpResponse:
        return self._framed({"why": why, "own": own}, HTTPStatus.GONE)

    def _framed(self, context: dict[str, Any], status: HTTPStatus) -> HttpResponse:
        return self.page("pages/embed.html", context, status=status)

    def refused(self, problem: Problem) -> HttpResponse:
        context = {"why": "problem", "problem": problem.document()}
        return problem.unkept(self._framed(context, HTTPStatus(problem.status_code)))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        finalized = super().finalize_response(request, response, *args, **kwargs)
        finalized[policy.HEADER] = policy.EMBEDS
        finalized["X-Robots-Tag"] = "noindex"  # what it shows has a page of its own
        finalized.xframe_options_exempt = True
        return finalized


def _context(claim: ClaimDocument, cited: str | None) -> dict[str, Any]:
    return {
        "claim": claim,
        "standing": of_claim(claim),
        "claimants": claimants(claim),
        "answered": {
            each["source"]["id"]: each["source"] for each in claim["rebuttals"] if each["kind"] != "no_response"
        },
        "correction": max(claim["corrections"], key=lambda each: each["at"], default=None),
        "stamp": claim["edition"],
        "own": page_of(claim),
        "cited": next((each for each in claim["appearances"] if each["id"] == cited), None),
        "is_missing": cited is not None and all(each["id"] != cited for each in claim["appearances"]),
    }
