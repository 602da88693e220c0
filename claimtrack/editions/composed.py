"""What composing yields: a document, and the fragments it must not show yet.

A document names its neighbours by id, and only the public ones. What names another is held back as a
fragment with the path it belongs to, and released when that neighbour is published.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q, QuerySet

from claimtrack.editions.chain import Document, canonical
from claimtrack.editions.models import HeldBack


@dataclass(frozen=True, slots=True)
class Fragment:
    """A value for `path` in the document, to be shown once `neighbour_id` is public."""

    neighbour_id: UUID
    path: str
    value: Any


@dataclass(slots=True)
class Composed:
    """A document without its `edition` member, and what it holds back."""

    document: Document
    held_back: list[Fragment] = field(default_factory=list)


@dataclass(slots=True)
class Neighbours:
    """Sorts what names a neighbour into shown and held back, for one document."""

    public: Collection[UUID]
    held_back: list[Fragment] = field(default_factory=list)

    def one(self, path: str, neighbour_id: UUID | None) -> str | None:
        """The neighbour's id for a member that holds one, or None while it is not public."""
        if neighbour_id is None:
            return None
        return next(iter(self.several(path, [(neighbour_id, str(neighbour_id))])), None)

    def several(self, path: str, named: Iterable[tuple[UUID, Any]]) -> list[Any]:
        """The values whose neighbour is public, in canonical order; the others are held back."""
        shown = []
        for neighbour_id, value in named:
            if neighbour_id in self.public:
                shown.append(value)
            else:
                self.held_back.append(Fragment(neighbour_id, path, value))
        return in_order(shown)


def in_order(values: Iterable[Any]) -> list[Any]:
    """One order for members that have none of their own, so that the same facts give the same bytes."""
    return sorted(values, key=canonical)


def keep_back(composed: dict[UUID, Composed]) -> None:
    """Replace what is held back for these subjects by what their newest composition holds back."""
    HeldBack.objects.filter(subject_id__among=composed).delete()
    HeldBack.objects.bulk_create(
        HeldBack(subject_id=subject_id, neighbour_id=item.neighbour_id, path=item.path, fragment=item.value)
        for subject_id, result in composed.items()
        for item in result.held_back
    )


def held_back(subject_ids: Iterable[UUID]) -> QuerySet[HeldBack]:
    """The fragments that these subjects hold back, or that others hold back for them."""
    ids = list(subject_ids)
    return HeldBack.objects.filter(Q(subject_id__among=ids) | Q(neighbour_id__among=ids))


def with_fragments(document: Document, fragments: Sequence[tuple[str, Any]]) -> Document:
    """A copy of the document with these (path, value) pairs added; what it already shows stays once.

    A path leads through members and, in a list of objects, through their `id`. A path that the document
    no longer has is passed over: the place itself is gone.
    """
    copy: Document = orjson.loads(orjson.dumps(document))
    for path, value in fragments:
        *way, last = path.split(".")
        place = _walk(copy, way)
        if place is None or last not in place:
            continue
        if not isinstance(place[last], list):
            place[last] = value
        elif value not in place[last]:
            place[last] = in_order([*place[last], value])
    return copy


def _walk(place: Any, way: Sequence[str]) -> dict[str, Any] | None:
    for step in way:
        if isinstance(place, list):
            place = next((item for item in place if item.get("id") == step), None)
        else:
            place = place.get(step)
        if place is None:
            return None
    return place if isinstance(place, dict) else None
