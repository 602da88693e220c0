"""Checking quotations against what is stored of the documents they come from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from claims.models import Appearance, Claim, Evidence, Rebuttal
from claimtrack.editions.roots import lock
from sources.models import Capture, Document
from sources.quotations import anchored
from sources.writing import captures_changed

Quoting = Appearance | Rebuttal | Evidence


def check_quotations(*, documents: Iterable[Document]) -> int:
    """Note of every quotation from these documents whether it stands in one of their captures.

    Returns how many rows said otherwise before. The answer is public, so these count as written: their claims
    are locked and count one version up. It is nobody's work, so no claim is marked as edited by a person.
    """
    ids = {document.pk for document in documents}
    with transaction.atomic():
        # Only claims with something to change are locked: hundreds may quote a page, and others edit them.
        suspects = _misjudged(ids)
        lock(Claim, _claims_of(suspects))
        # Judged once more, since captures may have come while we waited for the locks.
        locked = {row.pk for row in suspects}
        rows = [row for row in _misjudged(ids) if row.pk in locked] if suspects else []
        for row in rows:
            row.save(update_fields=["anchored"])
        Claim.objects.filter(pk__in=_claims_of(rows)).update(version=F("version") + 1)
    return len(rows)


def anchor(rows: Sequence[Quoting]) -> None:
    """Note in memory whether each row's quotation stands in a capture of its document; None where nothing tells."""
    quoting = {row.document_id for row in rows if row.quote and row.document_id}
    texts = _texts(quoting) if quoting else {}
    for row in rows:
        row.anchored = _standing(row, texts)


@receiver(captures_changed)
def _check_again(documents: Sequence[Document], **_: object) -> None:
    check_quotations(documents=documents)


def _misjudged(document_ids: Collection[UUID]) -> list[Quoting]:
    """The rows whose `anchored` is not what the captures say, with the right answer set in memory."""
    rows: list[Quoting] = [
        *Appearance.objects.filter(document__in=document_ids),
        *Rebuttal.objects.filter(document__in=document_ids),
        *Evidence.objects.filter(document__in=document_ids),
    ]
    texts = _texts({row.document_id for row in rows if row.quote and row.document_id})
    wrong = []
    for row in rows:
        found = _standing(row, texts)
        if row.anchored is not found:
            row.anchored = found
            wrong.append(row)
    return wrong


def _standing(row: Quoting, texts: Mapping[UUID, list[str]]) -> bool | None:
    copies = texts.get(row.document_id, []) if row.document_id else []
    return anchored(quote=row.quote, prefix=row.prefix, suffix=row.suffix, texts=copies)


def _texts(document_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    texts: dict[UUID, list[str]] = {}
    captures = Capture.objects.read_by_all().filter(document__in=document_ids)
    for document_id, text in captures.values_list("document_id", "text"):
        texts.setdefault(document_id, []).append(text)
    return texts


def _claims_of(rows: Sequence[Quoting]) -> set[UUID]:
    """The claims these rows are written under, in one query at most."""
    claims = {row.claim_id for row in rows if isinstance(row, Appearance)}
    rebuttals = {row.pk for row in rows if isinstance(row, Rebuttal)}
    evidence = [row for row in rows if isinstance(row, Evidence)]
    claims |= {row.target_claim_id for row in evidence if row.target_claim_id}
    rebuttals |= {row.target_rebuttal_id for row in evidence if row.target_rebuttal_id}
    if rebuttals:
        claims |= set(Claim.objects.under(rebuttals).values_list("pk", flat=True))
    return claims
