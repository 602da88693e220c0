"""What editors decide on a request: accepted or declined, with a reason for the public that names nobody who asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claimtrack.accounts.rights import demand
from claimtrack.corrections.models import CorrectionRequest, State, requester_of
from claimtrack.database.finding import fold
from claimtrack.database.waiting import locked
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import audited

LONGEST_REASON: Final = 2_000
NO_REASON: Final = "Say why, for everybody to read: what is published stays as it is."
NAMES_THEM: Final = "The reason is public, and has the name or the e-mail address of whoever asked: leave it out."
DECIDED: Final = "It was decided already: {state}."
NOT_ACCEPTED: Final = "An edition follows a request that was accepted; this one is {state}."
NO_SUCH_EDITION: Final = "There is no edition {number} of it that was published since the request came."


def accept(
    *,
    request: CorrectionRequest,
    by: User,
    reason: str = "",
    edition: int | None = None,
    now: datetime | None = None,
) -> None:
    """Agree that something is to be corrected, or was: by the edition with this number, where there is one already.

    Raises NotAllowed, and ValidationError with everything that stands against it.
    """
    _decide(request, State.ACCEPTED, by=by, reason=reason, edition=edition, now=now)


def decline(*, request: CorrectionRequest, by: User, reason: str, now: datetime | None = None) -> None:
    """Leave what is published as it is, for a reason. Raises as `accept` does."""
    _decide(request, State.DECLINED, by=by, reason=reason, now=now)


def name_edition(*, request: CorrectionRequest, edition: int, by: User) -> None:
    """Say which edition followed a request that was accepted, or another than was said. Raises as `accept` does."""
    with _stored(request, by) as stored:
        if stored.state != State.ACCEPTED:
            raise ValidationError(NOT_ACCEPTED.format(state=stored.get_state_display()))
        _refuse({"edition": list(_against_edition(stored, edition))})
        stored.edition = edition
        stored.save(update_fields=["edition"])


def _decide(
    request: CorrectionRequest, state: State, *, by: User, reason: str, edition: int | None = None, now: datetime | None
) -> None:
    reason = reason.strip()
    with _stored(request, by) as stored:
        if stored.state != State.RECEIVED:
            raise ValidationError(DECIDED.format(state=stored.get_state_display()))
        against = _against_reason(stored, reason, is_needed=state == State.DECLINED)
        _refuse({"reason": list(against), "edition": list(_against_edition(stored, edition))})
        stored.state, stored.reason, stored.edition = state, reason, edition
        stored.decided_at, stored.decided_by = now or timezone.now(), by
        stored.save(update_fields=["state", "reason", "edition", "decided_at", "decided_by"])


@contextmanager
def _stored(request: CorrectionRequest, by: User) -> Iterator[CorrectionRequest]:
    with audited(by), transaction.atomic():
        demand(by, "decide", [request])
        [stored] = locked(CorrectionRequest.objects.filter(pk=request.pk))
        yield stored


def _against_reason(request: CorrectionRequest, reason: str, *, is_needed: bool) -> Iterator[str]:
    if is_needed and not reason:
        yield NO_REASON
    if len(reason) > LONGEST_REASON:
        yield f"It has {len(reason):,} characters; at most {LONGEST_REASON:,} are published."
    asker = requester_of(request)
    if asker and any(each and fold(each) in fold(reason) for each in (asker.name, asker.email)):
        yield NAMES_THEM


def _against_edition(request: CorrectionRequest, number: int | None) -> Iterator[str]:
    if number is None:
        return
    followed = Edition.objects.filter(
        subject_id=request.subject_id, number=number, published_at__gte=request.received_at
    )
    if not followed.exists():
        yield NO_SUCH_EDITION.format(number=number)


def _refuse(faults: dict[str, list[str]]) -> None:
    if found := {name: told for name, told in faults.items() if told}:
        raise ValidationError(found)
