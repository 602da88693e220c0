"""Nodes of JSON-LD and microdata, however they are wrapped: in lists, graphs and feeds, with or without context."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

#: Members by their names in lower case: publishers miscase them.
Node = Mapping[str, Any]

#: Real markup is some ten levels deep; what is deeper is meant to hurt.
MAX_DEPTH = 64
TOO_DEEP = f"it is nested deeper than {MAX_DEPTH} levels"

_VOCABULARY = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_ALIASES = {"type": "@type", "id": "@id"}


class TooDeep(ValueError):
    """A value is nested deeper than any real markup."""


def node(value: Any) -> Node:
    """The members of an object by lower-case names of schema.org, those under `properties` included."""
    if not isinstance(value, dict):
        return {}
    members = {_name(key): item for key, item in value.items()}
    inner = members.pop("properties", None)
    if isinstance(inner, dict):  # how extractors of microdata wrap an item
        members |= {_name(key): item for key, item in inner.items()}
    for alias, name in _ALIASES.items():
        if alias in members:
            members.setdefault(name, members[alias])
    return members


@lru_cache(maxsize=4096)
def _name(key: str) -> str:
    name = key.strip()
    return (_VOCABULARY.sub("", name) if ":" in name else name).casefold()


def types_of(members: Node) -> set[str]:
    """The types of a node in lower case, without their vocabulary's address."""
    return {_type(each) for each in as_list(members.get("@type")) if isinstance(each, str)}


@lru_cache(maxsize=4096)
def _type(name: str) -> str:
    return re.split(r"[/#:]", name)[-1].casefold()


def as_list(value: Any) -> list[Any]:
    """A member's values: nothing, one, or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class Whole:
    """A parsed document that is read piece by piece. Its pieces may refer to each other, so it is indexed once."""

    def __init__(self, value: Any) -> None:
        self.value = value

    @cached_property
    def named(self) -> dict[str, Node]:
        """The nodes that have an `@id` and say something, by it."""
        found: dict[str, Node] = {}
        for members in self._nodes():
            if isinstance(members.get("@id"), str) and len(members) > len({"@id", "id"}):
                found.setdefault(members["@id"], members)
        return found

    @cached_property
    def reviewed(self) -> set[str]:
        """The `@id` of every node that a review names as what it reviews."""
        items = (node(item) for members in self._nodes() for item in as_list(members.get("itemreviewed")))
        return {item["@id"] for item in items if isinstance(item.get("@id"), str)}

    def _nodes(self) -> Iterator[Node]:
        return _walk(self.value, lambda members: False, cut=True)


class Graph:
    """A parsed value and its nodes, which may refer to each other by `@id`."""

    def __init__(self, value: Any, *, within: Whole | None = None) -> None:
        """`within` is the document that the value is a piece of, when it is not the whole."""
        self.value, self.within = value, within or Whole(value)

    def outermost(self, wanted: Callable[[Node], bool]) -> Iterator[Node]:
        """The objects that are wanted, none of which lies within another. Raises `TooDeep`."""
        yield from (members for members in _walk(self.value, wanted) if wanted(members))

    def resolved(self, value: Any) -> list[Node]:
        """The nodes that a member's value holds or names; texts stand as nodes that have a name alone."""
        return [self._resolve(item) for item in as_list(value) if item not in (None, "", {}, [])]

    def _resolve(self, value: Any) -> Node:
        if not isinstance(value, dict):
            return {"name": value}
        members = node(value)
        if set(members) <= {"@id", "id", "@type", "type"} and isinstance(members.get("@id"), str):
            return self.within.named.get(members["@id"], members)
        return members


def _walk(value: Any, is_whole: Callable[[Node], bool], depth: int = 0, *, cut: bool = False) -> Iterator[Node]:
    """Nodes from outside in; those that are wholes by themselves are not entered.

    Raises `TooDeep`, or with `cut` passes over what lies too deep.
    """
    if depth > MAX_DEPTH:
        if cut:
            return
        raise TooDeep(TOO_DEEP)
    inner: Iterable[Any] = ()
    if isinstance(value, dict):
        members = node(value)
        yield members
        inner = () if is_whole(members) else value.values()
    elif isinstance(value, list):
        inner = value
    for item in inner:
        if isinstance(item, dict | list):
            yield from _walk(item, is_whole, depth + 1, cut=cut)
