"""Claims, with all that is said of them on one page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django_countries.filters import CountryFilter
from unfold.widgets import UnfoldAdminSelect2MultipleWidget

from claims import writing as actions
from claims.admin.article import ReadingAdmin
from claims.admin.dossiers import MOST_DOSSIERS, HandingOnAdmin, zipped
from claims.admin.duplicates import DuplicatesAdmin
from claims.admin.exports import ExportingAdmin
from claims.admin.inlines import (
    AnswerInline,
    AppearanceInline,
    EvidenceInline,
    NewPartInline,
    PartInline,
    RelationInline,
)
from claims.admin.inquiry import InquiryInline
from claims.admin.judgement import ApprovedInline, AssessmentInline, approvals_of
from claims.admin.observation import NewObservationInline, ObservationInline
from claims.admin.splitting_claims import SplittingClaimAdmin
from claims.admin.through import answered_through
from claims.composing.names import names_of
from claims.composing.shown import claims_sha256
from claims.dossier.bundle import bundle
from claims.dossier.shapes import Bundle
from claims.models import Assessment, Claim, Rebuttal, Relation
from claims.record.models import FacetRow
from claims.scales import Status, Verdict
from claims.writing.hints import worth_a_look
from claimtrack import addresses
from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.visible import visible
from claimtrack.admin import restricting, schedules, withholding
from claimtrack.admin.agreeing import APPROVE, LOOK_AGAIN, SEND_BACK, SUBMIT
from claimtrack.admin.base import DeskAdmin, person
from claimtrack.admin.forms import DeskForm
from claimtrack.admin.handing import END_LINK, HAND_OVER, INVITE, InvitingAdmin, telling
from claimtrack.admin.history import Happened
from claimtrack.admin.labels import joined, linked, once
from claimtrack.admin.restricting import Restricted, RestrictingAdmin
from claimtrack.admin.roots import (
    ON_THE_DESK,
    ON_THE_RECORD,
    RootAdmin,
    UnpublishedChanges,
    correct_step,
    restore_step,
    retract_step,
)
from claimtrack.admin.steps import Given, Step
from claimtrack.admin.tabs import Tab
from claimtrack.admin.workplace import TagFilter, Whose
from claimtrack.editions.roots import Stage
from claimtrack.editions.store import Published
from claimtrack.text import shortened
from claimtrack.writing.shown import Shown
from sources.models import Source


class DueForReview(admin.SimpleListFilter):
    """Claims whose standing assessment was to be looked at again by today."""

    title = "due for review"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "is due to be looked at again")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Claim]:
        claims: QuerySet[Claim] = queryset.due_for_review() if self.value() else queryset
        return claims


class _OnTheRecord(admin.SimpleListFilter):
    """Claims by what their standing edition says."""

    values: type[Status] | type[Verdict]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(value.label)) for value in self.values]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Claim]:
        claims: QuerySet[Claim] = queryset
        if not self.value():
            return claims
        shown = FacetRow.objects.filter(kind=self.parameter_name, value=self.value(), open=True)
        return claims.filter(pk__in=shown.values("claim_id"))


class PublicStatus(_OnTheRecord):
    title, parameter_name, values = "status on the record", "status", Status


class PublicVerdict(_OnTheRecord):
    title, parameter_name, values = "verdict on the record", "verdict", Verdict


class ClaimForm(DeskForm):
    class Meta:
        model = Claim
        fields = "__all__"
        widgets = {"countries": UnfoldAdminSelect2MultipleWidget}


@admin.register(Claim)
class ClaimAdmin(
    ExportingAdmin, ReadingAdmin, DuplicatesAdmin, HandingOnAdmin, InvitingAdmin, RestrictingAdmin, SplittingClaimAdmin
):
    form = ClaimForm
    api_root = "/api/v1/claims/"
    list_display = ("short_statement", "kind", "where", "our_assessment", "made", "changed")
    queues = (
        ("All", ""),
        ("Drafts", "stage=draft"),
        ("In review", "stage=in_review"),
        ("Unpublished changes", "ahead=yes"),
        ("Due to be looked at again", "due=yes"),
        ("Retracted", "stage=retracted"),
        ("Withheld as a whole", "stage=withheld"),
    )
    list_filter = (
        "stage",
        UnpublishedChanges,
        DueForReview,
        PublicStatus,
        PublicVerdict,
        "kind",
        "not_checkable_reason",
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("narratives", admin.RelatedOnlyFieldListFilter),
        ("language", admin.AllValuesFieldListFilter),
        ("countries", CountryFilter),
        "edited_by_person",
        Whose,
        TagFilter,
        Restricted,
    )
    search_fields = ("statement", "slug", "context")
    date_hierarchy = "created_at"
    autocomplete_fields = ("about", "topics", "narratives", "part_of")
    prepopulated_fields = {"slug": ("statement",)}
    actions = (*RootAdmin.actions, "submit_selected", "export_selected", "export_dossiers")
    inlines = (
        PartInline,
        NewPartInline,
        AppearanceInline,
        AnswerInline,
        InquiryInline,
        ObservationInline,
        NewObservationInline,
        EvidenceInline,
        AssessmentInline,
        ApprovedInline,
        RelationInline,
    )
    readonly_fields = (
        *RootAdmin.readonly_fields,
        "said_already",
        "answered_through",
        "made_by",
        "headline",
        "exists_for",
    )
    fieldsets = (
        (None, {"fields": ("statement", "said_already", "slug", ("language", "kind"), "context", "made")}),
        ("What it is about", {"fields": ("about", "topics", "narratives", "countries", "about_time")}),
        ("How it is checked", {"fields": ("aspects", "not_checkable_reason", "exists_for")}),
        ("The whole", {"fields": ("part_of",)}),
        ("Answers to the whole report", {"fields": ("answered_through",)}),
        ("Rebuttals that make this claim", {"fields": ("made_by",)}),
        ("What readers see first", {"fields": ("headline",)}),
        ON_THE_RECORD,
        ON_THE_DESK,
    )
    tabs = (
        Tab("general", "Statement and dates", fieldsets=(None, "What it is about", "How it is checked")),
        Tab("parts", "Parts", fieldsets=("The whole",), inlines=("parts", "parts-2"), inlines_first=True),
        Tab("appearances", "Appearances", inlines=("appearances",)),
        Tab(
            "answers",
            "Rebuttals",
            ("Answers to the whole report", "Rebuttals that make this claim"),
            ("answers",),
            inlines_first=True,
        ),
        Tab("asked", "Right of reply", inlines=("inquiries",)),
        Tab("spread", "Spread", inlines=("observations", "observations-2")),
        Tab("evidence", "Evidence", inlines=("evidence",)),
        Tab(
            "assessments",
            "Assessments",
            fieldsets=("What readers see first",),
            inlines=("assessments", "assessments-2"),
        ),
        Tab("relations", "Relations", inlines=("relations",)),
        Tab("editions", "Editions", fieldsets=("On the record", "On the desk")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        ours = visible(Assessment.objects.in_force().by_desk(), by=person(request)).order_by("-approved_at")
        return super().get_queryset(request).prefetch_related(Prefetch("assessments", ours, to_attr="ours"))

    def label(self, row: Claim) -> str:
        return joined(shortened(row.statement), row.language, row.slug, row.get_stage_display())

    @admin.display(description="statement", ordering="statement")
    def short_statement(self, claim: Claim) -> str:
        return shortened(claim.statement)

    @admin.display(description="our assessment")
    def our_assessment(self, claim: Any) -> str:
        newest = next(iter(claim.ours), None)
        return (newest.get_verdict_display() or newest.get_status_display()) if newest else "–"

    @admin.display(description="answers it as a part of the report")
    @once
    def answered_through(self, claim: Claim) -> str:
        return answered_through(claim)

    @admin.display(description="made by")
    @once
    def made_by(self, claim: Any) -> str:
        making = Rebuttal.objects.none() if claim._state.adding else claim.made_by_rebuttals.select_related("source")
        rebuttals = existing_for(making, None if claim._state.adding else claim.asked_by)
        lines = format_html_join("", "<p>{}: {}</p>", ((linked(row), shortened(row.statement)) for row in rebuttals))
        return lines or "No rebuttal makes this claim."

    @admin.display(description="headline")
    def headline(self, claim: Any) -> str:
        """The desk's newest standing judgement; readers may see others' where there is none."""
        newest = None if claim._state.adding else next(iter(claim.ours), None)
        if newest is None:
            return "No approved assessment by our desk: readers see what the latest judgements of others agree on."
        measures = [f"Likelihood: {newest.get_likelihood_display()}."] if newest.likelihood else []
        measures += [f"Confidence: {newest.get_confidence_display()}."] if newest.confidence else []
        outcome = newest.get_verdict_display() or newest.get_status_display()
        return " ".join([f"{outcome.capitalize()}, by our desk.", *measures])

    # -- what happens to a claim ------------------------------------------------------------------

    def has_submit_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "submit", obj)

    def get_steps(self) -> Sequence[Step]:
        agreed = (APPROVE, self.publish_step(), self.schedule_step(), self.alone_step(), LOOK_AGAIN)
        changing = telling((CORRECT, RETRACT, RESTORE, *withholding.STEPS))
        outside = (HAND_OVER, INVITE, END_LINK)
        return (SUBMIT, SEND_BACK, *agreed, *schedules.STEPS, *changing, *outside, *restricting.STEPS)

    def publish(
        self,
        roots: Sequence[Claim],
        by: User,
        note: str | None = None,
        shown: Shown | None = None,
        alone: str | None = None,
    ) -> list[Published]:
        return actions.publish(claims=roots, by=by, note=note, shown=shown, alone=alone)

    def goes_along(self, root: Claim) -> Sequence[Source]:
        return actions.sources_along(root)

    def against_publishing(self, root: Claim) -> Iterable[str]:
        return actions.reasons_against(root)

    def worth_a_look(self, root: Any) -> Iterable[str]:
        return worth_a_look(root, root.asked_by)

    def also_happened(self, row: Any) -> Iterable[Happened]:
        return (*super().also_happened(row), *approvals_of(existing_for(row.assessments.all(), row.asked_by)))

    def names(self, ids: Collection[str]) -> Mapping[str, str]:
        return names_of(ids)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if (claim := context.get("original")) and claim.stage != Stage.REDACTED:
            context["draft_dossier"] = f"{addresses.on_desk('claims', claim.pk)}preview/dossier."
        return super().render_change_form(request, context, *args, **kwargs)

    def bundle_of(self, root: Claim) -> Bundle:
        return bundle([root.pk], using=settings.RECORD_DATABASE)

    @admin.action(description="Export the dossiers of selected, as one zip", permissions=["view"])
    def export_dossiers(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        published = list(queryset.filter(stage=Stage.PUBLISHED)[: MOST_DOSSIERS + 1])
        if not published or len(published) > MOST_DOSSIERS:
            told = f"Dossiers are made from the record: choose published claims, {MOST_DOSSIERS} at most."
            self.message_user(request, told, messages.ERROR)
            return None
        headers = {"Content-Disposition": 'attachment; filename="dossiers.zip"'}
        return HttpResponse(zipped(published), content_type="application/zip", headers=headers)

    @admin.action(description="Submit selected for review", permissions=["submit"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._each(request, queryset, SUBMIT)

    def _each(self, request: HttpRequest, claims: Iterable[Claim], step: Step) -> None:
        for claim in claims:
            try:
                told = step.take(claim, person(request), Given())
            except ValidationError as refused:
                self.message_user(request, f"{claim}: {' '.join(refused.messages)}", messages.ERROR)
            else:
                self.log_change(request, claim, told)
                self.message_user(request, f"{claim}: {told}", messages.SUCCESS)


def claim_sha256(claim: Claim) -> str:
    return claims_sha256([claim])[claim.pk]


def _correct(claim: Claim, by: User, given: Given) -> Published:
    return actions.correct(claim=claim, by=by, note=given.words, shown=given.shown)


def _restore(claim: Claim, by: User, given: Given) -> Published:
    return actions.restore(claim=claim, by=by, note=given.words or None, shown=given.shown)


CORRECT = correct_step(_correct, claim_sha256)
RETRACT = retract_step(lambda claim, by, given: actions.retract(claim=claim, by=by, reason=given.words))
RESTORE = restore_step(_restore, claim_sha256)


@admin.register(Relation)
class RelationAdmin(DeskAdmin):
    list_display = ("claim", "kind", "other", "by", "at")
    list_filter = ("kind",)
    list_select_related = ("claim", "other", "by")
    search_fields = ("claim__statement", "other__statement", "note")
    autocomplete_fields = ("claim", "other")
    readonly_fields = ("by", "at")
    naming_people = ("by",)
    date_hierarchy = "at"
