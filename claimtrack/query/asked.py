"""What somebody asks for, before anybody has read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Asked:
    """Parameters as strings, each as often as it was given, and the path that `next` leads along.

    What came in a body stays out of addresses: then `next` is the cursor alone.
    """

    parameters: Mapping[str, Sequence[str]]
    path: str
    in_body: bool = False

    @classmethod
    def in_query(cls, query: str, *, path: str) -> Self:
        """As an address has them behind its question mark."""
        return cls(parse_qs(query, keep_blank_values=True), path)

    @classmethod
    def in_json(cls, body: object, *, path: str) -> Self:
        """As members of a JSON object: texts, numbers, true and false, and arrays of them. Raises NotAsked."""
        if not isinstance(body, dict):
            raise NotAsked("The body is no JSON object; its members are the parameters.")
        return cls({name: _texts(name, value) for name, value in body.items()}, path, in_body=True)


class NotAsked(ValueError):
    """A body that holds no parameters."""


def _texts(name: str, value: object) -> list[str]:
    if value == []:
        raise NotAsked(f"The member {name[:60]!r} is a list without a value; leave it out, or give it one.")
    return [_text(name, each) for each in (value if isinstance(value, list) else [value])]


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return str(value)
    raise NotAsked(
        f"The member {name[:60]!r} is neither a text nor a whole number nor true nor false, nor a list of them."
    )
