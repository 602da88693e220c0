"""What every decision begins with on something that was proposed."""

from collections.abc import Callable
from typing import Final, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Model

from claimtrack.accounts.rights import demand
from claimtrack.database.waiting import locked

AnyRow = TypeVar("AnyRow", bound=Model)

DECIDED: Final = "This was decided already."


def undecided(row: AnyRow, action: str, *, by: AbstractBaseUser, waits: Callable[[AnyRow], bool]) -> AnyRow:
    """The row as it stands now, locked, if this person may decide on it and it still waits for that.

    Raises NotAllowed, and ValidationError.
    """
    [current] = locked(type(row)._default_manager.filter(pk=row.pk))
    demand(by, action, [current])
    if not waits(current):
        raise ValidationError(DECIDED)
    return current
