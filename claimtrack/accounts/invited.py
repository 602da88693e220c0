"""Single sign-on lets in whom an administrator has invited, and makes nobody's account (docs/decisions/sign-in.md).

The first time, somebody is recognised by an address of e-mail that the provider says it has verified, which exactly
one account of the desk has; from then on by the provider's own name for them, whatever addresses become of.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import User

from claimtrack.accounts.models import is_program


class SingleSignOnBackend(BaseBackend):
    """Who was let in by the provider; checks no password, and gives no right of its own."""

    def get_user(self, user_id: int) -> User | None:
        return ModelBackend().get_user(user_id)


def invited(verified: Iterable[str]) -> User | None:
    """The one account of the desk that has one of these verified addresses; None where there is none, or several."""
    found: Sequence[User] = [
        person for address in verified if address for person in User.objects.filter(email__iexact=address)
    ]
    return found[0] if len({person.pk for person in found}) == 1 and may_be_let_in(found[0]) else None


def may_be_let_in(person: User) -> bool:
    return person.is_active and person.is_staff and not is_program(person)
