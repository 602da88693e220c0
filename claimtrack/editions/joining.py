"""Works that people merge, part again and split: who asked for it, who agreed, and row by row what it moved.

As in all tables of the record no row has a foreign key to what it is about. What rows said goes in a redaction.
"""

from django.db import models
from django.db.models import Q

from claimtrack.vocabulary import Described


class Joined(Described):
    """What is done to a work and another one of its sort."""

    MERGE = "merge", "It goes on under the other.", "merge"
    UNMERGE = "unmerge", "It goes on by itself again.", "unmerge"
    SPLIT = "split", "Some of what names it names the other.", "split"


class Joining(models.Model):
    """That somebody asked for a work to be merged into another, parted from it, or split; and that it was done.

    Where two people have to agree, it waits for the second: `sha256` is the number of what the first was shown.
    """

    kind = models.CharField(max_length=7, choices=Joined)
    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField(help_text="Of a merger the one that goes; of a split the one that is two.")
    other_id = models.UUIDField(help_text="The one that goes on, or is meant.")
    sha256 = models.CharField(max_length=64, help_text="The number of what was looked at.")
    chosen = models.JSONField(default=list, help_text="Of a split, the ids of the claims, or of the rows of one.")
    note = models.TextField(help_text="Why; it is public once it is done.")
    by_id = models.BigIntegerField()
    role = models.CharField(max_length=20, help_text="What they were then.")
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Of a merger: since when it is undone.")

    class Meta:
        indexes = [
            models.Index(fields=["subject_id"], name="joining_subject"),
            models.Index(fields=["other_id"], name="joining_other"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(done_at__isnull=True),
                name="joining_asked_for_once",
                violation_error_message="Somebody has asked for this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.subject_type} {self.subject_id}, {self.other_id}"


class MovedRow(models.Model):
    """One row that a merger touched: its columns before and after, and the versions it had.

    `before` is null of a row that the merger made, `after` of one that it took away.
    """

    joining = models.ForeignKey(Joining, models.CASCADE, related_name="moved")
    table = models.CharField(max_length=60, help_text="The model of the row, such as claims.Appearance.")
    row = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    version_before = models.PositiveIntegerField(null=True)
    version_after = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
