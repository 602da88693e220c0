"""The ledger against itself: every hash, chain, position, head and digest computed again from what is stored.

Each check reads as a stream and yields what does not hold, one sentence a fault; `checked` counts what it looked at.
All of them read one state of the record, in a transaction of whoever calls.
"""

import hashlib
from collections import Counter as Count
from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from claimtrack.editions.bulk import batches
from claimtrack.editions.chain import rfc3339, sha256_of
from claimtrack.editions.models import Counter, Digest, Edition, Head
from claimtrack.editions.reading import is_tombstone

Checked = Count[str]

BATCH = 500
#: How far an edition is from the one before while the clock has not come there yet (`store.advance`).
NEXT = timedelta(microseconds=1)


def ledger(checked: Checked) -> Iterator[str]:
    """Positions without gaps or doubles, times that never run back, the hash of every document, closed days."""
    faults: list[str] = []
    yield from _days(_positions(checked, faults), checked, faults)
    yield from sent_for(UNEXPLAINED, "{} {} edition {}: its document is gone, and no redaction tells of it")


def _days(editions: Iterable[Edition], checked: Checked, faults: list[str]) -> Iterator[str]:
    """The digest of each day, taken along while editions pass; what they are at fault for is told between."""
    stored = {digest.day: digest for digest in Digest.objects.all()}
    last_closed = max(stored, default=date.min)
    for day, of_the_day in groupby(editions, key=lambda edition: edition.published_at.astimezone(UTC).date()):
        digest, count, first, position = hashlib.sha256(), 0, 0, 0
        for edition in of_the_day:
            yield from _taken(faults)
            count, position, first = count + 1, edition.position, first or edition.position
            digest.update(f"{edition.position} {edition.sha256}\n".encode())
        closed = stored.pop(day, None)
        if closed is None and day <= last_closed:
            yield f"day {day}: it has editions and is over, but has no digest"
        elif closed is not None:
            checked["closed days"] += 1
            said = (closed.count, closed.first_position, closed.last_position, closed.sha256)
            if said != (count, first, position, digest.hexdigest()):
                yield f"day {day}: its digest is not that of its editions"
    yield from _taken(faults)
    yield from (f"day {day}: it has a digest, and no editions" for day in stored)


def _taken(faults: list[str]) -> Iterator[str]:
    yield from faults
    faults.clear()


def _positions(checked: Checked, faults: list[str]) -> Iterator[Edition]:
    """Editions in order of position; what each is at fault for is added to `faults` before it passes."""
    position, at = 0, None
    for edition in Edition.objects.order_by("position").iterator(chunk_size=BATCH):
        checked["editions"] += 1
        if edition.position != position + 1:
            faults.append(f"position {position + 1}: the next edition stands at {edition.position}")
        if at and edition.published_at < at:
            faults.append(f"position {edition.position}: it was published before the one in front of it")
        if at and edition.published_at - at == NEXT:
            checked["times that follow the last one, as while a clock is behind it"] += 1
        position, at = edition.position, edition.published_at
        faults += [f"position {position}, {_name(edition)}: {fault}" for fault in _of_document(edition)]
        yield edition
    counter = Counter.objects.get()
    if counter.position != position:
        faults.append(f"the counter stands at {counter.position}, the last edition at {position}")


def _name(edition: Edition) -> str:
    return f"{edition.subject_type} {edition.subject_id} edition {edition.number}"


def _of_document(edition: Edition) -> Iterator[str]:
    if edition.text is None:
        return
    try:
        document = orjson.loads(edition.text)
        stamp, computed = document["edition"], sha256_of(edition.text)
    except (ValueError, KeyError, TypeError) as error:
        yield f"its document cannot be read ({error})"
        return
    if computed != edition.sha256:
        yield "its hash is not that of its document"
    said = {**stamp, "id": document.get("id"), "format": document.get("format")}
    for name, value in _columns(edition).items():
        if said.get(name) != value:
            yield f"its row says {value!r} of {name}, its document {said.get(name)!r}"


def _columns(edition: Edition) -> dict[str, Any]:
    """What row and document both say."""
    return {
        "id": str(edition.subject_id),
        "format": edition.format,
        "number": edition.number,
        "kind": edition.kind,
        "note": edition.note,
        "position": edition.position,
        "published_at": rfc3339(edition.published_at),
        "sha256": edition.sha256,
        "previous_sha256": edition.previous_sha256,
        "changed": edition.changed,
    }


# A redaction is followed by an edition that tells of it, also where the record was loaded from a dump.
UNEXPLAINED = """
SELECT subject_type, subject_id, number FROM editions_edition AS gone
 WHERE text IS NULL AND NOT EXISTS (
           SELECT FROM editions_edition AS told
            WHERE told.subject_id = gone.subject_id AND told.number > gone.number AND told.kind = 'redacted')
 ORDER BY position
"""


def sent_for(query: str, sentence: str) -> Iterator[str]:
    """A sentence for each row that a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield from (sentence.format(*row) for row in rows)


# -- chains and heads -----------------------------------------------------------------------------


def chains(checked: Checked) -> Iterator[str]:
    """Numbers without a gap, each edition with the hash of the one before, and heads that are the newest."""
    checked["subjects"] = Edition.objects.filter(number=1).count()
    yield from broken_chains()
    yield from other_heads()
    yield from _heads()


def broken_chains() -> Iterator[str]:
    return sent_for(BROKEN_CHAINS, "Edition {2} of the {0} {1} does not continue the one before it.")


def other_heads() -> Iterator[str]:
    return sent_for(OTHER_HEADS, "The head of {0} is not its newest edition.")


BROKEN_CHAINS = """
SELECT e.subject_type, e.subject_id, e.number
  FROM editions_edition e LEFT JOIN editions_edition p ON p.subject_id = e.subject_id AND p.number = e.number - 1
 WHERE e.previous_sha256 IS DISTINCT FROM p.sha256 OR (p.number IS NULL) <> (e.number = 1)
"""

OTHER_HEADS = """
SELECT subject_id
  FROM (SELECT DISTINCT ON (subject_id) subject_id, subject_type, number, kind, format, position, sha256,
               published_at
          FROM editions_edition ORDER BY subject_id, number DESC) newest
  JOIN (SELECT subject_id, published_at AS first FROM editions_edition WHERE number = 1) oldest USING (subject_id)
  FULL JOIN editions_head head USING (subject_id)
 WHERE (newest.subject_type, newest.number, newest.kind, newest.format, newest.position, newest.sha256,
        newest.published_at, first)
       IS DISTINCT FROM
       (head.subject_type, head.number, head.kind, head.format, head.position, head.sha256,
        head.published_at, head.first_published_at)
"""


def _heads() -> Iterator[str]:
    """What a head says of its newest document: its slug, whether it is readable, and what continues it."""
    for batch in batches(Head.objects.order_by("subject_id").iterator(chunk_size=BATCH), BATCH):
        keys = [(head.subject_id, head.number) for head in batch]
        texts = dict(Edition.objects.filter(pk__in=keys, text__isnull=False).values_list("subject_id", "text"))
        for head in batch:
            if head.subject_id in texts and not _fits(head, texts[head.subject_id] or ""):
                yield f"{head.subject_type} {head.subject_id}: its head does not fit its newest document"


def _fits(head: Head, text: str) -> bool:
    document = orjson.loads(text)
    survivor = document.get("merged_into")
    is_there = not is_tombstone(head.kind, text)
    return (head.readable, head.slug, head.merged_into) == (
        is_there,
        document["slug"],
        UUID(survivor["id"] if isinstance(survivor, dict) else survivor) if survivor else None,
    )
