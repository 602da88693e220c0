"""By what an import knows again whom and what it names: keys of sources and of pages.

An identity is never given up for a name: who is told apart by other addresses, by another host or as an organisation
from a person has another key.
"""

from typing import Final

from claims.imports.reviewed import Page, Party, digest
from claimtrack.words import words_of
from sources.addresses import address_key, host_of
from sources.identity import is_shared, name_at
from sources.recognising.keys import ORGANIZATION, PERSON, UNTOLD, as_compared, sort_of
from sources.vocabulary import SourceKind

_MAX_KEY: Final = 700
#: Registries of identities, the most telling first; any other address that identifies somebody comes after them.
_REGISTRIES: Final = ("wikidata.org", "wikipedia.org")


def key_of_party(party: Party) -> str:
    """What a source is known by: where it is at home, or who it is, or what sort it is; and its name."""
    place = party.host or identity_key(party) or sort_of(party.kind)
    return key_at(place, party.name)


def key_at(place: str, name: str) -> str:
    key = f"{place}|{words_of(name) or name}"
    return key if len(key) <= _MAX_KEY else f"{digest(place) if len(place) > _MAX_KEY // 2 else place}|{digest(key)}"


def identity_key(party: Party) -> str:
    """The most telling address that identifies it; an organisation's never makes it one with a person."""
    if not party.same_as:
        return ""
    best = min(party.same_as, key=lambda url: (_rank(url), as_compared(url)))
    return f"{ORGANIZATION if sort_of(party.kind) == ORGANIZATION else ''}={as_compared(best)}"


def _rank(url: str) -> int:
    host = host_of(url)
    return next((n for n, name in enumerate(_REGISTRIES) if host.endswith(name)), len(_REGISTRIES))


def is_named_alone(party: Party) -> bool:
    """Whether nothing but its name tells who it is; of many without names there is nobody to mistake."""
    return not (party.host or party.same_as) and party.kind != SourceKind.COLLECTIVE


def key_of_page(page: Page) -> str:
    """The page's address, or what identifies it where it has none."""
    return (
        address_key(page.url) if page.url else digest(f"{key_of_party(page.publisher)} {page.identity or page.title}")
    )


def sibling_key(party: Party) -> str:
    """The key of the same name alone as a person's, or without a sort; organisations have none."""
    if party.host or party.same_as or sort_of(party.kind) == ORGANIZATION:
        return ""
    return key_at(UNTOLD if sort_of(party.kind) == PERSON else PERSON, party.name)


def is_house(party: Party, *, as_listed: bool = False) -> bool:
    """Whether it is who publishes at its host or account: named as an outlet, or by the address alone.

    Nobody is the house of a host that many share. A list tells those of one host apart.
    """
    is_named_so = is_named_by_address(party) or (party.kind == SourceKind.OUTLET and not as_listed)
    return bool(party.host) and is_named_so and not is_shared(party.host)


def is_named_by_address(party: Party) -> bool:
    return bool(party.host) and party.name == name_at(party.host)
