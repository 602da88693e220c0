"""Feeds too large to be held in memory: their items one by one, each no larger than a record may be."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, Final

import ijson
import orjson
from ijson.common import ObjectBuilder

from claims.imports.inputs.limits import KIB, InputFault, Limits
from claims.imports.markup.nodes import MAX_DEPTH, TOO_DEEP

_BUFFER: Final = 64 * KIB
#: The depth of an item of a list that is a member of the text.
FIRST_BELOW: Final = 2


class _Metered:
    """The rest of a stream after what was read of it; refuses to hand out more for one item than a record may be."""

    def __init__(self, begun: bytes, stream: "BufferedReader[Any]", limits: Limits) -> None:
        self._begun, self._stream, self._limits = begun, stream, limits
        self.since_item = 0

    def read(self, size: int) -> bytes:
        data, self._begun = self._begun[:size], self._begun[size:]
        data = data or self._stream.read(size)
        self.since_item += len(data)
        if self.since_item > self._limits.record + 2 * _BUFFER:
            raise InputFault(f"an item is longer than {self._limits.record} bytes, or it is no list of items")
        return data


def items(
    begun: bytes, stream: "BufferedReader[Any]", lists: Sequence[str], limits: Limits
) -> Iterator[tuple[int, bytes, Any]]:
    """(number, raw, value) of each item of a top-level array, or of the first of these members that is one.

    Raises `InputFault` where the text is broken, nested too deep, or no feed.
    """
    metered = _Metered(begun, stream, limits)
    number = 0
    try:
        for value in _values(metered, lists):
            number += 1
            metered.since_item = 0
            yield number, orjson.dumps(value), value
    except (ijson.JSONError, UnicodeDecodeError, TypeError) as error:
        raise InputFault(f"after item {number} it is not JSON: {error}") from error
    if not number:
        raise InputFault(f"it is a document longer than {limits.page} bytes and no list of items")


def _values(metered: _Metered, lists: Collection[str]) -> Iterator[Any]:
    builder: ObjectBuilder | None = None
    place = _Place(lists)
    for event, value in ijson.basic_parse(metered, use_float=True, buf_size=_BUFFER):
        begins = builder is None and place.holds_items and not event.startswith("end_")
        place.pass_on(event, value)
        if begins:
            builder, outside = ObjectBuilder(), place.depth - event.startswith("start_")
        if builder is None:
            continue
        builder.event(event, value)
        if place.depth == outside:
            yield builder.value
            builder = None


@dataclass(slots=True)
class _Place:
    """Where in a text its reader is. ijson's own places are as long as the text is deep, at each step into it."""

    lists: Collection[str]
    depth: int = 0
    is_list: bool = False
    member: str = ""

    @property
    def holds_items(self) -> bool:
        """Whether what begins here is an item: of the text itself, or of a member that is a list of them."""
        return self.depth == 1 if self.is_list else self.depth == FIRST_BELOW and self.member in self.lists

    def pass_on(self, event: str, value: Any) -> None:
        if event == "map_key" and self.depth == 1:
            self.member = value
        if event.startswith("start_"):
            self.is_list = event == "start_array" if self.depth == 0 else self.is_list
            if self.depth == 1 and not self.is_list and event == "start_map":
                self.member = ""  # an object's members are no items
            self.depth += 1
        elif event.startswith("end_"):
            self.depth -= 1
        if self.depth > MAX_DEPTH + FIRST_BELOW:
            raise InputFault(TOO_DEEP)
