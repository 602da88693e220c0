"""Works that were merged, as the record knows them: the head of a merged one names its survivor.

Editions keep what they printed, so a name that is asked for stands for a group: the work that goes on, and all that
were merged into it, one after the other. Nothing that is derived from editions changes with a merger or with its end.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connections

from claimtrack.query.texts import UUID_FORM

#: From those asked for to whom they go on under, and from there to all that were merged into it.
GROUPS: Final = """
WITH RECURSIVE onward (asked, slug, id, further) AS (
    SELECT subject_id, slug, subject_id, merged_into FROM editions_head
     WHERE subject_type = %s AND (slug = ANY(%s) OR subject_id = ANY(%s::uuid[]))
     UNION
    SELECT onward.asked, onward.slug, head.subject_id, head.merged_into
      FROM onward JOIN editions_head head ON head.subject_id = onward.further),
group_of (asked, slug, id, place) AS (
    SELECT asked, slug, id, 0 FROM onward WHERE further IS NULL
     UNION
    SELECT group_of.asked, group_of.slug, head.subject_id, group_of.place + 1
      FROM group_of JOIN editions_head head ON head.merged_into = group_of.id)
SELECT asked, slug, array_agg(id ORDER BY place, id) FROM group_of GROUP BY asked, slug
"""

#: Of works that were merged, where that ends.
ENDS: Final = """
WITH RECURSIVE onward (asked, further) AS (
    SELECT subject_id, merged_into FROM editions_head WHERE subject_id = ANY(%s::uuid[]) AND merged_into IS NOT NULL
     UNION
    SELECT onward.asked, head.merged_into FROM onward JOIN editions_head head ON head.subject_id = onward.further
     WHERE head.merged_into IS NOT NULL)
SELECT asked, further FROM onward
 WHERE NOT EXISTS (SELECT FROM editions_head WHERE subject_id = further AND merged_into IS NOT NULL)
"""

#: Whatever was merged into these, one after the other, and these.
WITHIN: Final = """
WITH RECURSIVE within (id) AS (
    SELECT unnest(%s::uuid[])
     UNION
    SELECT head.subject_id FROM within JOIN editions_head head ON head.merged_into = within.id)
SELECT id FROM within
"""


def resolve_groups(subject_type: str) -> Callable[[Sequence[str]], Mapping[str, Sequence[UUID]]]:
    """By id or slug, the ids of the work that goes on under that name, first, and of all merged into it. One query.

    Works that were retracted since are still known.
    """

    def resolve(values: Sequence[str]) -> Mapping[str, Sequence[UUID]]:
        ids = [value for value in values if UUID_FORM.fullmatch(value)]
        slugs = [value for value in values if value not in ids]
        found = _rows(GROUPS, [subject_type, slugs, ids], using=settings.RECORD_DATABASE)
        by_id = {str(asked): group for asked, _, group in found}
        by_slug = {slug: group for _, slug, group in found}
        return {value: (by_id | by_slug)[value] for value in values if value in by_id or value in by_slug}

    return resolve


def survivors(ids: Collection[UUID | str], *, using: str) -> dict[str, str]:
    """Of those of these works that were merged, the one that goes on, by ids. One query, or none for none."""
    if not ids:
        return {}
    return {str(asked): str(end) for asked, end in _rows(ENDS, [[str(each) for each in ids]], using=using)}


def merged_within(ids: Collection[UUID | str], *, using: str) -> list[str]:
    """These works, and all that were merged into them. One query."""
    return [str(pk) for (pk,) in _rows(WITHIN, [[str(each) for each in ids]], using=using)]


def _rows(sql: str, given: Sequence[Any], *, using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
