"""Corrections beside which readers are not told what stood there before: the log, documents, dossiers and feeds ask."""

from collections.abc import Collection, Mapping
from uuid import UUID

from claimtrack.editions.chain import EditionGroundValue
from claimtrack.editions.models import Ground, WithheldBefore
from claimtrack.editions.reading import EditionKey
from claimtrack.vocabulary import value_of


def grounds(subject_ids: Collection[UUID], *, using: str) -> Mapping[EditionKey, EditionGroundValue]:
    """Of these works, by the edition that corrected, why the words before it are withheld. One query."""
    rows = WithheldBefore.objects.using(using).filter(subject_id__in=list(subject_ids))
    return {(row.subject_id, row.number): value_of(Ground, row.ground) for row in rows}
