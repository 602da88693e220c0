"""Which rows somebody may know of: what every list, search, count, history and autocomplete of the desk begins with."""

from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet

from claimtrack.accounts.hiding import existing_for
from claimtrack.accounts.rights import may

AnyRow = TypeVar("AnyRow", bound=Model)


def visible(rows: QuerySet[AnyRow], *, by: AbstractBaseUser | None) -> QuerySet[AnyRow]:
    """Those of these rows that exist for this person; None is a job, for which all do.

    What is restricted to others, stands under that or names it, does not exist, whatever the role. It asks nothing
    by itself: the condition is part of the query.
    """
    return existing_for(rows, by) if may(by, "view", rows.model) else rows.none()
