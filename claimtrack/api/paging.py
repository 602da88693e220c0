"""Keyset paging: each page starts after the last row of the one before it.

No offset and no hidden COUNT: a page costs the same at any depth, and rows written or removed in between
neither repeat nor hide the others. A page is one index range, `(key, id) < (…, …)`, so a key has one
direction for all its columns, its last column is unique, and none of them is NULL: the caller stores a
sentinel (`'infinity'`) where a value is unknown, in the column that the direction wants it in.

Key values never become Python values. The database writes them as one JSON array, whose forms (ISO 8601
whatever the session's settings, `"infinity"`, integers up to 64 bits, shortest exact floats) it reads back
without loss, while a Python date cannot hold an infinity nor a year before the first. Usable are the types
for which this holds: integers, floats, text, UUIDs, dates and timestamps with time zone.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar, Self, TypeAlias, TypedDict
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import F, Field, FloatField, Func, QuerySet, TextField, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Cast
from django.utils.encoding import escape_uri_path

from claimtrack.api.parameters import (
    MAX_VALUES,
    BooleanFilter,
    IntegerFilter,
    JSONSchema,
    StrictFilter,
    StrictFilterSet,
    choices_of,
    fault,
    one_of,
)
from claimtrack.api.problems import ErrorItem, InvalidParameters

Key: TypeAlias = tuple[str | int | float, ...]

CURSOR_VERSION = 1
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = MAX_VALUES
COUNT_LIMIT = 10_000


class CountDocument(TypedDict):
    """How many rows match; when `exact` is false, at least so many."""

    count: int
    exact: bool


def count_up_to(queryset: QuerySet[Any], limit: int = COUNT_LIMIT) -> CountDocument:
    """Count rows without reading more than one past the limit."""
    found = queryset.order_by()[: limit + 1].count()
    return {"count": min(found, limit), "exact": found <= limit}


# -- the order of a list --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows as tuples of the columns asked for, and the key of the last when more follow."""

    rows: list[tuple[Any, ...]]
    next_key: Key | None


@dataclass(frozen=True, slots=True)
class Keyset:
    """A total order: columns or annotations in one direction, the last of them unique, none ever NULL."""

    columns: tuple[str, ...]
    descending: bool = False

    def page(self, queryset: QuerySet[Any], columns: Sequence[str], *, after: Key | None, page_size: int) -> KeysetPage:
        """The rows after a key, at most `page_size`; one further row is read to know whether more follow.

        Raises ValueError when a key column is NULL, and Django's DataError when `after` does not fit the
        columns' types.
        """
        ordered = queryset.order_by(*(f"-{name}" if self.descending else name for name in self.columns))
        if after is not None:
            ordered = ordered.filter(self._beyond(after, queryset))
        found = list(ordered.values_list(*columns, self._written(queryset))[: page_size + 1])
        rows = [row[:-1] for row in found[:page_size]]
        return KeysetPage(rows, self._key(found[page_size - 1][-1]) if len(found) > page_size else None)

    def _beyond(self, key: Key, queryset: QuerySet[Any]) -> TupleLessThan | TupleGreaterThan:
        """`(column, …) < (value, …)`: PostgreSQL reads a row comparison as one bound of an index range."""
        fields = zip(key, self._fields(queryset), strict=True)
        values = tuple(Cast(Value(str(value), TextField()), field) for value, field in fields)
        compare = TupleLessThan if self.descending else TupleGreaterThan
        return compare(Tuple(*map(F, self.columns)), values)

    def _written(self, queryset: QuerySet[Any]) -> Func:
        # A rank is a `real` that Django declares as `double precision`; its shortest form as the one is not
        # its value as the other, so it is written as it will be read back.
        named = zip(self.columns, self._fields(queryset), strict=True)
        values = (Cast(F(name), field) if isinstance(field, FloatField) else F(name) for name, field in named)
        return Func(*values, template="json_build_array(%(expressions)s)::text", output_field=TextField())

    def _fields(self, queryset: QuerySet[Any]) -> "list[Field[Any, Any]]":
        return [F(name).resolve_expression(queryset.query).output_field for name in self.columns]

    def _key(self, written: str) -> Key:
        key = tuple(orjson.loads(written))
        if None in key:
            raise ValueError(f"a column of the order {self.columns} is NULL; give it a sentinel")
        return key


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: the key of the last row given out, and the fingerprint of the list it stood in."""

    fingerprint: str
    key: Key

    def encode(self) -> str:
        """Base64url without padding (RFC 4648, section 5) of a JSON array."""
        written = orjson.dumps([CURSOR_VERSION, self.fingerprint, list(self.key)])
        return base64.urlsafe_b64encode(written).rstrip(b"=").decode("ascii")

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises ValidationError `invalid_cursor`."""
        match _json_of(text):
            case [version, str(fingerprint), [*key]] if (
                version == CURSOR_VERSION and key and all(type(value) in {str, int, float} for value in key)
            ):
                return cls(fingerprint, tuple(key))
        raise ValidationError(INVALID_CURSOR, code="invalid_cursor")


INVALID_CURSOR = "The cursor cannot be read; follow `next` as it was answered, or start again without it."
MISMATCHED_CURSOR = "The cursor was given out for other parameters; start again without it."


def _json_of(text: str) -> Any:
    try:
        return orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None


# -- the parameters of a list ---------------------------------------------------------------------


class CursorFilter(StrictFilter):
    """Where the page starts, as `next` gave it."""

    def parse(self, text: str) -> Cursor:
        return Cursor.decode(text)

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


class OrderingFilter(StrictFilter):
    """One of the named orders of a list; the value is its `Keyset`."""

    def __init__(self, orderings: Mapping[str, Keyset], *, default: str, help_text: str) -> None:
        super().__init__(narrows=False, help_text=help_text, default=orderings[default])
        self.orderings = orderings
        self.default_name = default
        self.choices = choices_of(orderings)

    def parse(self, text: str) -> Keyset:
        return self.orderings[one_of(text, self.choices)]

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "enum": list(self.orderings)}

    def schema(self) -> JSONSchema:
        return self.value_schema() | {"default": self.default_name}


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows as tuples of the columns asked for, and the root-relative address of the next page."""

    rows: list[tuple[Any, ...]]
    next: str | None


class ListFilterSet(StrictFilterSet):
    """The parameters of a paged list.

    The order is the value of `ordering` where a subclass declares that parameter, else the class's `keyset`.
    """

    keyset: ClassVar[Keyset]
    #: Parameters that may change between two pages: they neither select rows nor order them.
    outside_fingerprint: ClassVar[frozenset[str]] = frozenset({"cursor", "page_size", "count"})

    cursor = CursorFilter(narrows=False, help_text="Where the page starts; taken from `next`, never made up.")
    page_size = IntegerFilter(
        minimum=1,
        maximum=MAX_PAGE_SIZE,
        default=DEFAULT_PAGE_SIZE,
        narrows=False,
        help_text="How many results a page has.",
    )
    count = BooleanFilter(
        default=False,
        narrows=False,
        help_text=f"Answers the number of results alone, counted up to {COUNT_LIMIT:,}.",
    )

    def page(self, *columns: str) -> ListPage:
        """The page asked for, as tuples of the columns. Raises InvalidParameters when the cursor was altered."""
        values = self.values
        after = values["cursor"].key if values["cursor"] else None
        try:
            page = self._order(values).page(self.qs, columns, after=after, page_size=values["page_size"])
        except DataError as error:
            if after is None:
                raise
            raise InvalidParameters([fault("cursor", "invalid_cursor", INVALID_CURSOR)]) from error
        return ListPage(page.rows, self._next(page.next_key))

    @property
    def address(self) -> str:
        """The root-relative address in its canonical spelling: what an ETag of the list is taken over."""
        return self._address_with(self.canonical())

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[ErrorItem]:
        cursor = values.get("cursor")
        if cursor is None or not self.filters.keys() <= values.keys():
            return  # a parameter at fault changes the fingerprint, and would be reported twice
        if cursor.fingerprint != self.fingerprint:
            yield fault("cursor", "cursor_mismatch", MISMATCHED_CURSOR)
        elif len(cursor.key) != len(self._order(values).columns):
            yield fault("cursor", "invalid_cursor", INVALID_CURSOR)

    @cached_property
    def fingerprint(self) -> str:
        """What a cursor remembers of its list: the path and every parameter that selects or orders rows."""
        selecting = [pair for pair in self.canonical() if pair[0] not in self.outside_fingerprint]
        return sha256(orjson.dumps([self.request.path, selecting])).hexdigest()[:16]

    def _order(self, values: Mapping[str, Any]) -> Keyset:
        ordering: Keyset | None = values.get("ordering")
        return ordering or self.keyset

    def _next(self, key: Key | None) -> str | None:
        if key is None:
            return None
        kept = [pair for pair in self.canonical() if pair[0] != "cursor"]
        return self._address_with([("cursor", Cursor(self.fingerprint, key).encode()), *kept])

    def _address_with(self, parameters: Sequence[tuple[str, str]]) -> str:
        path = escape_uri_path(self.request.path)
        return f"{path}?{urlencode(parameters, safe=',:')}" if parameters else path
