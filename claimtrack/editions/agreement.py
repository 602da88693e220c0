"""Who wrote and who approved the text of what is published: rows that are only added to.

Each names a text by its `document_sha256` (`claimtrack.editions.shown`). As in all tables of the record no row has a
foreign key. What texts said goes in a redaction, and so do reasons; who agreed to which number stays.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import models

#: Within so many hours a second person looks at what one person published alone.
HOURS_TO_LOOK: Final = 24


class Agreement(models.Model):
    """That somebody agreed to a text: who, in which role, and after which edition.

    The database numbers the rows, which of one subject are added under its lock: so the newest is the last.
    """

    subject_id = models.UUIDField()
    sha256 = models.CharField(max_length=64, help_text="The number of the text.")
    by_id = models.BigIntegerField()
    role = models.CharField(max_length=20, help_text="What they were then.")
    at = models.DateTimeField(auto_now_add=True)
    after = models.PositiveIntegerField(help_text="The newest edition that a person had published; 0 before the first.")

    class Meta:
        abstract = True


class Authorship(Agreement):
    """That somebody's writing made a text what this number says; the newest is of whoever wrote last."""

    is_program = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["subject_id", "id"], name="authorship_subject")]

    def __str__(self) -> str:
        return f"{self.subject_id} is {self.sha256[:12]} by {self.by_id}"


class Approval(Agreement):
    """That somebody approved a text they were shown. With `edition`, a second look at it: `sha256` is the edition's."""

    edition = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "id"], name="approval_subject")]

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.sha256[:12]} approved by {self.by_id}"


class ApprovedText(models.Model):
    """What an approved text said, in RFC 8785 form: the bytes that its number is of."""

    pk = models.CompositePrimaryKey("subject_id", "sha256")
    subject_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.sha256[:12]}"


class SecondLook(models.Model):
    """That an edition was published by one person alone, and why: somebody else looks at it afterwards.

    It is owed until an `Approval` of that edition is there.
    """

    pk = models.CompositePrimaryKey("subject_id", "number")
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    subject_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, help_text="Of the edition.")
    by_id = models.BigIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} edition {self.number}: {self.reason}"

    @property
    def due(self) -> datetime:
        """By when somebody else looks at it."""
        return self.at + timedelta(hours=HOURS_TO_LOOK)
