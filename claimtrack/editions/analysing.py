"""Rows whose words another analysis made are read again, some at a time, while readers search and others publish.

Where it stopped, it goes on: a row says itself what made its words. Each turn is a transaction of its own.
"""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from django.db import transaction

from claimtrack.editions.entries import replace
from claimtrack.editions.formats import document_of
from claimtrack.editions.items import Item
from claimtrack.editions.models import Edition, Entry, Head
from claimtrack.editions.store import advance
from claimtrack.editions.works import WORKS

#: Subjects in one turn: publishers wait for it.
BATCH = 100


def analyse_entries() -> int:
    """One turn over entries; returns of how many subjects they were derived again."""
    older = Entry.objects.filter(analysis=None).order_by("subject_id").values_list("subject_id", flat=True)
    subjects = list(older.distinct()[:BATCH])
    return listed_again(_derive, subjects) if subjects else 0


def _derive(subjects: Collection[UUID]) -> None:
    current = list(Head.objects.filter(subject_id__in=subjects, readable=True).values_list("subject_id", "number"))
    editions = Edition.objects.filter(pk__in=current, text__isnull=False) if current else []
    shown: dict[UUID, tuple[int, Sequence[Item]]] = dict.fromkeys(subjects, (0, ()))
    shown |= {edition.subject_id: (edition.position, _items(edition)) for edition in editions}
    replace(shown)


def _items(edition: Edition) -> Sequence[Item]:
    return WORKS[edition.subject_type].items(document_of(edition))


def listed_again(derive: Callable[[Collection[UUID]], None], subjects: Sequence[UUID]) -> int:
    """Derive what these subjects are listed by again, in one transaction; returns how many they are."""
    with transaction.atomic():
        advance(0, revision=1)  # what is found changes without an edition
        derive(subjects)
    return len(subjects)
