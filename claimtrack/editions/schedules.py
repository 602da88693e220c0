"""When something is to be published by itself, and what somebody has to look at because it was not.

No row has a foreign key, as in all tables beside the record. Each is kept when it has ended: so the rows are their own
history.
"""

from typing import Final

from django.db import models
from django.db.models import Q

from claimtrack.vocabulary import Described


class Outcome(Described):
    """What came of a schedule."""

    PUBLISHED = "published", "The job published it.", "published on time"
    REFUSED = "refused", "Something had changed by then: nothing was published.", "not published"
    LATE = "late", "Nothing worked when it was due, nor for a while after: nothing was published.", "missed"
    CANCELLED = "cancelled", "Somebody took it back.", "cancelled"
    REPLACED = "replaced", "It was given another time.", "given another time"


#: Of one subject there is at most one that waits.
WAITING: Final = Q(outcome="")


class Schedule(models.Model):
    """That a text is to be published at a time: the very text whose number this is, for whoever asked for it.

    `shown` are the numbers of all that they agreed to, by ids: of the text, and of what is published along with it.
    """

    subject_id = models.UUIDField()
    subject_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, help_text="The number of the text.")
    shown = models.JSONField()
    note = models.TextField(blank=True, help_text="What readers are told with the edition.")
    at = models.DateTimeField(help_text="When it is due.")
    by_id = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, help_text="Empty while it waits.")
    why = models.TextField(blank=True, help_text="Of what was not published, why not.")
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True, help_text="Who took it back, or gave it another time.")

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "id"], name="schedule_subject"),
            models.Index(fields=["at"], name="schedule_due", condition=WAITING),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=WAITING,
                name="schedule_waits_once",
                violation_error_message="It has been given a time already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} at {self.at:%Y-%m-%d %H:%M:%S} UTC"


class Alert(models.Model):
    """Something about a subject that a person has to look at; it stands until somebody says that they have."""

    subject_id = models.UUIDField()
    subject_type = models.CharField(max_length=20)
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    seen_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="alert_unseen", condition=Q(seen_at=None))]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.reason}"
