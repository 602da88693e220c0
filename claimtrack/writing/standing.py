"""Where rows of the desk stand, for the permission table: whose they are, and at which stage."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from claimtrack.accounts.table import Standing
from claimtrack.editions.models import Entry
from claimtrack.editions.roots import Root, Stage
from claimtrack.writing.book import writable


def of_root(root: Root) -> Sequence[Standing]:
    """A root is its author's."""
    return () if root._state.adding else (Standing(root.author_id, Stage(root.stage)),)


def under_roots(row: Model) -> Sequence[Standing]:
    """A row stands where each of its roots stands, and is their authors'; under none, it stands by itself.

    A root that is made in the same write says nothing: it is whoever's who makes both.
    """
    roots: dict[type[Root], set[UUID]] = defaultdict(set)
    for model, pk in writable(type(row)).roots([row]):
        roots[model].add(pk)
    if not roots:
        return by_itself(row)
    return [
        Standing(author, Stage(stage))
        for model, ids in roots.items()
        for author, stage in model._default_manager.filter(pk__in=ids).values_list("author", "stage")
    ]


def by_itself(row: Model) -> Sequence[Standing]:
    """A row under no root is theirs who made it, as the audit trail has it; public once an edition names it."""
    if row._state.adding:
        return ()
    is_public = Entry.objects.filter(kind=row._meta.model_name, item_id=str(row.pk)).exists()
    return (Standing(made_by(row), Stage.PUBLISHED if is_public else Stage.DRAFT),)


def made_by(row: Model) -> int | None:
    """Whom the audit trail names as the maker of the row; None for an import or a job."""
    trail: Any = type(row).pgh_event_model  # type: ignore[attr-defined]  # of tracked models
    events = trail._default_manager.filter(pgh_obj=row.pk, pgh_label="insert")
    user: int | None = events.values_list("pgh_context__metadata__user", flat=True).first()
    return user
