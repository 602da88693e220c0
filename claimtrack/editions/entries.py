"""Entries: rows derived from current editions that serve the lists of everything but claims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from claimtrack.editions.models import Entry


@dataclass(frozen=True, slots=True)
class Item:
    """One item that an edition shows. `keys` are `name:value` pairs the lists can be filtered by."""

    kind: str
    item_id: str
    body: dict[str, Any]
    slug: str = ""
    name: str = ""
    keys: Sequence[str] = field(default=())
    earliest: date | None = None
    latest: date | None = None


def replace(shown: dict[UUID, tuple[int, Sequence[Item]]]) -> None:
    """Make these the entries of these subjects: subject → (position, items). No items: the subject leaves."""
    old = Entry.objects.filter(subject_id__in=list(shown))
    touched = set(old.values_list("kind", "item_id"))
    old.delete()
    rows = [_row(subject_id, position, item) for subject_id, (position, items) in shown.items() for item in items]
    Entry.objects.bulk_create(rows, batch_size=500)
    _elect_leads(touched | {(row.kind, row.item_id) for row in rows})


def _row(subject_id: UUID, position: int, item: Item) -> Entry:
    return Entry(
        kind=item.kind,
        item_id=item.item_id,
        subject_id=subject_id,
        position=position,
        slug=item.slug,
        name=item.name,
        keys=sorted(set(item.keys)),
        earliest=item.earliest,
        latest=item.latest,
        search=SearchVector(Value(item.name), config="simple"),
        text=orjson.dumps(item.body).decode(),
    )


def _elect_leads(items: Iterable[tuple[str, str]]) -> None:
    """Of the rows of one item, let the one from the newest edition lead."""
    pairs = sorted(items)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH touched AS (SELECT * FROM unnest(%s::text[], %s::text[]) AS t (kind, item_id)),
                 newest AS (
                    SELECT DISTINCT ON (e.kind, e.item_id) e.id, e.kind, e.item_id
                      FROM editions_entry e JOIN touched USING (kind, item_id)
                     ORDER BY e.kind, e.item_id, e.position DESC, e.id)
            UPDATE editions_entry e
               SET lead = (e.id = newest.id)
              FROM newest
             WHERE e.kind = newest.kind AND e.item_id = newest.item_id AND e.lead <> (e.id = newest.id)
            """,
            [[kind for kind, _ in pairs], [item_id for _, item_id in pairs]],
        )
