"""Requests as the public sends them, and looks at what came of them: the one write that needs no account."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claimtrack.corrections.models import Asker, CorrectionRequest, Requester

#: Random bytes of a number: 192 bits.
BYTES: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wrote, and as far as they said, who they are. All of it is plain text."""

    wrong: str
    right: str = ""
    evidence: Sequence[str] = ()
    concerns_me: bool = False
    name: str = ""
    email: str = ""


#: Called with each new request, in its transaction: who is to be alerted, says whoever knows.
FOLLOWERS: Final[list[Callable[[CorrectionRequest], None]]] = []


def follow_requests(function: Callable[[CorrectionRequest], None]) -> Callable[[CorrectionRequest], None]:
    """Be told of each new request: a decorator."""
    FOLLOWERS.append(function)
    return function


#: Called with each request that waits no more, and again when whoever asked is forgotten, in the same transaction.
ENDED: Final[list[Callable[[CorrectionRequest], None]]] = []


def follow_ends(function: Callable[[CorrectionRequest], None]) -> Callable[[CorrectionRequest], None]:
    """Be told of each request that waits no more: a decorator."""
    ENDED.append(function)
    return function


def tell_of_end(request: CorrectionRequest) -> None:
    for follower in ENDED:
        follower(request)


def receive(*, kind: str, subject_id: UUID, asked: Asked, now: datetime | None = None) -> str:
    """Keep a request about something that is published. Answers its number, which is told this once.

    Nobody is noted as its writer: the trail would have to say from where it came.
    """
    number = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        request = CorrectionRequest.objects.create(
            digest=digest_of(number),
            kind=kind,
            subject_id=subject_id,
            asker=Asker.CONCERNED if asked.concerns_me else Asker.OTHER,
            received_at=now or timezone.now(),
        )
        Requester.objects.create(
            request=request,
            wrong=asked.wrong,
            right=asked.right,
            evidence=list(asked.evidence),
            name=asked.name,
            email=asked.email,
        )
        for follower in FOLLOWERS:
            follower(request)
    return number


def numbered(number: str) -> CorrectionRequest | None:
    """The request of this number, without whoever asked."""
    return CorrectionRequest.objects.filter(digest=digest_of(number)).first()


def digest_of(number: str) -> str:
    return sha256(number.encode("utf-8", "surrogatepass")).hexdigest()
