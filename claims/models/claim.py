"""Claims, and how they stand to each other."""

from collections.abc import Collection

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django_countries.fields import CountryField

from claims.models.narrative import Narrative
from claims.models.subject import Subject, Topic
from claims.querysets import ClaimQuerySet
from claims.scales import ClaimKind, NotCheckableReason, RelationKind
from claimtrack.accounts.models import Restrictable, restricted_index
from claimtrack.accounts.roles import Role
from claimtrack.checked import all_at_once
from claimtrack.dates import WorldDateField
from claimtrack.editions.roots import Root
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions


def _noted(name: str, operation: pgtrigger.Operation, rows: str) -> pgtrigger.Trigger:
    """Note which claims a statement wrote: the index of the desk's drafts follows (`claims.writing.duplicates`)."""
    note = (
        "INSERT INTO claims_drafttoenter (claim_id, by_person) SELECT id, edited_by_person FROM written; RETURN NULL;"
    )
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**{rows: "written"}),  # type: ignore[no-untyped-call]
        func=note,
    )


@counts_versions
@pghistory.track()
@pgtrigger.register(
    _noted("notes_made", pgtrigger.Insert, "new"),
    _noted("notes_changed", pgtrigger.Update, "new"),
    _noted("notes_deleted", pgtrigger.Delete, "old"),
)
class Claim(Restrictable, Root):
    """One statement that can be judged by itself, in our wording."""

    statement = models.TextField()
    context = models.TextField(blank=True, help_text="What a reader needs to know to understand the statement.")
    language = models.CharField(max_length=35, default="en", help_text="Of the statement: BCP 47, such as en or ar-LY.")
    kind = models.CharField(max_length=10, choices=ClaimKind, default=ClaimKind.FACTUAL)
    not_checkable_reason = models.CharField(
        max_length=12,
        choices=NotCheckableReason,
        blank=True,
        help_text="Why nobody can judge it; empty when it can be judged.",
    )
    aspects = ArrayField(
        models.CharField(max_length=500),
        default=list,
        blank=True,
        help_text="The questions a check has to answer, one by one.",
    )
    made = WorldDateField(help_text="When it was first said.")
    about_time = WorldDateField(help_text="The time it speaks of (schema.org temporalCoverage).")
    about = models.ManyToManyField(Subject, blank=True, related_name="claims")
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims")
    narratives = models.ManyToManyField(Narrative, blank=True, related_name="claims")
    countries = CountryField(multiple=True, blank=True)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_claims"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta(Root.Meta):
        ordering = ["-created_at", "-id"]
        permissions = [("publish_claim", "Can publish, correct, retract and restore claims")]
        indexes = [*Root.Meta.indexes, restricted_index("claim_restricted")]
        constraints = [
            *Root.Meta.constraints,
            models.CheckConstraint(
                name="claim_has_a_statement",
                condition=~Q(statement=""),
                violation_error_message="State the claim.",
            ),
            models.CheckConstraint(
                name="claim_is_no_part_of_itself",
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                violation_error_message="A claim is no part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Raises ValidationError, also for a statement in which nobody can read a word."""
        with all_at_once() as checked:
            with checked():
                super().clean_fields(exclude=exclude)
            with checked("statement"):
                if "statement" not in (exclude or ()) and not any(map(str.isalnum, self.statement)):
                    raise ValidationError("Say what is claimed: there is no letter in it.")


@counts_versions
@pghistory.track()
class Relation(Versioned, Identified):
    """How one claim stands to another; said by somebody, at a time, for a reason."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Claim, models.CASCADE, related_name="relations_from_others")
    kind = models.CharField(max_length=14, choices=RelationKind)
    note = models.TextField(help_text="The reason: in what respect, and how far.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_role = models.CharField(max_length=13, choices=Role, blank=True, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "other", "kind"],
                name="relation_once",
                violation_error_message="These two claims already stand in this relation.",
            ),
            models.CheckConstraint(
                name="relation_is_to_another_claim",
                condition=~Q(claim=F("other")),
                violation_error_message="A claim has no relation to itself.",
            ),
            models.CheckConstraint(
                name="relation_has_a_reason",
                condition=~Q(note=""),
                violation_error_message="Say why the claims stand in this relation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other}"
