"""The reviews in a parsed value, wherever they stand: single nodes, lists, graphs and feeds, and reviews in reviews."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from claims.imports.claimreview.given import Surroundings
from claims.imports.claimreview.google import google_claim
from claims.imports.claimreview.items import Part, parts, text_of, with_the_claim_around
from claims.imports.claimreview.media import MEDIA_ALONE, belongs, media_of
from claims.imports.claimreview.notes import NotAReview
from claims.imports.claimreview.reading import NO_PAGES, MarkupReader
from claims.imports.markup.nodes import (
    REVIEWS_OF_A_CLAIM,
    Found,
    Graph,
    Node,
    as_list,
    is_claim,
    is_google_claim,
    is_media_review,
    is_reference,
    is_review,
    node,
    reviews_within,
    types_of,
)
from claims.imports.read import Refused
from claims.imports.reviewed import Reviewed, digest
from claims.imports.values import text as texts
from claims.imports.values.addresses import address
from claims.imports.values.languages import language_in
from sources.addresses import NoAddress, canonical

#: What is about one thing, which is at its address: a review that stands in it stands there.
_ABOUT_ONE_THING: Final = frozenset({"datafeeditem", "listitem", "webpage", "itempage", "blogposting", "report"})
_TITLED: Final = ("headline", "name", "title")


def reviews_in(value: Any, around: Surroundings) -> Iterator[Reviewed | Refused]:
    """Every review in a parsed value, in its order. Raises `TooDeep`.

    Understands single nodes, lists, graphs and feeds of ClaimReview, and answers of Google's `claims:search`.
    A `Claim` that no review names is one that nobody has reviewed.
    """
    graph = Graph(value, within=around.within)
    told = graph.within.reviews_within if graph.within.value is value else reviews_within(value)
    is_whole = _is_review_or_google_claim if len(told) <= 1 else is_google_claim
    nodes = list(graph.nodes(is_whole))
    found = [(members, within) for members, within in nodes if _is_told_here(members, graph)]
    pages = _pages_by_claim(members for members, _ in found) if len(found) > 1 else NO_PAGES
    for members, within in found:
        if is_google_claim(members):
            yield from google_claim(members)
            continue
        claim = _claim_of(members, within, graph)
        review = with_the_claim_around(members, claim) if claim else members
        group = _group_of(claim, graph) if claim else ""
        here = _around(around, (*within, members))
        media = media_of(review, graph, here.base)
        for part in parts(review, graph):
            read = attempt(MarkupReader(part, graph, here, pages, media).read)
            yield replace(read, group=group) if group and isinstance(read, Reviewed) and not read.group else read
    if len(nodes) > len(found):  # else there is nothing but reviews
        yield from _claims_alone(nodes, graph, around)
        if "mediareview" in told:
            yield from _media_alone(nodes, graph, around)


def attempt(read: Callable[[], Reviewed]) -> Reviewed | Refused:
    try:
        return read()
    except NotAReview as error:
        return Refused(str(error))


def _is_review_or_google_claim(members: Node) -> bool:
    return is_review(members) or is_google_claim(members)


def _is_told_here(members: Node, graph: Graph) -> bool:
    """Whether a node is a review, and not only the name of one that is read where it stands."""
    if not _is_review_or_google_claim(members):
        return False
    return not (is_reference(members) and graph.resolved({"@id": members["@id"]}) != [{"@id": members["@id"]}])


def _pages_by_claim(reviews: Iterable[Node]) -> dict[str, set[str]]:
    """The pages of reviews that name what they review, by that name: none of them is where the claim was made."""
    pages: dict[str, set[str]] = defaultdict(set)
    for members in reviews:
        for item in as_list(members.get("itemreviewed")):
            name = texts.first(node(item).get("@id"))
            if name.startswith("http"):
                pages[name].update(map(canonical, texts.strings(members.get("url"))))
    return pages


# -- what stands around a review --------------------------------------------------------------------


def _claim_of(review: Node, within: tuple[Node, ...], graph: Graph) -> Node | None:
    """The claim that a review stands in, or that names it."""
    claim = next(filter(is_claim, reversed(within)), None)
    return graph.claim_that_names(review) if claim is None and not review.get("itemreviewed") else claim


def _group_of(claim: Node, graph: Graph) -> str:
    """What is the same for the reviews that one claim holds or names, where they are several."""
    held = [each for name in REVIEWS_OF_A_CLAIM for each in graph.resolved(claim.get(name))]
    urls = sorted({texts.first(each.get("url")) for each in held})
    return digest(" ".join([texts.first(text_of(claim)), *urls])) if len(urls) > 1 else ""


def _around(around: Surroundings, nodes: tuple[Node, ...]) -> Surroundings:
    """What holds for a node, the last of these, by those that it lies within and by contexts."""
    if not around.language:
        contexts = [each.get("@context") for each in reversed(nodes)]
        contexts += [around.within.context] if around.within else []
        if language := next(filter(None, map(_language_of_context, contexts)), ""):
            around = replace(around, language=language)
    for outer in reversed(nodes[:-1]):
        if url := _address_of(outer, around.base):
            title = next(filter(None, (texts.first(outer.get(name)) for name in _TITLED)), "")
            return replace(around, url=url, title=title or around.title)
    return around


def _language_of_context(context: Any) -> str:
    """The language of all texts below, as JSON-LD's context gives it (§ 4.2.4)."""
    if context is None or isinstance(context, str):
        return ""
    return next(filter(None, (language_in(node(each).get("@language")) for each in as_list(context))), "")


def _address_of(outer: Node, base: str) -> str:
    """The address of what a review stands in, where that is about one thing; that of a claim is where it was made."""
    types = types_of(outer)
    is_one = is_review(outer) or types & _ABOUT_ONE_THING or any(each.endswith("article") for each in types)
    if types and not is_one:
        return ""
    for name in ("url", "mainentityofpage", "link"):
        given = node(outer.get(name)) or {"@id": outer.get(name)}
        for text in texts.strings([given.get("@id"), given.get("url")]):
            try:
                return address(text, base=base)
            except NoAddress:
                continue
    return ""


# -- what is no review ------------------------------------------------------------------------------


def _claims_alone(nodes: Iterable[Found], graph: Graph, around: Surroundings) -> Iterator[Reviewed | Refused]:
    """The claims that no review names and none lies in."""
    reviewed = [outer for members, within in nodes if is_review(members) for outer in within]
    for members, within in nodes:
        if (
            _is_told(members)
            and not any(is_claim(outer) or _is_review_or_google_claim(outer) for outer in within)
            and members not in reviewed
            and not graph.within.is_reviewed(texts.first(members.get("@id")))
            and not graph.within.names_a_review(members)
        ):
            alone = {"@type": "ClaimReview", "claimreviewed": text_of(members), "itemreviewed": members}
            alone |= {name: members[name] for name in ("url", "inlanguage") if name in members}
            here = _around(around, (members,))
            yield attempt(partial(_claim, Part(alone), graph, here))


def _is_told(members: Node) -> bool:
    return is_claim(members) and not is_review(members) and not is_reference(members)


def _claim(part: Part, graph: Graph, around: Surroundings) -> Reviewed:
    return MarkupReader(part, graph, around).read_claim()


def _media_alone(nodes: Iterable[Found], graph: Graph, around: Surroundings) -> Iterator[Refused]:
    """The reviews of media that belong to no review of a claim: there is nothing that they could be said of."""
    media = [members for members, _ in nodes if is_media_review(members) and not is_review(members)]
    media = [each for each in media if not is_reference(each)]
    reviews = [each for each in graph.within.nodes() if is_review(each)] if media else []
    for each in media:
        if not any(belongs(each, review, graph, around.base) for review in reviews):
            yield Refused(MEDIA_ALONE)
