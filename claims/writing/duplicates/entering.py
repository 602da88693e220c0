"""The index of drafts: what is noted as written is entered soon after, by a job or by whoever asks first.

The database notes each write of a claim (`claims.models.claim`), so an import waits for nothing here, and what it
leaves is entered once it is over. Of a claim whose newest edition says what the desk has, of what was merged, redacted
or deleted, nothing stays.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from claims.composing.compose import compose_as_written
from claims.composing.desk import desk_around
from claims.models import Claim
from claims.record import matched, tending
from claims.record.documents import CLAIM, ClaimDocument
from claims.record.matched import Tables
from claims.writing.duplicates.models import DraftCounts, DraftPosting, DraftToEnter, MatchedDraft
from claimtrack.accounts.hiding import hidden_ids
from claimtrack.database.finding import keys_with
from claimtrack.editions.erasing import Erasure, eraser
from claimtrack.editions.roots import Stage

TASK: Final = "enter_drafts"
#: Notes that are seen to under one lock, by a job and by whoever waits for an answer.
BATCH: Final = 500
FEW: Final = 200
#: An advisory lock: “drafts” in ASCII.
_LOCK: Final = int.from_bytes(b"drafts")
#: What nobody goes on with.
GONE: Final = (Stage.MERGED, Stage.REDACTED)

NOTE_ALL: Final = """
INSERT INTO claims_drafttoenter (claim_id, by_person) SELECT id, edited_by_person FROM claims_claim
"""


def _lock() -> None:
    """Let nobody else add or take away drafts until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


DRAFTS: Final = Tables(MatchedDraft, DraftPosting, DraftCounts, _lock, lambda: hidden_ids(Claim))


def enter_newest() -> None:
    """Enter the newest of what was written, what people wrote first, for whoever is about to ask."""
    _enter_some(DraftToEnter.objects.all(), FEW)


def enter_all(*, of_people: bool = False) -> int:
    """Enter all that was written, or what people wrote alone; returns how many notes of it there were."""
    waiting = DraftToEnter.objects.filter(by_person=True) if of_people else DraftToEnter.objects.all()
    entered = 0
    while some := _enter_some(waiting, BATCH):
        entered += some
    return entered


def enter_again() -> None:
    """Take away the index, and have it made anew of all that the desk has."""
    with transaction.atomic(), connection.cursor() as cursor:
        DRAFTS.lock()
        tending.clear(DRAFTS)
        cursor.execute(NOTE_ALL)


def tend(*, of_people: bool = False) -> int:
    """Do all that there is to do for drafts: enter what was written, count terms, and join their rows."""
    entered = enter_all(of_people=of_people)
    tending.join(DRAFTS, thoroughly=tending.count(DRAFTS))
    return entered


def forget(claim_ids: Collection[UUID]) -> None:
    """Let nothing of these claims stay in the index, whoever is entering them at this moment."""
    with transaction.atomic():
        DRAFTS.lock()
        matched.forget(claim_ids, DRAFTS)


@eraser
def erase_drafts(erasure: Erasure) -> Mapping[str, int]:
    """Take away what is about the claim, and what has the words of the order; the latter is entered anew afterwards."""
    having = keys_with(MatchedDraft._meta.db_table, ("names", "texts"), erasure.words)
    others = set(MatchedDraft.objects.filter(pk__in=having).values_list("claim_id", flat=True))
    own = {erasure.subject_id} if erasure.subject_type == CLAIM else set()
    gone = MatchedDraft.objects.filter(claim_id__in=own | others).count()
    forget(own | others)
    DraftToEnter.objects.bulk_create(DraftToEnter(claim_id=pk, by_person=True) for pk in others)
    return {MatchedDraft._meta.db_table: gone}


def _enter_some(waiting: "QuerySet[DraftToEnter]", most: int) -> int:
    if not waiting.exists():
        return 0
    with transaction.atomic():
        DRAFTS.lock()
        notes = dict(waiting.order_by("-by_person", "-pk").values_list("pk", "claim_id")[:most])
        _enter({*notes.values()})
        DraftToEnter.objects.filter(pk__in=notes).delete()
    return len(notes)


def _enter(claim_ids: Collection[UUID]) -> None:
    written = Claim.objects.filter(pk__among=list(claim_ids)).exclude(stage__in=GONE)
    ahead = written.exclude(stage=Stage.PUBLISHED, version=F("published_version"))
    documents: dict[UUID, tuple[ClaimDocument, int] | None] = dict.fromkeys(claim_ids)
    for claims in _by_restriction(list(ahead.order_by("pk"))):
        composed: Mapping[UUID, Any] = compose_as_written(desk_around(claims, with_drafts=True))
        documents |= {claim.pk: (composed[claim.pk], claim.version) for claim in claims}
    matched.replace(documents, DRAFTS)


def _by_restriction(claims: Sequence[Claim]) -> Collection[list[Claim]]:
    """What is restricted with one claim must not be read along with another."""
    grouped: dict[UUID | None, list[Claim]] = defaultdict(list)
    for claim in claims:
        grouped[claim.restriction_id].append(claim)
    return grouped.values()
