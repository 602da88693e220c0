"""Where somebody is signed in: listed and ended by themselves, and by administrators for others."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from claimtrack.accounts.models import Session
from claimtrack.accounts.rights import demand
from claimtrack.accounts.sessions import ADDRESS, BROWSER, SIGNED_IN, USED, instant


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session without its key, which is as good as a password: `handle` names it on pages."""

    handle: str
    browser: str
    address: str
    signed_in: datetime
    used: datetime
    ends: datetime


def sessions_of(person: User, *, by: User) -> Sequence[SignedIn]:
    """The sessions of somebody that have not ended, the one used last first."""
    demand(by, "view", [Session(person_id=person.pk)])
    return sorted(map(_told, _open(person)), key=lambda each: each.used, reverse=True)


def end_sessions(*, person: User, which: Callable[[str], bool], by: User) -> int:
    """End those whose handles are these; returns how many."""
    demand(by, "delete", [Session(person_id=person.pk)])
    keys = [row.pk for row in _open(person) if which(handle_of(row.pk))]
    ended, _ = Session.objects.filter(pk__in=keys).delete()
    return ended


def handle_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _open(person: User) -> Sequence[Session]:
    return list(Session.objects.filter(person_id=person.pk, expire_date__gt=timezone.now()))


def _told(row: Session) -> SignedIn:
    data = row.get_decoded()
    signed_in = data.get(SIGNED_IN, 0)
    return SignedIn(
        handle=handle_of(row.pk),
        browser=data.get(BROWSER, ""),
        address=data.get(ADDRESS, ""),
        signed_in=instant(signed_in),
        used=instant(data.get(USED, signed_in)),
        ends=row.expire_date,
    )
