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
from collections.abc import Mapping
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
_INSTANT = re.compile(r"\dT\d")
_SIGNIFICANT_DIGITS = re.compile(r"\dS\d")
_NO_DATE_AT_ALL = re.compile(r"[./]*")
_HALF_KNOWN_PART = re.compile(r"-(?:\dX|X\d)(?![\dX])")
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
    _refuse_what_the_library_should_not_see(edtf)
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
        raise InvalidDate(f"“{edtf}” has a time of day. Give the day here, and the exact moment as occurred_at.")
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


# In words

_SINGLE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<doubt>[?~%]?)")
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
    if edtf.startswith("["):
        return _choice_in_words(edtf[1:-1])
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


def _choice_in_words(members: str) -> str | None:
    """One of several dates, of which we do not know which."""
    if "," in members:
        words = [_single_in_words(member) for member in members.split(",")]
        return None if None in words else " or ".join(filter(None, words))
    first, last = map(_single_in_words, members.split(".."))
    if first and last:
        return f"between {first} and {last}"
    if first:
        return f"{first} or later"
    return last and f"{last} or earlier"


def _single_in_words(edtf: str) -> str | None:
    match = _SINGLE.fullmatch(edtf)
    if not match:
        return None
    words = _day_in_words(match["year"], match["month"], match["day"])
    return words and _DOUBT[match["doubt"]] + words


def _day_in_words(year: str, month: str | None, day: str | None) -> str | None:
    if month is None:
        return _year_in_words(year)
    if month == "XX":
        unit = {None: "month", "XX": "day"}.get(day)
        return f"some {unit} in {year}" if unit and year.isdigit() else None
    if not year.isdigit() and year != "XXXX":
        return None
    name = _MONTHS_AND_SEASONS[month] + (f" {year}" if year.isdigit() else ", year unknown")
    if day is None:
        return name
    return f"some day in {name}" if day == "XX" else f"{int(day)} {name}"


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
