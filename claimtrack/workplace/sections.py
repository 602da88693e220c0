"""Sections of the queue that every sort of work has: what is to be looked at, what waits for me, what is mine, what is
in review, what a second person looks at, what is withheld, and what is ahead of the record."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q

from claimtrack.editions.agreement import HOURS_TO_LOOK
from claimtrack.editions.models import HOURS_TO_ANSWER, Withholding
from claimtrack.editions.roots import Root, RootQuerySet, Stage
from claimtrack.text import shortened
from claimtrack.workplace.models import Docket, Happening, Notice
from claimtrack.workplace.notices import happened
from claimtrack.workplace.queue import MOST_COUNTED, Found, Line, Section, enter, in_order, of_roots
from claimtrack.workplace.roots import roots_of
from claimtrack.writing.agreement import second_looks
from claimtrack.writing.alerts import unseen
from claimtrack.writing.works import DESK_WORKS

#: What somebody is asked to do something about, until they have read so.
ASKING: Final = (Happening.MENTIONED, Happening.ASSIGNED, Happening.RETURNED)
#: What is not done with.
OPEN: Final = Q(stage__in=[Stage.DRAFT, Stage.IN_REVIEW, Stage.WITHHELD]) | (
    Q(stage=Stage.PUBLISHED) & ~Q(version=F("published_version"))
)
_LATEST: Final = date.max
#: Characters of why somebody has to look at something.
LONGEST_REASON: Final = 300


def _priorities(ids: Iterable[UUID]) -> Mapping[UUID, int]:
    urgent = Docket.objects.filter(root_id__in=list(ids), priority__gt=0)
    return dict(urgent.values_list("root_id", "priority"))


# -- for me ---------------------------------------------------------------------------------------


def _waiting_for_me(person: User, now: datetime, most: int) -> Found:
    """Works that somebody named me at, gave me or returned to me, until I have read so; each once."""
    unread = Notice.objects.filter(person=person, read_at=None, happening__in=ASKING)
    rows = list(unread.order_by("-id")[: MOST_COUNTED + 1])
    there = roots_of(rows, by=person)
    given = Docket.objects.filter(assignee=person, root_id__in=list(there)).values_list("root_id", flat=True)
    mine, newest = set(given), dict[UUID, Notice]()
    for row in rows:
        if row.root_id in there and _still_asks(row, there[row.root_id], mine):
            newest.setdefault(row.root_id, row)
    levels = _priorities(newest)
    lines = [
        Line(root=there[pk], why=happened(row), since=row.at, priority=levels.get(pk, 0)) for pk, row in newest.items()
    ]
    return Found(in_order(lines, most), len(lines))


def _still_asks(row: Notice, root: Root, mine: Collection[UUID]) -> bool:
    """Nobody waits, read or not, for what is somebody else's by now, or is no draft of its author's any more."""
    if row.happening == Happening.ASSIGNED:
        return root.pk in mine
    return row.happening != Happening.RETURNED or root.stage == Stage.DRAFT


def _mine(person: User, now: datetime, most: int) -> Found:
    """Works that were given to me, and are not done with: what is due first comes first of what is as urgent."""
    dockets = [docket for model in DESK_WORKS for docket in _open_dockets(person, model)]
    there = roots_of(dockets, by=person)
    lines = [
        Line(root=there[each.root_id], why=", ".join(each.tags), due=each.due, priority=each.priority)
        for each in sorted(dockets, key=lambda each: (-each.priority, each.due or _LATEST))
        if each.root_id in there
    ]
    return Found(lines[:most], len(lines))


def _open_dockets(person: User, model: type[Root]) -> Iterator[Docket]:
    its = model._default_manager.filter(OPEN, pk=OuterRef("root_id"))
    dockets = Docket.objects.filter(Exists(its), assignee=person, kind=DESK_WORKS[model].name)
    yield from dockets.order_by("-priority", F("due").asc(nulls_last=True))[: MOST_COUNTED + 1]


# -- for everybody --------------------------------------------------------------------------------


def _of_the_record(
    found: Iterable[Any],
    person: User,
    most: int,
    *,
    within: timedelta | None = None,
    why: Callable[[Any], str] = lambda row: "",
) -> Found:
    """Lines of rows of the record that somebody answers, within a time where there is one."""
    rows = list(found)
    named = [Docket(kind=row.subject_type, root_id=row.subject_id) for row in rows]
    there, levels = roots_of(named, by=person), _priorities(row.subject_id for row in rows)
    lines = [
        Line(
            root=there[row.subject_id],
            why=why(row),
            since=row.at,
            due=row.at + within if within else None,
            priority=levels.get(row.subject_id, 0),
        )
        for row in rows
        if row.subject_id in there
    ]
    return Found(in_order(lines, most), len(lines))


def _second_looks(person: User, now: datetime, most: int) -> Found:
    return _of_the_record(second_looks()[: MOST_COUNTED + 1], person, most, within=timedelta(hours=HOURS_TO_LOOK))


def _withheld(person: User, now: datetime, most: int) -> Found:
    rows = Withholding.objects.filter(outcome="", confirmed_at=None).order_by("at")[: MOST_COUNTED + 1]
    return _of_the_record(rows, person, most, within=timedelta(hours=HOURS_TO_ANSWER))


def _alerts(person: User, now: datetime, most: int) -> Found:
    """What did not go as somebody had ordered, and nobody has looked at."""
    return _of_the_record(
        unseen()[: MOST_COUNTED + 1], person, most, why=lambda row: shortened(row.reason, LONGEST_REASON)
    )


# Why something was not published names who wrote it.
enter(Section(name="alerts", title="To be looked at", order=5, find=_alerts, right=("name", User)))
enter(
    Section(
        name="waiting_for_me",
        title="Waiting for you",
        order=10,
        empty="Nobody waits for you.",
        find=_waiting_for_me,
    )
)
enter(Section(name="mine", title="Yours", order=20, empty="Nothing is given to you.", find=_mine))
enter(
    Section(
        name="for_review",
        title="In review",
        order=30,
        empty="Nothing is submitted.",
        find=of_roots(lambda rows: rows.filter(stage=Stage.IN_REVIEW)),
    )
)
enter(Section(name="second_looks", title="Published alone: a second look is owed", order=40, find=_second_looks))
enter(Section(name="withheld", title="Withheld: a second person decides", order=50, find=_withheld))
enter(
    Section(
        name="ahead",
        title="Ahead of the record",
        order=90,
        empty="The record says what the desk says.",
        find=of_roots(lambda rows: cast("RootQuerySet[Any]", rows).with_unpublished_changes()),
    )
)
