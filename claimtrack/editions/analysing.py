"""Rows whose words another analysis made are read again, some at a time, while readers search and others publish.

Where it stopped, it goes on: a row says itself what made its words. Each turn is a transaction of its own.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from claimtrack.analysis import ANALYSIS
from claimtrack.editions.bulk import columns_of
from claimtrack.editions.entries import searched
from claimtrack.editions.formats import today
from claimtrack.editions.models import Edition, Entry, Head
from claimtrack.editions.store import advance
from claimtrack.editions.verifying import UNREADABLE
from claimtrack.editions.works import WORKS

#: Subjects in one turn.
BATCH = 200


def analyse_entries() -> int:
    """One turn over entries; returns how many rows were brought up to date."""
    older = Entry.objects.filter(analysis=None).order_by("subject_id")
    subjects = list(dict.fromkeys(older.values_list("subject_id", flat=True)[:BATCH]))
    current = Head.objects.filter(subject_id__in=subjects).values_list("subject_id", "number")
    editions = Edition.objects.filter(pk__in=list(current), text__isnull=False) if current else []
    words = {edition.subject_id: _words(edition) for edition in editions}
    rows = older.filter(subject_id__in=subjects).values_list("pk", "subject_id", "kind", "item_id")
    return rewrite(Entry, [(pk, words.get(subject, {}).get((kind, item))) for pk, subject, kind, item in rows])


def _words(edition: Edition) -> dict[tuple[str, str], str]:
    try:
        items = WORKS[edition.subject_type].items(
            today(edition.text or "", subject_type=edition.subject_type, format_=edition.format)
        )
    except UNREADABLE:
        return {}
    return {(item.kind, item.item_id): searched(item) for item in items}


def rewrite(model: type[Any], rows: Iterable[tuple[int, str | None]]) -> int:
    """Give these rows (key, words as a tsvector's text) their words; those without any are only done with."""
    given: Sequence[tuple[int, str | None]] = list(rows)
    if not given:
        return 0
    with transaction.atomic():
        advance(0, revision=1)  # what is found changes without an edition
        with connection.cursor() as cursor:
            cursor.execute(_REWRITE.format(table=model._meta.db_table), columns_of(given))
            return int(cursor.rowcount)


_REWRITE = f"""
UPDATE {{table}} AS row SET search = coalesce(words::tsvector, search), analysis = {ANALYSIS}
  FROM unnest(%s::bigint[], %s::text[]) AS again (id, words)
 WHERE row.id = again.id AND row.analysis IS NULL
"""  # noqa: S608 - tables of ours
