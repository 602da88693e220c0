"""Evidence, and the assessments that weigh it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims import writing as actions
from claims.admin.checks import QuotationFound, ShowsChecks
from claims.composing.shown import content_sha256
from claims.models import Assessment, Claim, Evidence, Rebuttal
from claimtrack.accounts.names import person_name
from claimtrack.accounts.rights import may
from claimtrack.admin.base import DeskAdmin, Stack, may_name, person
from claimtrack.admin.history import Happened
from claimtrack.admin.labels import joined, label_of, linked
from claimtrack.admin.steps import Given, Shown, Step, SteppedAdmin
from claimtrack.glossary import name_of
from claimtrack.text import shortened


def short_target(claim: Claim | None, rebuttal: Rebuttal | None) -> str:
    """What is judged or borne on, in a line."""
    return shortened(str(claim or rebuttal), 80)


@admin.register(Evidence)
class EvidenceAdmin(ShowsChecks, DeskAdmin):
    list_display = ("item", "bearing", "target", "weight", "credibility", "quotation_found")
    list_filter = ("bearing", "weight", "credibility", ("anchored", QuotationFound))
    list_select_related = ("document", "claim", "target_claim", "target_rebuttal__source")
    search_fields = ("note", "quote", "document__title", "target_claim__statement", "claim__statement")
    autocomplete_fields = ("document", "claim", "target_claim", "target_rebuttal")
    readonly_fields = ("checked",)
    fieldsets = (
        ("What bears: a document or a claim", {"fields": ("document", "claim")}),
        ("On what: a claim or a rebuttal", {"fields": ("target_claim", "target_rebuttal")}),
        ("How", {"fields": (("bearing", "weight", "credibility"), "note")}),
        ("What stands there", {"fields": ("quote", "checked", ("prefix", "suffix"))}),
    )

    def label(self, row: Evidence) -> str:
        return joined(row, shortened(row.note, 80), f"on: {self.target(row)}")

    @admin.display(description="item")
    def item(self, row: Evidence) -> str:
        return shortened(str(row.document or row.claim))

    @admin.display(description="bears on")
    def target(self, row: Evidence) -> str:
        return short_target(row.target_claim, row.target_rebuttal)


def _approve(assessment: Assessment, by: User, given: Given) -> str:
    actions.approve(assessment=assessment, by=by, shown=given.shown)
    own = " by who wrote it, as nobody else may approve here" if assessment.analyst_id == by.pk else ""
    return f"Approved{own}: it is frozen, and becomes public with the next edition."


def approvals_of(assessments: Any) -> Iterator[Happened]:
    """When which of these was approved, and by whom."""
    for row in assessments.filter(approved_at__isnull=False).select_related("approver", "source"):
        address = reverse("admin:claims_assessment_change", args=[row.pk])
        yield Happened(row.approved_at, person_name(row.approver), f"Approved the assessment “{row}”", address)


def _rests_on_nothing(assessment: Assessment) -> Iterable[str]:
    if not assessment.evidence.exists():
        yield "It names no evidence: readers are not told what it rests on."


def _page_of_the_claim(assessment: Assessment) -> str:
    """Where the assessment was written: its tab on the claim's page, or else its own page."""
    if assessment.claim_id:
        return reverse("admin:claims_claim_change", args=[assessment.claim_id]) + "#assessments"
    return reverse("admin:claims_assessment_change", args=[assessment.pk])


def _facts(assessment: Assessment) -> Iterator[tuple[str, object]]:
    """What whoever approves takes upon themselves, as the page shows it."""
    outcome = (assessment.get_verdict_display(), assessment.get_not_checkable_reason_display())
    evidence = assessment.evidence.select_related(*EvidenceAdmin.list_select_related)
    yield _called("target"), linked(assessment.claim or assessment.rebuttal, 400)
    yield _called("by"), assessment.source or "our desk"
    yield _called("analyst"), (assessment.analyst and assessment.analyst.get_full_name()) or assessment.analyst
    yield "Outcome", joined(assessment.get_status_display(), *outcome)
    yield _called("likelihood"), assessment.get_likelihood_display()
    yield _called("confidence"), assessment.get_confidence_display()
    yield _called("rationale"), assessment.rationale
    yield _called("evidence"), _in_lines(label_of(admin.site, item) for item in evidence)
    yield _called("as_of"), assessment.as_of
    yield (
        _called("supersedes"),
        assessment.supersedes and joined(assessment.supersedes, assessment.get_change_reason_display().lower()),
    )


def _called(member: str) -> str:
    return capfirst(name_of("assessment", member))


def _in_lines(lines: Iterable[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html("<ul>{}</ul>", items) if items else SafeString("")


APPROVE = Step(
    name="approve",
    verb="Approve",
    right="approve",
    take=_approve,
    offered=lambda assessment: assessment.approved_at is None,
    hints=_rests_on_nothing,
    sha256=content_sha256,
    returns_to=_page_of_the_claim,
)


@admin.register(Assessment)
class AssessmentAdmin(SteppedAdmin):
    """An approved assessment is read here, and only superseded."""

    list_display = ("target", "by_whom", "status", "verdict", "likelihood", "confidence", "approved_at")
    list_filter = (
        ("approved_at", admin.EmptyFieldListFilter),
        ("source", admin.EmptyFieldListFilter),
        "status",
        "verdict",
        "confidence",
        "review_due",
    )
    list_select_related = ("claim", "rebuttal__source", "source")
    search_fields = ("claim__statement", "rebuttal__statement", "label", "rationale", "source__name")
    date_hierarchy = "created_at"
    actions = ("approve_selected",)
    autocomplete_fields = ("claim", "rebuttal", "source", "document", "evidence", "supersedes")
    readonly_fields = ("analyst", "approver", "approved_at", "created_at")
    naming_people = ("analyst", "approver")
    fieldsets = (
        ("What is judged: a claim or a rebuttal", {"fields": ("claim", "rebuttal")}),
        ("By whom", {"fields": ("source", "document", "analyst", ("approver", "approved_at", "created_at"))}),
        ("The outcome", {"fields": (("status", "not_checkable_reason"), ("verdict", "label", "scale"))}),
        ("How probable, as a word of ICD 203", {"fields": ("likelihood",)}),
        ("How sure the analysis is", {"fields": ("confidence",)}),
        ("Why", {"fields": ("rationale", "evidence")}),
        ("When", {"fields": ("as_of", "assessed_at", "review_due")}),
        ("Instead of an earlier one", {"fields": (("supersedes", "change_reason"),)}),
    )

    def label(self, row: Assessment) -> str:
        return joined(row, row.assessed_at, f"on: {self.target(row)}")

    @admin.display(description="judges")
    def target(self, row: Assessment) -> str:
        return short_target(row.claim, row.rebuttal)

    @admin.display(description="judged by", ordering="source__name", empty_value="our desk")
    def by_whom(self, row: Assessment) -> str | None:
        return row.source.name if row.source else None

    def has_change_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.approved_at)

    def has_delete_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.approved_at)

    def has_approve_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        return self.may(request, "approve", obj)

    def also_happened(self, row: Assessment) -> Iterable[Happened]:
        return approvals_of(Assessment.objects.filter(pk=row.pk))

    def get_steps(self) -> Sequence[Step]:
        return (APPROVE,)

    def shown(self, step: Step, row: Assessment) -> Shown:
        return {"facts": [(name, fact) for name, fact in _facts(row) if fact]}

    @admin.action(description="Approve selected", permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Assessment]) -> None:
        for assessment in queryset:
            try:
                told = APPROVE.take(assessment, person(request), Given())
            except ValidationError as refused:
                line = f"{self.label(assessment)}: {' '.join(refused.messages)}"
                self.message_user(request, line, messages.ERROR)
            else:
                self.log_change(request, assessment, told)
                self.message_user(request, f"{self.label(assessment)}: {told}", messages.SUCCESS)


# -- on the page of a claim ------------------------------------------------------------------------


class AssessmentInline(Stack):
    """Assessments as they are written, until they are approved."""

    model = Assessment
    are_approved = False
    may_approve = names_people = False
    fields = (
        "approval",
        ("source", "document"),
        ("status", "not_checkable_reason"),
        ("verdict", "label", "scale"),
        ("likelihood", "confidence"),
        ("rationale", "evidence"),
        "as_of",
        "assessed_at",
        "review_due",
        ("supersedes", "change_reason"),
    )
    readonly_fields = ("approval",)
    autocomplete_fields = ("source", "document", "evidence", "supersedes")
    related = ("claim", "source", "document__publisher", "supersedes__claim", "supersedes__source", "approver")
    verbose_name_plural = "assessments that are not approved: readers do not see them"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # An inline's admin is made for one request.
        self.may_approve, self.names_people = may(person(request), "approve", Assessment), may_name(request)
        rows = super().get_queryset(request).filter(approved_at__isnull=not self.are_approved)
        return rows.prefetch_related(
            Prefetch("evidence", Evidence.objects.select_related(*EvidenceAdmin.list_select_related))
        )

    @admin.display(description="approval")
    def approval(self, assessment: Assessment) -> str:
        if assessment._state.adding:
            return "Once it is stored, somebody approves it."
        if not self.may_approve:
            return "Stored. A checker approves it."
        address = reverse("admin:claims_assessment_approve", args=[assessment.pk])
        return format_html('<a class="desk-button" href="{}">Approve it</a> as it is stored', address)


class ApprovedInline(AssessmentInline):
    """Approved assessments: read, and superseded by others."""

    are_approved = True
    can_delete = False
    verbose_name_plural = "approved assessments"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="approval")
    def approval(self, assessment: Assessment) -> str:
        by = f" by {assessment.approver}" if self.names_people and assessment.approver else ""
        if assessment.approver_id and assessment.approver_id == assessment.analyst_id:
            by += ", who wrote it: nobody else could"
        return f"Approved{by} on {assessment.approved_at:%-d %B %Y}." if assessment.approved_at else "Not approved."
