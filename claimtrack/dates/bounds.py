"""The first and the last day a date may be, as strict as EDTF gives them.

Precision that a text does not give is never made up:

- the bounds are the library's strict ones, as days;
- a year whose first digit is unspecified (`XXXX-02-07`, `X9XX`) has no bounds; `2XXX`, `20XX` and `198X` have
  a known beginning and do have them;
- an open side (`2008/..`, `[..1987]`) and an unknown side (`2008/`) have no bound there, nor has a set of
  which one member lacks that bound;
- years before 0001 and after 9999 have no bound, for Python has no day to give;
- seasons have the months the library gives them, winter being the December of its year alone.
"""

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from edtf import EDTFObject, Interval, LongYear, MultipleDates, OneOfASet, UnspecifiedIntervalSection

from claimtrack.dates.parsing import InvalidDate, parsed

_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Bounds(NamedTuple):
    earliest: dt.date | None
    latest: dt.date | None


class _Day(NamedTuple):
    """A day as the library counts it: of any year, and not always one that the calendar has."""

    year: int
    month: int
    day: int


# A read from the database builds each date again, and the grammar is slow: every text is parsed once.
@lru_cache(maxsize=65_536)
def bounds(edtf: str) -> Bounds:
    """Both strict bounds of a normalised EDTF string. Raises `InvalidDate`."""
    if _PLAIN_DAY.fullmatch(edtf):
        day = _plain_day(edtf)
        if day:
            return Bounds(day, day)
    return _bounds_by_grammar(edtf)


def _plain_day(edtf: str) -> dt.date | None:
    """Most dates are calendar days; imports have thousands of them, at 10 ms each by the grammar."""
    try:
        return dt.date.fromisoformat(edtf)
    except ValueError:
        return None  # the grammar says what is wrong with it


def _bounds_by_grammar(edtf: str) -> Bounds:
    earliest, latest = _days(parsed(edtf))
    return Bounds(_as_date(earliest), _as_date(latest))


def _days(part: EDTFObject) -> tuple[_Day | None, _Day | None]:
    if isinstance(part, Interval):
        return _interval_days(part)
    if isinstance(part, OneOfASet | MultipleDates):
        earliest, latest = zip(*map(_days, part.objects), strict=True)
        return (
            None if None in earliest else min(day for day in earliest if day),
            None if None in latest else max(day for day in latest if day),
        )
    return _single_days(part)


def _interval_days(interval: Interval) -> tuple[_Day | None, _Day | None]:
    earliest, _ = _days(interval.lower)
    _, latest = _days(interval.upper)
    if earliest and latest and earliest > latest:
        raise InvalidDate(f"“{interval}” ends before it begins.")
    return earliest, latest


def _single_days(part: EDTFObject) -> tuple[_Day | None, _Day | None]:
    # The library guesses ten years for an unknown side, and years with a Y may be too large to compute.
    if isinstance(part, UnspecifiedIntervalSection | LongYear) or str(part).startswith("X"):
        return None, None
    earliest, latest = part.lower_strict(), part.upper_strict()
    return _calendar_day(_Day(*earliest[:3]), part), _calendar_day(_Day(*latest[:3]), part)


def _calendar_day(day: _Day, part: EDTFObject) -> _Day:
    """The library gives every year a 29 February: refuse it or, when digits are open, stay in the month."""
    last = calendar.monthrange(day.year, day.month)[1]
    if day.day <= last:
        return day
    if "X" in str(part):
        return day._replace(day=last)
    raise InvalidDate(f"“{part}”: that month has {last} days.")


def _as_date(day: _Day | None) -> dt.date | None:
    if day is None or not dt.MINYEAR <= day.year <= dt.MAXYEAR:
        return None
    return dt.date(*day)
