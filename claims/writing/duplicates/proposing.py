"""Claims that may be the same, proposed every night: those that were written or published since the night before."""

from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from claims.models import Claim, ClaimPair
from claims.record.matched import PUBLIC, Tables
from claims.writing.duplicates.entering import DRAFTS, GONE, enter_all
from claims.writing.duplicates.finding import asked_of, duplicates
from claims.writing.duplicates.models import LookedThrough
from claimtrack.editions.roots import audited

#: So many of each sort are looked through in a night; after a large import, the others in the next ones.
A_NIGHT: Final = 3_000
BATCH: Final = 100
_INDEXES: Final = (("drafts", DRAFTS), ("published", PUBLIC))


def find_duplicates() -> int:
    """Propose the pairs that are likely, and that nobody decided on; returns how many are new.

    What is restricted is no part of any. What was merged or redacted meanwhile is proposed no longer.
    """
    enter_all()
    gone = Claim.objects.filter(stage__in=GONE)
    ClaimPair.objects.filter(Q(one__in=gone) | Q(other__in=gone), answer="").delete()
    return sum(_proposed(column, tables) for column, tables in _INDEXES for _ in range(A_NIGHT // BATCH))


def _proposed(column: str, tables: Tables) -> int:
    """Of the next few of an index: how many pairs are new. Nobody waits for it: it looks before it writes."""
    looked, _ = LookedThrough.objects.get_or_create()
    rows = tables.counted().filter(pk__gt=getattr(looked, column)).order_by("pk")
    numbers: dict[Any, int] = dict(rows.values_list("claim_id", "pk")[:BATCH])
    if not numbers:
        return 0
    pairs = [pair for claim in Claim.objects.filter(pk__in=numbers) for pair in _pairs(claim)]
    with audited(None), transaction.atomic():
        before = ClaimPair.objects.count()
        ClaimPair.objects.bulk_create(pairs, ignore_conflicts=True)
        LookedThrough.objects.update(**{column: max(numbers.values())})
        return ClaimPair.objects.count() - before


def _pairs(claim: Claim) -> list[ClaimPair]:
    found = duplicates(asked_of(claim, None), by=None)
    ordered = [(sorted((claim.pk, each.claim.pk)), each.score) for each in found]
    return [ClaimPair(one_id=one, other_id=other, score=score) for (one, other), score in ordered]
