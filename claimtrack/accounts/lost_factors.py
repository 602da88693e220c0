"""A lost second factor: reset by two administrators, never for themselves, or at the machine by `manage.py`.

Whoever still has a recovery code signs in with that, and needs nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from claimtrack.accounts.factors import has_factor
from claimtrack.accounts.models import FactorReset, Session
from claimtrack.accounts.rights import NotAllowed, demand
from claimtrack.editions.roots import acting, audited

OWN = "Your own second factor is reset by two other administrators, or with a recovery code."


def ask_reset(*, person: User, reason: str, by: User) -> FactorReset:
    """Ask that somebody else's factor be reset; says why. Raises ValidationError."""
    with audited(by), transaction.atomic():
        demand(by, "add", [FactorReset])
        _refuse_oneself(person, by)
        if not reason.strip():
            raise ValidationError("Say why: how you know that it is they who ask.")
        if not has_factor(person):
            raise ValidationError(f"{person} has no second factor.")
        asked, is_new = FactorReset.objects.get_or_create(person=person, defaults={"asked_by": by, "reason": reason})
        if not is_new:
            raise ValidationError(f"{asked.asked_by} has asked already: another administrator confirms.")
    return asked


def confirm_reset(*, person: User, by: User) -> None:
    """Reset a factor that another administrator asked for; what is signed in ends, too. Raises ValidationError."""
    with _asked(person, by) as asked:
        if asked.asked_by_id == by.pk:
            raise NotAllowed("You asked for it: another administrator confirms.")
        asked.delete()
        _reset(person)


def refuse_reset(*, person: User, by: User) -> None:
    """Let the factor be as it is. Raises ValidationError."""
    with _asked(person, by) as asked:
        asked.delete()


def reset_at_the_machine(*, person: User) -> bool:
    """Reset a factor as whoever runs this installation; says whether there was one."""
    with acting("manage.py reset_factor"), transaction.atomic():
        FactorReset.objects.filter(person=person).delete()
        return _reset(person)


@contextmanager
def _asked(person: User, by: User) -> Iterator[FactorReset]:
    """What was asked for, locked, for another administrator than the person to decide."""
    with audited(by), transaction.atomic():
        demand(by, "decide", [FactorReset])
        _refuse_oneself(person, by)
        asked = FactorReset.objects.select_for_update().filter(person=person).first()
        if asked is None:
            raise ValidationError(f"Nobody asks any more that the second factor of {person} be reset.")
        yield asked


def _refuse_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise NotAllowed(OWN)


def _reset(person: User) -> bool:
    Session.objects.filter(person_id=person.pk).delete()
    had_one = has_factor(person)
    Authenticator.objects.filter(user_id=person.pk).delete()
    return had_one
