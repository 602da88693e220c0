"""What an event says: what the feed of changes says of one edition, made anew from the record whenever it is sent.

So nothing of what readers may not have any more lies in a queue, and the same event is the same bytes each time
(“Payload structure”; thin, as the section after it has it).
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypedDict
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Q

from claims.record.following import ChangeDocument, ChangeFilters, Followed, Told, change_document, follow
from claimtrack import addresses
from claimtrack.editions.models import REMOVALS, Edition
from claimtrack.notations import Instant
from claimtrack.query.asked import Asked

#: Parameters of the feed, each as often as it is given.
Filters: TypeAlias = Mapping[str, Sequence[str]]


class EventData(ChangeDocument):
    """As `/changes/` says it, and the whole address at which the work is read."""

    url: str


class EventDocument(TypedDict):
    """An event. `type` is `claim.updated`: what it is about, and what became of it; `timestamp` is when."""

    type: str
    timestamp: Instant
    data: EventData


def selection(filters: Filters) -> ChangeFilters:
    """The part of the feed that these parameters select. Raises InvalidQuery."""
    return ChangeFilters.ask(Asked(filters, addresses.CHANGES), using="default")


def page(filters: Filters, *, since: int, most: int) -> Followed:
    """What a follower with these filters is told after a position. Raises InvalidQuery."""
    return follow(selection(filters), since=since, most=most)


def told_at(position: int, *, left: bool) -> Told | None:
    """What may be told now of the edition at this position, by which a claim left the selection, or did not.

    None where it was withheld or redacted since: the edition that says so has an event of its own.
    """
    stands = Q(text__isnull=False) | Q(kind__in=REMOVALS)
    edition = Edition.objects.filter(stands, position=position).defer("text", "note").first()
    return Told(edition, left) if edition else None


def event_document(told: Told) -> EventDocument:
    change = change_document(told)
    return {
        "type": f"{change['subject_type']}.{change['kind']}",
        "timestamp": change["published_at"],
        "data": {**change, "url": settings.PUBLIC_URL + change["api_url"]},
    }


def body(told: Told) -> bytes:
    return orjson.dumps(event_document(told))


def message_id(webhook: UUID, position: int) -> str:
    """The same however often it is sent, and without a full stop (“Signature scheme”)."""
    return f"msg_{webhook.hex}_{position}"
