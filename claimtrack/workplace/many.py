"""The same done to many works at once: given to somebody, tagged, returned to their authors. All of them, or none."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from claimtrack.editions.roots import Root
from claimtrack.text import shortened
from claimtrack.workplace import docket, talk
from claimtrack.writing.under import lock_roots


def assign(
    *, roots: Sequence[Root], assignee: User | None, due: date | None, by: User, message: str | None = None
) -> int:
    """Give them to somebody. Raises as `docket.assign` does, with what stands against each."""
    return _each(roots, lambda root: docket.assign(root=root, assignee=assignee, due=due, by=by, message=message))


def tag(*, roots: Sequence[Root], add: Collection[str], remove: Collection[str], by: User) -> int:
    """Put tags on them, or take them off. Raises as `docket.tag` does."""
    return _each(roots, lambda root: docket.tag(root=root, add=add, remove=remove, by=by))


def send_back(*, roots: Sequence[Root], by: User, message: str | None = None) -> int:
    """Return them to their authors. Raises as `talk.send_back` does."""
    return _each(roots, lambda root: talk.send_back(root=root, by=by, message=message))


def _each(roots: Sequence[Root], act: Callable[[Root], object]) -> int:
    """Locked in the order of their ids first, so that two who do this at once do not wait for each other in a ring."""
    refused: list[str] = []
    with transaction.atomic():
        lock_roots((type(root), root.pk) for root in roots)
        for root in roots:
            try:
                act(root)
            except ValidationError as error:
                refused += [f"“{shortened(str(root), 80)}”: {reason}" for reason in error.messages]
        if refused:
            raise ValidationError(refused)
    return len(roots)
