"""JSON from outside, nested no deeper than whoever reads it can follow: every reader of a tree calls itself."""

from typing import Any, Final

import orjson

MAX_DEPTH: Final = 64


class TooDeep(ValueError):
    """The JSON is nested deeper than anything that is read here."""

    def __init__(self) -> None:
        super().__init__(f"The JSON is nested deeper than {MAX_DEPTH} levels.")


def loads(text: str | bytes) -> Any:
    """Raises ValueError where it is no JSON (RFC 8259), and TooDeep."""
    return checked(orjson.loads(text))


def checked(value: Any) -> Any:
    """The value, unless it is nested too deep. Raises TooDeep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _within(each)]
        if not level:
            return value
    raise TooDeep


def sort_of(value: Any) -> str:
    """What a value is called in JSON (RFC 8259, section 3), with its article."""
    sorts = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    return sorts.get(type(value), "a number" if isinstance(value, int | float) else "a text")


def _within(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
