"""Reviews of media (schema.org MediaReview) beside those of claims: what they say of how a medium was shared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from claims.imports.markup.nodes import Graph, Node, Whole, as_list, is_reference, is_review, node
from claims.imports.values import text as texts
from claims.imports.values.addresses import address
from claims.scales import MediaCategory
from sources.addresses import NoAddress, canonical

MEDIA_ALONE: Final = "it judges media and reviews no claim (MediaReview)"
NO_PLACE: Final = "a review of media speaks of none of several claims alone and was left out"
BESIDE: Final = "a review of media beside it: its category stands on the appearance"
NO_CATEGORY: Final = "a review of media gives no category of schema.org's and was left out"

_CATEGORIES: Final = {category.casefold(): category.value for category in MediaCategory}
_ADDRESSES: Final = ("contenturl", "url", "embedurl", "@id")
_PLACES: Final = ("appearance", "firstappearance", "mediaitemappearance", "associatedmedia", "video", "image", "audio")
_ASSOCIATED: Final = ("associatedmediareview", "associatedreview")


@dataclass(frozen=True, slots=True)
class Medium:
    """A medium that was reviewed: where it lies, its node, and its category, empty where none is given."""

    addresses: tuple[str, ...]
    work: Node
    category: str

    def lies_at(self, places: Iterable[str]) -> bool:
        return bool({canonical(each) for each in self.addresses} & set(places))


def media_of(review: Node, graph: Graph, base: str) -> tuple[Medium, ...]:
    """The media whose reviews belong to this review of a claim: its own, and those of its page or appearances."""
    beside = graph.within.media_reviews
    if not beside:
        return ()
    mine = [each for each in beside if belongs(each, review, graph, base)]
    if category_of(review):
        mine.append(review)
    return tuple(_medium(each, graph, base) for each in mine)


def belongs(media: Node, review: Node, graph: Graph, base: str) -> bool:
    """Whether a review of media speaks of what this review of a claim does.

    It does when the review names it, when it names the same medium, or when it stands on a page that reviews no other
    claim; where it names no page, in a document that does not. What another review names alone is that one's.
    """
    if media in _associated(review, graph):
        return True
    places = set(_canonical(_places(review, graph, base)))
    if _medium(media, graph, base).lies_at(places):
        return True
    reviews = reviews_of_claims(graph.within)
    if any(media in _associated(each, graph) for each in reviews):
        return False
    pages, page = set(_canonical(_urls(media, base))), set(_canonical(_urls(review, base)))
    if not pages:
        return len(reviews) == 1
    return pages == page and len([each for each in reviews if set(_canonical(_urls(each, base))) == page]) == 1


def reviews_of_claims(whole: Whole) -> list[Node]:
    """The reviews of claims in a document, each once."""
    found: list[Node] = []
    for each in whole.nodes():
        if is_review(each) and not is_reference(each):
            found += [] if each in found else [each]
    return found


def category_of(media: Node) -> str:
    """The category given, one of `MediaCategory`, or an empty one."""
    given = texts.strings(media.get("mediaauthenticitycategory"))
    given += texts.strings([node(each).get("@id") for each in as_list(media.get("mediaauthenticitycategory"))])
    names = (each.rstrip("/").rpartition("/")[2].rpartition(":")[2].casefold() for each in given)
    return next((_CATEGORIES[name] for name in names if name in _CATEGORIES), "")


def _associated(review: Node, graph: Graph) -> list[Node]:
    return [each for name in _ASSOCIATED for each in graph.resolved(review.get(name))]


def _medium(media: Node, graph: Graph, base: str) -> Medium:
    works = graph.resolved(media.get("itemreviewed")) or [{}]
    found = tuple(dict.fromkeys(each for work in works for each in _addresses(work, graph, base)))
    return Medium(found, works[0], category_of(media))


def _addresses(work: Node, graph: Graph, base: str) -> Iterator[str]:
    for name in _ADDRESSES:
        yield from _usable(texts.strings(work.get(name)), base)
    for name in _PLACES:
        for inner in graph.resolved(work.get(name)):
            for given in (*_ADDRESSES, "name"):
                yield from _usable(texts.strings(inner.get(given)), base)


def _places(review: Node, graph: Graph, base: str) -> Iterator[str]:
    for item in graph.resolved(review.get("itemreviewed")):
        yield from _addresses(item, graph, base)


def _urls(review: Node, base: str) -> Iterator[str]:
    yield from _usable(texts.strings(review.get("url")), base)


def _usable(given: Iterable[str], base: str) -> Iterator[str]:
    for text in given:
        try:
            yield address(text, base=base)
        except NoAddress:
            continue


def _canonical(addresses: Iterable[str]) -> Iterator[str]:
    return map(canonical, addresses)
