"""The database's time, believed no further than time has really passed.

A clock that jumps ahead would publish before its minute what has one. So a worker notes, with what the database's clock
says first, where its machine's steady clock stands, which nobody sets; and from then on believes the database no
further than that one has come. What jumps back is followed at once: then it is not yet time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from claimtrack.editions import clocks


def _passed() -> float:
    """Seconds since this machine started, those in which it slept included where the system counts them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


steady: Callable[[], float] = _passed


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database's clock says, and how far it is believed: further back where it has jumped ahead."""

    database: datetime
    believed: datetime


class Steadied:
    """The database's clock as one process reads it."""

    def __init__(self) -> None:
        self._first: tuple[datetime, float] | None = None

    def read(self) -> Reading:
        """Raises ClockAstray where this machine's clock says something else than the database's."""
        database, passed = clocks.read(), steady()
        if self._first is None:
            self._first = database, passed
        began, since = self._first
        expected = began + timedelta(seconds=passed - since)
        jumped = database - expected > clocks.tolerance()
        return Reading(database, expected if jumped else database)
