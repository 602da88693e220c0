"""The front page, the log of corrections, and what the words of the scales mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from claims.api.public.corrections import CorrectionsView
from claims.api.public.scales import ScalesView
from claims.pages import words
from claims.pages.cards import Named, listed, standing
from claims.pages.lists import ListPageView
from claims.pages.spelled import spelled
from claims.record.correction_log import COLUMNS, CorrectionFilters, LoggedCorrection, corrected, logged
from claims.record.documents import CLAIM
from claimtrack.editions.models import Head
from claimtrack.editions.origin import origin
from claimtrack.editions.state import RecordState
from claimtrack.pages.views import PageView

#: Scales in the order in which readers need them.
SHOWN = (
    "verdict",
    "likelihood",
    "confidence",
    "status",
    "not_checkable_reason",
    "appearance_role",
    "rebuttal_kind",
    "standing",
    "answer_scope",
    "bearing",
    "weight",
    "reliability",
    "media_category",
)


#: The most answered claims are looked for among so many of the newest that were answered at all.
LOOKED_THROUGH: Final = 200


class FrontPage(PageView):
    """What this is, the newest claims, those that were answered most, and what was corrected."""

    def get(self, request: Request) -> HttpResponseBase:
        def make(now: RecordState) -> HttpResponse:
            using = self.database
            newest, _ = listed(using, request.path, page_size="10", ordering="-updated_at")
            answered, _ = listed(using, request.path, page_size=str(LOOKED_THROUGH), rebutted="true")
            rows = corrected(using).order_by("-position").values_list(*COLUMNS)[:5]
            return self.page(
                "pages/front.html",
                {
                    "number": Head.objects.using(using).filter(subject_type="claim", readable=True).count(),
                    "now": now,
                    "claims": newest,
                    "answered": sorted(answered, key=lambda each: -each.card["rebuttal_count"])[:5],
                    "corrections": told_of(list(rows), using=using),
                    "origin": origin(using=using),
                    "own": "/",
                },
            )

        return self.answer(request.path, make)


class CorrectionsPage(ListPageView):
    """Every correction, newest first."""

    as_json = CorrectionsView
    filterset_class = CorrectionFilters
    template = "pages/corrections.html"

    def get(self, request: Request) -> HttpResponseBase:
        asked: Any = CorrectionFilters.accept(self.asked, corrected(self.database))

        def make(now: RecordState) -> HttpResponse:
            found = asked.page(*COLUMNS)
            told = told_of(found.rows, using=self.database)
            context = {"corrections": told, "next": self.following(found), "own": request.path}
            return self.page(self.template, context)

        return self.answer(asked.address, make)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the log. `claim` is None of a work of another sort; what does not stand any more has no words here."""

    line: LoggedCorrection
    claim: Named | None
    stands: bool


def told_of(rows: Sequence[Any], *, using: str) -> list[Told]:
    """The lines of the log of these rows, with how the claims stand that were corrected."""
    lines = spelled(list(logged(rows, using=using)))
    claims = standing({line["id"] for line in lines if line["of"] == CLAIM}, using=using)
    heads = Head.objects.using(using).filter(subject_id__in=[line["id"] for line in lines], readable=True)
    readable = {str(pk) for pk in heads.values_list("subject_id", flat=True)}
    return [Told(line, claims.get(line["id"]), line["id"] in readable) for line in lines]


class ScalesPage(PageView):
    """Every word that a judgement is made of, and what it means."""

    as_json = ScalesView

    def get(self, request: Request) -> HttpResponseBase:
        scales = [
            (
                name,
                [(words.word(name, value), words.meaning(name, value)) for value in words.SCALES[name].values],
            )
            for name in SHOWN
        ]
        return self.page("pages/scales.html", {"scales": scales, "own": request.path})
