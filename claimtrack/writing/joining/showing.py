"""What a merger would move, and its end would move back: for whoever is to decide, as far as it exists for them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet

from claimtrack.accounts.visible import visible
from claimtrack.editions.joining import Joined, Joining
from claimtrack.editions.roots import Root, Stage
from claimtrack.text import shortened
from claimtrack.writing.joining.merging import (
    against_merging,
    against_parting,
    merger_of,
    needs_two,
)
from claimtrack.writing.joining.moving import ALONG, STAYS
from claimtrack.writing.joining.sorts import JOINABLE
from claimtrack.writing.joining.waiting import joining_sha256, open_for

#: So many rows of a sort are named; all of them are counted.
MOST_NAMED: Final = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one sort that move, or stay and why: how many there are, and the first of them."""

    called: str
    number: int
    named: Sequence[Model]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: both works, what moves and what stays, what stands against it, and who waits for a second.

    `publishes` says which editions readers get by it at once; `sha256` is what whoever decides names as seen.
    """

    kind: Joined
    root: Root
    other: Root
    moves: Sequence[Rows]
    stays: Sequence[Rows]
    publishes: Sequence[str]
    against: Sequence[str]
    waiting: Joining | None
    needs_two: bool
    sha256: str


def plan_of_merging(*, kept: Root, gone: Root, by: AbstractBaseUser) -> Plan:
    along = ALONG[type(gone)]
    moves = [_rows(each.called, each.moving(kept, gone), by) for each in along]
    again = "is taken away: the other says the same already"
    stays = [
        _rows(each.called, each.staying(kept, gone), by, again if each.dropped else "Both have it.") for each in along
    ]
    stays += [
        _rows(str(model._meta.verbose_name_plural), model._default_manager.filter(**{column: gone.pk}), by, why)
        for (model, column), why in STAYS[type(gone)].items()
        if not model._meta.auto_created
    ]
    return _plan(Joined.MERGE, gone, kept, _any(moves), _any(stays), list(against_merging(kept, gone)))


def plan_of_parting(*, gone: Root, by: AbstractBaseUser) -> Plan | None:
    """None of a work that is not merged into another."""
    merger = merger_of(gone)
    if merger is None:
        return None
    kept = type(gone)._default_manager.get(pk=merger.other_id)
    moved = list(merger.moved.all())
    by_table: dict[str, list[str]] = defaultdict(list)
    for row in moved:
        by_table[row.table].append(row.row)
    moves = []
    for label, ids in by_table.items():
        model = apps.get_model(label)
        moves.append(_rows(str(model._meta.verbose_name_plural), model._default_manager.filter(pk__in=ids), by))
    against = against_parting(kept, gone, merger, by)
    return _plan(Joined.UNMERGE, gone, kept, _any(moves), [], against)


def _plan(
    kind: Joined, root: Root, other: Root, moves: Sequence[Rows], stays: Sequence[Rows], against: Sequence[str]
) -> Plan:
    number = joining_sha256(kind, root, other)
    waiting = next((row for row in open_for(root, kind) if row.other_id == other.pk and row.sha256 == number), None)
    publishes = list(_publishes(kind, root, other))
    return Plan(kind, root, other, moves, stays, publishes, against, waiting, needs_two(kind, other, root), number)


def _publishes(kind: Joined, gone: Root, kept: Root) -> Iterator[str]:
    """The editions that follow at once, in sentences; none of what readers have not."""
    names = [f"“{shortened(str(root), 80)}”" for root in (gone, kept)]
    if gone.published_version is None:
        return
    if kind == Joined.MERGE:
        yield f"Readers of {names[0]} are sent on to {names[1]} at once, which gets a new edition with what moves."
    else:
        yield f"{names[0]} is published again at once, with what moves back."
        if kept.stage == Stage.PUBLISHED:
            yield f"{names[1]} gets a new edition without it."


def _rows(called: str, rows: "QuerySet[Any]", by: AbstractBaseUser, why: str = "") -> Rows:
    known = visible(rows, by=by).order_by("pk")
    named = list(known[: MOST_NAMED + 1])
    number = known.count() if len(named) > MOST_NAMED else len(named)
    return Rows(called, number, named[:MOST_NAMED], why)


def _any(rows: Sequence[Rows]) -> list[Rows]:
    return [each for each in rows if each.number]


def identity_of(root: Root) -> Iterator[tuple[str, str]]:
    """What tells a work from others, each with what it is called; empty ones too, so that two stand side by side."""
    yield from JOINABLE[type(root)].identity(root)
