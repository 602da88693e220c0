"""Who publishes a review, who wrote it, and who made the claim."""

import re
from collections.abc import Iterator
from typing import Final

from claims.imports.claimreview.given import MAX_NAME, Given
from claims.imports.claimreview.houses import imprint, web
from claims.imports.claimreview.notes import (
    JOURNALIST,
    LONG_CLAIMANT,
    NO_PROFILE,
    PUBLISHER_BY_HOST,
    SEVERAL_CLAIMANTS,
    SEVERAL_PUBLISHERS,
)
from claims.imports.markup.nodes import Node
from claims.imports.markup.parties import claimant_kind, identifies, names_a_platform
from claims.imports.noted import NO_CLAIMANT, PLATFORM
from claims.imports.reviewed import Party
from claims.imports.values import text as texts
from claims.imports.values.nobodies import names_nobody
from sources.identity import identity_of, is_platform
from sources.vocabulary import SourceKind

MAX_PROFILE: Final = 2000
_OUR_SOURCE: Final = re.compile(r"/api/v1/sources/[0-9a-f-]{36}/")


def publisher_of(review: Given, url: str) -> tuple[Party, tuple[str, ...]]:
    """Who publishes the review, and the names of those who wrote it; further publishers stand among them."""
    told = imprint(review.members, review.graph, url)
    house = next(iter(review.names(told.house)), "")
    journalists = [name for party in told.journalists for name in review.names(party)]
    others = [name for party in told.others for name in review.names(party)[:1] if name != house]
    if journalists and not told.is_author:
        review.notes.add(JOURNALIST)
    if others:
        review.notes.add(SEVERAL_PUBLISHERS)
    names = tuple(name for name in dict.fromkeys([*journalists, *others]) if name != house)
    if house:
        return _party(review, house, told.house, url), names
    review.notes.add(PUBLISHER_BY_HOST)
    whose = identity_of(url)
    return Party(name=whose.name, kind=SourceKind.OUTLET, host=whose.key), names


def _party(review: Given, name: str, house: Node, url: str) -> Party:
    if _OUR_SOURCE.search(review.text(house, "url") or review.text(house, "@id")):
        return Party(name=name, kind=SourceKind.OUTLET)
    given = web(house)
    whose = identity_of(url if not given or is_platform(given) else given)
    return Party(name=name, kind=SourceKind.OUTLET, host=whose.key)


def claimants_of(review: Given) -> tuple[tuple[Party, ...], str]:
    """Who made the claim, and what was given for them that is no name."""
    made, context = [], ""
    authors = [author for item in review.items for author in review.graph.resolved(item.get("author"))]
    for author in authors:
        name = texts.name_of(review.text(author, "name")).strip('"“” ')
        if names_nobody(name):
            continue
        if len(name) > MAX_NAME:
            review.notes.add(LONG_CLAIMANT)
            context = name
            continue
        profiles = tuple(dict.fromkeys(_profiles(review, author)))
        if names_a_platform(name) and not profiles:
            review.notes.add(PLATFORM)
            continue
        made.append(Party(name=name, kind=claimant_kind(name, author), same_as=profiles))
    if not made:
        review.notes.add(NO_CLAIMANT)
    if len(made) > 1:
        review.notes.add(SEVERAL_CLAIMANTS)
    return review.bounded(tuple(dict.fromkeys(made))), review.notes.text(context)


def _profiles(review: Given, author: Node) -> Iterator[str]:
    for given in review.links(author):
        if len(given) > MAX_PROFILE:
            review.notes.add(NO_PROFILE)
        elif identifies(given):
            yield given
