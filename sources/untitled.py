"""Titles that were once made up for documents that have none: “[Fact-check at checks.example.org]”, an address."""

import re
from typing import Final

from sources.addresses import host_of
from sources.identity import identity_of, site_of
from sources.vocabulary import Medium

_WHAT: Final = "|".join(re.escape(str(medium.label)) for medium in Medium)
_MADE_UP: Final = re.compile(rf"\[(?:{_WHAT}) at (?P<place>.+)\]", re.IGNORECASE)


def is_made_up(title: str, *, url: str, publisher: str) -> bool:
    """Whether a title says nothing but what the document is and where: at its own host, or of its publisher.

    What a person describes in brackets in other words is a title.
    """
    if url and title == url:
        return True
    found = _MADE_UP.fullmatch(title)
    return bool(found and _letters(found["place"]) in map(_letters, {publisher, *_hosts_of(url)}))


def _letters(name: str) -> str:
    """A name by its letters and digits: publishers have been met under other spellings."""
    return "".join(filter(str.isalnum, name.casefold()))


def _hosts_of(url: str) -> set[str]:
    try:
        return {host_of(url), site_of(url), identity_of(url).site}
    except ValueError:
        return set()
