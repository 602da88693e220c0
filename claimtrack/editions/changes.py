"""Following the record: the feed of positions, and the digest of each day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict

from django.db import connections, transaction
from django.db.models import F

from claimtrack.database.waiting import locked
from claimtrack.editions import clocks
from claimtrack.editions.models import Counter, Digest, Edition
from claimtrack.editions.origin import is_mirror
from claimtrack.notations import Day


class DigestDocument(TypedDict):
    """One day: SHA-256 over its `position sha256` lines, each ended by a line feed, in order of position."""

    day: Day
    count: int
    first_position: int
    last_position: int
    sha256: str
    closed: bool


DIGEST_OF_DAYS = """
SELECT (published_at AT TIME ZONE 'UTC')::date AS day, count(*), min(position), max(position),
       encode(sha256(convert_to(
           string_agg(position || ' ' || sha256 || E'\\n', '' ORDER BY position), 'UTF8')), 'hex')
  FROM editions_edition
 WHERE published_at >= %s AND published_at < %s
 GROUP BY 1 ORDER BY 1
"""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def close_days() -> list[Digest]:
    """Store the digests of the days that are over; returns those it stored.

    It locks the counter first: a publisher who took yesterday's time holds that lock until it commits. And it
    moves the counter's time on to today, so that a clock set back cannot publish into a closed day. A mirror closes no
    day: how the last one ended, only the record that it is a copy of knows. Raises ClockAstray: days that a wrong clock
    says are over stay open.
    """
    if is_mirror(using="default"):
        return []
    with transaction.atomic():
        [counter] = locked(Counter.objects.all())
        end = _midnight(max(clocks.read(), counter.at).astimezone(UTC).date())
        Counter.objects.update(at=max(counter.at, end))
        last = Digest.objects.order_by("-day").first()
        start = _midnight(last.day + timedelta(days=1)) if last else datetime.min.replace(tzinfo=UTC)
        digests = _digests(start, end)
        Digest.objects.bulk_create(digests)
        if digests:  # who holds the list reads it again: these days are closed now
            Counter.objects.update(revision=F("revision") + 1)
    return digests


def open_days(*, using: str, after: date | None) -> list[DigestDocument]:
    """Digests of the days not closed yet, computed as they stand now."""
    start = _midnight(after + timedelta(days=1)) if after else datetime.min.replace(tzinfo=UTC)
    end = datetime.max.replace(tzinfo=UTC)
    return [digest_document(digest, closed=False) for digest in _digests(start, end, using=using)]


def _digests(start: datetime, end: datetime, *, using: str = "default") -> list[Digest]:
    with connections[using].cursor() as cursor:
        cursor.execute(DIGEST_OF_DAYS, [start, end])
        return [
            Digest(day=day, count=count, first_position=first, last_position=last, sha256=sha256)
            for day, count, first, last, sha256 in cursor.fetchall()
        ]


def digest_document(digest: Digest, *, closed: bool = True) -> DigestDocument:
    return {
        "day": digest.day.isoformat(),
        "count": digest.count,
        "first_position": digest.first_position,
        "last_position": digest.last_position,
        "sha256": digest.sha256,
        "closed": closed,
    }


def editions_since(position: int, *, using: str, limit: int) -> list[Edition]:
    """The editions after this position, in order, without their documents."""
    return list(
        Edition.objects.using(using).filter(position__gt=position).order_by("position").defer("text", "note")[:limit]
    )
