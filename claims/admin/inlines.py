"""What stands under a claim, as its page has it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminTextareaWidget

from claims.admin.chain import AppearanceForm, AppearanceFormSet
from claims.admin.checks import ShowsChecksInline
from claims.models import Answer, Appearance, Attribution, Claim, Evidence, Rebuttal, Relation
from claimtrack.accounts.visible import visible
from claimtrack.admin.base import Stack, Table, person
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.labels import linked, once


class PartInline(Table):
    """The claims this one is made up of: each is written on a page of its own."""

    model = Claim
    fk_name = "part_of"
    fields = readonly_fields = ("part", "kind", "stage")
    can_delete = False
    show_change_link = False
    hide_title = True
    verbose_name_plural = "parts: claims of their own, judged by themselves"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="statement")
    def part(self, claim: Claim) -> str:
        return linked(claim)


class PartForm(DeskForm):
    """A part as it begins: its statement. The rest is written on its own page."""

    class Meta:
        model = Claim
        fields = ("statement", "kind", "language", "made")
        widgets = {"statement": UnfoldAdminTextareaWidget(attrs={"rows": 2})}


class NewPartInline(Stack):
    """Claims to be made along with this one, as parts of it."""

    model = Claim
    form = PartForm
    fk_name = "part_of"
    fields = ("statement", ("kind", "language"), "made")
    verbose_name = "new part"
    verbose_name_plural = "new parts: one statement each, a draft of its own"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()


class AppearanceInline(ShowsChecksInline, Stack):
    model = Appearance
    form = AppearanceForm
    formset = AppearanceFormSet
    fields = (
        "document",
        ("role", "first_known"),
        "speaker",
        "heard_from",
        "quote",
        "checked",
        ("prefix", "suffix"),
        ("description", "transcript"),
        "hedge",
        "made",
        ("occurred_at", "audience"),
        "derives_from",
        ("credibility", "media_category"),
    )
    readonly_fields = ("checked",)
    autocomplete_fields = ("document", "speaker", "derives_from")
    related = (
        "document__publisher",
        "speaker",
        "derives_from__claim",
        "derives_from__document",
        "derives_from__speaker",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        chain = Attribution.objects.select_related("source__part_of", "source__document")
        return super().get_queryset(request).prefetch_related(Prefetch("chain", chain))


class AnswerInline(ShowsChecksInline, Stack):
    model = Answer
    fields = (("rebuttal", "scope", "taken_off"), "says")
    readonly_fields = ("says",)
    autocomplete_fields = ("rebuttal",)
    related = ("claim", "rebuttal__source", "rebuttal__document")
    verbose_name = "rebuttal"
    verbose_name_plural = "rebuttals: who answers this claim, and with what"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        others = visible(Answer.objects.select_related("claim", "document"), by=person(request))
        prefetched = (Prefetch("rebuttal__answers", others), "rebuttal__makes")
        return super().get_queryset(request).prefetch_related(*prefetched)

    @admin.display(description="what it says")
    @once
    def says(self, answer: Answer) -> str:
        rebuttal = answer.rebuttal
        others = [other for other in rebuttal.answers.all() if other.pk != answer.pk]
        lines = [
            format_html("{}", rebuttal.statement),
            *self._quoted(rebuttal),
            *(format_html("Also answers: {}", linked(other.claim or other.document)) for other in others),
            *(format_html("Makes: {}", linked(claim)) for claim in rebuttal.makes.all()),
        ]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    def _quoted(self, rebuttal: Rebuttal) -> Iterator[str]:
        if rebuttal.quote:
            yield format_html("<p>“{}”</p>{}", rebuttal.quote, self.checked(rebuttal))


class EvidenceInline(ShowsChecksInline, Stack):
    model = Evidence
    fk_name = "target_claim"
    fields = (
        ("bearing", "weight", "credibility"),
        "document",
        "claim",
        "note",
        "quote",
        "checked",
        ("prefix", "suffix"),
    )
    readonly_fields = ("checked",)
    autocomplete_fields = ("document", "claim")
    related = ("document__publisher", "claim")
    verbose_name = "item of evidence"
    verbose_name_plural = "evidence: a document or another claim"


class RelationInline(Stack):
    model = Relation
    fk_name = "claim"
    fields = (("kind", "other"), "note", ("by", "at"))
    readonly_fields = ("by", "at")
    autocomplete_fields = ("other",)
    related = ("other", "by")
    naming_people = ("by",)
