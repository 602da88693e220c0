"""A claim in a document."""

import pghistory
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.occurrence import Occurring, offset_is_of_an_instant
from claims.models.quotation import Quotation
from claims.scales import AppearanceRole, Credibility, MediaCategory
from claimtrack.dates import WorldDateField
from claimtrack.ids import Identified
from claimtrack.versions import counts_versions
from sources.models import Document, Source


@counts_versions
@pghistory.track()
class Appearance(Occurring, Quotation):
    """Who said the claim in which document, and on whose word."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="appearances")
    document = models.ForeignKey(Document, models.PROTECT, related_name="appearances")
    role = models.CharField(max_length=10, choices=AppearanceRole)
    hedge = models.CharField(
        max_length=200, blank=True, help_text="The document's own words that leave its certainty open: “reportedly”."
    )
    first_known = models.BooleanField(default=False)
    derives_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="echoes",
        help_text="The appearance that it has the claim from, where it only passes it on.",
    )
    speaker = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        help_text="Whose words these are; empty when the document does not say.",
    )
    attributed_to = models.ManyToManyField(
        Source, through="Attribution", blank=True, related_name="appearances_attributed"
    )
    audience = models.CharField(max_length=300, blank=True)
    made = WorldDateField()
    credibility = models.PositiveSmallIntegerField(choices=Credibility, null=True, blank=True)
    media_category = models.CharField(max_length=30, choices=MediaCategory, blank=True)
    description = models.TextField(
        blank=True, default="", db_default="", help_text="Of what is seen or heard: what that is, in our words."
    )
    transcript = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Of what is seen or heard: what is said, or written, in it, in its words.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            offset_is_of_an_instant("appearance_offset_is_of_an_instant"),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(first_known=True),
                name="appearance_one_is_first_known",
                violation_error_message="Another appearance of this claim is already marked as the first known.",
            ),
            models.CheckConstraint(
                name="appearance_does_not_derive_from_itself",
                condition=Q(derives_from__isnull=True) | ~Q(derives_from=F("id")),
                violation_error_message="An appearance does not derive from itself.",
            ),
            models.CheckConstraint(
                name="appearance_is_quoted_or_described",
                condition=Q(quote="") | Q(description="", transcript=""),
                violation_error_message="What is seen or heard has a description or a transcript in place of a "
                "quotation: leave one of them empty.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker or 'unattributed'} in {self.document}"


@pghistory.track()
class Attribution(Identified):
    """One link of an appearance's chain: the speaker had it from the first, the first from the second …"""

    appearance = models.ForeignKey(Appearance, models.CASCADE, related_name="chain")
    source = models.ForeignKey(Source, models.PROTECT, related_name="attributions")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["appearance", "rank"],
                name="attribution_rank_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Two links of the chain have the same rank.",
            ),
            models.UniqueConstraint(
                fields=["appearance", "source"],
                name="attribution_source_once",
                violation_error_message="A source stands once in a chain of attribution.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.source)
