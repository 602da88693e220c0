"""The parameters of a paged list: where it starts, how long a page is, in which order it comes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

import orjson
from django.db import DataError
from django.utils.encoding import escape_uri_path

from claimtrack.query.cursor import INVALID_CURSOR, MISMATCHED_CURSOR, Cursor
from claimtrack.query.faults import Fault, InvalidQuery, fault
from claimtrack.query.filters import BooleanFilter, IntegerFilter, choices_of, one_of
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.keyset import COUNT_LIMIT, Key, Keyset, KeysetPage
from claimtrack.query.parameters import MAX_VALUES, JSONSchema, StrictFilter

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = MAX_VALUES


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
    #: Parameters that make no difference to how many results there are.
    about_pages: ClassVar[frozenset[str]] = outside_fingerprint | {"ordering"}

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
        help_text=f"Answers the number of results instead of a page, as `count/` below this address does: "
        f'`{{"count": 42, "exact": true}}`, counted up to {COUNT_LIMIT:,}.',
    )

    @classmethod
    def counting(cls) -> type[Self]:
        """The parameters of the address that counts the results of this list."""
        left_out = dict.fromkeys(cls.about_pages & cls.base_filters.keys())  # django-filter's way: None for each
        return type(f"{cls.__name__}Counting", (cls,), left_out)

    @property
    def counts(self) -> bool:
        """Whether the number of results is asked for, and not the results."""
        return bool(self.values.get("count", True))

    def page(self, *columns: str) -> ListPage:
        """The page asked for, as tuples of the columns. Raises InvalidQuery when the cursor was altered."""
        values = self.values
        after = values["cursor"].key if values["cursor"] else None
        try:
            page = self.rows_after(columns, after=after, page_size=values["page_size"])
        except DataError as error:
            if after is None:
                raise
            raise InvalidQuery([fault("cursor", "invalid_cursor", INVALID_CURSOR)]) from error
        return ListPage(page.rows, self.next_page(page.next_key))

    def rows_after(self, columns: Sequence[str], *, after: Key | None, page_size: int) -> KeysetPage:
        """As of a keyset, in the order asked for."""
        return self._order(self.values).page(self.qs, columns, after=after, page_size=page_size)

    @property
    def address(self) -> str:
        """The root-relative address in its canonical spelling: what an ETag of the list is taken over."""
        return self._address_with(self.canonical())

    @property
    def first(self) -> str:
        """As `address`, of the first page."""
        return self._address_with([pair for pair in self.canonical() if pair[0] != "cursor"])

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
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
        return sha256(orjson.dumps([self.path, selecting])).hexdigest()[:16]

    def _order(self, values: Mapping[str, Any]) -> Keyset:
        ordering: Keyset | None = values.get("ordering")
        return ordering or self.keyset

    def next_page(self, key: Key | None) -> str | None:
        """The root-relative address of the page after this key; of what came in a body, the cursor alone."""
        if key is None:
            return None
        if self.asked.in_body:
            return Cursor(self.fingerprint, key).encode()
        kept = [pair for pair in self.canonical() if pair[0] != "cursor"]
        return self._address_with([("cursor", Cursor(self.fingerprint, key).encode()), *kept])

    def _address_with(self, parameters: Sequence[tuple[str, str]]) -> str:
        path = escape_uri_path(self.path)
        return f"{path}?{urlencode(parameters, safe=',:')}" if parameters else path
