"""Single sign-on lets in whom an administrator has invited, and makes nobody's account (docs/decisions/sign-in.md).

The first time, somebody is recognised by an address of e-mail that the provider says it has verified, which exactly
one account of the desk has; from then on by the provider's own name for them, whatever addresses become of.
"""

from collections.abc import Iterable, Sequence

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import User
from django.db import transaction

from claimtrack.accounts.models import Session, is_program
from claimtrack.accounts.people import refuse_to_act_as
from claimtrack.accounts.rights import demand
from claimtrack.editions.roots import audited


class SingleSignOnBackend(BaseBackend):
    """Who was let in by the provider; checks no password, and gives no right of its own."""

    def get_user(self, user_id: int) -> User | None:
        return ModelBackend().get_user(user_id)


def invited(verified: Iterable[str]) -> User | None:
    """The one account of the desk that has one of these verified addresses; None where there is none, or several.

    None, too, where the account is known by another name already: then the address has come to somebody else.
    """
    found: Sequence[User] = [
        person for address in verified if address for person in User.objects.filter(email__iexact=address)
    ]
    if len({person.pk for person in found}) != 1 or signs_on(found[0]) or not may_be_let_in(found[0]):
        return None
    return found[0]


def signs_on(person: User) -> bool:
    """Whether the provider's name for them is known."""
    known: bool = SocialAccount.objects.filter(user_id=person.pk).exists()
    return known


def may_be_let_in(person: User) -> bool:
    return person.is_active and person.is_staff and not is_program(person)


def forget_sign_on(*, person: User, by: User) -> None:
    """Forget the provider's name for somebody, so that their address joins them anew; what is signed in ends."""
    with audited(by), transaction.atomic():
        demand(by, "change", [User])
        refuse_to_act_as(person, by)
        SocialAccount.objects.filter(user_id=person.pk).delete()
        Session.objects.filter(person_id=person.pk).delete()
