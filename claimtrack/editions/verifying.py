"""The ledger against itself: every hash, chain, position, head and digest computed again from what is stored.

Each check walks as a stream and yields what does not hold, one sentence a fault. All of them read one state of the
record, in a transaction of whoever calls.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson

from claimtrack.editions.bulk import batches
from claimtrack.editions.chain import canonical, rfc3339, sha256_of
from claimtrack.editions.formats import today
from claimtrack.editions.models import Counter, Digest, Edition, Head, Kind, WithheldEdition, Withholding
from claimtrack.editions.reading import is_tombstone
from claimtrack.editions.walks import BATCH, SUBJECT, Walk, found_by
from claimtrack.editions.works import WORKS

#: How far an edition is from the one before while the clock has not come there yet (`store.advance`).
NEXT = timedelta(microseconds=1)

#: What a document that nobody composed can make of the code that reads it.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)

# -- editions -------------------------------------------------------------------------------------


def editions(walk: Walk) -> Iterator[str]:
    """Positions without gaps or doubles, times that never run back, every document's hash, format and redaction."""
    before = Edition.objects.filter(position__lte=walk.after).order_by("-position").only("position", "published_at")
    position, at = walk.after, before[0].published_at if before else None
    found = Edition.objects.filter(position__gt=walk.after, position__lte=walk.until).order_by("position")
    for batch in batches(found.iterator(chunk_size=BATCH), BATCH):
        for edition in batch:
            yield from _in_order(edition, position, at)
            if at and edition.published_at - at == NEXT:
                walk.counted["times that follow the last one, as while a clock is behind it"] += 1
            yield from (f"position {edition.position}, {_name(edition)}: {fault}" for fault in _of_document(edition))
            position, at = edition.position, edition.published_at
        walk.counted["editions"] += len(batch)
        walk.done(position)
    counter = Counter.objects.get()
    if walk.to_the_end and counter.position != position:
        yield f"the counter stands at {counter.position}, the last edition at {position}"
    yield from found_by(UNEXPLAINED, "{} {} edition {}: its document is gone, and no edition tells why", walk)
    yield from found_by(UNORDERED, "{} {} edition {}: its document is gone, and nobody ordered it", walk)
    if walk.to_the_end:
        yield from found_by(MISDONE, "redaction {} of {}: it is not what was ordered, or not what was done", walk)


def _in_order(edition: Edition, position: int, at: datetime | None) -> Iterator[str]:
    if edition.position != position + 1:
        yield f"position {position + 1}: the next edition stands at {edition.position}"
    if at and edition.published_at < at:
        yield f"position {edition.position}: it was published before the one in front of it"


def _name(edition: Edition) -> str:
    return f"{edition.subject_type} {edition.subject_id} edition {edition.number}"


def _of_document(edition: Edition) -> Iterator[str]:
    """What is wrong with an edition by itself."""
    if edition.withheld:
        yield from _as_it_comes_back(edition)
    if edition.subject_type not in WORKS:
        yield "nothing of this type is ever published"
    elif edition.text is not None:
        try:
            document = orjson.loads(edition.text)
            yield from _of_hash(edition, edition.text, document["edition"])
            yield from _of_columns(edition, document)
            yield from _of_format(edition, edition.text)
        except UNREADABLE as error:
            yield f"its document cannot be read ({error!r})"


def _as_it_comes_back(edition: Edition) -> Iterator[str]:
    """Gives a withheld edition what is kept of it. In a copy of the record nothing is kept, and nothing is missing."""
    kept = WithheldEdition.objects.filter(pk=(edition.subject_id, edition.number)).first()
    if kept:
        edition.text, edition.note = kept.text, kept.note
    elif Withholding.objects.filter(subject_id=edition.subject_id, outcome="").exists():
        yield "it is withheld, and its document is not kept"


def _of_hash(edition: Edition, text: str, stamp: dict[str, Any]) -> Iterator[str]:
    """The bytes themselves are hashed, but for two members of the stamp: the same document written otherwise fails."""
    before, at = canonical(edition.previous_sha256), canonical(stamp["published_at"])
    covered = f'"previous_sha256":{before},"published_at":{at}'
    if "review" in stamp:  # documents of earlier formats have none
        covered += f',"review":{canonical(stamp["review"])}'
    number = f'"number":{edition.number}'
    whole = f'{number},"position":{edition.position},{covered},"sha256":"{edition.sha256}"'
    if hashlib.sha256(text.replace(whole, f"{number},{covered}").encode()).hexdigest() == edition.sha256:
        return
    is_its = sha256_of(text) == edition.sha256
    yield "its document is not in the form of RFC 8785" if is_its else "its hash is not that of its document"


def _of_columns(edition: Edition, document: dict[str, Any]) -> Iterator[str]:
    said = {"review": None, **document["edition"], "id": document.get("id"), "format": document.get("format")}
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
        "review": edition.review,
    }


def _of_format(edition: Edition, text: str) -> Iterator[str]:
    """Whether upgraders lead from the format of the document to today's."""
    work = WORKS[edition.subject_type]
    missing = [number for number in range(edition.format, work.format) if number not in work.upgraders]
    if missing or not 1 <= edition.format <= work.format:
        yield f"nothing reads its format, {edition.format}"
    elif edition.format < work.format:
        today(text, subject_type=edition.subject_type, format_=edition.format)


# What takes a document is followed by an edition that tells of it, also where the record was loaded from a dump.
UNEXPLAINED = """
SELECT subject_type, subject_id, number FROM editions_edition AS gone
 WHERE position > %(after)s AND position <= %(until)s AND text IS NULL AND NOT EXISTS (
           SELECT FROM editions_edition AS told
            WHERE told.subject_id = gone.subject_id AND told.number > gone.number
              AND told.kind = CASE WHEN gone.withheld THEN 'withheld' ELSE 'redacted' END)
 ORDER BY position
"""

# Who ordered what was redacted before a dump was written, only the record that it is of knows.
UNORDERED = """
SELECT subject_type, subject_id, number FROM editions_edition AS gone
 WHERE position > %(after)s AND position <= %(until)s AND text IS NULL
   AND position > coalesce((SELECT max(position) FROM editions_origin), 0) AND NOT withheld
   AND NOT EXISTS (SELECT FROM editions_redaction AS redaction
                    WHERE redaction.subject_id = gone.subject_id AND gone.number = ANY (redaction.numbers))
 ORDER BY position
"""

# Those of before orders were kept have none.
MISDONE = """
SELECT redaction.id, redaction.subject_id
  FROM editions_redaction AS redaction LEFT JOIN editions_redactionorder AS ordered ON ordered.id = order_id
 WHERE order_id IS NOT NULL
       AND (ordered.subject_id, ordered.numbers, ordered.requested_by_id, ordered.approved_by_id) IS DISTINCT FROM
           (redaction.subject_id, redaction.numbers, redaction.requested_by_id, redaction.approved_by_id)
    OR EXISTS (SELECT FROM editions_edition AS there
                WHERE there.subject_id = redaction.subject_id AND there.number = ANY (redaction.numbers)
                  AND there.text IS NOT NULL)
"""


# -- days -----------------------------------------------------------------------------------------


def digests(walk: Walk) -> Iterator[str]:
    """The digest of each closed day, computed from the hashes of its editions."""
    of_these = Digest.objects.filter(day__gt=walk.after, day__lte=walk.until)
    stored = {digest.day: digest for digest in of_these}
    closed = Digest.objects.order_by("-day").values_list("day", flat=True).first()
    lines = Edition.objects.order_by("position").values_list("position", "sha256", "published_at")
    lines = lines.filter(published_at__date__gt=walk.after, published_at__date__lte=walk.until)
    for day, of_the_day in groupby(lines.iterator(chunk_size=BATCH), key=lambda line: line[2].astimezone(UTC).date()):
        digest, count, first, position = hashlib.sha256(), 0, 0, 0
        for position, sha256, _ in of_the_day:
            count, first = count + 1, first or position
            digest.update(f"{position} {sha256}\n".encode())
        known = stored.pop(day, None)
        if known is None and closed and day <= closed:
            yield f"day {day}: it has editions and is over, but has no digest"
        elif known is not None:
            walk.counted["closed days"] += 1
            said = (known.count, known.first_position, known.last_position, known.sha256)
            if said != (count, first, position, digest.hexdigest()):
                yield f"day {day}: its digest is not that of its editions"
        walk.done(day)
    yield from (f"day {day}: it has a digest, and no editions" for day in stored)


# -- chains and heads -----------------------------------------------------------------------------


def chains(walk: Walk) -> Iterator[str]:
    """Numbers without a gap, each edition with the hash of the one before, and heads that are the newest."""
    yield from broken_chains(walk)
    yield from other_heads(walk)
    yield from found_by(SHARED_SLUGS, "{} {}: its head is found by “{}”, as that of another one is", walk)
    yield from _heads(walk)


def broken_chains(walk: Walk | None = None) -> Iterator[str]:
    said = "Edition {2} of the {0} {1} does not continue the one before it."
    return found_by(BROKEN_CHAINS, said, walk or Walk.all(SUBJECT))


def other_heads(walk: Walk | None = None) -> Iterator[str]:
    return found_by(OTHER_HEADS, "The head of {0} is not its newest edition.", walk or Walk.all(SUBJECT))


BROKEN_CHAINS = """
SELECT e.subject_type, e.subject_id, e.number
  FROM editions_edition e LEFT JOIN editions_edition p ON p.subject_id = e.subject_id AND p.number = e.number - 1
 WHERE e.subject_id > %(after)s AND e.subject_id <= %(until)s
   AND (e.previous_sha256 IS DISTINCT FROM p.sha256 OR (p.number IS NULL) <> (e.number = 1)
        OR p.subject_type <> e.subject_type OR p.position >= e.position)
"""

OTHER_HEADS = """
SELECT subject_id
  FROM (SELECT DISTINCT ON (subject_id) subject_id, subject_type, number, kind, format, position, sha256,
               published_at
          FROM editions_edition WHERE subject_id > %(after)s AND subject_id <= %(until)s
         ORDER BY subject_id, number DESC) newest
  JOIN (SELECT subject_id, published_at AS first FROM editions_edition WHERE number = 1) oldest USING (subject_id)
  FULL JOIN (SELECT * FROM editions_head WHERE subject_id > %(after)s AND subject_id <= %(until)s) head
            USING (subject_id)
 WHERE (newest.subject_type, newest.number, newest.kind, newest.format, newest.position, newest.sha256,
        newest.published_at, first)
       IS DISTINCT FROM
       (head.subject_type, head.number, head.kind, head.format, head.position, head.sha256,
        head.published_at, head.first_published_at)
"""

# An address leads to one subject.
SHARED_SLUGS = """
SELECT subject_type, subject_id, slug FROM editions_head AS head
 WHERE subject_id > %(after)s AND subject_id <= %(until)s AND EXISTS (
           SELECT FROM editions_head AS other
            WHERE (other.subject_type, other.slug) = (head.subject_type, head.slug)
              AND other.subject_id <> head.subject_id)
"""


def _heads(walk: Walk) -> Iterator[str]:
    """What a head says of its newest document: its slug, whether it is readable, and what continues it."""
    heads = Head.objects.filter(subject_id__gt=walk.after, subject_id__lte=walk.until).order_by("subject_id")
    for batch in batches(heads.iterator(chunk_size=BATCH), BATCH):
        keys = [(head.subject_id, head.number) for head in batch]
        texts = dict(Edition.objects.filter(pk__in=keys, text__isnull=False).values_list("subject_id", "text"))
        for head in batch:
            if head.subject_id in texts and not _fits(head, texts[head.subject_id] or ""):
                yield f"{head.subject_type} {head.subject_id}: its head does not fit its newest document"
        walk.counted["subjects"] += len(batch)
        walk.done(batch[-1].subject_id)


def _fits(head: Head, text: str) -> bool:
    try:
        document = orjson.loads(text)
        survivor = document.get("merged_into")
        is_there = not is_tombstone(head.kind, text)
        # What is withheld as a whole keeps its address, and its last document does not repeat it.
        slug = head.slug if head.kind == Kind.WITHHELD and not is_there else document["slug"]
        return (head.readable, head.slug, head.merged_into) == (
            is_there,
            slug,
            UUID(survivor["id"] if isinstance(survivor, dict) else survivor) if survivor else None,
        )
    except UNREADABLE:
        return False
