"""Orders to redact, and what they have come to: kept for good, and repeating nothing of what went."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claimtrack.editions.models import WrittenByTheDatabase


class RedactionOrder(WrittenByTheDatabase):
    """What one administrator asks for, and another carries out once: exactly these editions of this subject.

    Without editions, the past of a row that has none is cleared. Written by `editions_order_redaction` and
    `editions_order_clearing`, closed by `editions_redact`, `editions_clear_past` and `editions_end_order`
    (`redacting.py`).
    """

    subject_id = models.UUIDField(db_index=True)
    sort = models.CharField(max_length=63, default="", db_default="", help_text="Of the row, as `app.model`.")
    numbers = ArrayField(models.PositiveIntegerField())
    newest = models.PositiveIntegerField(help_text="The subject's newest edition when this was ordered.")
    legal_basis = models.TextField()
    public_reason = models.TextField(null=True, help_text="Empty when the order itself is secret.")
    requested_by_id = models.BigIntegerField()
    requested_at = models.DateTimeField()
    approved_by_id = models.BigIntegerField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    words = ArrayField(
        models.TextField(), default=list, db_default=[], help_text="What to search for; gone once the order is."
    )
    ended_by_id = models.BigIntegerField(null=True, help_text="Who declined it, or withdrew their own.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_keeps_no_words_once_it_is_closed",
                condition=Q(carried_out_at__isnull=True, ended_at__isnull=True) | Q(words=[]),
                violation_error_message="What was searched for goes with the order.",
            ),
            models.CheckConstraint(
                name="order_is_carried_out_or_ended",
                condition=Q(carried_out_at__isnull=True) | Q(ended_at__isnull=True),
                violation_error_message="What was declined is not carried out.",
            ),
            models.CheckConstraint(
                name="order_needs_two_persons",
                condition=Q(approved_by_id__isnull=True) | ~Q(requested_by_id=models.F("approved_by_id")),
                violation_error_message="A redaction is approved by somebody other than the person who asks for it.",
            ),
            models.CheckConstraint(
                name="order_is_approved_and_carried_out_at_once",
                condition=Q(approved_by_id__isnull=True, carried_out_at__isnull=True)
                | Q(approved_by_id__isnull=False, carried_out_at__isnull=False),
                violation_error_message="An order is approved by being carried out.",
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"

    @property
    def state(self) -> str:
        """`open`, `carried_out`, `declined`, or `withdrawn` by whoever asked for it."""
        if self.carried_out_at:
            return "carried_out"
        if self.ended_at:
            return "withdrawn" if self.ended_by_id == self.requested_by_id else "declined"
        return "open"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a second administrator."""
        return self.state == "open"

    @property
    def takes_the_newest(self) -> bool:
        """Whether nothing of the subject stays readable."""
        return self.newest in self.numbers


class Redaction(WrittenByTheDatabase):
    """Why documents were taken away: two persons, a legal basis, and a reason the public may read."""

    order_id = models.BigIntegerField(null=True, unique=True, help_text="Of redactions before orders were kept: none.")
    subject_id = models.UUIDField(db_index=True)
    numbers = ArrayField(models.PositiveIntegerField())
    legal_basis = models.TextField()
    public_reason = models.TextField(null=True, help_text="Empty when the order itself is secret.")
    requested_by_id = models.BigIntegerField()
    approved_by_id = models.BigIntegerField()
    at = models.DateTimeField()
    rows = models.JSONField(
        default=dict, help_text="How many rows of which tables were taken away, as `{table: count}`."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="redaction_needs_two_persons",
                condition=~Q(requested_by_id=models.F("approved_by_id")),
                violation_error_message="A redaction is approved by somebody other than the person who asks for it.",
            ),
            models.CheckConstraint(
                name="redaction_needs_a_legal_basis",
                condition=~Q(legal_basis=""),
                violation_error_message="Name the legal basis of the redaction.",
            ),
        ]

    def __str__(self) -> str:
        return f"redaction of {self.subject_id}"


class RedactionReport(models.Model):
    """What an order cleared, and what was still found when it was done: numbers by store, and not a word of it."""

    order_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    cleared = models.JSONField(help_text="How many rows or files of which stores, as `{store: count}`.")
    found = models.JSONField(help_text="In how many places of which stores the subject or the words stand still.")

    def __str__(self) -> str:
        return f"report of order {self.order_id}"
