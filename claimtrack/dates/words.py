"""EDTF in plain words: in English, or on a page in another language in that one.

Names of months are those of Django's own catalogues; where a day goes before it, a month has the form that its
language gives it there. All other words stand in phrases that govern no case, since what they hold can be a day, a
season or a decade.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from claimtrack.dates.months import MONTHS, MONTHS_AND_SEASONS

_SINGLE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<doubt>[?~%]?)")
# An exponent of one digit: larger years have no name that anybody reads.
_LONG_YEAR = re.compile(r"Y(?P<minus>-?)(?P<digits>\d+)(?:E(?P<zeros>\d))?")
_DOUBT = {
    "~": gettext_noop("about %(date)s"),
    "?": gettext_noop("perhaps %(date)s"),
    "%": gettext_noop("perhaps about %(date)s"),
}


def in_words(edtf: str) -> str | None:
    if edtf == "XXXX":
        return _("date unknown")
    if "/" in edtf:
        return _interval_in_words(*edtf.split("/"))
    if edtf[0] in _SETS:
        return _set_in_words(edtf[1:-1].split(","), _SETS[edtf[0]])
    return single_in_words(edtf)


def _interval_in_words(start: str, end: str) -> str | None:
    first, last = single_in_words(start), single_in_words(end)
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    if first and end in ("", ".."):
        return (_("from %(first)s on") if end else _("from %(first)s, end unknown")) % {"first": first}
    if last and start in ("", ".."):
        return (_("until %(last)s") if start else _("until %(last)s, start unknown")) % {"last": last}
    return None


class _SetWords(NamedTuple):
    """How the members of a set are told: what joins them, days and ranges, and what stands around ranges."""

    joined: str
    joined_ranges: str
    between: str
    later: str
    earlier: str


_SETS = {
    "[": _SetWords(
        gettext_noop("%(others)s or %(last)s"),
        gettext_noop("%(others)s, or %(last)s"),
        gettext_noop("between %(first)s and %(last)s"),
        gettext_noop("%(first)s or later"),
        gettext_noop("%(last)s or earlier"),
    ),
    "{": _SetWords(
        gettext_noop("%(others)s and %(last)s"),
        gettext_noop("%(others)s, and %(last)s"),
        gettext_noop("all from %(first)s to %(last)s"),
        gettext_noop("%(first)s and all after"),
        gettext_noop("%(last)s and all before"),
    ),
}


def _set_in_words(members: Sequence[str], words: _SetWords) -> str | None:
    """One of several dates, of which we do not know which, or all of them."""
    told = [said for member in members if (said := _member_in_words(member, words))]
    if len(told) < len(members):
        return None
    # “1975, or between 1977 and 1979”: a range has words of its own that could be taken for what joins.
    joined = words.joined_ranges if any(".." in member for member in members) else words.joined
    last = told.pop()
    return _(joined) % {"others": _(", ").join(told), "last": last} if told else last


def _member_in_words(member: str, words: _SetWords) -> str | None:
    if ".." not in member:
        return single_in_words(member)
    start, end = member.split("..")
    first, last = single_in_words(start), single_in_words(end)
    if first and last:
        return _(words.between) % {"first": first, "last": last}
    if first and not end:
        return _(words.later) % {"first": first}
    return _(words.earlier) % {"last": last} if last and not start else None


def single_in_words(edtf: str) -> str | None:
    if long := _LONG_YEAR.fullmatch(edtf):
        number = int(long["digits"]) * 10 ** int(long["zeros"] or 0)
        year = f"{long['minus'] and '−'}{number_format(number, force_grouping=True)}"
        return _("the year %(year)s") % {"year": year}
    match = _SINGLE.fullmatch(edtf)
    if not match:
        return None
    words = _day_in_words(match["year"], match["month"], match["day"])
    return _(_DOUBT[match["doubt"]]) % {"date": words} if words and match["doubt"] else words


def _day_in_words(year: str, month: str | None, day: str | None) -> str | None:
    if month is None:
        return _year_in_words(year)
    if not year.isdigit() and year != "XXXX":
        return None
    if month == "XX":
        return _in_year(_day_of_some_month(day), year, _("%(date)s in %(year)s"))
    if day is None or day == "XX":
        named = _in_year(_month_or_season(month), year, _("%(date)s %(year)s"))
        return _("some day in %(month)s") % {"month": named} if day else named
    told = _("%(day)s %(month)s") % {"day": int(day), "month": _month_or_season(month, after_a_day=True)}
    return _in_year(told, year, pgettext("after a day and its month", "%(date)s %(year)s"))


def _month_or_season(number: str, *, after_a_day: bool = False) -> str:
    name = _(MONTHS_AND_SEASONS[number])
    if int(number) > len(MONTHS):
        return name
    after = pgettext("alt. month", MONTHS_AND_SEASONS[number])
    chosen = after if after_a_day else name
    # Django's catalogues begin one of the two with a capital, as in a list, where the language writes months small.
    return chosen.lower() if name[0].islower() or after[0].islower() else chosen


def _in_year(date: str, year: str, words: str) -> str:
    return words % {"date": date, "year": year} if year.isdigit() else _("%(date)s, year unknown") % {"date": date}


def _day_of_some_month(day: str | None) -> str:
    if day is None:
        return _("some month")
    return _("some day") if day == "XX" else _("day %(day)s of some month") % {"day": int(day)}


def _year_in_words(year: str) -> str | None:
    if year.isdigit():
        return year
    return _("the %(decade)ss") % {"decade": f"{year[:3]}0"} if year[:3].isdigit() else None
