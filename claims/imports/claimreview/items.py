"""What a review reviews: a claim, or several, which are never joined and never said by each other's speakers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from claims.imports.markup.nodes import REVIEWS_OF_A_CLAIM, Graph, Node, as_list, is_claim, node
from claims.imports.values import text as texts
from claimtrack.words import words_of

SEVERAL_CLAIMS: Final = "the review judges several claims: each was taken by itself"
SUMMED_UP: Final = "the review sums up several claims in words of its own, which were left out"
PARTS_LEFT_OUT: Final = "the claim has parts that no review judges: they were left out"
WHO_SAID_WHICH: Final = "nothing says who made which of several claims: they were taken without speakers"


@dataclass(frozen=True, slots=True)
class Part:
    """A review of one claim: its members, and what was noted when it was told from others."""

    members: Node
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Stated:
    """One claim: its text as given, and the nodes that say more of it."""

    text: Any
    items: list[Node] = field(default_factory=list)


def parts(members: Node, graph: Graph) -> Sequence[Part]:
    """The review, once for each claim that it judges."""
    given, reviewed = members.get("claimreviewed"), members.get("itemreviewed")
    if isinstance(given, str) and not isinstance(reviewed, list):
        return (Part(members),)
    items = [inner for item in graph.resolved(reviewed) for inner in _listed(item, graph)]
    claims, notes = _claims(given, items, graph)
    if len(claims) <= 1:
        one = claims[0] if claims else _Stated(None)
        return (Part({**members, "claimreviewed": one.text, "itemreviewed": one.items}),)
    ratings = as_list(members.get("reviewrating"))
    made = []
    for number, claim in enumerate(claims):
        told = {**members, "claimreviewed": claim.text, "itemreviewed": claim.items}
        if len(ratings) == len(claims):
            told["reviewrating"] = ratings[number]
        made.append(Part(told, (SEVERAL_CLAIMS, *notes)))
    return made


def _listed(item: Node, graph: Graph) -> Iterable[Node]:
    """The items of a list that stands in the place of what is reviewed."""
    inner = item.get("itemlistelement") or item.get("@graph")
    if inner is None:
        return [item]
    return [
        each
        for entry in graph.resolved(inner)
        for each in (graph.resolved(entry["item"]) if "item" in entry else [entry])
    ]


def _claims(given: Any, items: list[Node], graph: Graph) -> tuple[list[_Stated], tuple[str, ...]]:
    """The claims that are reviewed, each with what says more of it, and what is to be noted."""
    stated = _stated(given, graph)
    own = _by_text(items, or_name=not stated)
    if len(stated) > 1:
        return _joined(stated, items)
    if len(own) > 1:
        says_else = stated and words_of(texts.first(stated[0].text)) not in map(words_of, own)
        claims = [_Stated(text, nodes) for text, nodes in own.items()]
        return claims, (SUMMED_UP,) if says_else else ()
    if not stated:
        return [_Stated(None, items)], ()
    [claim] = stated
    if claim.items and len(items) == 1:
        return [_Stated(claim.text, [{**claim.items[0], **items[0]}])], ()
    return [_Stated(claim.text, [*claim.items, *items])], ()


def _stated(given: Any, graph: Graph) -> list[_Stated]:
    """The texts in the place of the reviewed one, each once: texts, and nodes that have one."""
    if not isinstance(given, list | dict) or len(texts.told_in(given, "")[1]) or _is_one_text(given):
        return [_Stated(given)] if texts.strings(given) else []
    found: dict[str, _Stated] = {}
    for item in as_list(given):
        if _is_one_text(item):
            claim = _Stated(item)
        else:
            [said] = graph.resolved(item) or [{}]
            claim = _Stated(text_of(said) or said.get("name") or said.get("headline"), [said])
        if texts.strings(claim.text):
            found.setdefault(words_of(texts.first(claim.text)), claim)
    return list(found.values())


def _is_one_text(value: Any) -> bool:
    if isinstance(value, dict):
        return "@value" in value or texts.is_language_map(value)
    return not isinstance(value, list)


def text_of(item: Node) -> Any:
    """The text of a claim's node, as given: of what is no claim, the name is that of a work."""
    return item.get("text") or item.get("claim") or (item.get("name") if is_claim(item) or len(item) == 1 else None)


def _by_text(items: Iterable[Node], *, or_name: bool) -> dict[str, list[Node]]:
    """The nodes of claims by what they say, where they say it; those of one text make one claim.

    `or_name`: where the review does not say what it reviews, the name of a claim does.
    """
    found: dict[str, list[Node]] = {}
    keys: dict[str, str] = {}
    for item in items:
        given = text_of(item) if or_name else item.get("text") or item.get("claim")
        if text := texts.first(given):
            found.setdefault(keys.setdefault(words_of(text), text), []).append(item)
    return found


def _joined(stated: list[_Stated], items: list[Node]) -> tuple[list[_Stated], tuple[str, ...]]:
    """Several texts, and what is known of who said them: in pairs, or one node that holds for all."""
    said = [words_of(texts.first(claim.text)) for claim in stated]
    named = {words_of(texts.first(item.get("text"))): item for item in items if item.get("text")}
    if named and named.keys() <= set(said):
        for words, claim in zip(said, stated, strict=True):
            claim.items += [named[words]] if words in named else []
    elif len(items) == len(stated):
        for claim, item in zip(stated, items, strict=True):
            claim.items = [{**merged, **item} for merged in claim.items] or [item]
    elif len(items) == 1:
        for claim in stated:
            claim.items = [{**merged} for merged in claim.items] or [dict(items[0])]
    elif items:
        return stated, (WHO_SAID_WHICH,)
    return stated, ()


def has_parts_of_its_own(items: Iterable[Node], graph: Graph) -> bool:
    """Whether one of these claims is made of others that are told, and that no review judges."""
    told = (part for item in items for part in graph.resolved(item.get("haspart")))
    return any(texts.first(text_of(part)) and not any(part.get(name) for name in REVIEWS_OF_A_CLAIM) for part in told)


def with_the_claim_around(members: Node, around: Node) -> Node:
    """A review that stands in a claim, or that a claim names, and does not say itself what it reviews."""
    claim = {
        name: value for name, value in around.items() if name not in {"review", "reviews", "claimreview", "@reverse"}
    }
    own = [node(item) for item in as_list(members.get("itemreviewed"))]
    if any(text_of(item) for item in own) or len(own) > 1:
        return members
    return {**members, "itemreviewed": {**claim, **own[0]} if own else claim}
