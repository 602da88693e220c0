"""To whom dossiers were given: noted, so that whoever corrects, withholds or redacts knows whom to tell."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.accounts.rights import demand
from claimtrack.database.finding import rows_having
from claimtrack.editions.agreement import Approval, Authorship
from claimtrack.editions.clocks import said, told
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from claimtrack.editions.handing import Handover
from claimtrack.editions.models import Edition
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Root, audited, lock
from claimtrack.editions.schedules import Schedule
from claimtrack.writing.agreement import numbers_of
from claimtrack.writing.works import desk_work

#: Whether a number is that of something that was made of a root: what apps make of their own, they know themselves.
Knows = Callable[[Root, str], bool]
KNOW: Final[list[Knows]] = []


def know_more(function: Knows) -> Knows:
    """Enter what an app knows of the numbers that stand in what is handed over: a decorator."""
    KNOW.append(function)
    return function


_NUMBER: Final = re.compile("[0-9a-f]{64}")


def record_handover(*, root: Root, to: str, sha256: str, by: User, at: datetime | None = None) -> Handover:
    """Note that somebody outside was given a dossier of a root, known by the hash that stands in it.

    `at` is when; now, unless it was before. Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "hand_on", [locked])
        now = told()
        refuse(_against(to, sha256, at, now))
        return Handover.objects.create(
            subject_id=locked.pk,
            subject_type=desk_work(locked).name,
            sha256=sha256,
            to=to.strip(),
            at=at or now,
            by_id=by.pk,
        )


def _against(to: str, sha256: str, at: datetime | None, now: datetime) -> Iterator[str]:
    if not to.strip():
        yield "Say who was given it, and how they are reached."
    if not _NUMBER.fullmatch(sha256):
        yield "Give the SHA-256 that stands in the dossier: 64 digits of 0–9 and a–f."
    if at and at > now:
        yield f"It was given to them at a time that has come: it is {said(now)}."


def is_known(row: Handover, root: Root) -> bool:
    """Whether the house can tell now that the number is of this root: of an edition, of what was agreed to or is to be
    published, of what the desk has as it stands, or of what apps make of it.

    A draft that was changed since, and a dossier that was made while the record stood elsewhere, it cannot tell.
    """
    of_it = {"subject_id": root.pk, "sha256": row.sha256}
    return (
        any(model._default_manager.filter(**of_it).exists() for model in (Edition, Approval, Authorship, Schedule))
        or numbers_of([root])[root.pk] == row.sha256
        or any(knows(root, row.sha256) for knows in KNOW)
    )


def handovers_of(root: Root) -> "QuerySet[Handover]":
    """Every one, the newest first."""
    return Handover.objects.filter(subject_id=root.pk).order_by("-at", "-pk")


def whom_to_tell(subject_id: UUID) -> list[str]:
    """In sentences: who has a dossier of it, since when, of which hash, and who gave it to them."""
    rows = list(Handover.objects.filter(subject_id=subject_id).order_by("-at", "-pk"))
    people = User.objects.in_bulk({row.by_id for row in rows}) if rows else {}
    return [
        f"Tell {row.to}: they were given a dossier on {said(row.at)} by "
        f"{person_name(people.get(row.by_id), NOBODY)} (SHA-256 {row.sha256[:12]}…)."
        for row in rows
    ]


@eraser
def erase_handovers(erasure: Erasure) -> dict[str, int]:
    """Blank names that have the words of the order. Who is to be told of the redaction stays."""
    return {"editions_handover": rows_having(Handover, ("to",), erasure.words).update(to=ERASED)}
