"""Guests: somebody from outside, a lawyer or an expert, who may read one claim before it is published, by a link.

Of the link only a digest is kept. It ends at its time, when somebody takes it back, when whoever made it loses the
right to, when what it was for is published, and when that is withdrawn or restricted (`docs/decisions/guests.md`).
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum, auto
from hashlib import sha256
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from claimtrack.accounts.models import Restrictable
from claimtrack.accounts.rights import demand, may
from claimtrack.accounts.roles import staff
from claimtrack.database.finding import rows_having
from claimtrack.editions.clocks import said, told
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from claimtrack.editions.handing import Guest, GuestOpening
from claimtrack.editions.models import Edition, Kind, Review
from claimtrack.editions.publishing import refuse, says_the_same
from claimtrack.editions.roots import AnyRoot, Root, Stage, audited, lock
from claimtrack.editions.store import last_documents
from claimtrack.writing.works import desk_work

#: Bytes of chance in a link: 256 bits.
CHANCE: Final = 32
FURTHEST: Final = timedelta(days=90)
#: Where nobody from outside reads what the desk has, and every link has ended for good.
CLOSED: Final = frozenset({Stage.MERGED, Stage.WITHHELD, Stage.RETRACTED, Stage.REDACTED})


def invite(*, root: Root, name: str, expires_at: datetime, by: User) -> tuple[Guest, str]:
    """Let a guest read this root until a time; answers the secret of the link, which nothing tells again.

    Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "invite", [locked])
        refuse(_against(locked, name, expires_at, told()))
        secret = secrets.token_urlsafe(CHANCE)
        guest = Guest.objects.create(
            subject_id=locked.pk, digest=_digest(secret), name=name.strip(), by_id=by.pk, expires_at=expires_at
        )
    return guest, secret


def _against(root: Root, name: str, expires_at: datetime, now: datetime) -> Iterator[str]:
    if root.stage in CLOSED:
        yield f"It was {root.get_stage_display()}: no guest reads it as the desk has it."
    elif says_the_same(last_documents([root.pk]).get(root.pk), desk_work(root).preview(root)):
        yield "Everybody can read it as it stands: send the address of its page."
    if not name.strip():
        yield "Say who the guest is: the name stands on each page that they read."
    elif not name.strip().isprintable():
        yield "A name has letters and spaces alone: no line breaks, and no signs that nobody sees."
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


class Leads(Enum):
    """Where a link leads now."""

    TO_THE_DRAFT = auto()
    TO_READERS = auto()  # what it was for was published
    NOWHERE = auto()


def leads(guest: Guest, root: Root) -> Leads:
    """Where a guest's link leads. What it was for is published once: later changes need another link."""
    if guest.revoked_at or guest.expires_at <= told() or root.stage in CLOSED or _was_closed(guest, root):
        return Leads.NOWHERE
    maker = staff().filter(pk=guest.by_id).first()
    if maker is None or not may(maker, "invite", root):
        return Leads.NOWHERE
    return Leads.TO_READERS if _was_published(guest) else Leads.TO_THE_DRAFT


def is_open(guest: Guest, root: Root) -> bool:
    """Whether the link leads to what is not published."""
    return leads(guest, root) == Leads.TO_THE_DRAFT


def _was_published(guest: Guest) -> bool:
    """Since the link was made; what jobs bring up to date by themselves publishes nothing of the draft."""
    since = Edition.objects.filter(subject_id=guest.subject_id, published_at__gte=guest.made_at)
    return since.exclude(kind=Kind.UPDATED, review=Review.AUTOMATIC).exists()


def _was_closed(guest: Guest, root: Root) -> bool:
    """Whether it was withdrawn or restricted since the link was made, be it for a while."""
    trail: Any = type(root).pgh_event_model  # type: ignore[attr-defined]  # of tracked models
    events = trail.objects.filter(pgh_obj=root.pk).order_by("pgh_id")
    since = events.filter(pgh_created_at__gte=guest.made_at)
    if since.filter(stage__in=CLOSED).exists():
        return True
    if not isinstance(root, Restrictable):
        return False
    before = events.filter(pgh_created_at__lt=guest.made_at).values_list("restriction_id", flat=True).last()
    return bool(since.filter(restriction_id__isnull=False).exclude(restriction_id=before).exists())


def open_link(model: type[AnyRoot], secret: str, *, what: str) -> tuple[Guest, AnyRoot, Leads] | None:
    """The guest whose link this is, what it is for, and where it leads; None if that is nowhere.

    That they read the draft is noted.
    """
    with transaction.atomic():
        guest = Guest.objects.filter(digest=_digest(secret)).first()
        root = model._default_manager.filter(pk=guest.subject_id).first() if guest else None
        if guest is None or root is None or (where := leads(guest, root)) == Leads.NOWHERE:
            return None
        if where == Leads.TO_THE_DRAFT:
            GuestOpening.objects.create(guest=guest, what=what)
        return guest, root, where


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@eraser
def erase_guests(erasure: Erasure) -> dict[str, int]:
    """Blank names that have the words of the order."""
    return {"editions_guest": rows_having(Guest, ("name",), erasure.words).update(name=ERASED)}
