"""EDTF in plain English."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from claimtrack.dates.months import MONTHS_AND_SEASONS

_SINGLE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<doubt>[?~%]?)")
# An exponent of one digit: larger years have no name that anybody reads.
_LONG_YEAR = re.compile(r"Y(?P<minus>-?)(?P<digits>\d+)(?:E(?P<zeros>\d))?")
_DOUBT = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}


def in_words(edtf: str) -> str | None:
    if edtf == "XXXX":
        return "date unknown"
    if "/" in edtf:
        return _interval_in_words(*edtf.split("/"))
    if edtf[0] in _SETS:
        return _set_in_words(edtf[1:-1].split(","), _SETS[edtf[0]])
    return single_in_words(edtf)


def _interval_in_words(start: str, end: str) -> str | None:
    first, last = single_in_words(start), single_in_words(end)
    if first and last:
        return f"from {first} to {last}"
    if first and end in ("", ".."):
        return f"from {first} on" if end else f"from {first}, end unknown"
    if last and start in ("", ".."):
        return f"until {last}" if start else f"until {last}, start unknown"
    return None


class _SetWords(NamedTuple):
    """How the members of a set are told: what joins them, and what stands around those that are ranges."""

    joined: str
    between: str
    later: str
    earlier: str


_SETS = {
    "[": _SetWords("or", "between {} and {}", "{} or later", "{} or earlier"),
    "{": _SetWords("and", "all from {} to {}", "{} and all after", "{} and all before"),
}


def _set_in_words(members: Sequence[str], words: _SetWords) -> str | None:
    """One of several dates, of which we do not know which, or all of them."""
    told = [said for member in members if (said := _member_in_words(member, words))]
    if len(told) < len(members):
        return None
    # “1975, or between 1977 and 1979”: a range has words of its own that could be taken for what joins.
    comma = "," if any(".." in member for member in members) else ""
    last = told.pop()
    return f"{', '.join(told)}{comma} {words.joined} {last}" if told else last


def _member_in_words(member: str, words: _SetWords) -> str | None:
    if ".." not in member:
        return single_in_words(member)
    start, end = member.split("..")
    first, last = single_in_words(start), single_in_words(end)
    if first and last:
        return words.between.format(first, last)
    if first and not end:
        return words.later.format(first)
    return words.earlier.format(last) if last and not start else None


def single_in_words(edtf: str) -> str | None:
    if long := _LONG_YEAR.fullmatch(edtf):
        return f"the year {long['minus'] and '−'}{int(long['digits']) * 10 ** int(long['zeros'] or 0):,}"
    match = _SINGLE.fullmatch(edtf)
    if not match:
        return None
    words = _day_in_words(match["year"], match["month"], match["day"])
    return words and _DOUBT[match["doubt"]] + words


def _day_in_words(year: str, month: str | None, day: str | None) -> str | None:
    if month is None:
        return _year_in_words(year)
    if not year.isdigit() and year != "XXXX":
        return None
    if month == "XX":
        return _day_of_some_month(day) + (f" in {year}" if year.isdigit() else ", year unknown")
    name = MONTHS_AND_SEASONS[month] + (f" {year}" if year.isdigit() else ", year unknown")
    if day is None:
        return name
    return f"some day in {name}" if day == "XX" else f"{int(day)} {name}"


def _day_of_some_month(day: str | None) -> str:
    if day is None:
        return "some month"
    return "some day" if day == "XX" else f"day {int(day)} of some month"


def _year_in_words(year: str) -> str | None:
    if year.isdigit():
        return year
    return f"the {year[:3]}0s" if year[:3].isdigit() else None
