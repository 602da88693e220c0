"""Tokens: what programs act with in a person's name. Whoever holds the secret has them; it is told once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claimtrack.accounts.models import Scope, Token, is_program
from claimtrack.accounts.rights import NotAllowed, demand
from claimtrack.editions.roots import acting, audited

NAME_LENGTH: Final = 100
LONGEST: Final = timedelta(days=365)
PUBLISHES_NOTHING: Final = "A program publishes nothing: its tokens have no scope publish."


def scopes_of(person: User) -> Sequence[Scope]:
    """What a token of this account may be for."""
    return [scope for scope in Scope if scope != Scope.PUBLISH or not is_program(person)]


def issue(
    *, person: User, name: str, scopes: Collection[str], lasts: timedelta, by: User | None, through: Token | None = None
) -> tuple[Token, str]:
    """Make a token of one's own; returns it with its secret, which nobody can read again. None is `manage.py`.

    What is made `through` another token may no more than that one, and no longer. Raises ValidationError.
    """
    if by is not None:
        demand(by, "add", [Token])
        if by.pk != person.pk:
            raise NotAllowed("Everybody makes their own tokens.")
    _judge(person, name, scopes, lasts, through)
    with audited(by) if by else acting("manage.py token"), transaction.atomic():
        made: tuple[Token, str] = Token.objects.create(  # type: ignore[no-untyped-call]  # knox has no types
            person, expiry=lasts, name=name, scopes=[scope.value for scope in Scope if scope in scopes]
        )
    return made


def revoke(*, token: Token, by: User) -> None:
    """End a token: one's own, or as an administrator anybody's."""
    with audited(by), transaction.atomic():
        demand(by, "delete", [token])
        token.delete()


def _judge(person: User, name: str, scopes: Collection[str], lasts: timedelta, through: Token | None) -> None:
    """Raise ValidationError with all that stands against a token, by field."""
    faults: dict[str, Any] = {}
    if not name.strip() or len(name) > NAME_LENGTH:
        faults["name"] = f"Say in 1 to {NAME_LENGTH} characters what uses it: “nightly feed”."
    if refused := _refused(person, scopes, through):
        faults["scopes"] = refused
    if not timedelta() < lasts <= LONGEST:
        faults["days"] = f"A token lasts 1 to {LONGEST.days} days."
    elif through and _ends(through) < timezone.now() + lasts:
        faults["days"] = f"A token made with another ends no later than that one: {_ends(through):%Y-%m-%d %H:%M} UTC."
    if faults:
        raise ValidationError(faults)


def _refused(person: User, scopes: Collection[str], through: Token | None) -> list[str]:
    refused = []
    if not scopes or set(scopes) - set(Scope.values):
        refused.append(f"A token has one or more of the scopes {', '.join(Scope.values)}.")
    if Scope.PUBLISH in scopes and is_program(person):
        refused.append(PUBLISHES_NOTHING)
    if through and set(scopes) - set(through.scopes):
        refused.append(f"A token made with another has no scope that it lacks: {', '.join(through.scopes)}.")
    return refused


def _ends(token: Token) -> datetime:
    """Those from before tokens ended do not; what is made with them does."""
    ends: datetime | None = token.expiry
    return ends or timezone.now() + LONGEST + timedelta(minutes=1)
