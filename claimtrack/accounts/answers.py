"""Answers that are kept for a day, so that a request which is sent again is not done again.

As the draft “The Idempotency-Key HTTP Header Field” of the IETF has it. An answer is stored in the transaction of what
was written: one is never there without the other. Of refusals nothing is kept: nothing was written, and the same key
may be sent with a better body.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from claimtrack.accounts.models import KeptAnswer
from claimtrack.editions.erasing import Erasure, eraser

KEPT_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Keyed:
    """One person's request, by its key; both as digests."""

    person: User
    key: str
    request: str


class InFlight(Exception):
    """The same key is being answered at this moment."""


class OtherRequest(Exception):
    """The key was used for another request."""


def keyed(*, person: User, key: str, request: bytes) -> Keyed:
    """`request` is all that makes the request what it is: method, address and body."""
    return Keyed(person, _digest(f"{person.pk} {key}".encode()), _digest(request))


def earlier_answer(to: Keyed) -> KeptAnswer | None:
    """What was answered to this request before; None makes this the one that does it.

    Until the transaction ends nobody else does: whoever comes meanwhile gets InFlight. Raises OtherRequest.
    """
    found = _found(to)
    if found is None:
        if not _is_taken(to.key):
            raise InFlight
        found = _found(to)  # it may have been answered before the key was ours
    if found and found.request != to.request:
        raise OtherRequest
    return found


def _found(to: Keyed) -> KeptAnswer | None:
    found = KeptAnswer.objects.filter(person=to.person, key=to.key).first()
    if found and found.at < timezone.now() - KEPT_FOR:
        found.delete()
        return None
    return found


def keep(to: Keyed, *, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keep this answer, in the transaction that did what it tells of."""
    KeptAnswer.objects.create(
        person=to.person,
        key=to.key,
        request=to.request,
        status=status,
        headers=dict(headers),
        body=body,
        at=timezone.now(),
    )


def forget_old() -> None:
    KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


@eraser
def empty_answers(_: Erasure) -> Mapping[str, int]:
    """Take the texts out of all that is kept: answers print their neighbours, and nobody can tell which ones.

    That a request was done is still known, so that sending it again does not do it again.
    """
    return {"accounts_keptanswer": KeptAnswer.objects.exclude(body=None).update(headers={}, body=None)}


def empty_answers_with(ids: Iterable[UUID]) -> None:
    """Take the texts out of what is kept and names one of these rows, which are gone."""
    kept = KeptAnswer.objects.exclude(body=None)
    for pk in ids:
        kept.filter(body__contains=str(pk)).update(headers={}, body=None)


def _digest(text: bytes) -> str:
    return salted_hmac("claimtrack.accounts.answers", text, algorithm="sha256").hexdigest()


def _is_taken(key: str) -> bool:
    """Take an advisory lock on the key until the end of the transaction, if nobody has it."""
    number = int.from_bytes(bytes.fromhex(key[:16]), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
