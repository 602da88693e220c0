"""What waits for somebody, in sections, the urgent first: what the start page and `GET /desk/queue/` show.

Each app enters its sections (`enter`), and others need not know of them. A section answers with its first lines and
with how many there are, counted up to `MOST_COUNTED`; so it costs the same however much the desk holds.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from claimtrack.accounts.rights import may
from claimtrack.accounts.visible import visible
from claimtrack.workplace.models import Docket
from claimtrack.workplace.roots import kind_of
from claimtrack.writing.works import DESK_WORKS

#: A number of lines is exact up to here.
MOST_COUNTED: Final = 1_000
#: So many works are looked for by their urgency: of more, the most urgent.
MOST_URGENT: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One work that waits: `why` in a few words, `since` when, `due` by when, each as far as it is known.

    `priority` is the work's own, from 0 to 9. What waits may be another row that has a page, such as a request.
    `beside` is what the work's app tells of it in the queue (`tell_beside`).
    """

    root: Model
    why: str = ""
    since: datetime | None = None
    due: date | datetime | None = None
    priority: int = 0
    beside: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The first lines of a section, and how many there are; more than `MOST_COUNTED` are told as one more.

    `told` is said of all of them, behind the title.
    """

    lines: Sequence[Line] = ()
    count: int = 0
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Something that is waited for.

    `find` answers for a person, at a time, with so many lines at most: of what exists for them alone
    (`claimtrack.accounts.visible`), the most urgent first. `order` is its place among the others; `page` is the address
    of a list of all of it, where there is one, and `empty` is told where there is nothing: without it, an empty section
    is not shown on the start page.
    """

    name: str
    title: str
    find: "Callable[[User, datetime, int], Found]"
    order: int
    empty: str = ""
    page: Callable[[], str] = lambda: ""
    #: The right that whoever sees it has to have: an action, of a model.
    right: tuple[str, type[Model]] | None = None

    def is_for(self, person: User) -> bool:
        return self.right is None or may(person, *self.right)


SECTIONS: Final[dict[str, Section]] = {}


def enter(section: Section) -> Section:
    """Enter a section: the one thing that an app has to do for it to be seen."""
    SECTIONS[section.name] = section
    return section


#: What an app tells beside the lines of its works: of these ids, as far as it exists for this person.
Beside = Callable[[Collection[UUID], User], Mapping[UUID, Sequence[str]]]
BESIDE: Final[dict[type[Model], Beside]] = {}


def tell_beside(model: type[Model], beside: Beside) -> None:
    """Enter what stands beside the lines of works of one sort."""
    BESIDE[model] = beside


@dataclass(frozen=True, slots=True)
class Filled:
    """A section with what waits in it for whoever asks."""

    section: Section
    found: Found = field(default_factory=Found)


def queue(person: User, *, most: int, now: datetime | None = None, names: Iterable[str] = ()) -> Sequence[Filled]:
    """Every section that is for this person, or those of these names, in their order, with so many lines at most."""
    now, wanted = now or timezone.now(), set(names)
    sections = sorted(SECTIONS.values(), key=lambda each: each.order)
    filled = [
        Filled(each, each.find(person, now, most))
        for each in sections
        if each.is_for(person) and (not wanted or each.name in wanted)
    ]
    return _told_beside(filled, person)


def _told_beside(filled: Sequence[Filled], person: User) -> Sequence[Filled]:
    """The same, with what their apps tell beside each line; each app is asked once."""
    roots = [line.root for each in filled for line in each.found.lines]
    told: dict[UUID, Sequence[str]] = {}
    for model, beside in BESIDE.items():
        if ids := {root.pk for root in roots if type(root) is model}:
            told.update(beside(ids, person))

    def with_beside(found: Found) -> Found:
        return replace(found, lines=[replace(line, beside=told.get(line.root.pk, ())) for line in found.lines])

    return [replace(each, found=with_beside(each.found)) for each in filled]


# -- for sections of roots ------------------------------------------------------------------------


def levels_of(*kinds: str) -> Mapping[UUID, int]:
    """The priorities of what somebody called urgent, of works of these sorts: the most urgent `MOST_URGENT`."""
    urgent = Docket.objects.filter(kind__in=kinds, priority__gt=0).order_by("-priority")
    return dict(urgent.values_list("root_id", "priority")[:MOST_URGENT])


def urgent_first(
    rows: "QuerySet[Any]",
    *,
    kind: str,
    most: int,
    key: str = "pk",
    order: Sequence[str] = ("updated_at",),
    levels: Mapping[UUID, int] | None = None,
) -> list[tuple[Any, int]]:
    """The first of these rows with the priority of the work that each is about: `key` is the column with its id.

    What somebody called urgent is few, and is looked for by its ids; the others come in the order of an index. One
    question for both would have to read and sort all that waits. `levels` are `levels_of`, where they are known.
    """
    urgent = Docket.objects.filter(kind=kind, priority__gt=0)
    levels = levels_of(kind) if levels is None else levels
    found: list[tuple[Any, int]] = []
    if levels:
        pairs = rows.filter(**{f"{key}__in": list(levels)}).order_by(*order).values_list("pk", key)
        first = sorted(pairs, key=lambda pair: -levels[pair[1]])[:most]
        stored = rows.in_bulk([pk for pk, _ in first])
        found = [(stored[pk], levels[root_id]) for pk, root_id in first if pk in stored]
    if len(found) < most:
        others = rows.exclude(Exists(urgent.filter(root_id=OuterRef(key)))) if levels else rows
        found += [(row, 0) for row in others.order_by(*order)[: most - len(found)]]
    return found


def counted(rows: "QuerySet[Any]", order: Sequence[str] = ("updated_at",)) -> int:
    """How many there are, up to one more than `MOST_COUNTED`, which are read in the order of an index."""
    return rows.order_by(*order)[: MOST_COUNTED + 1].count()


def of_roots(choose: "Callable[[QuerySet[Any]], QuerySet[Any]]") -> "Callable[[User, datetime, int], Found]":
    """`find` of a section of works of every sort: `choose` narrows all roots of a model to those that wait."""

    def find(person: User, now: datetime, most: int) -> Found:
        lines: list[Line] = []
        count, levels = 0, levels_of(*map(kind_of, DESK_WORKS))
        for model in DESK_WORKS:
            rows = choose(visible(model._default_manager.all(), by=person))
            found = urgent_first(rows, kind=kind_of(model), most=most, levels=levels)
            lines += [Line(root=row, since=row.updated_at, priority=level) for row, level in found]
            count += len(found) if len(found) < most else counted(rows)
        return Found(in_order(lines, most), min(count, MOST_COUNTED + 1))

    return find


def in_order(lines: Iterable[Line], most: int) -> list[Line]:
    """The urgent first, and of those the ones that have waited longest."""
    return sorted(lines, key=lambda line: (-line.priority, line.since.timestamp() if line.since else 0))[:most]
