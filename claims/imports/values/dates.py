"""Dates as publishers write them, as EDTF with the wording kept; what cannot be read is unknown, not guessed.

A time of day is left out, and its day is taken as written, in the publisher's own time zone. `3/4/2021` may be
March or April: both are kept, `[2021-03-04,2021-04-03]`, unless the order is known.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Final, Literal

from claimtrack.dates import InvalidDate, WorldDate

#: Which comes first in a date of numbers with the year last.
Order = Literal["day", "month", ""]

UNKNOWN: Final = "XXXX"

#: What is fact-checked is younger. The years of the Persian calendar lie below, those of the Buddhist one above ours.
OLDEST: Final = 1600

_MONTHS: Final = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sept oct nov dic",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "januar februar märz april mai juni juli august september oktober november dezember",
    )
    for number, name in enumerate(names.split(), start=1)
}

_TIME = r"(?:(?:\s*,)?\s*(?:[A-Z]{1,4}|at|às|/|-)?\s*\d{1,2}\s*[:h]\s*\d{2}.{0,30})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"([^\W\d]{{3,12}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun),\s+)?(\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s+(?:(?:de|of)\s+)?([^\W\d]{{3,12}})\.?,?\s+(?:de\s+)?(\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(r"(\d{4})-(\d{2})")
_YEAR_ALONE = re.compile(r"\d{4}")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")
#: What systems write where nobody gave a date.
_PLACEHOLDERS: Final = frozenset({"0000-00-00", "0001-01-01", "1900-01-01", "1970-01-01"})


def world_date(text: str, *, order: Order = "") -> WorldDate | None:
    """The date a text gives, with the text as its wording; None for an empty one. Never raises."""
    text = text.strip()
    if not text:
        return None
    return WorldDate(_edtf(text[:300], order), text=text[:300])


@lru_cache(maxsize=16_384)
def _edtf(text: str, order: Order) -> str:
    edtf = _read(text, order)
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
        known: Order = "day" if match[2] == "." else order
        return _in_either_order(int(match[1]), int(match[3]), int(match[4]), known)
    if match := _MONTH_FIRST.fullmatch(text):
        return _day(int(match[3]), _MONTHS.get(match[1].casefold(), 0), int(match[2]))
    if match := _DAY_FIRST.fullmatch(text):
        return _day(int(match[3]), _MONTHS.get(match[2].casefold(), 0), int(match[1]))
    if _SECONDS.fullmatch(text):
        return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC).date().isoformat()
    if _MONTH_ALONE.fullmatch(text) or _YEAR_ALONE.fullmatch(text):
        return text
    return _already_edtf(text)


def _day(year: int, month: int, day: int) -> str | None:
    """An ISO day, or None when the calendar has no such day, or the year is of another calendar than ours."""
    if not OLDEST <= year <= dt.datetime.now(dt.UTC).year + 1:
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
        return f"[{min(day_first, month_first)},{max(day_first, month_first)}]"
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
