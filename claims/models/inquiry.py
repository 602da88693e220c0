"""Whom we asked about a claim (the right of reply): when, until when they could answer, and what came of it."""

from collections.abc import Collection
from datetime import UTC, tzinfo
from typing import Any, Final, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claims.models.claim import Claim
from claims.models.occurrence import clock, offset_of
from claims.scales import InquiryOutcome, Means
from claimtrack.accounts.roles import Role
from claimtrack.checked import all_at_once
from claimtrack.dates import WorldDateField
from claimtrack.deadlines import Deadline, at_end_of, at_instant, refuse_future, zone_named
from claimtrack.ids import Identified
from claimtrack.versions import Versioned, counts_versions
from sources.models import Source

#: Instants of an inquiry, each with the column that keeps the offset of its clock.
INSTANTS: Final = {"asked_at": "asked_offset", "deadline_at": "deadline_offset", "answered_at": "answered_offset"}
TOO_EARLY: Final = "The deadline lies before the asking: give them time to answer."


@counts_versions
@pghistory.track()
class Inquiry(Versioned, Identified):
    """A question that was put to a source about a claim. Readers are told of it once it was asked.

    `means`, `contact` and `wording` stay at the desk.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="inquiries")
    source = models.ForeignKey(Source, models.PROTECT, related_name="inquiries", help_text="Who was asked.")
    asked = WorldDateField(help_text="When they were asked; empty while nothing was sent: readers see nothing of it.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="The instant, when known.")
    asked_offset = models.SmallIntegerField(null=True, blank=True, editable=False)
    deadline_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when they could answer, where an hour was told."
    )
    deadline_offset = models.SmallIntegerField(null=True, blank=True, editable=False)
    deadline_day = models.DateField(
        null=True, blank=True, help_text="Until the end of which day they could answer, where no hour was told."
    )
    deadline_zone = models.CharField(
        max_length=64, blank=True, help_text="Where that day ends: a time zone such as Europe/London."
    )
    passes_at = models.DateTimeField(null=True, editable=False, help_text="The first instant after the deadline.")
    outcome = models.CharField(
        max_length=11, choices=InquiryOutcome, blank=True, help_text="Empty while the answer is awaited."
    )
    answer = models.TextField(blank=True, help_text="What they answered, in their words.")
    answered = WorldDateField(help_text="When they answered.")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The instant, when known.")
    answered_offset = models.SmallIntegerField(null=True, blank=True, editable=False)
    means = models.CharField(max_length=9, choices=Means, blank=True, help_text="By which means they were asked.")
    contact = models.CharField(max_length=300, blank=True, help_text="Which person or address was asked.")
    wording = models.TextField(blank=True, help_text="The question, as it was put.")

    class Meta:
        verbose_name_plural = "inquiries"
        ordering = ["id"]
        indexes = [
            models.Index("passes_at", "id", name="inquiry_awaited", condition=Q(outcome="", asked__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                name="inquiry_has_one_deadline",
                condition=Q(
                    deadline_at__isnull=True, deadline_day__isnull=True, deadline_zone="", passes_at__isnull=True
                )
                | Q(deadline_at__isnull=False, deadline_day__isnull=True, deadline_zone="", passes_at__isnull=False)
                | (
                    Q(deadline_at__isnull=True, deadline_day__isnull=False, passes_at__isnull=False)
                    & ~Q(deadline_zone="")
                ),
                violation_error_message="A deadline is an instant, or a day with the time zone in which it ends.",
            ),
            models.CheckConstraint(
                name="inquiry_outcome_follows_asking",
                condition=Q(outcome="") | Q(asked__isnull=False),
                violation_error_message="Say when they were asked before saying what came of it.",
            ),
            models.CheckConstraint(
                name="inquiry_answer_when_answered",
                condition=(Q(outcome=InquiryOutcome.ANSWERED) & ~Q(answer=""))
                | (~Q(outcome=InquiryOutcome.ANSWERED) & Q(answer="", answered__isnull=True, answered_at__isnull=True)),
                violation_error_message="“Answered” comes with the answer; without it there is none.",
            ),
            models.CheckConstraint(
                name="inquiry_silence_has_a_deadline",
                condition=~Q(outcome=InquiryOutcome.NO_RESPONSE) | Q(passes_at__isnull=False),
                violation_error_message="Silence is held against a deadline: say until when they could answer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} asked{f' ({self.get_outcome_display()})' if self.outcome else ''}"

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        row = super().from_db(db, field_names, values, **options)
        for name, offset in INSTANTS.items():
            if {name, offset} <= row.__dict__.keys() and (at := getattr(row, name)):
                setattr(row, name, at.astimezone(clock(getattr(row, offset))))
        return row

    @property
    def deadline(self) -> Deadline | None:
        """Raises ValidationError for a zone that there is not."""
        if self.deadline_at:
            return at_instant(self.deadline_at)
        return at_end_of(self.deadline_day, self.deadline_zone) if self.deadline_day and self.deadline_zone else None

    @property
    def is_late(self) -> bool | None:
        """Whether the answer came after the deadline; None where there is neither, or nobody can tell."""
        if self.outcome != InquiryOutcome.ANSWERED or self.passes_at is None:
            return None
        deadline = Deadline(self.passes_at, self._clock)
        if deadline.is_before(self.answered, self.answered_at):
            return True
        return False if deadline.is_after(self.answered, self.answered_at) else None

    @property
    def _clock(self) -> tzinfo:
        """By which the days of its deadline are told; UTC where its zone is known no more."""
        try:
            return self.deadline.zone if self.deadline else UTC
        except ValidationError:
            return UTC

    def note_clocks(self, given: Collection[str]) -> None:
        """Keep the offsets of the instants that were given, and when the deadline passes."""
        for name, offset in INSTANTS.items():
            if name in given:
                at = getattr(self, name)
                setattr(self, offset, offset_of(at) if at else None)
        try:
            deadline = self.deadline
        except ValidationError:
            return  # `clean` tells
        self.passes_at = deadline.passes_at if deadline else None

    def clean(self) -> None:
        """Raises ValidationError for a zone that there is not, and for times in an order that cannot be."""
        super().clean()
        deadline = None
        with all_at_once() as checked:
            with checked("deadline_zone"):
                zone_named(self.deadline_zone or "UTC")
                with checked(self._deadline_field):
                    deadline = self.deadline
            with checked("asked"):
                refuse_future(self.asked, self.asked_at)
            with checked(self._deadline_field):
                if deadline and deadline.is_before(self.asked, self.asked_at):
                    raise ValidationError(TOO_EARLY)
            with checked("answered"):
                refuse_future(self.answered, self.answered_at)
                if self._is_answered_before_asked():
                    raise ValidationError("The answer lies before the asking.")

    @property
    def _deadline_field(self) -> str:
        return "deadline_at" if self.deadline_at else "deadline_day"

    def _is_answered_before_asked(self) -> bool:
        if self.answered_at and self.asked_at:
            return self.answered_at < self.asked_at
        asked, answered = self.asked, self.answered
        return bool(asked and asked.earliest and answered and answered.latest and answered.latest < asked.earliest)


class Way(models.TextChoices):
    """Which way a letter went."""

    SENT = "sent", "sent"
    RECEIVED = "received", "received"


@pghistory.track(exclude=["text", "content"])
class Letter(Identified):
    """A private copy of what was sent or came back: of no document, named by no edition, for the desk alone."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="letters")
    way = models.CharField(max_length=8, choices=Way, default=Way.SENT)
    media_type = models.CharField(max_length=150, default="text/plain")
    text = models.TextField(blank=True, help_text="What people read of it.")
    content = models.BinaryField(null=True, blank=True, editable=True, help_text="The bytes as they came.")
    sha256 = models.CharField(max_length=64, editable=False)
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by_person = models.UUIDField(null=True, editable=False, help_text="The pseudonym of whoever kept it.")
    kept_in_role = models.CharField(max_length=13, choices=Role, blank=True, editable=False)

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "sha256"],
                name="letter_once_an_inquiry",
                violation_error_message="The same letter is already kept.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.kept_at:%Y-%m-%d %H:%M}"
