"""What a redaction takes away of what imports keep: reviews, refused records, proposals, inputs, names of sources."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from claims.imports.models import Double, ImportedReview, ImportedSource, ImportRun, Proposal, RefusedRecord, RunState
from claims.imports.reviewed import digest
from claims.record.documents import CLAIM
from claimtrack.editions.erasing import Erasure, eraser
from sources.documents import SOURCE


@eraser
def erase_imports(erasure: Erasure) -> None:
    """Erase what imports keep of a claim or a source that is taken away whole."""
    if not erasure.whole:
        return
    if erasure.subject_type == CLAIM:
        forget([erasure.subject_id])
    elif erasure.subject_type == SOURCE:
        forget_names(erasure.subject_id)
        forget_inputs_that_wait()


def forget_inputs_that_wait() -> None:
    """Drop what was uploaded and not read to its end: nobody can tell what it holds of what was redacted."""
    waiting = ImportRun.objects.filter(upload__isnull=False, state__in=[RunState.TRIED, RunState.INTERRUPTED])
    waiting.update(upload=None, state=RunState.CANCELLED, cancel_requested=True, finished_at=timezone.now())


def forget(claim_ids: Collection[UUID]) -> None:
    """Erase what imports keep of redacted claims, but for the digests that keep them from coming back.

    The caller erases the claims' own rows, after this.
    """
    reviews = ImportedReview.objects.filter(claim__in=claim_ids)
    RefusedRecord.objects.filter(key__in=reviews.values("key")).delete()
    Proposal.objects.filter(claim__in=claim_ids).delete()
    forget_inputs_that_wait()
    reviews.update(
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


def forget_names(source_id: UUID) -> None:
    """Keep digests alone of how imports name a redacted source: they still know it, so it is not made anew."""
    Double.objects.filter(Q(one=source_id) | Q(other=source_id)).delete()
    for row in ImportedSource.objects.filter(source=source_id):
        row.key = digest(row.key)
        row.save(update_fields=["key"])
