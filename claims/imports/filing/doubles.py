"""Sources that may be one and the same: found by what they have in common, and left for a person to decide."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from claims.imports.deciding import undecided
from claims.imports.models import Double
from claimtrack.editions.roots import Stage, audited
from claimtrack.words import words_of
from sources.identity import site_of
from sources.models import Source
from sources.recognising.keys import are_of_two_sorts, identities_of, sort_of
from sources.vocabulary import SourceKind

_GONE: Final = (Stage.RETRACTED, Stage.MERGED, Stage.REDACTED)
#: Many without names are called alike, and are not one.
_NOBODY: Final = (SourceKind.ANONYMOUS, SourceKind.COLLECTIVE)
_BATCH: Final = 2_000
_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)

#: Two sources, the older first.
Pair = tuple[UUID, UUID]


class _Known(NamedTuple):
    """A source as far as it is compared; `identities` are the addresses that tell it from others."""

    id: UUID
    sort: str
    names: frozenset[str]
    identities: frozenset[str]


def find_doubles() -> int:
    """Propose the pairs there are and nobody has decided; returns how many are new. Done twice it changes nothing.

    One pass over the sources. What is proposed, and has nothing in common any more, is proposed no longer.
    """
    found = _pairs()
    with audited(None), transaction.atomic():
        standing = {(row.one_id, row.other_id): row for row in Double.objects.select_for_update()}
        past = [row.pk for pair, row in standing.items() if row.state == Double.State.OPEN and pair not in found]
        Double.objects.filter(pk__in=past).delete()
        fresh = [pair for pair in found if pair not in standing]
        Double.objects.bulk_create(
            [Double(one_id=one, other_id=other, reason=found[one, other]) for one, other in fresh], _BATCH
        )
    return len(fresh)


def keep_apart(*, double: Double, by: AbstractBaseUser) -> Double:
    """Say that they are two; they are not proposed again. Raises ValidationError."""
    with audited(by), transaction.atomic():
        current = undecided(double, "decide", by=by, waits=lambda row: row.state == Double.State.OPEN)
        current.state, current.decided_at, current.decided_by_id = Double.State.APART, timezone.now(), by.pk
        current.save(update_fields=["state", "decided_at", "decided_by"])
    return current


def _pairs() -> dict[Pair, str]:
    """Each pair with what it has in common. Of many that are alike each is paired with the oldest."""
    alike: defaultdict[tuple[str, str], list[_Known]] = defaultdict(list)
    for known in _sources():
        for key in known.identities:
            alike["at home at, or identified by, {}", key].append(known)
        for key in known.names:
            alike["called {}", key].append(known)
    found: dict[Pair, str] = {}
    for (reason, key), [first, *others] in alike.items():
        for other in others:
            if _may_be_one(first, other, by_name=reason.startswith("called")):
                found.setdefault((first.id, other.id), f"Both are {reason.format(f'“{key}”')}.")
    return found


def _may_be_one(one: _Known, other: _Known, *, by_name: bool) -> bool:
    """A name alone says it of those of whom nothing else is known; an identity is never given up for a name."""
    if are_of_two_sorts(one.sort, other.sort):
        return False
    return not (by_name and one.identities and other.identities) or _are_of_one_domain(one, other)


def _are_of_one_domain(one: _Known, other: _Known) -> bool:
    """Whether one is at home at a host below the other's, as fact-check desks are."""
    return any(
        here.endswith(f".{there}") or there.endswith(f".{here}")
        for here in one.identities
        for there in other.identities
    )


def _sources() -> Iterator[_Known]:
    """All that could have a double, the oldest first."""
    rows = Source.objects.exclude(stage__in=_GONE).exclude(kind__in=_NOBODY).order_by("pk")
    for source in rows.only("id", "name", "aliases", "kind", "website", "same_as").iterator(_BATCH):
        names = {words_of(name) for name in (source.name, *source.aliases)}
        yield _Known(source.pk, sort_of(source.kind), frozenset(filter(None, names)), frozenset(_identities(source)))


def _identities(source: Source) -> Iterator[str]:
    yield from identities_of(source.website, source.same_as)
    if _HOST.fullmatch(source.name):  # a house that somebody has called by its host
        yield site_of(f"https://{source.name}")
