"""Publishing what an import has taken in: what listed publishers have judged, and nothing that a person must see.

An import is nobody who looked. So a claim waits for a person where one of its reviews is by a publisher that two
editors have not put on the list, where its statement may accuse a named person, and where somebody in it was known by
a name alone. What a person has touched is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from claims.imports.filing.ours import ours, waiting
from claims.imports.models import ImportedReview
from claims.imports.publishers import listed
from claims.models import Claim
from claims.writing.publish import publish
from claimtrack.database.waiting import locked
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import acting

BATCH: Final = 500

NOT_LISTED: Final = "its publisher is not on the list of those whose judgements imports publish"
ACCUSES: Final = "its statement may accuse a named person"
BY_NAME: Final = "somebody in it is known by a name alone"


@dataclass(frozen=True, slots=True)
class PublishedBatch:
    """How many editions were made, and why claims could not be published: a sentence a claim."""

    editions: int
    against: tuple[str, ...] = ()


def publish_untouched(claim_ids: Sequence[UUID]) -> PublishedBatch:
    """Publish those of these claims that may go out by themselves, and that no person has touched meanwhile."""
    against = reasons_to_wait(claim_ids)
    published = _published([pk for pk in claim_ids if pk not in against])
    return PublishedBatch(published.editions, (*against.values(), *published.against))


def reasons_to_wait(claim_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Of those of these claims that wait for a person, why: the first of the reasons."""
    rows = ImportedReview.objects.filter(claim__pk__among=list(claim_ids), redacted=False)
    reviews = list(rows.values_list("claim_id", "host", "may_accuse", "by_name_alone"))
    hosts = listed({host for _, host, _, _ in reviews})
    found: dict[UUID, str] = {}
    for claim_id, host, may_accuse, by_name_alone in reviews:
        reasons = ((host not in hosts, NOT_LISTED), (may_accuse, ACCUSES), (by_name_alone, BY_NAME))
        if reason := next((words for holds, words in reasons if holds), None):
            found.setdefault(claim_id, reason)
    return found


def publish_listed(host: str) -> int:
    """Publish what waited for the publisher at this host to be listed; returns how many editions were made."""
    editions, after = 0, UUID(int=0)
    while batch := list(_waiting_for(host).filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        editions, after = editions + publish_untouched(batch).editions, batch[-1]
    return editions


def _waiting_for(host: str) -> QuerySet[Claim]:
    here = ImportedReview.objects.at(host).filter(redacted=False)
    return waiting(Claim.objects.filter(pk__in=here.values("claim_id"))).order_by("pk")


def _published(claim_ids: Sequence[UUID]) -> PublishedBatch:
    if not claim_ids:
        return PublishedBatch(0)
    try:
        with acting("an import"), transaction.atomic():
            return PublishedBatch(len(publish(claims=_untouched(claim_ids), by=None)))
    except CannotPublish as error:
        if len(claim_ids) == 1:
            return PublishedBatch(0, tuple(error.messages))
    # One claim that cannot be published must not hold up the others.
    halves = claim_ids[: len(claim_ids) // 2], claim_ids[len(claim_ids) // 2 :]
    first, second = (_published(half) for half in halves)
    return PublishedBatch(first.editions + second.editions, first.against + second.against)


def _untouched(claim_ids: Sequence[UUID]) -> list[Claim]:
    """Those of them that are still ours, locked."""
    return locked(ours(Claim.objects.filter(pk__among=claim_ids)).only("pk").order_by("pk"))
