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
from claimtrack.corrections.naming import words_that_name
from claimtrack.corrections.receiving import tell_of_end
from claimtrack.database.waiting import locked
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import audited

LONGEST_REASON: Final = 2_000
NO_REASON: Final = "Say why, for everybody to read: what is published stays as it is."
NAMES_THEM: Final = (
    "The reason is public, and may name whoever asked: {words}. Leave that out; or, where it names nobody, say so: "
    "with names_nobody, or at the desk by “names nobody:” before the reason."
)
DECIDED: Final = "It was decided already: {state}."
NOT_ACCEPTED: Final = "An edition follows a request that was accepted; this one is {state}."
NO_SUCH_EDITION: Final = "There is no edition {number} of it that was published since the request came."


def accept(
    *,
    request: CorrectionRequest,
    by: User,
    reason: str = "",
    names_nobody: bool = False,
    edition: int | None = None,
    now: datetime | None = None,
) -> None:
    """Agree that something is to be corrected, or was: by the edition with this number, where there is one already.

    A reason that may name whoever asked is refused, unless whoever decides says that it names nobody: words that are
    somebody's name are words of other sentences, too. Raises NotAllowed, and ValidationError with everything that
    stands against it.
    """
    _decide(request, State.ACCEPTED, by=by, reason=reason, names_nobody=names_nobody, edition=edition, now=now)


def decline(
    *, request: CorrectionRequest, by: User, reason: str, names_nobody: bool = False, now: datetime | None = None
) -> None:
    """Leave what is published as it is, for a reason. Raises as `accept` does."""
    _decide(request, State.DECLINED, by=by, reason=reason, names_nobody=names_nobody, now=now)


def name_edition(*, request: CorrectionRequest, edition: int, by: User) -> None:
    """Say which edition followed a request that was accepted, or another than was said. Raises as `accept` does."""
    with _stored(request, by) as stored:
        if stored.state != State.ACCEPTED:
            raise ValidationError(NOT_ACCEPTED.format(state=stored.get_state_display()))
        _refuse({"edition": list(_against_edition(stored, edition))})
        stored.edition = edition
        stored.save(update_fields=["edition"])


def _decide(
    request: CorrectionRequest,
    state: State,
    *,
    by: User,
    reason: str,
    names_nobody: bool,
    edition: int | None = None,
    now: datetime | None,
) -> None:
    reason = reason.strip()
    with _stored(request, by) as stored:
        if stored.state != State.RECEIVED:
            raise ValidationError(DECIDED.format(state=stored.get_state_display()))
        against = list(_against_reason(reason, is_needed=state == State.DECLINED))
        against += () if names_nobody else _naming(stored, reason)
        _refuse({"reason": against, "edition": list(_against_edition(stored, edition))})
        stored.state, stored.reason, stored.edition = state, reason, edition
        stored.decided_at, stored.decided_by = now or timezone.now(), by
        stored.save(update_fields=["state", "reason", "edition", "decided_at", "decided_by"])
        tell_of_end(stored)


@contextmanager
def _stored(request: CorrectionRequest, by: User) -> Iterator[CorrectionRequest]:
    with audited(by), transaction.atomic():
        demand(by, "decide", [request])
        [stored] = locked(CorrectionRequest.objects.filter(pk=request.pk))
        yield stored


def _against_reason(reason: str, *, is_needed: bool) -> Iterator[str]:
    if is_needed and not reason:
        yield NO_REASON
    if len(reason) > LONGEST_REASON:
        yield f"It has {len(reason):,} characters; at most {LONGEST_REASON:,} are published."


def _naming(request: CorrectionRequest, reason: str) -> Iterator[str]:
    asker = requester_of(request)
    if asker and (words := words_that_name(reason, name=asker.name, email=asker.email)):
        yield NAMES_THEM.format(words=", ".join(f"“{word}”" for word in words))


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
