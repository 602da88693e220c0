"""What a job does for matching: it enters what was published before, joins rows of a term, and counts terms.

Each step takes the lock of the tables for a moment, as whoever enters claims does, so that nobody adds or takes away
meanwhile.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

import numpy as np
import orjson
from django.db import connection, transaction
from django.db.models import Max
from procrastinate.contrib.django import app

from claims.record import grams, pictured
from claims.record.documents import CLAIM
from claims.record.matched import FEW, PUBLIC, Tables, add_postings, refresh, taking
from claims.record.models import TermCounts
from claims.record.terms import bucket_of
from claimtrack.analysis import fold
from claimtrack.editions.bulk import batches

TASK: Final = "tend_matching"
#: Claims that are entered, and terms whose rows are joined, under one lock.
BATCH: Final = 500
#: A term with so many rows is joined.
MANY: Final = 12
#: Counts are taken of a sample of about so many claims, and again once a quarter of the claims and some are others.
SAMPLE: Final = 20_000
CHANGED: Final = 0.25
SOME: Final = 200


def tend_soon() -> None:
    """Have the numbers of claims that went taken out of the rows of common terms, once this transaction is over."""
    app.configure_task(TASK).defer(thoroughly=True)


def tend(*, thoroughly: bool) -> int:
    """Do all that there is to do; returns how many claims were entered."""
    entered = fill()
    thoroughly = count() or thoroughly
    join(thoroughly=thoroughly)
    return entered


def clear(tables: Tables = PUBLIC) -> None:
    """Take away everything, to be derived again."""
    if tables is PUBLIC:
        pictured.clear()
    for model in (tables.counts, tables.postings, tables.claims):
        model._default_manager.all().delete()


# -- what was published before --------------------------------------------------------------------

MISSING: Final = """
SELECT subject_id FROM editions_head AS head
 WHERE readable AND subject_type = %s AND subject_id > %s
   AND NOT EXISTS (SELECT FROM claims_matchedclaim WHERE claim_id = subject_id)
 ORDER BY subject_id LIMIT %s
"""


def fill() -> int:
    """Enter the claims that are not entered yet, unless that was done before; returns how many."""
    if TermCounts.objects.exists():
        return 0
    entered, after = 0, UUID(int=0)
    while True:
        with transaction.atomic():
            PUBLIC.lock()
            with connection.cursor() as cursor:
                cursor.execute(MISSING, [CLAIM, after, BATCH])
                ids = [claim_id for (claim_id,) in cursor.fetchall()]
            if not ids:
                break
            refresh(ids)
        entered, after = entered + len(ids), ids[-1]
    count()
    return entered


# -- rows of a term -------------------------------------------------------------------------------

SPLIT: Final = "SELECT term FROM {} GROUP BY term HAVING count(*) >= %s ORDER BY term"
WITH_THE_GONE: Final = "SELECT DISTINCT term FROM {} WHERE count > %s ORDER BY term"


def join(tables: Tables = PUBLIC, *, thoroughly: bool = False) -> int:
    """Make one row of each term that has many; `thoroughly`, leave out claims that are gone. Returns how many terms."""
    name = tables.postings._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(SPLIT.format(name), [MANY])
        terms = {term for (term,) in cursor.fetchall()}
        if thoroughly:
            cursor.execute(WITH_THE_GONE.format(name), [FEW])
            terms |= {term for (term,) in cursor.fetchall()}
    for batch in batches(sorted(terms), BATCH):
        with transaction.atomic():
            tables.lock()
            _join(batch, tables)
    return len(terms)


def _join(terms: list[str], tables: Tables) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{taking(tables)} RETURNING term, claims, weights", [terms])
        rows: dict[str, list[tuple[Any, Any]]] = {}
        for term, claims, weights in cursor.fetchall():
            rows.setdefault(term, []).append((np.frombuffer(claims, np.int32), np.frombuffer(weights, np.uint8)))
    standing = np.fromiter(tables.claims._default_manager.values_list("pk", flat=True).order_by("pk"), np.int32)
    add_postings(_joined(rows, standing), tables)


def _joined(rows: dict[str, list[tuple[Any, Any]]], standing: Any) -> Iterator[tuple[str, Any, Any]]:
    for term, parts in rows.items():
        claims = np.concatenate([part[0] for part in parts])
        keep = np.isin(claims, standing)
        if keep.any():
            yield term, claims[keep], np.concatenate([part[1] for part in parts])[keep]


# -- counts ---------------------------------------------------------------------------------------


def count(tables: Tables = PUBLIC) -> bool:
    """Count in how many claims each term and each piece of a word stands, where the last counts are of too few."""
    rows, counts = tables.counted(), tables.counts._default_manager
    claims, newest = rows.count(), rows.aggregate(Max("pk"))["pk__max"] or 0
    last = counts.only("claims", "newest").first()
    if last is not None and max(abs(claims - last.claims), newest - last.newest) <= CHANGED * last.claims + SOME:
        return False
    every = max(1, claims // SAMPLE)
    sample = rows.extra(where=["id %% %s = 0"], params=[every]) if every > 1 else rows
    terms, pieces, languages = _counted(sample.values_list("language", "texts").iterator(chunk_size=BATCH))
    with transaction.atomic():
        counts.all().delete()
        counts.create(
            claims=claims,
            newest=newest,
            languages=[language for language, _ in languages.most_common()],
            terms=(terms * every).astype(np.int32).tobytes(),
            grams=(pieces * every).astype(np.int32).tobytes(),
        )
    return True


def _counted(rows: Iterable[tuple[str, str]]) -> tuple[Any, Any, Counter[str]]:
    terms, pieces = np.zeros(grams.BUCKETS, np.int64), np.zeros(grams.BUCKETS, np.int64)
    languages: Counter[str] = Counter()
    for batch in batches(rows, BATCH):
        texts = [orjson.loads(each) for _, each in batch]
        languages.update(language for language, _ in batch)
        for each in texts:
            known = {bucket_of(term) for text in each for term in text["terms"].split()}
            np.add.at(terms, np.fromiter(known, np.int64, len(known)), 1)
        pieces += grams.standing([fold(" ".join(text["text"] for text in each)) for each in texts])
    return terms, pieces, languages
