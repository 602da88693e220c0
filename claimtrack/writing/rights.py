"""Who may do what: the one question that every action asks before it writes."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model

#: What is done to a row, in the past tense: for the sentence that refuses it.
DONE: Final = {
    "view": "read",
    "add": "made",
    "change": "changed",
    "delete": "deleted",
    "publish": "published",
    "approve": "approved",
}


class NotAllowed(PermissionDenied):
    """Whoever acts has not the right to; nothing was written."""


def may(by: AbstractBaseUser | None, action: str, row: Model | type[Model]) -> bool:
    """May this person do this to this row, or to rows of this model at all?

    `action` is one of `DONE`. None acts in nobody's name: an import, a job, a case that is loaded.
    """
    if by is None:
        return True
    # Proxies and tables of links stand for the model they belong to.
    options = row._meta.concrete_model._meta if row._meta.concrete_model else row._meta
    return isinstance(by, AbstractUser) and by.has_perm(f"{options.app_label}.{action}_{options.model_name}")


def demand(by: AbstractBaseUser | None, action: str, rows: Iterable[Model | type[Model]]) -> None:
    """Raise NotAllowed unless this person may do this to all of these rows."""
    refused = {str(row._meta.verbose_name) for row in rows if not may(by, action, row)}
    if refused:
        what = " and ".join(sorted(refused))
        raise NotAllowed(f"Your account lacks the right to this: a {what} is {DONE[action]} by others.")
