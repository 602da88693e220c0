"""Judgements: dated, reasoned, frozen once approved."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.rebuttal import Rebuttal
from claims.querysets import AssessmentQuerySet
from claims.scales import (
    ALLOWED_LIKELIHOODS,
    ChangeReason,
    Confidence,
    Likelihood,
    NotCheckableReason,
    Status,
    Verdict,
)
from claimtrack.accounts.roles import Role
from claimtrack.dates import WorldDateField
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions
from sources.models import Document, Source

JUDGED = [(status.value, status.label) for status in (Status.RATED, Status.NOT_CHECKABLE)]


def likelihood_agrees() -> Q:
    """The design's table of verdicts and likelihoods as one condition."""
    agrees = Q(likelihood="")
    for verdict, likelihoods in ALLOWED_LIKELIHOODS.items():
        if likelihoods:
            agrees |= Q(verdict=verdict, likelihood__in=sorted(likelihoods))
    return agrees


@counts_versions
@pghistory.track()
class Assessment(Versioned, Identified):
    """One dated judgement of a claim or of a rebuttal, by our desk or by a named source."""

    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="assessments")
    rebuttal = models.ForeignKey(Rebuttal, models.CASCADE, null=True, blank=True, related_name="assessments")
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        help_text="Whose judgement it is; empty when it is our desk's.",
    )
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assessments_written"
    )
    analyst_role = models.CharField(max_length=13, choices=Role, blank=True, editable=False)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="assessments_approved",
    )
    approver_role = models.CharField(max_length=13, choices=Role, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    status = models.CharField(max_length=13, choices=JUDGED, default=Status.RATED)
    not_checkable_reason = models.CharField(max_length=12, choices=NotCheckableReason, blank=True)
    verdict = models.CharField(max_length=13, choices=Verdict, blank=True)
    label = models.CharField(max_length=5000, blank=True, help_text="The judge's own words for it, letter for letter.")
    scale = models.CharField(max_length=200, blank=True, help_text="The name of the judge's own scale.")
    likelihood = models.CharField(max_length=20, choices=Likelihood, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)
    rationale = models.TextField(blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="assessments")
    as_of = WorldDateField(help_text="The state of evidence it rests on.")
    assessed_at = WorldDateField(help_text="When it was judged.")
    created_at = models.DateTimeField(auto_now_add=True)
    review_due = models.DateField(null=True, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        help_text="Where the judgement was published.",
    )
    change_reason = models.CharField(max_length=13, choices=ChangeReason, blank=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        permissions = [("approve_assessment", "Can approve assessments")]
        indexes = [
            models.Index(fields=["review_due"], name="assessment_due", condition=Q(review_due__isnull=False)),
            models.Index(fields=["created_at"], name="assessment_waiting", condition=Q(approved_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="assessment_judges_one_thing",
                condition=Q(claim__isnull=False, rebuttal__isnull=True) | Q(claim__isnull=True, rebuttal__isnull=False),
                violation_error_message="An assessment judges either a claim or a rebuttal: choose one.",
            ),
            models.CheckConstraint(
                name="assessment_verdict_when_rated",
                condition=(Q(status=Status.RATED) & ~Q(verdict="")) | (Q(status=Status.NOT_CHECKABLE, verdict="")),
                violation_error_message="A verdict is given when the status is “rated”, and only then.",
            ),
            models.CheckConstraint(
                name="assessment_reason_when_not_checkable",
                condition=(Q(status=Status.NOT_CHECKABLE) & ~Q(not_checkable_reason=""))
                | Q(status=Status.RATED, not_checkable_reason=""),
                violation_error_message="“Not checkable” needs its reason; a rated assessment has none.",
            ),
            models.CheckConstraint(
                name="assessment_likelihood_needs_confidence",
                condition=Q(likelihood="") | ~Q(confidence=""),
                violation_error_message="A likelihood needs a confidence.",
            ),
            models.CheckConstraint(
                name="assessment_likelihood_agrees_with_verdict",
                condition=likelihood_agrees(),
                violation_error_message="This likelihood does not agree with the verdict: “true” goes with very likely "
                "or more, “false” with very unlikely or less, “unproven” with unlikely to likely; any other "
                "verdict takes no likelihood: judge the parts instead.",
            ),
            models.CheckConstraint(
                name="assessment_change_has_a_reason",
                condition=Q(supersedes__isnull=True, change_reason="")
                | (Q(supersedes__isnull=False) & ~Q(change_reason="")),
                violation_error_message="An assessment that supersedes another says why; a first one has no change.",
            ),
            models.CheckConstraint(
                name="assessment_does_not_supersede_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                violation_error_message="An assessment does not supersede itself.",
            ),
            models.CheckConstraint(
                name="assessment_desk_gives_reasons",
                condition=Q(source__isnull=False) | ~Q(rationale=""),
                violation_error_message="An assessment by our desk gives its reasons.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="assessment_is_frozen_once_approved",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display() or self.get_status_display()}, by {self.source or 'our desk'}"
