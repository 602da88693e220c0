"""The kinds of parameters: texts, numbers, days, instants, ids, vocabularies, and published things by their names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError

from claimtrack.query.parameters import Choice, JSONSchema, ListFilter, StrictFilter
from claimtrack.query.texts import UUID_FORM, Unknown, boolean, shown, suggestion

MAX_SLUG_LENGTH = 120
MAX_BIGINT = 2**63 - 1
NEAREST = 10

DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: RFC 3339, section 5.6, without leap seconds, which neither Python nor PostgreSQL keeps.
INSTANT_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
INTEGER_FORM = re.compile(r"0|-?[1-9][0-9]{0,18}")


class TextFilter(StrictFilter):
    """Free text, not split at commas."""

    def parse(self, text: str) -> str:
        return text.strip()

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}


class BooleanFilter(StrictFilter):
    """`true` or `false`; other usual spellings mean the same, in any case, and `canonical` writes them so."""

    def parse(self, text: str) -> bool:
        value = boolean(text)
        if value is None:
            raise ValidationError(f"{shown(text)} is neither true nor false.", code="malformed")
        return value

    def canonical(self, raw: Sequence[str]) -> str:
        value = boolean(raw[0])
        return raw[0] if value is None else str(value).lower()

    def value_schema(self) -> JSONSchema:
        return {"type": "boolean"}


class IntegerFilter(StrictFilter):
    """A decimal integer within bounds, both included."""

    def __init__(
        self, field_name: str | None = None, *, minimum: int = 0, maximum: int = MAX_BIGINT, **options: Any
    ) -> None:
        super().__init__(field_name, **options)
        self.minimum = minimum
        self.maximum = maximum

    def parse(self, text: str) -> int:
        if not INTEGER_FORM.fullmatch(text):
            raise ValidationError(f"{shown(text)} is not a whole number.", code="malformed")
        if not self.minimum <= int(text) <= self.maximum:
            raise ValidationError(
                f"{text} is out of range; {self.minimum} to {self.maximum} are accepted.", code="out_of_range"
            )
        return int(text)

    def value_schema(self) -> JSONSchema:
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


class DayFilter(StrictFilter):
    """A day, YYYY-MM-DD (the calendar date of ISO 8601-1, extended format)."""

    def parse(self, text: str) -> date:
        return _day(text, accepted="a day as YYYY-MM-DD")

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "format": "date"}


class InstantFilter(StrictFilter):
    """An instant (RFC 3339) or a bare date; the value is an aware UTC datetime.

    A bare date means an edge of that UTC day: its last microsecond (`day_edge="end"`), as in "the state on
    that day" and "until", or its first, as in "since".
    """

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str | None = None,
        *,
        day_edge: Literal["start", "end"] = "end",
        **options: Any,
    ) -> None:
        super().__init__(field_name, lookup_expr, **options)
        self.day_edge = time.max if day_edge == "end" else time.min

    def parse(self, text: str) -> datetime:
        accepted = "an RFC 3339 time such as 2024-05-01T12:00:00Z (+ as %2B), or a day as YYYY-MM-DD"
        if not INSTANT_FORM.fullmatch(text):
            return datetime.combine(_day(text, accepted=accepted), self.day_edge, UTC)
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise _not_in_calendar(text, accepted) from None

    def value_schema(self) -> JSONSchema:
        written = [{"type": "string", "format": form} for form in ("date-time", "date")]
        return {"type": "string", "anyOf": written}


def _day(text: str, *, accepted: str) -> date:
    if not DAY_FORM.fullmatch(text):
        raise ValidationError(f"{shown(text)} cannot be read; write {accepted}.", code="malformed")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _not_in_calendar(text, accepted) from None


def _not_in_calendar(text: str, accepted: str) -> ValidationError:
    return ValidationError(f"{shown(text)} is not in the calendar; write {accepted}.", code="malformed")


class UUIDListFilter(ListFilter):
    """Ids in the canonical form of RFC 9562, section 4."""

    def parse(self, text: str) -> UUID:
        if not UUID_FORM.fullmatch(text):
            raise ValidationError(f"{shown(text)} is not an id (a UUID with its hyphens).", code="malformed")
        return UUID(text)

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "format": "uuid"}


class ChoiceListFilter(ListFilter):
    """Values of a vocabulary: plain words, or `(value, label)` pairs as `TextChoices.choices` has them."""

    def __init__(
        self, field_name: str | None = None, *, choices: Iterable[str | tuple[str, Any]], **options: Any
    ) -> None:
        super().__init__(field_name, **options)
        self.choices = choices_of(choices)

    def parse(self, text: str) -> str:
        return one_of(text, self.choices)

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "enum": [choice.value for choice in self.choices]}


def choices_of(choices: Iterable[str | tuple[str, Any]]) -> tuple[Choice, ...]:
    pairs = ((choice, choice) if isinstance(choice, str) else choice for choice in choices)
    return tuple(Choice(str(value), str(label)) for value, label in pairs)


def one_of(text: str, choices: Sequence[Choice]) -> str:
    accepted = [choice.value for choice in choices]
    if text in accepted:
        return text

    def help_() -> str:
        near = get_close_matches(text[:MAX_SLUG_LENGTH], accepted)
        return f"{suggestion(near)} Accepted: {', '.join(accepted)}."

    raise Unknown(f"{shown(text)} is not accepted.", help_)


class ReferenceFilter(ListFilter):
    """Published things by id or slug; the value is the list of their ids.

    `resolve` gives the ids that each value stands for which exists (ids are passed in lower case), in one query for
    all of them; `nearest` gives the slugs most like one that does not.
    """

    def __init__(
        self,
        field_name: str | None = None,
        *,
        resolve: Callable[[Sequence[str]], Mapping[str, Sequence[UUID]]],
        nearest: Callable[[str], Sequence[str]],
        **options: Any,
    ) -> None:
        super().__init__(field_name, **({"max_length": MAX_SLUG_LENGTH} | options))
        self.resolve = resolve
        self.nearest = nearest

    def parse_all(self, texts: Sequence[str]) -> list[UUID]:
        values = list(dict.fromkeys(text.lower() if UUID_FORM.fullmatch(text) else text for text in texts))
        known = self.resolve(values)
        unknown = [value for value in values if value not in known]
        if unknown:
            raise ValidationError([self._fault(value) for value in unknown])
        return list(dict.fromkeys(pk for value in values for pk in known[value]))

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}

    def _fault(self, value: str) -> Unknown:
        def help_() -> str:
            return suggestion(list(self.nearest(value))[:NEAREST])

        return Unknown(f"{shown(value)} is not the id or slug of anything published.", help_)
