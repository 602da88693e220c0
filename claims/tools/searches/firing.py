"""What new editions are to searches: a claim that a search finds from now on, that was corrected, that left."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import TextChoices

from claims.record.documents import CLAIM
from claims.record.query import ClaimConditions
from claims.tools.searches.selecting import listings_of, select
from claimtrack.editions.models import REMOVALS, Edition, Kind

Key = TypeVar("Key", bound=Hashable)


class What(TextChoices):
    """What an edition of a claim is to a search."""

    ENTERED = "entered", "found from now on"
    CORRECTED = "corrected", "corrected"
    LEFT = "left", "found no more"


class Firing(NamedTuple, Generic[Key]):
    """That a search has something to tell of an edition of a claim."""

    search: Key
    edition: Edition
    what: What


def firings(
    questions: Mapping[Key, ClaimConditions],
    editions: Sequence[Edition],
    *,
    told: Mapping[Key, Collection[UUID]],
    using: str,
) -> Iterator[Firing[Key]]:
    """What each of these searches has to tell of these editions, search by search, in the order of the record.

    Of what was redacted or withheld nobody can tell any more whether it was found: it left the searches that had told
    of it, and not yet that it left (`told`). An update of what a search finds before and after is no news to it; a
    correction is.
    """
    claims = [edition for edition in editions if edition.subject_type == CLAIM]
    keys = listings_of({(each.subject_id, each.number - back) for each in claims for back in (0, 1)}, using=using)
    selected = select(questions, keys.values(), using=using)
    for search, selection in selected.items():
        for edition in claims:
            now, before = (keys.get((edition.subject_id, edition.number - back)) for back in (0, 1))
            is_found, was_found = now in selection.all, before in selection.all
            if edition.kind in REMOVALS:
                what = What.LEFT if edition.subject_id in told.get(search, ()) and not is_found else None
            else:
                what = _what(edition, is_found=is_found, was_found=was_found)
            if what:
                yield Firing(search, edition, what)


def _what(edition: Edition, *, is_found: bool, was_found: bool) -> What | None:
    if is_found and was_found:
        return What.CORRECTED if edition.kind == Kind.CORRECTED else None
    if is_found:
        return What.ENTERED
    return What.LEFT if was_found else None
