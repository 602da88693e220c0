"""Dates as publishers write them, as EDTF with the wording kept; what cannot be read is unknown, not guessed.

A time of day is left out, and its day is taken as written, in the publisher's own time zone. `3/4/2021` may be
March or April, and `1/4/21` any of three: they are read where the source says its order, and else stay undated.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Final, Literal

from claims.interchange.incoming.text import without_marks
from claims.interchange.incoming.worded_dates import worded
from claimtrack.dates import InvalidDate, WorldDate

#: Which comes first in a date of numbers with the year last.
Order = Literal["day", "month", ""]

UNKNOWN: Final = "XXXX"

#: What is fact-checked is younger. The years of the Persian calendar lie below, those of the Buddhist one above ours.
OLDEST: Final = 1600
_OF_LAST_CENTURY: Final = 30
_MONTHS: Final = range(1, 13)

_TIME = r"(?:(?:\s*,)?\s*(?:[A-Z]{1,4}|at|às|/|-)?\s*\d{1,2}\s*[:h]\s*\d{2}.{0,30})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?")
_MONTH_ALONE = re.compile(r"(\d{4})-(\d{2})")
_YEAR_ALONE = re.compile(r"\d{4}")
#: Seconds, milliseconds or microseconds since 1970, as such or as .NET writes them.
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\d{6})?(?:\.\d+)?|/Date\((\d{10})\d{3}([+-]\d{2})?(\d{2})?\)/")
#: Days since the end of 1899, as spreadsheets count them.
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
_BEFORE_SERIALS: Final = dt.date(1899, 12, 30)
_SERIAL_READ = "The table gives a number of days, which was read as spreadsheets count them: from 30 December 1899."
#: What systems write where nobody gave a date.
_PLACEHOLDERS: Final = frozenset(
    ("0000-00-00", "0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1969-12-31", "1970-01-01")
)


def world_date(text: str, *, order: Order = "", of_a_table: bool = False) -> WorldDate | None:
    """The date a text gives, with the text as its wording; None for an empty one. Never raises.

    `of_a_table`: it may be a spreadsheet's number of a day.
    """
    text = text.strip()
    if not text:
        return None
    if of_a_table and (match := _SERIAL.fullmatch(text)):
        day = _BEFORE_SERIALS + dt.timedelta(days=int(match[1]))
        return WorldDate(day.isoformat(), text=text, inferred=True, basis=_SERIAL_READ)
    return WorldDate(_edtf(text[:300], order), text=text[:300])


@lru_cache(maxsize=16_384)
def _edtf(text: str, order: Order) -> str:
    edtf = _read(without_marks(text), order)
    if edtf is None or edtf in _PLACEHOLDERS:
        return UNKNOWN
    try:
        WorldDate(edtf)
    except InvalidDate:
        return UNKNOWN
    return edtf


def _read(text: str, order: Order) -> str | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _EIGHT_DIGITS.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(text):
        known: Order = "day" if match[2] == "." and not order else order
        year = _whole_year(match[4], order)
        return _in_either_order(int(match[1]), int(match[3]), year, known) if year else None
    if match := _WEEK.fullmatch(text):
        return _week(int(match[1]), int(match[2]), match[3] or "")
    if match := _EPOCH.fullmatch(text):
        return _since_1970(match)
    if match := _MONTH_ALONE.fullmatch(text) or _YEAR_ALONE.fullmatch(text):
        return match[0] if _is_ours(int(match[0][:4])) else None
    return _in_words(text, order) or _already_edtf(text)


def _in_words(text: str, order: Order) -> str | None:
    found = worded(text)
    if found is None:
        return None
    year = _whole_year(f"{found.year:02}", order) if found.short_year else found.year
    if found.day:
        return _day(year, found.month, found.day) if year else None
    return f"{year}-{found.month:02}" if _is_ours(year) and found.month in _MONTHS else None


def _whole_year(given: str, order: Order) -> int:
    """A year of two digits is read where the source says its order, and then as spreadsheets do; 0 where it is not."""
    if len(given) > len("21"):
        return int(given)
    if not order:
        return 0
    return int(given) + (2000 if int(given) < _OF_LAST_CENTURY else 1900)


def _week(year: int, week: int, day: str) -> str | None:
    """A day by its week (ISO 8601, § 5.2.3), or one of the seven days of a week."""
    try:
        first = dt.date.fromisocalendar(year, week, int(day or 1))
    except ValueError:
        return None
    if not _is_ours(year):
        return None
    return first.isoformat() if day else f"[{first}..{first + dt.timedelta(days=6)}]"


def _since_1970(match: re.Match[str]) -> str | None:
    """The day of an instant: in the zone that is given, else in UTC."""
    hours, minutes = int(match[3] or 0), int(match[4] or 0)
    zone = dt.timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes)
    at = dt.datetime.fromtimestamp(int(match[1] or match[2]), dt.UTC) + zone
    return _day(at.year, at.month, at.day)


def _is_ours(year: int) -> bool:
    """Whether it can be a year of our calendar, and not of what is to come."""
    return OLDEST <= year <= dt.datetime.now(dt.UTC).year + 1


def _day(year: int, month: int, day: int) -> str | None:
    """An ISO day, or None when the calendar has no such day, or the year is of another calendar than ours."""
    if not _is_ours(year):
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _in_either_order(first: int, second: int, year: int, order: Order) -> str | None:
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if order:
        return day_first if order == "day" else month_first
    if day_first and month_first and day_first != month_first:
        return None
    return day_first or month_first


def _already_edtf(text: str) -> str | None:
    """A text that is EDTF as it stands, as exports of archives and of claimtrack itself give."""
    try:
        return WorldDate(text).edtf if re.search(r"\d{3}|XXXX", text) else None
    except InvalidDate:
        return None


def is_known(date: WorldDate | None) -> bool:
    return date is not None and date.edtf != UNKNOWN


def or_earlier(date: WorldDate, *, basis: str) -> WorldDate:
    """This date as the latest possible one, which is our own reading and says on what it rests.

    Only for a plain day; any other date is given back as it is.
    """
    if not _YEAR_FIRST.fullmatch(date.edtf):
        return date
    return WorldDate(f"[..{date.edtf}]", text=date.text, inferred=True, basis=basis)
