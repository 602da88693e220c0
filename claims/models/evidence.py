"""What bears on a claim or on a rebuttal."""

import pghistory
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.quotation import Quotation
from claims.models.rebuttal import Rebuttal
from claims.scales import Bearing, Credibility, Weight
from claimtrack.versions import counts_versions
from sources.models import Document


@counts_versions
@pghistory.track()
class Evidence(Quotation):
    """An item, a document or another claim, that bears on a target, a claim or a rebuttal."""

    target_claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="evidence")
    target_rebuttal = models.ForeignKey(Rebuttal, models.CASCADE, null=True, blank=True, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="evidence")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="evidence_of")
    bearing = models.CharField(max_length=12, choices=Bearing)
    credibility = models.PositiveSmallIntegerField(choices=Credibility, null=True, blank=True)
    weight = models.CharField(max_length=8, choices=Weight, blank=True)
    note = models.TextField(help_text="What it shows, and what it does not.")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_has_one_target",
                condition=Q(target_claim__isnull=False, target_rebuttal__isnull=True)
                | Q(target_claim__isnull=True, target_rebuttal__isnull=False),
                violation_error_message="Evidence bears on either a claim or a rebuttal: choose one.",
            ),
            models.CheckConstraint(
                name="evidence_is_one_item",
                condition=Q(document__isnull=False, claim__isnull=True) | Q(document__isnull=True, claim__isnull=False),
                violation_error_message="An item of evidence is either a document or a claim: choose one.",
            ),
            models.CheckConstraint(
                name="evidence_is_not_its_own_target",
                condition=Q(claim__isnull=True) | Q(target_claim__isnull=True) | ~Q(claim=F("target_claim")),
                violation_error_message="A claim is no evidence of itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_bearing_display()}: {self.document or self.claim}"
