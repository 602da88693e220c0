"""The desk's pages of the ledger of reliability: grades are written, approved by somebody else, and then stay."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claimtrack.admin.base import Table
from claimtrack.admin.steps import Given, Shown, Step, SteppedAdmin
from claimtrack.editions.roots import Stage
from sources import writing as actions
from sources.models import ReliabilityGrade
from sources.writing.grades import against_approving, grade_sha256


class ReliabilityGradeInline(Table):
    """The ledger: entries are added, and never changed."""

    model = ReliabilityGrade
    fk_name = "source"
    fields = ("at", "grade", "reasons", "by", "evidence", "review_due", "approval")
    readonly_fields = ("approval",)
    autocomplete_fields = ("by", "evidence")
    related = ("source", "by")
    can_delete = False
    verbose_name_plural = "reliability: readers see a grade once somebody else has approved it; another follows it"

    @admin.display(description="approval")
    def approval(self, grade: ReliabilityGrade) -> str:
        if grade._state.adding:
            return "Once it is stored, somebody else approves it."
        if grade.approved_at:
            return f"Approved on {grade.approved_at:%-d %B %Y}."
        address = reverse("admin:sources_reliabilitygrade_approve", args=[grade.pk])
        return format_html('<a class="desk-button" href="{}">Approve it</a> as it is stored', address)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReliabilityGrade)
class ReliabilityGradeAdmin(SteppedAdmin):
    """The ledger of all sources. What is approved leaves it only with a source that was never published."""

    list_display = ("source", "grade", "at", "by", "approved_at", "reasons")
    list_filter = ("grade", ("by", admin.EmptyFieldListFilter), ("approved_at", admin.EmptyFieldListFilter))
    list_select_related = ("source", "by")
    search_fields = ("source__name", "reasons")
    autocomplete_fields = ("source", "by", "evidence")
    fields = ("source", "grade", "reasons", "by", "at", "evidence", "review_due", "analyst", "approver", "approved_at")
    readonly_fields = ("analyst", "approver", "approved_at")
    naming_people = ("analyst", "approver")
    date_hierarchy = "at"

    def has_change_permission(self, request: HttpRequest, obj: ReliabilityGrade | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.approved_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: ReliabilityGrade | None = None) -> bool:
        stays = obj is None or (obj.approved_at is not None and obj.source.stage != Stage.DRAFT)
        return not stays and super().has_delete_permission(request, obj)

    def get_steps(self) -> Sequence[Step]:
        return (APPROVE_GRADE,)

    def shown(self, step: Step, row: ReliabilityGrade) -> Shown:
        evidence = "\n".join(map(str, row.evidence.all()))
        facts: list[tuple[str, object]] = [
            ("Source", row.source),
            ("Grade", row.get_grade_display()),
            ("Reasons", row.reasons),
            ("Graded by", row.by or "our desk"),
            ("Evidence", evidence),
            ("Looked at again", row.review_due),
        ]
        return {"facts": [(name, fact) for name, fact in facts if fact]}


def _approve_grade(grade: ReliabilityGrade, by: User, given: Given) -> str:
    actions.approve_grade(grade=grade, by=by, shown=given.shown)
    own = " by who wrote it, as nobody else may approve here" if grade.analyst_id == by.pk else ""
    return f"Approved{own}: it is frozen, and becomes public with the next edition of the source."


APPROVE_GRADE = Step(
    name="approve",
    verb="Approve",
    right="approve",
    take=_approve_grade,
    offered=lambda grade: grade.approved_at is None,
    against=against_approving,
    sha256=grade_sha256,
)
