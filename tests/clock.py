"""The clocks, set on: the record's never runs backwards, so a test that needs days lives in the future."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from claimtrack.editions import clocks
from claimtrack.editions.models import Counter


def set_clock(moment: str) -> None:
    """The next publication happens a microsecond after this moment (ISO 8601, with its offset)."""
    Counter.objects.update(at=datetime.fromisoformat(moment))
    stop_clocks(database=moment, own=moment)


def stop_clocks(*, database: str, own: str) -> None:
    """From now on each clock says this, and nothing else, until the test ends."""
    clocks.CLOCK = f"timestamptz '{database}'"
    clocks.own_clock = lambda: datetime.fromisoformat(own)


@contextmanager
def as_before() -> Iterator[None]:
    """Set on meanwhile, the clocks are afterwards as they are now."""
    before = clocks.CLOCK, clocks.own_clock
    yield
    clocks.CLOCK, clocks.own_clock = before


@pytest.fixture(autouse=True)
def clocks_as_they_are() -> Iterator[None]:
    with as_before():
        yield
