"""By when something is to be done, in words."""

from datetime import date, datetime

from django.utils import timezone


def until(due: date | datetime) -> str:
    """A day, or, of what is due to the hour, how long there is."""
    if not isinstance(due, datetime):
        return f"{due:%d %b}"
    hours = int((due - timezone.now()).total_seconds() // 3600)
    if hours < 0:
        return f"overdue since {due:%Y-%m-%d %H:%M} UTC"
    return "within the hour" if hours == 0 else f"within {hours + 1} hours"
