"""Guests: somebody from outside, a lawyer or an expert, who may read one claim before it is published, by a link.

Of the link only a digest is kept. It ends at its time, when somebody takes it back, and when whoever made it loses the
right to (`docs/decisions/guests.md`).
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from claimtrack.accounts.rights import demand, may
from claimtrack.accounts.roles import staff
from claimtrack.database.finding import rows_having
from claimtrack.editions.clocks import said, told
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from claimtrack.editions.handing import Guest, GuestOpening
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import AnyRoot, Root, Stage, audited, lock

#: Bytes of chance in a link: 256 bits.
CHANCE: Final = 32
FURTHEST: Final = timedelta(days=90)


def invite(*, root: Root, name: str, expires_at: datetime, by: User) -> tuple[Guest, str]:
    """Let a guest read this root until a time; answers the secret of the link, which nothing tells again.

    Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "invite", [locked])
        refuse(_against(name, expires_at, told()))
        secret = secrets.token_urlsafe(CHANCE)
        guest = Guest.objects.create(
            subject_id=locked.pk, digest=_digest(secret), name=name.strip(), by_id=by.pk, expires_at=expires_at
        )
    return guest, secret


def _against(name: str, expires_at: datetime, now: datetime) -> Iterator[str]:
    if not name.strip():
        yield "Say who the guest is: the name stands on each page that they read."
    if not now < expires_at <= now + FURTHEST:
        yield f"Give a time within {FURTHEST.days} days at which the link ends: it is {said(now)}."


def revoke(*, root: Root, guest_id: int, by: User) -> None:
    """End a guest's link at once. Raises NotAllowed, and CannotPublish where there is none that is open."""
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "invite", [locked])
        ended = Guest.objects.filter(pk=guest_id, subject_id=locked.pk, revoked_at=None)
        refuse([] if ended.update(revoked_at=told(), revoked_by_id=by.pk) else ["There is no such link that is open."])


def guests_of(root: Root) -> "QuerySet[Guest]":
    """Every one, the newest first, with what they opened at hand."""
    return Guest.objects.filter(subject_id=root.pk).order_by("-pk").prefetch_related("openings")


def is_open(guest: Guest, root: Root) -> bool:
    """Whether the link leads somewhere now."""
    if guest.revoked_at or guest.expires_at <= told() or root.stage == Stage.REDACTED:
        return False
    maker = staff().filter(pk=guest.by_id).first()
    return maker is not None and may(maker, "invite", root)


def open_link(model: type[AnyRoot], secret: str, *, what: str) -> tuple[Guest, AnyRoot] | None:
    """The guest whose link this is, with what they may read, and note that it was opened; None if it is not open."""
    with transaction.atomic():
        guest = Guest.objects.filter(digest=_digest(secret)).first()
        root = model._default_manager.filter(pk=guest.subject_id).first() if guest else None
        if guest is None or root is None or not is_open(guest, root):
            return None
        GuestOpening.objects.create(guest=guest, what=what)
        return guest, root


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@eraser
def erase_guests(erasure: Erasure) -> dict[str, int]:
    """Blank names that have the words of the order."""
    return {"editions_guest": rows_having(Guest, ("name",), erasure.words).update(name=ERASED)}
