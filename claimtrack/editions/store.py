"""Appending to the record: the publish protocol.

Callers hold the locks of their roots and have composed their documents in one snapshot. `append` then locks
the one counter row last, takes the time and the positions, hashes, and inserts. The lock is held until the
caller commits, so editions become visible in the order of their positions: a follower of the feed never sees
position 8 before position 7. (A sequence does not give that: it hands out numbers in one order and commits in
another.)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from claimtrack.database.waiting import awaited
from claimtrack.editions import clocks
from claimtrack.editions.bulk import insert
from claimtrack.editions.chain import Document, EditionStamp, Frame, ReviewValue, StaffDocument, nonce, rfc3339
from claimtrack.editions.formats import today
from claimtrack.editions.models import Counter, Edition, Head, Kind
from claimtrack.vocabulary import value_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become a subject's next edition; `document` carries everything but `edition`.

    `tombstone` says that the subject is not readable from here on. `review` says who had agreed to it; None where
    that is not known, or nobody publishes it (`Signature`).
    """

    subject_type: str
    subject_id: UUID
    slug: str
    kind: Kind
    document: Document
    note: str | None = None
    merged_into: UUID | None = None
    changed: Sequence[str] = ()
    tombstone: bool = False
    review: ReviewValue | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who publishes: the account's key, for the desk alone, and what the edition says of them.

    Where an import or a job publishes there is none, and the edition says `automatic`.
    """

    account: int
    shown: StaffDocument


@dataclass(frozen=True, slots=True)
class Published:
    """An appended edition and its parsed document, for whoever derives rows from it."""

    edition: Edition
    head: Head
    document: Document


@dataclass(frozen=True, slots=True)
class Tick:
    """What the counter gave: the last position before ours, and the time of all of ours."""

    before: int
    at: datetime


def advance(count: int, *, revision: int = 0) -> Tick:
    """Lock the counter until the end of the transaction and take `count` positions.

    The time is the database's clock, and never runs backwards along positions even if that clock does. Where
    nothing is published, it stays. Raises Held, and ClockAstray where the time cannot be believed.
    """
    return awaited(Counter.objects.all(), lambda: _advanced(count, revision))


def _advanced(count: int, revision: int) -> Tick:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE editions_counter
               SET position = position + %(count)s, revision = revision + %(revision)s,
                   at = CASE WHEN %(count)s = 0 THEN at
                             ELSE greatest({clocks.CLOCK}, at + interval '1 microsecond') END
             RETURNING position - %(count)s, at, {clocks.CLOCK}
            """,  # noqa: S608 - a clock of ours
            {"count": count, "revision": revision},
        )
        before, at, database = cursor.fetchone()
    if count:
        clocks.check(at, database)
    return Tick(before, at)


def heads_of(subject_ids: Iterable[UUID]) -> dict[UUID, Head]:
    return {head.subject_id: head for head in Head.objects.filter(pk__among=list(subject_ids))}


def last_documents(subject_ids: Iterable[UUID]) -> dict[UUID, Document]:
    """The newest document of each subject that has one and was not redacted, in today's format and with `edition`."""
    return documents_at(heads_of(subject_ids).values())


def documents_at(heads: Iterable[Head]) -> dict[UUID, Document]:
    """As `last_documents`, of the subjects with these heads."""
    rows = Edition.objects.filter(
        pk__in=[(head.subject_id, head.number) for head in heads], text__isnull=False
    ).values_list("subject_id", "subject_type", "format", "text")
    return {
        subject_id: today(text or "", subject_type=subject_type, format_=format_)
        for subject_id, subject_type, format_, text in rows
    }


#: Who is told of appended editions, in the transaction that appends them.
_FOLLOWERS: list[Callable[[Sequence[Published], Signature | None], None]] = []


def follow_editions(follow: Callable[[Sequence[Published], Signature | None], None]) -> None:
    """Let a room that the record does not know be told of each call of `append`."""
    _FOLLOWERS.append(follow)


def append(
    drafts: Sequence[Draft], *, by: Signature | None, heads: Mapping[UUID, Head] | None = None
) -> list[Published]:
    """Append one edition for each draft, in order; at most one a subject in one call.

    Must run inside the transaction that locked the drafts' roots. `heads` are theirs, for whoever has read them
    under those locks; left out, they are read here.
    """
    if not drafts:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Editions are appended inside the transaction of their roots.")
    ids = [draft.subject_id for draft in drafts]
    if len(set(ids)) != len(ids):
        raise ValueError("A subject gets one edition at a time.")
    frames = [Frame.of(draft.document) for draft in drafts]
    heads = heads_of(ids) if heads is None else heads
    tick = advance(len(drafts))
    published = [
        _seal(draft, frame, heads.get(draft.subject_id), tick, offset, by)
        for offset, (draft, frame) in enumerate(zip(drafts, frames, strict=True), start=1)
    ]
    insert([item.edition for item in published])
    insert([item.head for item in published if item.head.subject_id not in heads])
    _replace_heads([item.head for item in published if item.head.subject_id in heads])
    for follow in _FOLLOWERS:
        follow(published, by)
    return published


def _seal(draft: Draft, frame: Frame, head: Head | None, tick: Tick, offset: int, by: Signature | None) -> Published:
    stamp: EditionStamp = {
        "by": by.shown if by else None,
        "number": head.number + 1 if head else 1,
        "kind": value_of(Kind, draft.kind),
        "note": draft.note,
        "position": tick.before + offset,
        "published_at": rfc3339(tick.at),
        "sha256": "",
        "previous_sha256": head.sha256 if head else None,
        "nonce": nonce(),
        "changed": list(draft.changed),
        "license": settings.LICENSE,
        "credit": settings.CREDIT,
        "review": draft.review if by else "automatic",
    }
    stamp["sha256"] = frame.sha256(stamp)
    edition = Edition(
        subject_id=draft.subject_id,
        number=stamp["number"],
        subject_type=draft.subject_type,
        kind=draft.kind,
        format=draft.document["format"],
        position=stamp["position"],
        published_at=tick.at,
        note=draft.note,
        changed=stamp["changed"],
        sha256=stamp["sha256"],
        previous_sha256=stamp["previous_sha256"],
        by_id=by.account if by else None,
        review=stamp["review"],
        text=frame.text(stamp),
    )
    return Published(edition, _head(draft, edition, head), draft.document | {"edition": stamp})


def _head(draft: Draft, edition: Edition, before: Head | None) -> Head:
    return Head(
        subject_id=draft.subject_id,
        subject_type=draft.subject_type,
        slug=draft.slug,
        number=edition.number,
        kind=edition.kind,
        readable=not draft.tombstone,
        format=edition.format,
        position=edition.position,
        sha256=edition.sha256,
        first_published_at=before.first_published_at if before else edition.published_at,
        published_at=edition.published_at,
        merged_into=draft.merged_into,
    )


def _replace_heads(heads: Sequence[Head]) -> None:
    """The heads of subjects that had editions before; `update` alone would be a statement a row."""
    columns: list[Any] = [f.name for f in Head._meta.fields if f.name != "subject_id"]
    Head.objects.bulk_create(
        heads, update_conflicts=True, unique_fields=["subject_id"], update_fields=columns, batch_size=500
    )
