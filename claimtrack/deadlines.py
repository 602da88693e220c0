"""Until when something may be done: an instant by a told clock, or the end of a day in a told zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from claimtrack.dates import WorldDate

#: Where a day ends last: twelve hours behind UTC. And where it begins first.
LAST_TO_END: Final = timezone(timedelta(hours=-12))
FIRST_TO_BEGIN: Final = timezone(timedelta(hours=14))
#: Clocks of two machines may be so far apart.
APART: Final = timedelta(minutes=5)
#: The years of deadlines that anybody was ever given.
FIRST_YEAR, LAST_YEAR = 1900, 2199
NO_DEADLINE: Final = f"A deadline lies between the years {FIRST_YEAR} and {LAST_YEAR}."
NOT_YET: Final = "That has not come yet: write when it happened."
#: What the database of zones holds besides zones, and ways of reading it.
NO_ZONES: Final = frozenset({"factory", "localtime", "posixrules"})
WAYS: Final = ("posix/", "right/")
NO_ZONE: Final = "“{name}” is no time zone: write it as the IANA database does, such as Europe/London, or UTC."


def zone_named(name: str) -> tzinfo:
    """A zone of the IANA database. Raises ValidationError for anything else."""
    if name.lower() in NO_ZONES or name.lower().startswith(WAYS):
        raise ValidationError(NO_ZONE.format(name=name))
    try:
        return UTC if name.upper() == "UTC" else ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise ValidationError(NO_ZONE.format(name=name)) from error


_LAST_DAY: Final = date(9998, 12, 30)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`passes_at` is the first instant after it; `zone` is the clock by which its days are told."""

    passes_at: datetime
    zone: tzinfo

    @property
    def last_day(self) -> date:
        """The last day of which a part lies before it, by its own clock."""
        return (self.passes_at - timedelta(microseconds=1)).astimezone(self.zone).date()

    def is_before(self, day: WorldDate | None, at: datetime | None) -> bool:
        """Whether it has passed before something happened, however late on the last day that one may be."""
        if at is not None:
            return self.passes_at <= at
        return bool(day and day.earliest and self.last_day < day.earliest)

    def is_after(self, day: WorldDate | None, at: datetime | None) -> bool:
        """Whether something happened before it passed, for certain."""
        if at is not None:
            return at < self.passes_at
        if day is None or day.latest is None:
            return False
        return _end_of(day.latest, self.zone) <= self.passes_at


def at_instant(at: datetime) -> Deadline:
    """As somebody told it with its offset. Raises ValidationError for a year that no deadline is in."""
    _refuse_year(at.year)
    return Deadline(at, at.tzinfo or UTC)


def at_end_of(day: date, zone: str) -> Deadline:
    """The end of this day where the zone's clock is, whatever changes of the clock it has.

    Raises ValidationError for what is no zone, and for a year that no deadline is in.
    """
    there = zone_named(zone)
    _refuse_year(day.year)
    return Deadline(_end_of(day, there), there)


def everywhere(day: date) -> datetime:
    """When this day has ended everywhere: of a day that was told without a zone."""
    return _end_of(day, LAST_TO_END)


def refuse_future(day: WorldDate | None, at: datetime | None = None) -> None:
    """Raises ValidationError for what cannot have happened yet: on no clock of the world has it come."""
    now = datetime.now(UTC)
    if at is not None and at > now + APART:
        raise ValidationError(NOT_YET)
    if at is None and day and day.earliest and day.earliest > (now + APART).astimezone(FIRST_TO_BEGIN).date():
        raise ValidationError(NOT_YET)


def _refuse_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(NO_DEADLINE)


def _end_of(day: date, zone: tzinfo) -> datetime:
    # A calendar of four digits ends before the last of its days has ended everywhere.
    day = min(day, _LAST_DAY)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
