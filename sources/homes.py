"""Which sources are at home at a host or an account: there is their website, or an account that `same_as` names."""

import re
from collections.abc import Collection, Iterable

from django.db.models import Q

from sources.identity import Identity, identity_of
from sources.models import Source


def homes_of(source: Source) -> set[Identity]:
    """Where a source is at home."""
    return homes(source.website, source.same_as)


def homes(website: str, same_as: Iterable[str]) -> set[Identity]:
    """An item that `same_as` names, as one of Wikidata, is no home: its host is that of many."""
    named = {identity for each in same_as if (identity := identity_of(each)).is_front}
    return named | ({identity_of(website)} if website else set())


def may_be_at(places: Collection[Identity]) -> Q:
    """A condition that sources at home at one of these meet, and few others: `homes_of` tells which they are."""
    spellings = {spelling for place in places for spelling in place.spellings if spelling}
    if not spellings:
        return Q(pk__in=[])
    anywhere = "|".join(map(re.escape, sorted(spellings)))
    return Q(website__iregex=anywhere) | Q(same_as__iregex=anywhere)
