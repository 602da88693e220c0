"""The record's clock, set on: it never runs backwards, so a test that needs days lives in the future."""

from datetime import datetime

from claimtrack.editions.models import Counter


def set_clock(moment: str) -> None:
    """The next publication happens a microsecond after this moment (ISO 8601, with its offset)."""
    Counter.objects.update(at=datetime.fromisoformat(moment))
