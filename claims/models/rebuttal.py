"""Answers to claims, documents and reports."""

import pghistory
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.occurrence import Occurring, offset_is_of_an_instant
from claims.models.quotation import Quotation
from claims.scales import AnswerScope, RebuttalKind, Standing
from claimtrack.dates import WorldDateField
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions
from sources.models import Document, Source


@counts_versions
@pghistory.track()
class Rebuttal(Occurring, Quotation):
    """What somebody answered, with what standing; it may make claims of its own."""

    kind = models.CharField(max_length=13, choices=RebuttalKind)
    verb = models.CharField(max_length=100, blank=True, help_text="The document's own verb, such as “refuted”.")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.UNKNOWN)
    source = models.ForeignKey(Source, models.PROTECT, related_name="rebuttals", help_text="Who answers.")
    speaker = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rebuttals_spoken",
        help_text="Who spoke for the source, when the document tells them apart.",
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="rebuttals")
    statement = models.TextField(help_text="What whoever answers says, in our words.")
    audience = models.CharField(max_length=300, blank=True)
    made = WorldDateField()
    makes = models.ManyToManyField(
        Claim, blank=True, related_name="made_by_rebuttals", help_text="Claims the answer makes itself."
    )
    in_reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    asked_of = models.CharField(max_length=300, blank=True, help_text="Of no response: who was asked.")
    asked_at = WorldDateField(help_text="Of no response: when they were asked.")
    asked_deadline = WorldDateField(help_text="Of no response: until when they could answer.")

    class Meta:
        ordering = ["id"]
        constraints = [
            offset_is_of_an_instant("rebuttal_offset_is_of_an_instant"),
            models.CheckConstraint(
                name="rebuttal_of_silence_says_who_was_asked",
                condition=~Q(kind=RebuttalKind.NO_RESPONSE) | ~Q(asked_of=""),
                violation_error_message="Silence is recorded with who was asked.",
            ),
            models.CheckConstraint(
                name="rebuttal_does_not_reply_to_itself",
                condition=Q(in_reply_to__isnull=True) | ~Q(in_reply_to=F("id")),
                violation_error_message="A rebuttal does not reply to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.source}"


@counts_versions
@pghistory.track()
class Answer(Versioned, Identified):
    """What a rebuttal answers: one claim or one document, specifically or in passing."""

    rebuttal = models.ForeignKey(Rebuttal, models.CASCADE, related_name="answers")
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="answers")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="answers")
    scope = models.CharField(max_length=8, choices=AnswerScope)
    taken_off = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="answer_taken_off_is_blanket",
                condition=Q(taken_off=False) | Q(claim__isnull=False, scope=AnswerScope.BLANKET),
                violation_error_message="What is taken off is a blanket answer to a claim.",
            ),
            models.CheckConstraint(
                name="answer_is_to_one_thing",
                condition=Q(claim__isnull=False, document__isnull=True) | Q(claim__isnull=True, document__isnull=False),
                violation_error_message="A rebuttal answers either a claim or a document: choose one.",
            ),
            models.UniqueConstraint(
                fields=["rebuttal", "claim", "document"],
                nulls_distinct=False,
                name="answer_once",
                violation_error_message="The rebuttal already answers this.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rebuttal}, {self.get_scope_display()}"
