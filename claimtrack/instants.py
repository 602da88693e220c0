"""Instants that a database keeps and every clock can show."""

from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import ValidationError

#: An instant near the end of what a calendar of four digits holds is beyond it by another clock.
FIRST_YEAR: Final = 2
LAST_YEAR: Final = 9998

TOLD: Final = f"A time is between the years {FIRST_YEAR} and {LAST_YEAR}."


def refuse_unkeepable(at: datetime) -> None:
    """Raises ValidationError for an instant that could be stored and not be read again."""
    try:
        year = at.astimezone(UTC).year
    except OverflowError as error:
        raise ValidationError(TOLD) from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(TOLD)
