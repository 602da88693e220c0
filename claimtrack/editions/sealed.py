"""The audit trail against its seals: what is missing, changed, or put in behind them is named."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from claimtrack.editions.bulk import batches
from claimtrack.editions.seals import CONTEXTS, Seal, SealForm, SealMark
from claimtrack.editions.walks import Walk, found_by

#: Seals that are looked at in one question.
BATCH = 5000

#: As `sealing.PINNED`, for the length of a transaction: what the text of a row depends on.
PINNED = """
SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
       set_config('IntervalStyle', 'iso_8601', true), set_config('bytea_output', 'hex', true),
       set_config('extra_float_digits', '1', true)
"""


@dataclass(frozen=True, slots=True)
class Trail:
    """A table of the trail, and its columns that a seal covers."""

    form: SealForm
    there: bool

    @property
    def key(self) -> str:
        return "id" if self.form.trail == CONTEXTS else "pgh_id"


def seals(walk: Walk) -> Iterator[str]:
    """The chain of seals, and each sealed row against its digest; no row stands unsealed before the mark."""
    with connection.cursor() as cursor:
        cursor.execute(PINNED)
    trails = {form.pk: Trail(form, _is_there(form)) for form in SealForm.objects.all()}
    for trail in trails.values():
        if not trail.there:
            yield f"{trail.form.trail}: columns that seals cover are gone: what they sealed cannot be compared"
    yield from _chain(walk, trails)
    if walk.to_the_end:
        yield from _at_the_end(walk)
        yield from found_by(UNORDERED, "{} {}: its text is gone, and no redaction that was carried out took it", walk)
        yield from found_by(MISCOUNTED, "redaction {}: of {} the text of {} sealed rows is gone, and it took {}", walk)


def _is_there(form: SealForm) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND NOT attisdropped",
                       [f'public."{form.trail}"'])  # fmt: skip
        return {*form.columns} <= {name for (name,) in cursor.fetchall()}


# -- the chain ------------------------------------------------------------------------------------


def _chain(walk: Walk, trails: dict[int, Trail]) -> Iterator[str]:
    before = Seal.objects.filter(number=walk.after).values_list("hash", flat=True).first()
    number, previous = walk.after, bytes(before or b"")
    found = Seal.objects.filter(number__gt=walk.after, number__lte=walk.until).order_by("number")
    rows = found.values_list("number", "form_id", "row", "digest", "previous", "hash")
    for batch in batches(rows.iterator(chunk_size=BATCH), BATCH):
        for seal in batch:
            yield from _of_link(seal, number, previous, trails)
            number, previous = seal[0], bytes(seal[5])
        for form in {seal[1] for seal in batch} & trails.keys():
            yield from _of_rows(trails[form], batch[0][0], number)
        walk.counted["sealed rows"] += len(batch)
        walk.done(number)


def _of_link(seal: Sequence[Any], number: int, previous: bytes, trails: dict[int, Trail]) -> Iterator[str]:
    at, form, row, digest, said, its_hash = seal
    if at != number + 1:
        yield f"seal {number + 1}: the next one is {at}"
    elif bytes(said) != previous:
        yield f"seal {at}: it does not continue the one before it"
    if form not in trails:
        yield f"seal {at}: nobody knows what it covers"
    elif hashlib.sha256(bytes(said) + f"{trails[form].form.trail} {row} ".encode() + bytes(digest)).digest() != bytes(
        its_hash
    ):
        yield f"seal {at}: its hash is not that of the row, the digest and the seal before"


# -- rows -----------------------------------------------------------------------------------------

UNLIKE = """
SELECT seal.row, CASE WHEN e.{key} IS NULL THEN 'it is missing'
                      WHEN seal.salt IS NULL THEN 'its text should be gone'
                      ELSE 'it is not as it was sealed' END
  FROM editions_seal AS seal LEFT JOIN {trail} AS e ON e.{key} = seal.row::{type}
 WHERE seal.form_id = %(form)s AND seal.number BETWEEN %(first)s AND %(last)s
   AND (e.{key} IS NULL
        OR CASE WHEN seal.salt IS NULL THEN {standing}
                ELSE seal.digest <> sha256(seal.salt || convert_to(ROW ({columns})::text, 'UTF8')) END)
 ORDER BY seal.number
"""


def _of_rows(trail: Trail, first: int, last: int) -> Iterator[str]:
    if not trail.there:
        return
    is_context = trail.form.trail == CONTEXTS
    query = sql.SQL(UNLIKE).format(
        key=sql.Identifier(trail.key),
        trail=sql.Identifier(trail.form.trail),
        type=sql.SQL("uuid" if is_context else "bigint"),
        standing=sql.SQL("e.metadata ? 'reason'" if is_context else "e.pgh_label NOT LIKE '%%, erased'"),
        columns=sql.SQL(", ").join(sql.Identifier("e", name) for name in trail.form.columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"form": trail.form.pk, "first": first, "last": last})
        yield from (f"{trail.form.trail} {row}: {fault}" for row, fault in cursor.fetchall())


# -- where sealing stands -------------------------------------------------------------------------

BEHIND = """
SELECT {name}, pgh_id::text FROM {trail} AS e
 WHERE pgh_id <= %(sealed)s AND NOT EXISTS (
           SELECT FROM editions_seal AS seal JOIN editions_sealform AS form ON form.id = form_id
            WHERE form.trail = {name} AND seal.row = e.pgh_id::text)
 ORDER BY pgh_id LIMIT 100
"""


def _at_the_end(walk: Walk) -> Iterator[str]:
    mark = SealMark.objects.first()
    last = Seal.objects.order_by("-number").first()
    stands = (mark.number, bytes(mark.hash)) if mark else (0, b"")
    if stands != ((last.number, bytes(last.hash)) if last else (0, b"")):
        yield f"sealing stands at seal {stands[0]}, the last one is {last.number if last else 0} or another one"
    sealed = mark.sealed if mark else {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT editions_trails()")
        for (name,) in cursor.fetchall():
            trail = {"name": sql.Literal(name), "trail": sql.Identifier(name)}
            cursor.execute(sql.SQL(BEHIND).format(**trail), {"sealed": sealed.get(name, 0)})
            yield from (f"{table} {row}: it was put in behind the seals" for table, row in cursor.fetchall())
            cursor.execute(sql.SQL("SELECT count(*) FROM {trail} WHERE pgh_id > %s").format(**trail),
                           [sealed.get(name, 0)])  # fmt: skip
            walk.counted["rows that wait for a seal"] += cursor.fetchone()[0]


UNORDERED = """
SELECT form.trail, seal.row FROM editions_seal AS seal JOIN editions_sealform AS form ON form.id = form_id
 WHERE salt IS NULL AND NOT EXISTS (
           SELECT FROM editions_redactionorder AS ordered WHERE ordered.id = erased_by AND carried_out_at IS NOT NULL)
"""

#: Rows that were not sealed yet when they were redacted count there alone.
MISCOUNTED = """
SELECT redaction.id, form.trail, count(*), coalesce((rows ->> form.trail)::bigint, 0)
  FROM editions_seal AS seal JOIN editions_sealform AS form ON form.id = form_id
  JOIN editions_redaction AS redaction ON redaction.order_id = erased_by
 WHERE salt IS NULL AND form.trail <> 'pghistory_context'
 GROUP BY 1, 2 HAVING count(*) > coalesce((rows ->> form.trail)::bigint, 0)
"""
