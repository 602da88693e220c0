"""What claims are matched and found by, against what their newest editions give; a check yields a sentence a fault."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from uuid import UUID

from claims.record.documents import CLAIM
from claims.record.listing import BATCH
from claims.record.matched import row_of
from claims.record.models import MatchedClaim, MatchedRow, Pictured, TermCounts
from claims.record.pictured import rows_of
from claimtrack.editions.bulk import batches
from claimtrack.editions.formats import document_of
from claimtrack.editions.models import Edition, Head
from claimtrack.editions.verifying import UNREADABLE
from claimtrack.editions.walks import Walk, found_by

#: The number of an edition, the hash of an image in it, and the keys of where that stands.
Image: TypeAlias = tuple[int, str, tuple[str, ...]]
#: What is compared of a row.
COMPARED = ("number", "language", "dated", "names", "texts")


def matched(walk: Walk) -> Iterator[str]:
    """The texts of every readable claim, and of no other; which terms they have follows from those.

    Nothing is told before a job has entered what was published by a version without matching.
    """
    if not TermCounts.objects.exists():
        return
    readable = Head.objects.filter(
        readable=True, subject_type=CLAIM, subject_id__gt=walk.after, subject_id__lte=walk.until
    )
    for batch in batches(readable.order_by("subject_id").iterator(chunk_size=BATCH), BATCH):
        ids = [each.pk for each in batch]
        stored = {row.claim_id: row for row in MatchedClaim.objects.filter(claim_id__in=ids)}
        images = _images_of(Pictured.objects.filter(claim_id__in=ids))
        keys = [(head.subject_id, head.number) for head in batch]
        for edition in Edition.objects.filter(pk__in=keys, text__isnull=False):
            walk.counted["matched"] += 1
            if not _is(stored.get(edition.subject_id), edition):
                yield f"claim {edition.subject_id}: it is matched by other texts (let the worker finish first)"
            if not _is_found_by(images, edition):
                yield f"claim {edition.subject_id}: it is found by other images"
        walk.done(batch[-1].subject_id)
    yield from found_by(STRAYS, "claim {}: it is matched, and is not readable", walk)
    yield from found_by(STRAY_IMAGES, "claim {}: it is found by images, and is not readable", walk)
    yield from found_by(STRAY_VECTORS, "claim {}: its vectors are of other texts than it has", walk)


def _is(found: MatchedClaim | None, edition: Edition) -> bool:
    try:
        document: Any = document_of(edition)
        expected = row_of(document, edition.number)
    except UNREADABLE:
        return True  # told where listings are compared
    return found is not None and _values(found) == _values(expected)


def _is_found_by(images: Mapping[UUID, set[Image]], edition: Edition) -> bool:
    try:
        document: Any = document_of(edition)
        expected = _images_of(rows_of(document, edition.number))
    except UNREADABLE:
        return True  # told where listings are compared
    return images.get(edition.subject_id, set()) == expected.get(edition.subject_id, set())


def _images_of(rows: Iterable[Pictured]) -> dict[UUID, set[Image]]:
    found: dict[UUID, set[Image]] = {}
    for row in rows:
        found.setdefault(row.claim_id, set()).add((row.number, row.alike, tuple(row.addresses)))
    return found


def _values(row: MatchedRow) -> list[Any]:
    return [getattr(row, name) for name in COMPARED]


STRAYS = """
SELECT claim_id FROM claims_matchedclaim
 WHERE claim_id > %(after)s AND claim_id <= %(until)s
   AND NOT EXISTS (SELECT FROM editions_head WHERE subject_id = claim_id AND readable)
"""

STRAY_IMAGES = """
SELECT DISTINCT claim_id FROM claims_pictured
 WHERE claim_id > %(after)s AND claim_id <= %(until)s
   AND NOT EXISTS (SELECT FROM editions_head WHERE subject_id = claim_id AND readable)
"""

STRAY_VECTORS = """
SELECT DISTINCT claim_id FROM claims_claimvectors AS vectors
 WHERE claim_id > %(after)s AND claim_id <= %(until)s
   AND NOT EXISTS (SELECT FROM claims_matchedclaim AS matched
                    WHERE matched.id = vectors.number AND matched.claim_id = vectors.claim_id)
"""
