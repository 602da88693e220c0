"""Nodes of JSON-LD and microdata, however they are wrapped: in lists, graphs and feeds, with or without context."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import urljoin

#: Members by their names in lower case: publishers miscase them.
Node = Mapping[str, Any]

#: Real markup is some ten levels deep; what is deeper is meant to hurt.
MAX_DEPTH = 64
TOO_DEEP = f"it is nested deeper than {MAX_DEPTH} levels"

_VOCABULARY = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_ALIASES = {"type": "@type", "id": "@id"}
_NAMES_ALONE: Final = frozenset({"@id", "id", "@type", "type"})
#: Members by which JSON-LD wraps several values of one member.
_CONTAINERS: Final = ("@list", "@set")
#: Members by which a claim holds or names its reviews.
#: Members by which two things are told apart.
_TELLING: Final = ("name", "sameas", "url", "text")
REVIEWS_OF_A_CLAIM: Final = ("review", "reviews", "claimreview", "subjectof")


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
    return re.sub(r"[\s_-]+", "", re.split(r"[/#:]", name)[-1]).casefold()


def as_list(value: Any) -> list[Any]:
    """A member's values: nothing, one, or several; those of lists in lists, and of JSON-LD's containers."""
    if value is None:
        return []
    if isinstance(value, dict):
        inner = next((value[name] for name in _CONTAINERS if name in value), None)
        return [value] if inner is None else as_list(inner)
    if isinstance(value, list):
        return [item for each in value for item in (as_list(each) if isinstance(each, list | dict) else [each])]
    return [value]


def is_google_claim(members: Node) -> bool:
    """Whether a node is one of Google's claims: nothing in its answers has a type."""
    given = members.get("claimreview")
    return isinstance(given, list) and "@type" not in members and not any(types_of(node(each)) for each in given)


def is_review(members: Node) -> bool:
    """Whether a node reviews a claim: by its type, or because it says which claim it reviews."""
    types = types_of(members)
    if "claimreview" in types:
        return True
    if "claimreviewed" in members and ("reviewrating" in members or "review" in types):
        return True
    return "review" in types and any("claim" in types_of(node(item)) for item in as_list(members.get("itemreviewed")))


def is_media_review(members: Node) -> bool:
    return "mediareview" in types_of(members)


def is_claim(members: Node) -> bool:
    return "claim" in types_of(members)


def is_reference(members: Node) -> bool:
    """Whether a node only names one that stands elsewhere."""
    return "@id" in members and members.keys() <= _NAMES_ALONE


def is_name(value: Any) -> bool:
    """Whether a bare text may be the name of a node: only names within a document look like these."""
    return isinstance(value, str) and ("#" in value or value.startswith("_:")) and " " not in value.strip()


def reviews_within(value: Any) -> list[str]:
    """The types of all reviews in a value, in lower case; of one without a type, the member that tells it.

    A glance at names as they should be spelled: every record is looked through so, and no node taken apart for it.
    """
    found: list[str] = []
    waiting: list[Any] = [value]
    while waiting:
        each = waiting.pop()
        if type(each) is dict:
            given = each.get("@type") or each.get("type")
            if type(given) is not str or given[-4:].casefold() == "view":
                types = [_type(one) for one in as_list(given) if isinstance(one, str)]
                found += [one for one in types if one.endswith("review")]
            if "claimReviewed" in each and not given:
                found.append("claimreviewed")
            waiting += [item for item in each.values() if type(item) is dict or type(item) is list]
        elif type(each) is list:
            waiting += each
    return found


class Whole:
    """A parsed document that is read piece by piece. Its pieces may refer to each other, so it is indexed once.

    `base` is what relative names are relative to.
    """

    def __init__(self, value: Any, base: str = "") -> None:
        self.value, self.base = value, base

    @cached_property
    def _named(self) -> dict[str, list[Node]]:
        """The nodes that have an `@id` and say something, by it."""
        found: dict[str, list[Node]] = {}
        for members in self.nodes():
            name = members.get("@id")
            if isinstance(name, str) and not members.keys() <= _NAMES_ALONE:
                found.setdefault(self._absolute(name), []).append(members)
        return found

    def named(self, name: str, types: set[str]) -> Node | None:
        """All that the document says of the node of this name, where there is one.

        Publishers give one name to several things (a page, its review): those of other types are left aside, and so
        are those that are called otherwise than the first.
        """
        found = self._named.get(self._absolute(name), [])
        kinds = [types_of(each) for each in found]
        kind = next((each for each in kinds if each & types), None) or next(filter(None, kinds), set())
        said: dict[str, Any] = {}
        for each, its_kind in zip(found, kinds, strict=True):
            if its_kind in (set(), kind) and not _contradict(each, said):
                said = {**each, **said}
        return said or None

    def _absolute(self, name: str) -> str:
        try:
            return urljoin(self.base, name.strip()) if self.base else name.strip()
        except ValueError:
            return name

    @cached_property
    def reviewed(self) -> set[str]:
        """The names of every node that a review names as what it reviews."""
        items = [
            item
            for members in self.nodes()
            for name in ("itemreviewed", "claimreviewed")
            for item in as_list(members.get(name))
        ]
        names = [item if is_name(item) else node(item).get("@id") for item in items]
        return {self._absolute(name) for name in names if isinstance(name, str)}

    def is_reviewed(self, name: str) -> bool:
        """Whether a review of the document names a node of this name as what it reviews."""
        return bool(name) and self._absolute(name) in self.reviewed

    @cached_property
    def _claims_by_review(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for claim in (members for members in self.nodes() if is_claim(members)):
            for each in (node(given) for name in REVIEWS_OF_A_CLAIM for given in as_list(claim.get(name))):
                if isinstance(each.get("@id"), str):
                    claims = found.setdefault(self._absolute(each["@id"]), [])
                    claims += [] if claim in claims else [claim]
        return found

    def claim_that_names(self, review: Node) -> Node | None:
        """The claim that names this review as one of it, by its `@id`; none where several different ones do."""
        name = review.get("@id")
        claims = self._claims_by_review.get(self._absolute(name), []) if isinstance(name, str) else []
        return claims[0] if len(claims) == 1 else None

    def names_a_review(self, claim: Node) -> bool:
        """Whether a claim names, by its `@id`, a review that the document holds."""
        return any(
            isinstance(each.get("@id"), str) and any(map(is_review, self._named.get(self._absolute(each["@id"]), ())))
            for name in REVIEWS_OF_A_CLAIM
            for each in map(node, as_list(claim.get(name)))
        )

    @cached_property
    def context(self) -> Any:
        """The context that the whole document is read in."""
        return self.value.get("@context") if isinstance(self.value, dict) else None

    @cached_property
    def reviews_within(self) -> list[str]:
        """The types of all reviews in it; see the function."""
        return reviews_within(self.value)

    @cached_property
    def media_reviews(self) -> list[Node]:
        """The reviews of media in the document, each node that says something."""
        if "mediareview" not in self.reviews_within:
            return []
        return [each for each in self.nodes() if is_media_review(each) and not is_reference(each)]

    def nodes(self) -> Iterator[Node]:
        """Every node, but for what lies too deep."""
        return (members for members, _ in _walk(self.value, lambda members: False, cut=True))


class Graph:
    """A parsed value and its nodes, which may refer to each other by `@id`."""

    def __init__(self, value: Any, *, within: Whole | None = None) -> None:
        """`within` is the document that the value is a piece of, when it is not the whole."""
        self.value, self.within = value, within or Whole(value)

    def nodes(self, is_whole: Callable[[Node], bool]) -> Iterator["Found"]:
        """(members, the nodes it lies within) of every object, from outside in. Raises `TooDeep`.

        What is a whole by itself is not entered.
        """
        yield from _walk(self.value, is_whole)

    def resolved(self, value: Any) -> list[Node]:
        """The nodes that a member's value holds or names; texts stand as nodes that have a name alone.

        What the piece itself says of a name comes before what others do, who may have given it to another thing: names
        such as `_:b0` and `#author` are made by machines, in each block anew.
        """
        return [self._resolve(item) for item in as_list(value) if item not in (None, "", {}, [])]

    def _resolve(self, value: Any) -> Node:
        if not isinstance(value, dict):
            return self._named_by(value) or {"name": value}
        members = node(value)
        if is_reference(members) and isinstance(members["@id"], str):
            return self._named(members["@id"], types_of(members)) or members
        return members

    def claim_that_names(self, review: Node) -> Node | None:
        """The claim that names this review as one of it: of the piece itself, else of the document."""
        return self._piece.claim_that_names(review) or self.within.claim_that_names(review)

    @cached_property
    def _piece(self) -> Whole:
        return self.within if self.within.value is self.value else Whole(self.value, self.within.base)

    def _named(self, name: str, types: set[str]) -> Node | None:
        own, any_other = self._piece.named(name, types), self.within.named(name, types)
        if own is None or any_other is None:
            return own or any_other
        return own if _contradict(own, any_other) else {**any_other, **own}

    def _named_by(self, value: Any) -> Node | None:
        """The node that a bare text names."""
        return self._named(value, set()) if is_name(value) else None


def _contradict(one: Node, other: Node) -> bool:
    """Whether two nodes of one name say different things of who or what it is: then they are two."""
    return any(name in one and name in other and one[name] != other[name] for name in _TELLING)


Found = tuple[Node, tuple[Node, ...]]


def _walk(
    value: Any, is_whole: Callable[[Node], bool], within: tuple[Node, ...] = (), depth: int = 0, *, cut: bool = False
) -> Iterator[Found]:
    """Nodes from outside in, with those they lie within; those that are wholes by themselves are not entered.

    Raises `TooDeep`, or with `cut` passes over what lies too deep.
    """
    if depth > MAX_DEPTH:
        if cut:
            return
        raise TooDeep(TOO_DEEP)
    inner: Iterable[Any] = ()
    if isinstance(value, dict):
        members = node(value)
        yield members, within
        if not is_whole(members):
            inner, within = members.values(), (*within, members)
    elif isinstance(value, list):
        inner = value
    for item in inner:
        if isinstance(item, dict | list):
            yield from _walk(item, is_whole, within, depth + 1, cut=cut)


def holds_reviews(value: Any) -> bool:
    """Whether there is anything for an import to read, be it to refuse it: a review, a claim, a review of media."""
    return any(
        (is_review(each) or is_media_review(each) or is_claim(each) or is_google_claim(each)) and not is_reference(each)
        for each in Whole(value).nodes()
    )
