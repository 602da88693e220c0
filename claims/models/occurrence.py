"""When something was said to the minute: an instant, and the clock that it was read from."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Self

from django.db import models
from django.db.models import Q


class Occurring(models.Model):
    """`occurred_at` is the instant; read from the database it is in the offset that it was given in.

    The offset is empty where the instant was given in UTC, or nobody noted it: nothing is invented.
    """

    occurred_at = models.DateTimeField(null=True, blank=True, help_text="The instant, when known: it orders one day.")
    occurred_offset = models.SmallIntegerField(
        null=True, blank=True, editable=False, help_text="Minutes that its clock was ahead of UTC."
    )

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        row = super().from_db(db, field_names, values, **options)
        if {"occurred_at", "occurred_offset"} <= row.__dict__.keys() and row.occurred_at:
            row.occurred_at = row.occurred_at.astimezone(clock(row.occurred_offset))
        return row

    def clean(self) -> None:
        super().clean()
        if self.occurred_at is None:
            self.occurred_offset = None

    def note_offset(self) -> None:
        """Keep of the instant as it was given the offset as well."""
        self.occurred_offset = offset_of(self.occurred_at) if self.occurred_at else None


def clock(offset: int | None) -> timezone:
    """The clock that is so many minutes ahead of UTC."""
    return timezone(timedelta(minutes=offset)) if offset else UTC


def offset_of(at: datetime) -> int | None:
    """Minutes that the clock of an aware datetime is ahead of UTC; None for UTC itself."""
    ahead = at.utcoffset()
    return None if ahead is None or at.tzinfo is UTC else round(ahead.total_seconds() / 60)


def offset_is_of_an_instant(name: str) -> models.CheckConstraint:
    """The rule for a table of them, under a name of its own."""
    return models.CheckConstraint(
        name=name,
        condition=Q(occurred_offset__isnull=True)
        | Q(occurred_at__isnull=False, occurred_offset__gt=-1440, occurred_offset__lt=1440),
        violation_error_message="An offset is of an instant, and of less than a day.",
    )
