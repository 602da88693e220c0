"""The roots that rows are written under: locked before anything else, counted up at the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from claimtrack.editions.roots import Root, lock
from claimtrack.writing.book import RootKey


def lock_roots(keys: Iterable[RootKey]) -> None:
    """Lock these roots, model by model and in id order."""
    ids = by_model(keys)
    for model in sorted(ids, key=lambda model: model._meta.label):
        lock(model, ids[model])


def count_roots_up(keys: Iterable[RootKey], *, by: AbstractBaseUser | None) -> None:
    """Count one version up of these locked roots; what a person writes is marked so."""
    marks = {"edited_by_person": True} if by else {}
    for model, ids in by_model(keys).items():
        model._default_manager.filter(pk__in=ids).update(version=F("version") + 1, **marks)


def by_model(keys: Iterable[RootKey]) -> Mapping[type[Root], set[UUID]]:
    ids: dict[type[Root], set[UUID]] = defaultdict(set)
    for model, pk in keys:
        ids[model].add(pk)
    return ids
