"""Feeds too large to be held in memory: their items one by one, each no larger than a record may be."""

from collections.abc import Iterator, Sequence
from io import BufferedReader
from typing import Any, Final

import ijson
import orjson
from ijson.common import ObjectBuilder

from claims.imports.inputs.limits import KIB, InputFault, Limits
from claims.imports.markup.nodes import MAX_DEPTH, TOO_DEEP

_BUFFER: Final = 64 * KIB


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
        for value in _values(metered, {"item", *(f"{name}.item" for name in lists)}):
            number += 1
            metered.since_item = 0
            yield number, orjson.dumps(value), value
    except (ijson.JSONError, UnicodeDecodeError, TypeError) as error:
        raise InputFault(f"after item {number} it is not JSON: {error}") from error
    if not number:
        raise InputFault(f"it is a document longer than {limits.page} bytes and no list of items")


def _values(metered: _Metered, prefixes: set[str]) -> Iterator[Any]:
    builder: ObjectBuilder | None = None
    depth = 0
    for prefix, event, value in ijson.parse(metered, use_float=True, buf_size=_BUFFER):
        if builder is None:
            if prefix not in prefixes or event.startswith("end_"):
                continue
            builder, depth = ObjectBuilder(), 0
        builder.event(event, value)
        depth += event.startswith("start_") - event.startswith("end_")
        if depth > MAX_DEPTH:
            raise InputFault(TOO_DEEP)
        if depth == 0:
            yield builder.value
            builder = None
