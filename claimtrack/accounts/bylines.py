"""A name in public: off until its person chooses one, and gone everywhere here once they withdraw it.

Editions never hold it. It stands beside them, and whatever was made with it is made again (`forget_names`).
"""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from claimtrack.accounts.models import is_program
from claimtrack.accounts.rights import demand
from claimtrack.editions.erasing import forget_names
from claimtrack.editions.models import Byline
from claimtrack.editions.roots import audited
from claimtrack.editions.store import advance

OF_A_PROGRAM = "A program has no byline."


def byline_of(person: User) -> Byline | None:
    return Byline.objects.filter(person=person.profile.pseudonym).first()


def choose(*, name: str, by: User) -> Byline:
    """Sign in public with this name from now on, and wherever one has worked before. Raises ValidationError."""
    chosen = Byline(person=by.profile.pseudonym, name=name.strip())
    with audited(by), transaction.atomic():
        demand(by, "add", [chosen])
        if is_program(by):
            raise ValidationError(OF_A_PROGRAM)
        chosen.full_clean(validate_unique=False)
        take_away(by)
        chosen.save(force_insert=True)
    return chosen


def withdraw(*, person: User, by: User) -> None:
    """Take somebody's name out of the public again: their own doing, or an administrator's for who cannot sign in."""
    with audited(by), transaction.atomic():
        demand(by, "delete", [Byline(person=person.profile.pseudonym)])
        take_away(person)


def take_away(person: User) -> None:
    """Delete it, and all that was made with it; what a reader keeps is asked for again."""
    Byline.objects.filter(person=person.profile.pseudonym).delete()
    advance(0, revision=1)
    forget_names()
