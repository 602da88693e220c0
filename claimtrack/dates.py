"""Dates of the world: Extended Date/Time Format (EDTF, ISO 8601-2), read by the `edtf` library.

A document rarely gives a clean day. It says "in the late 1970s", "on 7 February" of no year, "at the outset
of the visit". `WorldDate` keeps what can be said in EDTF, the document's own wording beside it and, where the
dating is ours, its basis. Precision the document does not give is never made up:

- `earliest` and `latest` are the library's strict bounds, as days;
- a year whose first digit is unspecified (`XXXX-02-07`, `X9XX`) has no bounds; `2XXX`, `20XX` and `198X` have
  a known beginning and do have them;
- an open side (`2008/..`, `[..1987]`) and an unknown side (`2008/`) have no bound there, nor has a set of
  which one member lacks that bound;
- years before 0001 and after 9999 have no bound, for Python has no day to give;
- seasons have the months the library gives them, winter being the December of its year alone.

Not accepted, though EDTF has them: instants (ours are `occurred_at`), years with significant digits
(`1950S2`, whose strict bounds would claim the year 1950 itself), and months or days of which one digit is
known (`2008-1X`, which the library cannot bound).
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from edtf import (
    EDTFObject,
    EDTFParseException,
    Interval,
    LongYear,
    MultipleDates,
    OneOfASet,
    UnspecifiedIntervalSection,
    parse_edtf,
)

ACCEPTED = (
    "Write the date as EDTF (ISO 8601-2), for example: 2008-10-31 (a day), 2008-10 (a month), 2008 (a year), "
    "2008-10-31~ (about that day), 2008? (uncertain), 198X (the 1980s), XXXX-02-07 (year unknown), "
    "XXXX (unknown), 2008-10-31/2008-11-02 (from, to), 2008/.. (from 2008 on), "
    "[1975..1987] (some time between), [..1987] (1987 or earlier)."
)

# The grammar reads a day in 5 to 10 ms, a set of twenty in 200 ms: nothing longer than a real date is tried.
MAX_LENGTH = 120

_PUNCTUATION_WITH_SPACE = re.compile(r"\s*([,/\[\]{}])\s*")
_NOT_EDTF = re.compile(r"[^0-9XYE?~%.,/\[\]{}-]")
_INSTANT = re.compile(r"\dT\d|\d \d{1,2}:\d")
_SIGNIFICANT_DIGITS = re.compile(r"\dS\d")
_NO_DATE_AT_ALL = re.compile(r"[./]*")
_HALF_KNOWN_PART = re.compile(r"-(?:\dX|X\d)(?![\dX])")
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IN_THE_CALENDAR = re.compile(r"(?P<year>-?[\dX]{4})-(?P<month>\d\d|XX)(?:-(?P<day>\d\d))?(?![\dX])")
_MONTH_UNSPECIFIED = re.compile(r"(\d{4}-XX)(?![\dX-])")


class InvalidDate(ValueError):
    """A date that is not accepted: `reason` says why, `accepted` what would be."""

    def __init__(self, reason: str, accepted: str = ACCEPTED) -> None:
        super().__init__(f"{reason} {accepted}")
        self.reason = reason
        self.accepted = accepted


class DateDocument(TypedDict):
    """A date as public documents carry it; `earliest` and `latest` are ISO days, inclusive."""

    edtf: str
    earliest: str | None
    latest: str | None
    text: str
    inferred: bool
    basis: str | None


class DateJSON(TypedDict):
    """A date as the database and case files store it: nothing derived."""

    edtf: str
    text: str
    inferred: bool
    basis: str


@dataclass(frozen=True, slots=True)
class WorldDate:
    """A date of the world: `edtf`, the document's wording (`text`), and whether the dating is ours.

    Raises `InvalidDate` when `edtf` is not accepted, when an inferred date gives no basis, or when a basis
    stands beside a date that is not inferred.
    """

    edtf: str
    text: str = ""
    inferred: bool = False
    basis: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "edtf", _normalised(self.edtf))
        object.__setattr__(self, "text", self.text.strip())
        object.__setattr__(self, "basis", self.basis.strip())
        _bounds(self.edtf)
        if self.inferred and not self.basis:
            raise InvalidDate("A date dated by us needs its basis.", "Say from what it is inferred.")
        if self.basis and not self.inferred:
            raise InvalidDate("A basis is given for a date that is not marked as dated by us.", "Mark it as inferred.")

    def __str__(self) -> str:
        return describe(self)

    @property
    def earliest(self) -> dt.date | None:
        return _bounds(self.edtf).earliest

    @property
    def latest(self) -> dt.date | None:
        return _bounds(self.edtf).latest

    def as_document(self) -> DateDocument:
        return {
            "edtf": self.edtf,
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
            "text": self.text,
            "inferred": self.inferred,
            "basis": self.basis or None,
        }

    def to_json(self) -> DateJSON:
        return {"edtf": self.edtf, "text": self.text, "inferred": self.inferred, "basis": self.basis}

    @classmethod
    def from_json(cls, value: object) -> WorldDate:
        """Read the form `to_json` writes; everything but `edtf` may be left out. Raises `InvalidDate`."""
        accepted = "A date has the keys edtf, text, inferred and basis."
        if not isinstance(value, Mapping):
            raise InvalidDate(f"A date is an object, not {type(value).__name__}.", accepted)
        if unknown := sorted(str(key) for key in value.keys() - DateJSON.__annotations__.keys()):
            raise InvalidDate(f"Unknown key in a date: {', '.join(unknown)}.", accepted)
        if "edtf" not in value:
            raise InvalidDate("A date needs the key edtf.", accepted)
        for key in ("edtf", "text", "basis"):
            if not isinstance(value.get(key, ""), str):
                raise InvalidDate(f"In a date, {key} is a text.", accepted)
        if not isinstance(value.get("inferred", False), bool):
            raise InvalidDate("In a date, inferred is true or false.", accepted)
        return cls(**value)


# Bounds


class _Bounds(NamedTuple):
    earliest: dt.date | None
    latest: dt.date | None


class _Day(NamedTuple):
    """A day as the library counts it: of any year, and not always one that the calendar has."""

    year: int
    month: int
    day: int


def _normalised(edtf: str) -> str:
    return _PUNCTUATION_WITH_SPACE.sub(r"\1", edtf.strip())


# A read from the database builds each date again, and the grammar is slow: every text is parsed once.
@lru_cache(maxsize=65_536)
def _bounds(edtf: str) -> _Bounds:
    """Both strict bounds of a normalised EDTF string. Raises `InvalidDate`."""
    if _PLAIN_DAY.fullmatch(edtf):
        day = _plain_day(edtf)
        if day:
            return _Bounds(day, day)
    return _bounds_by_grammar(edtf)


def _plain_day(edtf: str) -> dt.date | None:
    """Most dates are calendar days; imports have thousands of them, at 10 ms each by the grammar."""
    try:
        return dt.date.fromisoformat(edtf)
    except ValueError:
        return None  # the grammar says what is wrong with it


def _bounds_by_grammar(edtf: str) -> _Bounds:
    earliest, latest = _days(_parsed(edtf))
    return _Bounds(_as_date(earliest), _as_date(latest))


def _parsed(edtf: str) -> EDTFObject:
    _refuse_other_spellings(edtf)
    _refuse_what_the_library_should_not_see(edtf)
    _refuse_what_no_calendar_has(edtf)
    try:
        # The library reads `2008-XX` only alone; `2008-XX-XX` has the same bounds and is read everywhere.
        parsed: EDTFObject = parse_edtf(_MONTH_UNSPECIFIED.sub(r"\1-XX", edtf))
    except (EDTFParseException, AttributeError, TypeError, ValueError) as error:
        raise InvalidDate(f"“{edtf}” is not an EDTF date.") from error
    return parsed


def _refuse_what_the_library_should_not_see(edtf: str) -> None:
    """Refuse with a reason of our own what the library would misread, or print and fail at."""
    if not edtf:
        raise InvalidDate("The date is empty.")
    if len(edtf) > MAX_LENGTH:
        raise InvalidDate(f"The date is longer than {MAX_LENGTH} characters.")
    if _INSTANT.search(edtf):
        raise InvalidDate(
            f"“{edtf}” has a time of day. Give the day alone; the moment goes under “Occurred at”, where a page has it."
        )
    if _SIGNIFICANT_DIGITS.search(edtf):
        raise InvalidDate(f"“{edtf}” counts significant digits. Write 19XX for a year of the 1900s.")
    if character := _NOT_EDTF.search(edtf):
        raise InvalidDate(f"“{edtf}” is not an EDTF date: “{character[0]}” has no place in one.")
    if _NO_DATE_AT_ALL.fullmatch(edtf):
        raise InvalidDate(f"“{edtf}” has no date in it; an unknown date is XXXX.")
    if _HALF_KNOWN_PART.search(edtf):
        raise InvalidDate(f"“{edtf}” knows one digit of a month or day. Write a set: [2008-10-20..2008-10-29].")


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


# Other spellings, and what no calendar has

_NAME = r"(?P<name>[a-z]{3,9})\.?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# No spaces after commas: `_normalised` took them. With dots the day comes first wherever such dates are written.
_OTHER_SPELLINGS = [
    re.compile(spelling, re.IGNORECASE | re.ASCII)
    for spelling in (
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})-(?=\d(?!\d)|\d\d-\d$)(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?",
        r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})",
        rf"(?:{_ORDINAL}\.?\s+(?:of\s+)?)?{_NAME}(?:\s+|,)(?P<year>\d{{4}})",
        rf"{_NAME}\s+{_ORDINAL}(?:\s+|,)(?P<year>\d{{4}})",
    )
]
_EITHER_ORDER = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", re.ASCII)
_LONGEST_MONTH = 31


def _refuse_other_spellings(edtf: str) -> None:
    """Say how EDTF spells a day or month that is written as people write it; of two readings show both."""
    spellings = _spelled_as_edtf(edtf)
    if not spellings:
        return
    possible = [spelling for spelling in spellings if not _fault_of_the_calendar(spelling)]
    if not possible:
        raise InvalidDate(f"“{edtf}”: {_fault_of_the_calendar(spellings[0])}")
    if len(possible) > 1:
        readings = " or ".join(str(_single_in_words(spelling)) for spelling in possible)
        raise InvalidDate(f"“{edtf}” may be {readings}: write {' or '.join(possible)}.")
    raise InvalidDate(f"“{edtf}” is not EDTF: write {possible[0]}.")


def _spelled_as_edtf(text: str) -> Sequence[str]:
    """The EDTF of a day or month in another spelling, the calendar unasked; two where their order is open."""
    for spelling in _OTHER_SPELLINGS:
        if match := spelling.fullmatch(text):
            parts = match.groupdict()
            month = _month_called(parts["name"]) if "name" in parts else int(parts["month"])
            return [_iso(parts["year"], month, parts.get("day"))] if month is not None else []
    if match := _EITHER_ORDER.fullmatch(text):
        first, _, second, year = match.groups()
        return list(dict.fromkeys((_iso(year, int(second), first), _iso(year, int(first), second))))
    return []


def _month_called(name: str) -> int | None:
    months = enumerate(_MONTHS, 1)
    return next((number for number, month in months if month.casefold().startswith(name.casefold())), None)


def _iso(year: str, month: int, day: str | None) -> str:
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")


def _refuse_what_no_calendar_has(edtf: str) -> None:
    if fault := _fault_of_the_calendar(edtf):
        raise InvalidDate(f"“{edtf}”: {fault}")


def _fault_of_the_calendar(edtf: str) -> str | None:
    """Why the first month or day that no calendar has is none, and what to write instead."""
    for part in _IN_THE_CALENDAR.finditer(edtf):
        year, month, day = part["year"], part["month"], part["day"]
        # Seasons have numbers as months have, but no days.
        if month != "XX" and (month not in _MONTHS_AND_SEASONS or (day and int(month) > len(_MONTHS))):
            return f"there is no month {month}; write {year} if only the year is known."
        if day and not 1 <= int(day) <= _LONGEST_MONTH:
            return f"there is no day {day}; write {year}-{month} if only the month is known."
        if day and month != "XX" and int(day) > (last := _last_day(year, month)):
            name = _MONTHS[int(month) - 1]
            has = f"{name} {year} has {last}" if year.isdigit() else f"{name} has at most {last}"
            return f"{has} days; write {year}-{month} if only the month is known."
    return None


def _last_day(year: str, month: str) -> int:
    """Of a leap year when digits of the year are open; years with a sign are left to the library's reading."""
    return calendar.monthrange(int(year) if year.isdigit() else 2000, int(month))[1]


# In words

_SINGLE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<doubt>[?~%]?)")
# An exponent of one digit: larger years have no name that anybody reads.
_LONG_YEAR = re.compile(r"Y(?P<minus>-?)(?P<digits>\d+)(?:E(?P<zeros>\d))?")
_DOUBT = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS = ("spring", "summer", "autumn", "winter")
# ISO 8601-2, sub-year groupings: 21 to 24 name no hemisphere, 25 to 28 are northern, 29 to 32 southern.
_MONTHS_AND_SEASONS = {
    f"{number:02}": name
    for first, names in (
        (1, _MONTHS),
        (21, _SEASONS),
        (25, [f"northern {season}" for season in _SEASONS]),
        (29, [f"southern {season}" for season in _SEASONS]),
        (33, ["first quarter of", "second quarter of", "third quarter of", "fourth quarter of"]),
        (37, ["first third of", "second third of", "last third of"]),
        (40, ["first half of", "second half of"]),
    )
    for number, name in enumerate(names, first)
}


def describe(date: WorldDate) -> str:
    """How the date reads in plain English; forms that newsrooms hardly meet stay as EDTF."""
    return _in_words(date.edtf) or date.edtf


def _in_words(edtf: str) -> str | None:
    if edtf == "XXXX":
        return "date unknown"
    if "/" in edtf:
        return _interval_in_words(*edtf.split("/"))
    if edtf[0] in _SETS:
        return _set_in_words(edtf[1:-1].split(","), _SETS[edtf[0]])
    return _single_in_words(edtf)


def _interval_in_words(start: str, end: str) -> str | None:
    first, last = _single_in_words(start), _single_in_words(end)
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
        return _single_in_words(member)
    start, end = member.split("..")
    first, last = _single_in_words(start), _single_in_words(end)
    if first and last:
        return words.between.format(first, last)
    if first and not end:
        return words.later.format(first)
    return words.earlier.format(last) if last and not start else None


def _single_in_words(edtf: str) -> str | None:
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
    name = _MONTHS_AND_SEASONS[month] + (f" {year}" if year.isdigit() else ", year unknown")
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


# In the database and in forms


class WorldDateWidget(forms.MultiWidget):
    """Four inputs side by side, each of which says itself what it is for: one label serves them all."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            widgets={
                "edtf": forms.TextInput(attrs={"placeholder": "EDTF: 2008-10-31~", "aria-label": "EDTF"}),
                "text": forms.TextInput(
                    attrs={"placeholder": "as the document words it", "aria-label": "the document's wording"}
                ),
                "inferred": forms.Select(
                    choices=[(False, "dated by the document"), (True, "dated by us")],
                    attrs={"aria-label": "who dates it"},
                ),
                "basis": forms.TextInput(
                    attrs={"placeholder": "if dated by us: from what", "aria-label": "basis of our dating"}
                ),
            },
            attrs=attrs,
        )

    def decompress(self, value: WorldDate | None) -> list[Any]:
        return [value.edtf, value.text, value.inferred, value.basis] if value else ["", "", False, ""]


class WorldDateFormField(forms.MultiValueField):
    """EDTF, wording, whether the dating is ours, its basis: a `WorldDate`, or None when all are empty."""

    widget = WorldDateWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or ACCEPTED
        parts = (
            forms.CharField(required=False),
            forms.CharField(required=False),
            forms.BooleanField(required=False),
            forms.CharField(required=False),
        )
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> WorldDate | None:
        if not any(data_list):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        edtf, text, inferred, basis = data_list
        return _validated({"edtf": edtf, "text": text, "inferred": inferred, "basis": basis})


def _validated(value: object) -> WorldDate:
    try:
        return WorldDate.from_json(value)
    except InvalidDate as error:
        raise ValidationError(str(error), code="invalid_date") from error


if TYPE_CHECKING:
    _Field = models.Field[WorldDate | None, WorldDate | None]
else:
    _Field = models.Field


class WorldDateField(_Field):
    """A `WorldDate` in one `jsonb` column: null, or the object `WorldDate.to_json` gives.

    Null and blank unless said otherwise: most dates of the world are unknown.
    """

    description = "A date of the world (EDTF)"
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # Django leaves out what is its own default, which is not ours.
        kwargs.update(null=self.null, blank=self.blank)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "JSONField"

    def to_python(self, value: Any) -> WorldDate | None:
        """Read what forms, `value_to_string` and callers give. Raises `ValidationError`."""
        if value is None or isinstance(value, WorldDate):
            return value
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except json.JSONDecodeError as error:
                raise ValidationError(f"“{value}” is not a date in JSON.", code="invalid_date") from error
        return None if value is None else _validated(value)

    def from_db_value(self, value: Any, *_: object) -> WorldDate | None:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value.to_json() if isinstance(value, WorldDate) else value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        value = super().get_db_prep_value(value, connection, prepared)
        return connection.ops.adapt_json_value(value, None) if isinstance(value, dict) else value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return json.dumps(value and value.to_json(), ensure_ascii=False)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": WorldDateFormField, **kwargs})
