"""One ClaimReview node as it was given: its members, what they refer to, and the input around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from claims.imports.claimreview.houses import web
from claims.imports.claimreview.items import Part
from claims.imports.claimreview.notes import (
    COMPLETED,
    MAX_LISTED,
    NO_PROFILE,
    SEVERAL_ADDRESSES,
    TOO_MANY,
    TRANSLATED,
    Notes,
)
from claims.imports.markup.nodes import Graph, Node, Whole, as_list, node
from claims.imports.values import text as texts
from claims.imports.values.addresses import address, several
from claims.imports.values.languages import language_in, language_of
from sources.addresses import NoAddress
from sources.identity import is_platform

# Kinds of input. They tell the same review in different ways, which must not take turns.
PAGE: Final = "page"
FEED: Final = "feed"
GOOGLE: Final = "google"

MAX_NAME: Final = 300
_Listed = TypeVar("_Listed")
#: The address of an export of claimtrack.
OUR_OWN: Final = re.compile(r"(https?://[^/]+)/api/v1/(?:claims|assessments)/[0-9a-f-]{36}/")
#: The page of a claim there.
_PAGE: Final = re.compile(r"(https?://[^/]+)/claims/[^/?#]+/")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for every node of an input: the kind of input, and what its page says of itself.

    `url` is the page's own address, `base` what relative ones are relative to; `within` the document whose nodes
    may be named.
    """

    form: str = FEED
    url: str = ""
    base: str = ""
    language: str = ""
    title: str = ""
    within: Whole | None = None


class Given:
    """The node, and what is noted of it."""

    def __init__(self, part: Part, graph: Graph, around: Surroundings) -> None:
        self.members, self.graph, self.around = part.members, graph, around
        self.items = graph.resolved(part.members.get("itemreviewed")) or [{}]
        self.is_whole = not part.notes
        self.notes = Notes([*part.notes])
        self.language = language_in(part.members.get("inlanguage")) or language_of(around.language)

    # -- texts ------------------------------------------------------------------------------------

    def own(self, members: Node, name: str) -> list[str]:
        """The texts of a member, of several languages those of the page's own."""
        value = members.get(name)
        if value is None or isinstance(value, str):
            return texts.strings(value)
        own, others = texts.told_in(value, self.language)
        if others:
            self.notes.add(TRANSLATED)
        return [text for _, text in own]

    def beside(self, others: list[texts.Wording]) -> str:
        """What was given in further languages, a line each."""
        if others:
            self.notes.add(TRANSLATED)
        return self.notes.text_of_lines(f"{tag}: {text}" for tag, text in others)

    @property
    def is_ours(self) -> bool:
        """Whether it is an export of claimtrack of a judgement that stands in no document of its own."""
        return self.is_of_export(self.text(self.members, "url"))

    @property
    def is_handed_on(self) -> bool:
        """Whether it is an export of claimtrack at all: there, the body of a review is the judge's reasons."""
        return bool(OUR_OWN.match(self.text(self.members, "@id")))

    def is_of_export(self, url: str) -> bool:
        """Whether the address leads to the record that an export of claimtrack is of, which is no document."""
        if OUR_OWN.match(url):
            return True
        own, page = OUR_OWN.match(self.text(self.members, "@id")), _PAGE.fullmatch(url)
        return bool(own and page and own[1] == page[1])

    def addresses(self, value: Any) -> Iterator[str]:
        for item in as_list(value):
            members = node(item)
            given = (members.get("url") or members.get("@id") or members.get("contenturl")) if members else item
            for text in texts.strings(given):
                parts = several(text)
                if len(parts) > 1:
                    self.notes.add(SEVERAL_ADDRESSES)
                yield from parts

    def complete(self, given: str) -> str:
        made = address(given, base=self.around.base or self._site())
        if not given.lower().startswith("http"):
            self.notes.add(COMPLETED)
        return made

    def _site(self) -> str:
        """The publisher's own address, which relative ones of its pages are relative to."""
        for member in ("author", "publisher"):
            for party in self.graph.resolved(self.members.get(member)):
                if (given := web(party)) and not is_platform(given):
                    return given
        return ""

    def names(self, party: Node) -> list[str]:
        names = [texts.name_of(name) for name in texts.strings(party.get("name"))]
        return [name for name in names if name and len(name) <= MAX_NAME]

    def bounded(self, listed: tuple[_Listed, ...]) -> tuple[_Listed, ...]:
        if len(listed) > MAX_LISTED:
            self.notes.add(TOO_MANY)
        return listed[:MAX_LISTED]

    def links(self, author: Node) -> Iterator[str]:
        """The addresses given for an author that are addresses; texts that are none say nothing."""
        for name in ("sameas", "url"):
            for given in self.addresses(author.get(name)):
                try:
                    yield address(given)
                except NoAddress:
                    self.notes.add(NO_PROFILE)

    @staticmethod
    def text(members: Node, name: str) -> str:
        return texts.first(members.get(name))

    def item_text(self, name: str) -> str:
        return next(filter(None, (self.text(item, name) for item in self.items)), "")
