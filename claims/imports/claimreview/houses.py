"""Who publishes a review, and who wrote it: houses and journalists, however markup types them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from claims.imports.markup.nodes import Graph, Node, types_of
from claims.imports.markup.parties import is_a_post
from claims.imports.values import text as texts
from claims.imports.values.addresses import address
from claimtrack.words import words_of
from sources.addresses import NoAddress, host_of
from sources.identity import identity_of, is_shared

_ORGANIZATIONS = re.compile(r"organization|newsmediaorganization|corporation|ngo|educationalorganization|website|brand")
#: Pages of those who write for a site, by the part of the path before their name.
_JOURNALISTS_PAGE = re.compile(
    r"/(?:authors?|autore?s?|autori|auteurs?|autoren|byline|contributors?|correspondents?|editors?|equip[aeo]|"
    r"journalist(?:e?s|en)?|people|penulis|periodistas?|persons?|profiles?|profil|redacteurs?|redakteure?|reporters?|"
    r"staff|team|users?|writers?|yazar(?:lar)?|автор[ы]?)/[^/]+/?$",
    re.IGNORECASE,
)
#: As WordPress numbers those who write.
_JOURNALISTS_NUMBER: Final = re.compile(r"(?:^|&)author(?:_name)?=")
_EMPLOYERS: Final = ("worksfor", "affiliation", "memberof")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who publishes a review (nothing where nobody is named), further publishers, and who wrote it.

    `is_author`: the house is given as the review's author.
    """

    house: Node
    others: tuple[Node, ...]
    journalists: tuple[Node, ...]
    is_author: bool = False


def imprint(members: Node, graph: Graph, url: str) -> Imprint:
    """Of a review that stands at this address. The house at the review's own site comes first."""
    authors = graph.resolved(members.get("author")) or graph.resolved(members.get("creator"))
    named = graph.resolved(members.get("publisher")) or graph.resolved(members.get("sourceorganization"))
    publishers = [party for party in named if not _is_a_person(party, url)]
    houses = [author for author in authors if _is_a_house(author, url, alone=not publishers)]
    people = [party for party in (*authors, *named) if party not in houses and party not in publishers]
    employers = list(_employers(people, graph))
    for chosen in (houses, publishers, employers):
        with_names = [party for party in chosen if texts.first(party.get("name"))]
        if with_names:
            house, *others = sorted(with_names, key=lambda party: not _is_at_home(party, url))
            return Imprint(house, tuple(others), tuple(people), is_author=chosen is houses)
    return Imprint({}, (), tuple(people))


def web(party: Node, *names: str) -> str:
    """The first web address in full that a party's node gives."""
    return next(_addresses(party, *names or ("url", "@id")), "")


def _addresses(party: Node, *names: str) -> Iterator[str]:
    for name in names:
        for given in texts.strings(party.get(name)):
            if given.startswith("http"):
                try:
                    yield address(given)
                except NoAddress:
                    continue


def _is_a_person(party: Node, url: str) -> bool:
    """Whether it is somebody who writes: a person, or what is called an organisation and is a journalist's page."""
    types = types_of(party)
    # What is typed as both, and works for somebody, is a person: houses have no employers.
    is_employed = any(party.get(name) for name in _EMPLOYERS)
    if "person" in types and (is_employed or not any(map(_ORGANIZATIONS.search, types))):
        return True
    return _is_a_journalists_page(party) and not _names_the_site(party, url)


def _is_a_journalists_page(party: Node) -> bool:
    # An account at a shared host, as `/user/quay`, may be anybody's.
    links = [each for each in _addresses(party, "url", "@id", "sameas") if not identity_of(each).account]
    given = [urlsplit(each) for each in links]
    return any(
        _JOURNALISTS_PAGE.search(each.path)
        or "/schema/person/" in each.fragment
        or _JOURNALISTS_NUMBER.search(each.query)
        for each in given
    )


def _is_a_house(author: Node, url: str, *, alone: bool) -> bool:
    if _is_a_person(author, url):
        return False
    if any(map(_ORGANIZATIONS.search, types_of(author))):
        return True
    # Without a type it is one when its address is the site's own, or its name the site's.
    given = web(author, "url")
    if given:
        return alone and not is_a_post(given) and len(urlsplit(given).path.strip("/")) == 0
    return alone and _names_the_site(author, url)


def _names_the_site(party: Node, url: str) -> bool:
    """Whether a part of the site's host begins with its name: “Ana” is not banana.example."""
    name = words_of(texts.first(party.get("name"))).replace(" ", "")
    parts = words_of(host_of(url)).split()
    return bool(name) and any("".join(parts[start:]).startswith(name) for start in range(len(parts)))


def _is_at_home(party: Node, url: str) -> bool:
    whose, given = identity_of(url).key, web(party)
    return not is_shared(whose) and (identity_of(given).key == whose if given else _names_the_site(party, url))


def _employers(people: Sequence[Node], graph: Graph) -> Iterator[Node]:
    for person in people:
        for name in _EMPLOYERS:
            yield from (party for party in graph.resolved(person.get(name)) if "person" not in types_of(party))
