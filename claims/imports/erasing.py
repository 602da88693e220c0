"""What a redaction takes away of what imports keep: reviews, refused records, proposals, inputs, names of sources."""

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from claims.imports.models import Double, ImportedReview, ImportedSource, ImportRun, Proposal, RefusedRecord, RunState
from claims.imports.reviewed import digest
from claims.record.documents import CLAIM
from claimtrack.database.finding import keys_with, keys_with_bytes
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from sources.documents import SOURCE


@eraser
def erase_imports(erasure: Erasure) -> Mapping[str, int]:
    """Erase what imports keep of a claim or a source that is taken away whole, and what has the words."""
    counts = Counter(_of_words(erasure.words))
    if erasure.whole and erasure.subject_type == CLAIM:
        counts.update(forget([erasure.subject_id]))
    elif erasure.whole and erasure.subject_type == SOURCE:
        counts.update(forget_names(erasure.subject_id))
        counts.update(forget_inputs_that_wait())
    return counts


def _of_words(words: Collection[str]) -> Mapping[str, int]:
    """Records that were refused go; of an import its upload and its report, not its numbers."""
    refused = {
        *keys_with("claims_refusedrecord", ("reason", "base", "page"), words),
        *keys_with_bytes("claims_refusedrecord", "raw", words),
    }
    told = keys_with("claims_importrun", ("origin", "base_url", "notes", "fault"), words)
    uploads = keys_with_bytes("claims_importrun", "upload", words)
    RefusedRecord.objects.filter(pk__in=refused).delete()
    ImportRun.objects.filter(pk__in=told).update(origin=ERASED, base_url="", notes={}, fault="")
    held = ImportRun.objects.filter(pk__in=uploads)
    held.filter(state__in=[RunState.TRIED, RunState.INTERRUPTED, RunState.QUEUED]).update(
        state=RunState.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    held.update(upload=None)
    return {"claims_refusedrecord": len(refused), "claims_importrun": len({*told, *uploads})}


def forget_inputs_that_wait() -> Mapping[str, int]:
    """Drop what was uploaded and not read to its end: nobody can tell what it holds of what was redacted."""
    waiting = ImportRun.objects.filter(upload__isnull=False, state__in=[RunState.TRIED, RunState.INTERRUPTED])
    dropped = waiting.update(upload=None, state=RunState.CANCELLED, cancel_requested=True, finished_at=timezone.now())
    return {"claims_importrun": dropped}


def forget(claim_ids: Collection[UUID]) -> Mapping[str, int]:
    """Erase what imports keep of redacted claims, but for the digests that keep them from coming back.

    The caller erases the claims' own rows, after this.
    """
    reviews = ImportedReview.objects.filter(claim__in=claim_ids)
    refused, _ = RefusedRecord.objects.filter(key__in=reviews.values("key")).delete()
    proposals, _ = Proposal.objects.filter(claim__in=claim_ids).delete()
    blanked = reviews.update(
        redacted=True,
        statement_key="",
        fingerprints={},
        judge=None,
        document=None,
        assessment=None,
        rating=None,
        host="",
        language="",
        label="",
        label_key="",
        number="",
        reasons="",
        assessed_at=None,
    )
    return {
        "claims_refusedrecord": refused,
        "claims_proposal": proposals,
        "claims_importedreview": blanked,
        **forget_inputs_that_wait(),
    }


def forget_names(source_id: UUID) -> Mapping[str, int]:
    """Keep digests alone of how imports name a redacted source: they still know it, so it is not made anew."""
    doubles, _ = Double.objects.filter(Q(one=source_id) | Q(other=source_id)).delete()
    named = list(ImportedSource.objects.filter(source=source_id))
    for row in named:
        row.key = digest(row.key)
        row.save(update_fields=["key"])
    return {"claims_double": doubles, "claims_importedsource": len(named)}
