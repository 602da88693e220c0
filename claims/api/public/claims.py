"""Claims over HTTP: their cards in lists, the document of each, and its editions."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.record.counted import counted
from claims.record.documents import CLAIM, Card, ClaimDocument, TombstoneDocument
from claims.record.query import ClaimFilters
from claimtrack.api.record import EditionsView, WorkView, answer_at, answer_count, answer_list
from claimtrack.api.views import PublicView
from claimtrack.editions.standing import Standing


class ClaimsView(PublicView):
    """Cards of published claims, newest published first."""

    filterset_class = ClaimFilters
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

    def get(self, request: Request) -> HttpResponseBase:
        asked = ClaimFilters.ask(self.asked, using=self.database)

        def answer(now: Standing, etag: str) -> HttpResponse:
            if asked.values["count"]:
                return answer_count(asked, etag)
            page = asked.page("card")
            extra = {"facets": counted(asked)} if asked.values["facets"] else None
            return answer_list(now, etag, (card for (card,) in page.rows), next_=page.next, extra=extra)

        return answer_at(request, asked.address, answer, using=self.database)


class ClaimView(WorkView):
    """One claim: the current edition's document as stored, or the one of an edition number or a time."""

    subject_type = CLAIM
    answers = ClaimDocument
    gone = TombstoneDocument


class ClaimEditionsView(EditionsView):
    """The editions of a claim, newest first; also of a merged or retracted one."""

    subject_type = CLAIM
