"""Claims that may be the same: told beside the statement while somebody types it, listed, and decided on."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from claims.models import Claim, ClaimPair
from claims.scales import PairAnswer
from claims.writing.duplicates.deciding import decide
from claims.writing.duplicates.finding import Asked, Looked, asked_of, duplicates
from claimtrack.accounts.rights import may
from claimtrack.admin.base import DeskAdmin, may_name, person
from claimtrack.admin.labels import linked, once
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.text import shortened

#: Of what is typed, so many characters of each text are looked for, and so many quotations.
LONGEST: Final = 5_000
MOST_QUOTES: Final = 5
#: So many are told while somebody types.
FEW: Final = 5


class DuplicatesAdmin(DeskAdmin):
    """The claim's admin with the answer for what is typed, and with a page of the duplicates of a saved claim."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("typed/", self.admin_site.admin_view(self.typed_view), name="claims_claim_typed"),
            path("<uuid:object_id>/duplicates/", self.page(self.duplicates_view), name="claims_claim_duplicates"),
            *super().get_urls(),
        ]

    @admin.display(description="said already")
    @once
    def said_already(self, claim: Claim) -> str:
        """The place where the page puts what it is told while somebody types the statement."""
        if claim._state.adding:
            return duplicates_place()
        page = reverse("admin:claims_claim_duplicates", args=[claim.pk])
        return format_html('{}<a href="{}">Claims that may say the same</a>', duplicates_place(str(claim.pk)), page)

    def typed_view(self, request: HttpRequest) -> HttpResponse:
        """Nothing that is posted here is kept."""
        self.demand(request, "view")
        claim = self.get_object(request, request.POST.get("claim", "")) if request.POST.get("claim") else None
        texts = [request.POST.get("statement", ""), *request.POST.getlist("quote")[:MOST_QUOTES]]
        said = [text[:LONGEST] for text in texts if text.strip()]
        asked = Asked(said, claim=claim.pk if claim else None)
        found = duplicates(asked, by=person(request), looked=Looked(most=FEW)) if said else []
        return render(request, "admin/desk/duplicates.html", {"found": found})

    def duplicates_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        claim = self.get_object(request, str(object_id))
        if claim is None:
            raise Http404
        self.demand(request, "view", claim)
        if request.method == "POST":
            return self._decided(request, claim)
        apart = "all" in request.GET
        by = person(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": claim,
            "title": "Claims that may say the same",
            "found": duplicates(asked_of(claim, by), by=by, looked=Looked(apart=apart)),
            "all": apart,
            "answers": PairAnswer if may(by, "decide", ClaimPair) else (),
            "may_name": may_name(request),
            "may_merge": may(by, "merge", claim),
        }
        return TemplateResponse(request, "admin/desk/duplicates_of.html", context)

    def _decided(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        try:
            answer, other = PairAnswer(request.POST["answer"]), UUID(request.POST["other"])
            decide(claims=(claim.pk, other), answer=answer, by=person(request))
        except (KeyError, ValueError, Claim.DoesNotExist) as error:
            raise Http404 from error
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
        else:
            self.message_user(request, f"Noted: {answer.label}. Nothing else follows from it.", messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())


def duplicates_place(claim: str = "") -> str:
    """Where the page puts the claims that say what is typed; `claim` is the one that is being written."""
    place = '<div class="desk-duplicates" role="status" aria-live="polite" data-asks="{}" data-claim="{}"></div>'
    return format_html(place, reverse("admin:claims_claim_typed"), claim)


# -- what a job proposes --------------------------------------------------------------------------


def _step(answer: PairAnswer, verb: str) -> Step:
    def take(pair: ClaimPair, by: User, given: Given) -> str:
        decide(claims=(pair.one_id, pair.other_id), answer=answer, by=by)
        return f"Noted: {answer.label}. Nothing else follows from it."

    return Step(name=answer.value, verb=verb, right="decide", take=take, offered=lambda pair: pair.answer != answer)


STEPS: Final = (
    _step(PairAnswer.SAME, "They say the same"),
    _step(PairAnswer.RELATED, "They are related"),
    _step(PairAnswer.NOT_THE_SAME, "They are not the same"),
)


@admin.register(ClaimPair)
class ClaimPairAdmin(SteppedAdmin):
    """Two claims that may be the same, the newest and likeliest first."""

    list_display = ("called", "others", "likely", "answer", "created_at")
    list_filter = ("answer",)
    queues = (("Open", "answer__exact="), ("All", ""))
    list_select_related = ("one", "other")
    search_fields = ("one__statement", "other__statement")
    fields = ("both", "likely", ("answer", "decided_by", "decided_at"))
    readonly_fields = ("both", "likely", "answer", "decided_by", "decided_at")
    naming_people = ("decided_by",)
    actions = ("say_same", "say_related", "say_not_the_same")

    def get_steps(self) -> Sequence[Step]:
        return STEPS

    @admin.display(description="claim", ordering="one__statement")
    def called(self, row: ClaimPair) -> str:
        return shortened(row.one.statement, 120)

    @admin.display(description="and", ordering="other__statement")
    def others(self, row: ClaimPair) -> str:
        return shortened(row.other.statement, 120)

    @admin.display(description="likely the same", ordering="score")
    def likely(self, row: ClaimPair) -> str:
        return f"{row.score:.0%}" if row.score is not None else "–"

    @admin.display(description="claims")
    @once
    def both(self, row: Any) -> str:
        merge = f"{reverse('admin:claims_claim_merge', args=[row.other_id])}?into={row.one_id}"
        told = "<p>{}</p><p>{}</p>"
        if not may(row.asked_by, "merge", row.other):
            return format_html(told, linked(row.one), linked(row.other))
        return format_html(
            f'{told}<p class="desk-ways"><a href="{{}}">Merge them</a></p>', linked(row.one), linked(row.other), merge
        )

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "decide", obj)

    @admin.action(description="Selected say the same", permissions=["decide"])
    def say_same(self, request: HttpRequest, queryset: QuerySet[ClaimPair]) -> None:
        self._say(request, queryset, PairAnswer.SAME)

    @admin.action(description="Selected are related", permissions=["decide"])
    def say_related(self, request: HttpRequest, queryset: QuerySet[ClaimPair]) -> None:
        self._say(request, queryset, PairAnswer.RELATED)

    @admin.action(description="Selected are not the same", permissions=["decide"])
    def say_not_the_same(self, request: HttpRequest, queryset: QuerySet[ClaimPair]) -> None:
        self._say(request, queryset, PairAnswer.NOT_THE_SAME)

    def _say(self, request: HttpRequest, pairs: QuerySet[ClaimPair], answer: PairAnswer) -> None:
        said = [decide(claims=(pair.one_id, pair.other_id), answer=answer, by=person(request)) for pair in pairs]
        self.message_user(request, f"Noted of {len(said)}: {answer.label}.", messages.SUCCESS)
