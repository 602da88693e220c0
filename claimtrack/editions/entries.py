"""Entries: rows derived from current editions that serve the lists of everything but claims."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from claimtrack.analysis import ANALYSIS
from claimtrack.analysis.names import keys_of_name
from claimtrack.analysis.vectors import Text, vector
from claimtrack.editions.bulk import columns_of, iso
from claimtrack.editions.items import Item
from claimtrack.editions.store import Published


def derive(published: Sequence[Published], items_of: Callable[[Published], Sequence[Item]]) -> None:
    """Make what these editions show the entries of their subjects; one that is not readable shows nothing."""
    replace(
        {
            each.edition.subject_id: (each.edition.position, items_of(each) if each.head.readable else [])
            for each in published
        }
    )


def replace(shown: dict[UUID, tuple[int, Sequence[Item]]]) -> None:
    """Make these the entries of these subjects: subject → (position, items). No items: the subject leaves."""
    if not shown:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM editions_entry WHERE subject_id = ANY(%s::uuid[]) RETURNING kind, item_id", [list(shown)]
        )
        touched = set(cursor.fetchall())
    rows = [_row(subject_id, position, item) for subject_id, (position, items) in shown.items() for item in items]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, columns_of(rows))
    _elect_leads(touched | {(item.kind, item.item_id) for _, items in shown.values() for item in items})


# One statement for all rows, with a value a column: a statement that names every value of every row takes longer to
# write than to execute.
INSERT = f"""
INSERT INTO editions_entry
       (kind, item_id, subject_id, position, lead, slug, name, keys, earliest, latest, search, analysis, text)
SELECT kind, item_id, subject_id, position, true, slug, name, ARRAY(SELECT jsonb_array_elements_text(keys)),
       earliest, latest, search::tsvector, {ANALYSIS}, text
  FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::date[],
              %s::date[], %s::text[], %s::text[])
       AS row (kind, item_id, subject_id, position, slug, name, keys, earliest, latest, search, text)
"""  # noqa: S608 - a number of ours


def searched(item: Item) -> str:
    """What an item is searched by, as a tsvector's text."""
    return vector([Text(item.name, language=item.language)], keys_of_name(item.name) if item.slug else ())


def _row(subject_id: UUID, position: int, item: Item) -> tuple[Any, ...]:
    return (
        item.kind,
        item.item_id,
        str(subject_id),
        position,
        item.slug,
        item.name,
        orjson.dumps(sorted(set(item.keys))).decode(),
        iso(item.earliest),
        iso(item.latest),
        searched(item),
        orjson.dumps(item.body).decode(),
    )


# An item that is shown everywhere, such as a topic, has as many rows as there are subjects: its newest one and those
# that lead are found by an index each, and none of the others is read.
ELECT = """
WITH touched AS (SELECT * FROM unnest(%s::text[], %s::text[]) AS t (kind, item_id)),
     newest AS MATERIALIZED (
        SELECT e.id, e.lead FROM touched CROSS JOIN LATERAL (
            SELECT id, lead FROM editions_entry
             WHERE kind = touched.kind AND item_id = touched.item_id ORDER BY position DESC LIMIT 1) e),
     in_front AS MATERIALIZED (
        SELECT e.id FROM touched CROSS JOIN LATERAL (
            SELECT id FROM editions_entry WHERE kind = touched.kind AND item_id = touched.item_id AND lead) e)
UPDATE editions_entry
   SET lead = NOT lead
 WHERE id = ANY(ARRAY(SELECT id FROM newest WHERE NOT lead
                      UNION ALL SELECT id FROM in_front WHERE id NOT IN (SELECT id FROM newest)))
"""


def _elect_leads(items: Iterable[tuple[str, str]]) -> None:
    """Of the rows of one item, let the one from the newest edition lead."""
    pairs = sorted(items)
    with connection.cursor() as cursor:
        cursor.execute(ELECT, [[kind for kind, _ in pairs], [item_id for _, item_id in pairs]])
