"""The book of rows: how each table of the desk is written, as its app describes it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

from claimtrack.editions.roots import Root
from claimtrack.writing.fields import Fields

#: A root that a row is written under: it is locked, and counts one version up.
RootKey = tuple[type[Root], UUID]


def _under_nothing(rows: Sequence[Any]) -> Iterable[RootKey]:
    return ()


def _stays(row: Any | None, fields: Fields | None) -> Iterable[RootKey]:
    return ()


def _as_they_are(rows: Sequence[Any], by: AbstractBaseUser | None, given: Collection[str]) -> None:
    """Nothing is completed."""


def _never(row: Any) -> Iterable[str]:
    return ()


def _nothing_follows(rows: Sequence[Any], by: AbstractBaseUser | None) -> None:
    """Nothing depends on these rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writable:
    """How rows of one table are written.

    `roots` of rows, as they stand in memory; of a row that moves, those it leaves are locked as well. `moves` adds
    those that gain or lose the row by what is written of it, given the stored row (None for a new one) and what is
    written (None for a deletion). `complete` fills in what nobody is asked for, given rows, who writes them and the
    names of the fields that are written of each. `against_changing` and `against_deleting` are sentences that stand
    against it. `links` store references to several rows that are not a plain relation. `afterwards` brings up to
    date what depends on the rows, in the same transaction.
    """

    fields: type[Fields]
    roots: Callable[[Sequence[Any]], Iterable[RootKey]] = _under_nothing
    moves: Callable[[Any | None, Any | None], Iterable[RootKey]] = _stays
    complete: Callable[[Sequence[Any], AbstractBaseUser | None, Collection[str]], None] = _as_they_are
    against_changing: Callable[[Any], Iterable[str]] = _never
    against_deleting: Callable[[Any], Iterable[str]] = _never
    links: Mapping[str, "Links"] = field(default_factory=dict)
    afterwards: Callable[[Sequence[Any], AbstractBaseUser | None], None] = _nothing_follows


@dataclass(frozen=True, slots=True)
class Links:
    """References to several rows that a table of its own keeps: how they are read, and replaced."""

    read: Callable[[Any], Sequence[UUID]]
    replace: Callable[[Any, Sequence[UUID]], None]


BOOK: Final[dict[type[Model], Writable]] = {}


def describe(entry: Writable) -> Writable:
    """Enter a table."""
    BOOK[entry.fields.model] = entry
    return entry


def writable(model: type[Model]) -> Writable:
    """How rows of this model are written. Raises LookupError where nobody described it."""
    if model not in BOOK:
        raise LookupError(f"{model.__name__} is not written by changes of rows.")
    return BOOK[model]
