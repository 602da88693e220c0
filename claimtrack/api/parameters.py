"""Strict query parameters on top of django-filter.

A list that ignored a parameter it did not understand would hand out unfiltered data as if it were filtered.
So an unknown name, a repeated single value, an empty or malformed value and an unknown slug are refused, all
of them in one answer that says what is accepted. The codes of the faults: `unknown_parameter`,
`too_many_parameters`, `repeated`, `blank`, `too_long`, `too_many_values`, `invalid_characters`, `malformed`,
`out_of_range`, `unknown_value`, and whatever `StrictFilterSet.conflicts` adds.

Declare a list's parameters as the filters of a `StrictFilterSet`, each with a `help_text` a reporter
understands; OPTIONS and the OpenAPI schema are written from the same declarations.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from functools import cached_property
from typing import Any, ClassVar, Literal, NamedTuple, Self, TypeAlias, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django_filters.filters import Filter
from django_filters.filterset import FilterSet
from rest_framework.request import Request

from claimtrack.api.problems import ErrorItem, InvalidParameters

JSONSchema: TypeAlias = dict[str, Any]

MAX_PARAMETERS = 100
MAX_LENGTH = 1_000
MAX_SLUG_LENGTH = 120
MAX_VALUES = 200
MAX_BIGINT = 2**63 - 1
#: Suggestions cost a search each, so a flood of faults gets them for the first few alone.
MAX_SUGGESTED = 5
NEAREST = 10

#: PostgreSQL stores no NUL, UTF-8 has no surrogates, and U+FFFD stands for bytes that were not UTF-8.
REFUSED_CHARACTERS = re.compile("[\x00\ud800-\udfff\ufffd]")
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: RFC 3339, section 5.6, without leap seconds, which neither Python nor PostgreSQL keeps.
INSTANT_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
INTEGER_FORM = re.compile(r"0|-?[1-9][0-9]{0,18}")


class Choice(NamedTuple):
    """One accepted value, and what it means where that is not said by the value itself."""

    value: str
    label: str


class ChoiceDocument(TypedDict):
    value: str
    label: str


class ParameterDocument(TypedDict):
    """A query parameter as OPTIONS and OpenAPI describe it; `schema` is JSON Schema of the parameter."""

    name: str
    description: str
    many: bool
    schema: JSONSchema
    choices: list[ChoiceDocument]


def checked_text(text: str, *, max_length: int = MAX_LENGTH) -> str:
    """The text, if it is not blank, not longer than it may be, and can be stored; else a ValidationError."""
    if not text or text.isspace():
        raise ValidationError("The value is empty; give one, or leave the parameter out.", code="blank")
    if len(text) > max_length:
        raise ValidationError(
            f"The value has {len(text)} characters; at most {max_length} are accepted.", code="too_long"
        )
    if REFUSED_CHARACTERS.search(text):
        raise ValidationError("The value holds a NUL character or bytes that are not UTF-8.", code="invalid_characters")
    return text


def shown(text: str) -> str:
    """A value as a message quotes it: short, in one line, and encodable."""
    clean = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:60])
    return f"‘{clean}…’" if len(text) > len(clean) else f"‘{clean}’"


def suggestion(nearest: Sequence[str]) -> str:
    return f" Nearest: {', '.join(nearest)}." if nearest else ""


# -- one parameter --------------------------------------------------------------------------------


class StrictFilter(Filter):
    """One query parameter. Subclasses say how one value is read (`parse`) and described (`value_schema`).

    Rows are narrowed by `field_name` and `lookup_expr`, or by `method`, the name of a method of the filter
    set called with `(queryset, field_name, value)`. `narrows=False` marks a parameter that the view reads
    and that filters no rows (a page size); only such a one has a `default`, its value where it is absent.

    Declared filters hold nothing of a request, so that all requests share them.
    """

    many: ClassVar[bool] = False
    choices: tuple[Choice, ...] = ()

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str | None = None,
        *,
        help_text: str,
        method: str | None = None,
        narrows: bool = True,
        default: Any = None,
        max_length: int = MAX_LENGTH,
    ) -> None:
        super().__init__(field_name, lookup_expr)  # type: ignore[no-untyped-call]  # django-filter has no types
        self.narrowing_method = method
        self.help_text = help_text
        self.narrows = narrows
        self.default = default
        self.max_length = max_length

    def parse(self, text: str) -> Any:
        """One checked text as a value; a ValidationError with a code says what is accepted instead."""
        raise NotImplementedError

    def value_schema(self) -> JSONSchema:
        """JSON Schema of one value."""
        raise NotImplementedError

    def read(self, raw: Sequence[str]) -> Any:
        """The value of a parameter from its repetitions in the address, at least one."""
        if len(raw) > 1:
            raise ValidationError("The parameter takes one value and is given more than once.", code="repeated")
        return self.parse(checked_text(raw[0], max_length=self.max_length))

    def canonical(self, raw: Sequence[str]) -> str:
        """One spelling for addresses that mean the same."""
        return raw[0]

    def schema(self) -> JSONSchema:
        schema = self.value_schema()
        return schema if self.default is None else schema | {"default": self.default}

    def describe(self, name: str) -> ParameterDocument:
        return {
            "name": name,
            "description": self.help_text,
            "many": self.many,
            "schema": self.schema(),
            "choices": [{"value": value, "label": label} for value, label in self.choices],
        }

    def narrow(self, queryset: QuerySet[Any], value: Any, filterset: "StrictFilterSet") -> QuerySet[Any]:
        if not self.narrows:
            return queryset
        if self.narrowing_method is None:
            return queryset.filter(**{f"{self.field_name}__{self.lookup_expr}": value})
        narrowed: QuerySet[Any] = getattr(filterset, self.narrowing_method)(queryset, self.field_name, value)
        return narrowed


class ListFilter(StrictFilter):
    """Several values, by comma or by repetition: rows that match any of them."""

    many = True

    def __init__(self, field_name: str | None = None, lookup_expr: str = "in", **options: Any) -> None:
        super().__init__(field_name, lookup_expr, **options)

    def read(self, raw: Sequence[str]) -> list[Any]:
        return self.parse_all(self._texts(raw))

    def parse_all(self, texts: Sequence[str]) -> list[Any]:
        values, faults = [], []
        for text in texts:
            try:
                values.append(self.parse(text))
            except ValidationError as fault:
                faults.append(fault)
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(values))

    def canonical(self, raw: Sequence[str]) -> str:
        return ",".join(sorted(set(_split(raw))))

    def schema(self) -> JSONSchema:
        return {"type": "array", "items": self.value_schema(), "minItems": 1, "maxItems": MAX_VALUES}

    def _texts(self, raw: Sequence[str]) -> list[str]:
        texts = _split(raw)
        if len(texts) > MAX_VALUES:
            raise ValidationError(
                f"{len(texts)} values are given; at most {MAX_VALUES} are accepted.", code="too_many_values"
            )
        return [checked_text(text, max_length=self.max_length) for text in texts]


def _split(raw: Sequence[str]) -> list[str]:
    return [text for repetition in raw for text in repetition.split(",")]


class TextFilter(StrictFilter):
    """Free text, not split at commas."""

    def parse(self, text: str) -> str:
        return text.strip()

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}


class BooleanFilter(StrictFilter):
    """`true` or `false`, spelled so."""

    VALUES: ClassVar[Mapping[str, bool]] = {"true": True, "false": False}

    def parse(self, text: str) -> bool:
        if text not in self.VALUES:
            raise ValidationError(f"{shown(text)} is neither true nor false.", code="malformed")
        return self.VALUES[text]

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
        return {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}


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
    if text not in accepted:
        near = get_close_matches(text[:MAX_SLUG_LENGTH], accepted)
        raise ValidationError(
            f"{shown(text)} is not accepted.{suggestion(near)} Accepted: {', '.join(accepted)}.",
            code="unknown_value",
        )
    return text


class ReferenceFilter(ListFilter):
    """Published things by id or slug; the value is the list of their ids.

    `resolve` gives the id of each value that exists (ids are passed in lower case), in one query for all of
    them; `nearest` gives the slugs most like one that does not.
    """

    def __init__(
        self,
        field_name: str | None = None,
        *,
        resolve: Callable[[Sequence[str]], Mapping[str, UUID]],
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
            raise ValidationError([self._fault(value, rank) for rank, value in enumerate(unknown)])
        return list(dict.fromkeys(known[value] for value in values))

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}

    def _fault(self, value: str, rank: int) -> ValidationError:
        near = list(self.nearest(value))[:NEAREST] if rank < MAX_SUGGESTED else []
        return ValidationError(
            f"{shown(value)} is not the id or slug of anything published.{suggestion(near)}",
            code="unknown_value",
        )


# -- all parameters of an address -----------------------------------------------------------------


class StrictFilterSet(FilterSet):
    """The parameters of an address. `accept` is the way in: it raises `InvalidParameters` with every fault.

    `values` has every declared parameter (None or its default where absent); `qs` is the narrowed queryset.
    """

    base_filters: ClassVar[Mapping[str, StrictFilter]]

    def __init__(self, data: QueryDict, queryset: QuerySet[Any], *, request: Request) -> None:
        # Not FilterSet.__init__: it deep-copies every declared filter, more work than reading a page.
        self.data = data
        self.queryset = queryset
        self.request = request
        self.filters = {name: each for name, each in self.base_filters.items() if name in data}

    @classmethod
    def accept(cls, request: Request, queryset: QuerySet[Any]) -> Self:
        filterset = cls(request.query_params, queryset, request=request)
        if not filterset.is_valid():
            raise InvalidParameters(filterset.faults)
        return filterset

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[ErrorItem]:
        """Faults between parameters (`fault` makes one). A parameter at fault by itself has no value here."""
        yield from ()

    def is_valid(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> list[ErrorItem]:
        return self._reading[1]

    @property
    def values(self) -> Mapping[str, Any]:
        if self.faults:
            raise InvalidParameters(self.faults)
        return self._reading[0]

    @cached_property
    def qs(self) -> QuerySet[Any]:
        narrowed: QuerySet[Any] = self.queryset.all()
        for name, given in self.filters.items():
            narrowed = given.narrow(narrowed, self.values[name], self)
        return narrowed

    def canonical(self) -> list[tuple[str, str]]:
        """The parameters given, in one order and spelling for every address that means the same."""
        return sorted((name, each.canonical(self.data.getlist(name))) for name, each in self.filters.items())

    @cached_property
    def _reading(self) -> tuple[dict[str, Any], list[ErrorItem]]:
        values: dict[str, Any] = {}
        faults = list(unknown_parameters(self.data, accepted=list(self.base_filters)))
        for name, declared in self.base_filters.items():
            if name not in self.filters:
                values[name] = declared.default
                continue
            try:
                values[name] = self.filters[name].read(self.data.getlist(name))
            except ValidationError as error:
                faults.extend(fault(name, str(each.code), each.messages[0]) for each in error.error_list)
        faults.extend(self.conflicts(values))
        return values, faults


def fault(parameter: str, code: str, message: str) -> ErrorItem:
    return {"parameter": parameter, "code": code, "message": message}


def unknown_parameters(data: QueryDict, *, accepted: Sequence[str]) -> Iterator[ErrorItem]:
    """A fault for each name in the address that is not accepted, with the nearest that is."""
    if len(data) > MAX_PARAMETERS:
        message = f"{len(data)} parameters are given; at most {MAX_PARAMETERS} are read."
        yield {"code": "too_many_parameters", "message": message}
        return
    listed = f" Accepted: {', '.join(sorted(accepted))}." if accepted else " It takes no parameters."
    for name in data:
        if name not in accepted:
            near = get_close_matches(name[:MAX_SLUG_LENGTH], accepted)
            known = f"{shown(name)} is not a parameter of this address.{suggestion(near)}{listed}"
            yield fault(shown(name)[1:-1], "unknown_parameter", known)
