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

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypedDict

import orjson
from django.db.models import F, Field, FloatField, Func, QuerySet, TextField, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Cast

Key: TypeAlias = tuple[str | int | float, ...]

COUNT_LIMIT = 10_000


class CountDocument(TypedDict):
    """How many rows match; when `exact` is false, at least so many."""

    count: int
    exact: bool


def count_up_to(queryset: QuerySet[Any], limit: int = COUNT_LIMIT) -> CountDocument:
    """Count rows without reading more than one past the limit."""
    found = queryset.order_by()[: limit + 1].count()
    return {"count": min(found, limit), "exact": found <= limit}


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
        """The rows after a key, at most `page_size`.

        Raises ValueError when a key column is NULL, and Django's DataError when `after` does not fit the
        columns' types.
        """
        return self.page_of(list(self.asked(queryset, columns, after=after, page_size=page_size)), page_size)

    def asked(
        self, queryset: QuerySet[Any], columns: Sequence[str], *, after: Key | None, page_size: int
    ) -> "QuerySet[Any, tuple[Any, ...]]":
        """What a page is made of: its rows with their keys, and one further row."""
        ordered = queryset.order_by(*(f"-{name}" if self.descending else name for name in self.columns))
        if after is not None:
            ordered = ordered.filter(self._beyond(after, queryset))
        return ordered.values_list(*columns, self._written(queryset))[: page_size + 1]

    def page_of(self, found: Sequence[tuple[Any, ...]], page_size: int) -> KeysetPage:
        """The page of what was `asked`."""
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
