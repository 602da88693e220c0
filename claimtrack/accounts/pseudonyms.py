"""What editions say of members of staff: a role and a pseudonymous id, never a name.

The id is made with the account and stays with it (`Profile.pseudonym`); the desk alone knows whose it is. The role is
the one held when the work was done, kept beside it: a promotion changes nothing that was written before.
"""

from typing import cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User

from claimtrack.accounts.roles import Role, role_of
from claimtrack.editions.chain import StaffDocument
from claimtrack.editions.store import Signature
from claimtrack.vocabulary import value_of


def signed(by: AbstractBaseUser | None) -> Signature | None:
    """How somebody signs the edition that they publish, in the role that they hold now; None for imports and jobs."""
    pseudonym = pseudonym_of(by)
    return Signature(by.pk, staff(pseudonym, role_of(by))) if by and pseudonym else None


def pseudonym_of(person: AbstractBaseUser | None) -> UUID | None:
    return cast("User", person).profile.pseudonym if person else None


def staff(pseudonym: UUID, role: str | None) -> StaffDocument:
    """Somebody as editions have them; `role` is empty where it was not recorded."""
    return {"role": value_of(Role, role), "person": str(pseudonym)}
