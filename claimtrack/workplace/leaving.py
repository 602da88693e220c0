"""Who leaves the desk, or loses the role, has no work there any more: it is nobody's, and can be given to others."""

from collections.abc import Collection
from functools import partial
from typing import Any, Final

from django.contrib.auth.models import Group, User
from django.db import transaction

from claimtrack.editions.roots import acting
from claimtrack.workplace.models import Docket
from claimtrack.workplace.notices import may_be_told, may_talk

#: What is written of an account each time that somebody signs in, and tells nothing of their rights.
SIGNING_IN: Final = frozenset({"last_login", "password"})


def account_saved(sender: type[User], instance: User, created: bool, update_fields: Any, **_: Any) -> None:  # noqa: FBT001 - as Django sends it
    """An account may have been closed."""
    if not created and not (update_fields and set(update_fields) <= SIGNING_IN):
        _look_again({instance.pk})


def groups_changed(sender: type[Any], instance: User | Group, action: str, pk_set: Any, **_: Any) -> None:
    """A role may have been taken away."""
    if action.startswith("post_"):
        _look_again({instance.pk} if isinstance(instance, User) else pk_set or ())


def _look_again(ids: Collection[int]) -> None:
    """Once all of it is stored: who is given another role has none for a moment."""
    if ids:
        transaction.on_commit(partial(_end_of, frozenset(ids)))


def _end_of(ids: Collection[int]) -> None:
    gone = [pk for pk in ids if not ((person := may_be_told(pk)) and may_talk(person))]
    if gone:
        with acting("the end of a role at the desk"):
            Docket.objects.filter(assignee__in=gone).update(assignee=None)
