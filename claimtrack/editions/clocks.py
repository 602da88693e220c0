"""Whether the time can be believed that an edition would have.

It is the database's, and never before the last edition's; and no edition's time can be taken back. So a clock that was
ahead once would give its time to every edition until the real time has caught up. Before each publication the
database's clock is held against this machine's and against the last edition. Steps up to `CLOCK_TOLERANCE` pass.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from claimtrack.editions.models import ClockDecision

#: The database's clock, in SQL, and this machine's.
CLOCK = "clock_timestamp()"
own_clock: Callable[[], datetime] = timezone.now

DIFFER = (
    "Nothing is published: the clock of the database says {database}, that of this machine {own}. An edition's time "
    "cannot be taken back. Look at the time on both (`timedatectl`), set the wrong one right, and try again; what was "
    "saved stays."
)
AHEAD = (
    "Nothing is published: the clock says {database}, but the record has come to {last} already, by its last edition "
    "or the last day that was closed. If the clock is wrong, set it right and try again; what was saved stays. If it "
    "was ahead then, an administrator records so with `manage.py accept_clock`: editions follow that time until the "
    "clock has come there."
)


class ClockAstray(ValidationError):
    """The time cannot be believed: nothing is published until somebody has looked at the clocks."""


def tolerance() -> timedelta:
    return timedelta(seconds=settings.CLOCK_TOLERANCE)


def check(at: datetime, database: datetime) -> None:
    """Whether editions may be of this time, `at`, now that the database's clock says `database`.

    Raises ClockAstray, unless an administrator has recorded that a clock was wrong then.
    """
    compare(database)
    if is_ahead(at, database) and not ClockDecision.objects.filter(at__gte=at - tolerance()).exists():
        raise ClockAstray(AHEAD.format(database=said(database), last=said(at)))


def compare(database: datetime) -> None:
    """Raises ClockAstray where the two clocks differ."""
    own = own_clock()
    if abs(database - own) > tolerance():
        raise ClockAstray(DIFFER.format(database=said(database), own=said(own)))


def is_ahead(last: datetime, database: datetime) -> bool:
    return last - database > tolerance()


def told() -> datetime:
    """What the database's clock says."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {CLOCK}")
        [database] = cursor.fetchone()
    return database  # type: ignore[no-any-return]  # cursors are not typed


def read() -> datetime:
    """As `told`. Raises ClockAstray where this machine's clock says something else."""
    database = told()
    compare(database)
    return database


def said(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
