"""Partial responses: the `fields` parameter of Google's APIs.

`claims(text,claimReview/url),nextPageToken` names members by commas, goes into them by `/` or parentheses, and
`*` is any member. Lists are passed through: a mask speaks of their items.
"""

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[*,/()]")
_SEPARATORS = frozenset(",/()")
MAX_DEPTH = 20

#: Member → mask of what is in it; an empty one keeps it whole.
Mask = dict[str, "Mask"]


class InvalidMask(ValueError):
    """The mask cannot be read."""


def read_mask(text: str) -> Mask:
    """Raises InvalidMask."""
    tokens = _tokens(text)
    mask, ended_by = _members(tokens, depth=0)
    if ended_by:
        raise InvalidMask(f"“{ended_by}” has nothing to close.")
    return mask


def masked(document: Any, mask: Mask) -> Any:
    """The document with the members that the mask keeps. Members that it does not have are passed over."""
    if not mask:
        return document
    if isinstance(document, list):
        return [masked(item, mask) for item in document]
    if not isinstance(document, dict):
        return document
    kept = {name: mask.get(name, mask.get("*")) for name in document}
    return {name: masked(document[name], inner) for name, inner in kept.items() if inner is not None}


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise InvalidMask(f"“{text[position]}” has no place in it.")
        position = match.end()
        yield match[0]


def _members(tokens: Iterator[str], *, depth: int) -> tuple[Mask, str]:
    """Members up to the end or a closing parenthesis, and which of the two it was."""
    if depth > MAX_DEPTH:
        raise InvalidMask("It is nested too deeply.")
    mask: Mask = {}
    following = ","
    while following == ",":
        place, following = _path(mask, tokens)
        if following == "(":
            inner, ended_by = _members(tokens, depth=depth + 1)
            if ended_by != ")":
                raise InvalidMask("“(” is not closed.")
            place.update(inner)
            following = next(tokens, "")
    return mask, following


def _path(mask: Mask, tokens: Iterator[str]) -> tuple[Mask, str]:
    """Enter one path into the mask: the mask at its end, and the separator after it."""
    place, separator = mask, "/"
    while separator == "/":
        name = next(tokens, "")
        if not name or name in _SEPARATORS:
            raise InvalidMask("A name is missing.")
        place = place.setdefault(name, {})
        separator = next(tokens, "")
        if separator and separator not in _SEPARATORS:
            raise InvalidMask(f"“{separator}” follows a name.")
    return place, separator
