"""Works as the workplace knows them: by the name of their sort and their id, in whatever app they are written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Protocol
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.urls import reverse

from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import Root, Stage
from claimtrack.editions.store import last_documents
from claimtrack.text import shortened
from claimtrack.writing.works import DESK_WORKS, desk_work

#: So many numbers there are.
_NUMBERS: Final = 10**8


class Named(Protocol):
    """A row that names a work."""

    kind: str
    root_id: UUID


def kind_of(root: Root | type[Root]) -> str:
    """The name of its sort: `claim`."""
    return desk_work(root).name


def naming(root: Root) -> dict[str, Any]:
    """The columns that name a work."""
    return {"kind": kind_of(root), "root_id": root.pk}


def number_of(root_id: UUID) -> str:
    """What a work is called where nothing of it may be said: eight digits, the same each time.

    They are made of its id, and tell nothing of it; two works may share them, so a link stands beside.
    """
    return f"{root_id.int % _NUMBERS:08}"


def page_of(root: Model) -> str:
    """The address of its page at the desk."""
    return reverse(f"admin:{root._meta.app_label}_{root._meta.model_name}_change", args=[root.pk])


def is_public(root: Root) -> bool:
    """Whether what it is called may be said outside of the desk: readers have it, and nobody restricted it."""
    return root.stage == Stage.PUBLISHED and getattr(root, "restriction_id", None) is None


def names_of(roots: Collection[Root]) -> Mapping[UUID, str]:
    """What each is called in a notice: by what readers call it as well, or else by its number. Two queries at most."""
    # As the standing edition has it: the desk may be ahead of it.
    documents = last_documents([root.pk for root in roots if is_public(root)])
    return {root.pk: _name(root, documents.get(root.pk, {}).get(desk_work(root).work.title)) for root in roots}


def _name(root: Root, title: object) -> str:
    name = f"{root._meta.verbose_name} no. {number_of(root.pk)}"
    return f"{name}, “{shortened(str(title), 100)}”" if title else name


def roots_of(rows: Iterable[Named], *, by: AbstractBaseUser | None) -> Mapping[UUID, Root]:
    """The works that these rows name, as far as they are there for this person: a query for each sort."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        ids[row.kind].add(row.root_id)
    return {
        root.pk: root
        for model, work in DESK_WORKS.items()
        if ids[work.name]
        for root in visible(model._default_manager.filter(pk__in=ids[work.name]), by=by)
    }
