"""Microdata of HTML pages (WHATWG HTML, § 5): its items as nodes, as JSON-LD would write them."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from claims.interchange.incoming.nodes import MAX_DEPTH, TOO_DEEP, TooDeep

#: Where an element's value stands that is not its text (§ 5.2.4); addresses are relative to the page's base.
_ADDRESSES: Final[dict[str, str]] = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
}
_VALUES: Final = {"data": "value", "meter": "value", "time": "datetime"}
_UNSEEN: Final = frozenset({"script", "style", "template"})
#: Elements that do not end a word; all others do.
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "em", "font", "i", "mark", "q", "s", "small", "span"}
    | {"strong", "sub", "sup", "time", "u", "wbr"}
)

Item = dict[str, Any]


def items(tree: HtmlElement, base: str) -> Iterator[Item]:
    """Every item that is no property of another, in the order of the page. Raises `TooDeep`.

    Items that are marked as properties and lie in no other item are read too: real pages have them.
    """
    reader = _Reader(tree, base)
    scopes = tree.xpath("descendant-or-self::*[@itemscope]")
    outer = [each for each in scopes if each.get("itemprop") is None]
    for scope in outer + [each for each in scopes if each.get("itemprop") is not None]:
        if scope not in reader.read:
            yield reader.item(scope)


class _Reader:
    def __init__(self, tree: HtmlElement, base: str) -> None:
        self.base = base
        self.read: set[HtmlElement] = set()
        self.by_id: dict[str, HtmlElement] = {}
        for element in tree.xpath("descendant-or-self::*[@id]"):
            self.by_id.setdefault(element.get("id"), element)
        self.order = {element: number for number, element in enumerate(tree.iter())}

    def item(self, scope: HtmlElement, within: tuple[HtmlElement, ...] = ()) -> Item:
        if len(within) > MAX_DEPTH:
            raise TooDeep(TOO_DEEP)
        self.read.add(scope)
        made: Item = {}
        if types := scope.get("itemtype", "").split():
            made["@type"] = types
        if name := scope.get("itemid", "").strip():
            made["@id"] = urljoin(self.base, name)
        for element in self._properties(scope):
            if element in (*within, scope):  # an item that refers to itself (§ 5.2.5)
                continue
            value = self._value(element, (*within, scope))
            for name in dict.fromkeys(element.get("itemprop").split()):
                made.setdefault(name, []).append(value)
        return {
            name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in made.items()
        }

    def _properties(self, scope: HtmlElement) -> list[HtmlElement]:
        """The elements that are properties of an item, in the order of the page (§ 5.2.5)."""
        referred = (self.by_id.get(name) for name in scope.get("itemref", "").split())
        waiting = [*scope, *(element for element in referred if element is not None)]
        met, found = {scope}, []
        while waiting:
            element = waiting.pop()
            if element in met or not isinstance(element.tag, str):
                continue
            met.add(element)
            if element.get("itemscope") is None:
                waiting += element
            if element.get("itemprop", "").strip():
                found.append(element)
        return sorted(found, key=self.order.__getitem__)

    def _value(self, element: HtmlElement, within: tuple[HtmlElement, ...]) -> Any:
        """The value of a property (§ 5.2.4); `content`, which only `meta` may have, is written on any element."""
        if element.get("itemscope") is not None:
            return self.item(element, within)
        if element.get("content") is not None:
            return element.get("content").strip()
        if attribute := _ADDRESSES.get(element.tag):
            given = element.get(attribute, "").strip()
            return urljoin(self.base, given) if given else ""
        given = element.get(_VALUES[element.tag]) if element.tag in _VALUES else None
        return _text(element) if given is None else given.strip()


def _text(element: HtmlElement) -> str:
    """What a reader sees of an element: words that stand in two blocks are two."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: HtmlElement) -> Iterator[str]:
    for event, inner in _walked(element):
        if event == "end" and inner is not element:
            yield ("" if inner.tag in _INLINE else " ") + (inner.tail or "")
        elif event == "start":
            yield ("" if inner.tag in _INLINE else " ") + (inner.text or "")


def _walked(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """Every element below, as it begins and as it ends; of what nobody sees, comments included, only the end."""
    waiting = [("start", element)]
    while waiting:
        event, inner = waiting.pop()
        is_seen = isinstance(inner.tag, str) and inner.tag not in _UNSEEN
        if event == "end" or is_seen:
            yield event, inner
        if event == "start":
            waiting.append(("end", inner))
            waiting += [("start", child) for child in reversed(inner)] if is_seen else []
