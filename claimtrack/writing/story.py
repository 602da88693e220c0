"""What happened to a row, as a story that people read: of itself and of all that belongs to it, the newest first.

It is told from the audit trail, which the database writes: so what was written past every action is in it, in bulk, or
in SQL by hand, and is named as such. The API and the desk's page tell the same story, from here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db.models import Field, ForeignKey, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.text import capfirst
from pghistory.models import Event

from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.accounts.rights import may
from claimtrack.accounts.visible import visible
from claimtrack.dates import WorldDate
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.roots import Root
from claimtrack.text import shortened
from claimtrack.versions import UNCOUNTED

#: Which events of each table of the trail are of a row, by the row's id.
Related: TypeAlias = Mapping[Any, Q]
RELATED: Final[dict[type[Model], Callable[[Any], Related]]] = {}
#: As `RELATED`, of every root: what other rooms keep about works of whatever sort.
OF_ROOTS: Final[list[Callable[[Any], Related]]] = []

#: What is nobody's decision: counters and clocks.
LEFT_OUT: Final = UNCOUNTED - {"author", "stage", "merged_into"}
#: Fields of text that name who works on what.
NAMING: Final = frozenset({"taken_by"})
DONE: Final = {"insert": "added", "update": "changed", "delete": "removed", "linked": "added", "unlinked": "removed"}
ERASED: Final = ", erased"
#: Characters of a row's name.
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands in the order of a story: its transaction's time, its table and its id there."""

    at: datetime
    trail: str
    number: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote. `kind` is `person`, `program` (by its name, or as an import or a job) or `database`: no action wrote.

    `name`, `role` and `token` of a person are empty for those who are not told who works on what; `address` for all
    but administrators.
    """

    kind: str
    name: str = ""
    person: int | None = None
    role: str = ""
    token: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that a field points to; without a name when it is gone."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A field before and after; None is nothing."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Told:
    """One event: what was done to which row. The text of what was redacted is gone: then `erased`, without changes."""

    place: Place
    done: str
    model: type[Model]
    row: str | None
    name: str
    by: Writer
    request: str
    reason: str
    erased: bool
    changes: Sequence[Changed]


@dataclass(frozen=True, slots=True)
class Story:
    """A page of a story; `further` is where the next one begins."""

    told: Sequence[Told]
    further: Place | None


def enter_related(model: type[Model], related: Callable[[Any], Related]) -> None:
    """Say which events belong to a row of this model, besides its own."""
    RELATED[model] = related


def enter_related_to_roots(related: Callable[[Any], Related]) -> None:
    """Say which events belong to a root of whatever sort, given its id."""
    OF_ROOTS.append(related)


def trails() -> list[Any]:
    """Every table of the audit trail."""
    return [model for model in apps.get_models() if issubclass(model, Event)]


def has_story(model: type[Model]) -> bool:
    return hasattr(model, "pgh_event_model") and hasattr(model.pgh_event_model, "pgh_obj")


def story(row: Model, *, by: AbstractBaseUser | None, after: Place | None = None, most: int) -> Story:
    """What happened to the row, behind a place, as far as this person may know of it."""
    kinds = {_name(kind): (kind, which) for kind, which in _related(row).items()}
    places = _places(kinds, after, most)
    told = _Teller(by, kinds, places[:most]).told()
    return Story(told, places[most - 1] if len(places) > most else None)


class _Dated(Protocol):
    @property
    def at(self) -> datetime: ...


AnyDated = TypeVar("AnyDated", bound=_Dated)


def between(begin: Place | None, further: Place | None, more: Iterable[AnyDated]) -> list[AnyDated]:
    """What else has its place on the page that begins and ends there."""
    return [
        each for each in more if (begin is None or each.at <= begin.at) and (further is None or each.at > further.at)
    ]


def _related(row: Model) -> Related:
    model = row._meta.concrete_model or type(row)
    own: dict[Any, Q] = {model.pgh_event_model: Q(pgh_obj=row.pk)}  # type: ignore[attr-defined]  # made by pghistory
    if model in RELATED:
        own |= RELATED[model](row.pk)
    for related in OF_ROOTS if issubclass(model, Root) else ():
        own |= related(row.pk)
    return own


def _name(kind: Any) -> str:
    return str(kind._meta.db_table)


def _places(kinds: Mapping[str, tuple[Any, Q]], after: Place | None, most: int) -> list[Place]:
    """One place more than asked for, where there are as many."""
    found = [
        _events(name, *kind, after).order_by("-pgh_created_at", "-pgh_id")[: most + 1] for name, kind in kinds.items()
    ]
    first, *others = found
    rows = first.union(*others, all=True).order_by("-pgh_created_at", "-pgh_trail", "-pgh_id") if others else first
    return [Place(*row) for row in rows[: most + 1]]


def _events(name: str, kind: Any, which: Q, after: Place | None) -> QuerySet[Any, Any]:
    rows = kind.objects.filter(which)
    if after:
        same = Q(pgh_created_at=after.at)
        behind = {True: same, False: Q(pk__in=[])}[name < after.trail] if name != after.trail else (
            same & Q(pgh_id__lt=after.number)
        )  # fmt: skip
        rows = rows.filter(Q(pgh_created_at__lt=after.at) | behind)
    found: QuerySet[Any, Any] = rows.annotate(pgh_trail=Value(name))
    return found.values_list("pgh_created_at", "pgh_trail", "pgh_id")


class _Teller:
    """Tells these events: reads them by table, those before them, and what they point to, each once."""

    def __init__(
        self, by: AbstractBaseUser | None, kinds: Mapping[str, tuple[Any, Q]], places: Sequence[Place]
    ) -> None:
        self.by, self.places = by, places
        self.names_people, self.tells_addresses = may(by, "name", User), may(by, "view", User)
        self.events = {
            (name, event.pgh_id): event
            for name, numbers in _by_trail(places).items()
            for event in _read(kinds[name][0], numbers)
        }
        self.before = _before(self.events.values())
        self.people = User.objects.in_bulk([*{_metadata(event).get("user") for event in self.events.values()} - {None}])
        self.pointed = _Pointed(by, [*self.events.values(), *self.before.values()])

    def told(self) -> list[Told]:
        read = [(place, self.events[place.trail, place.number]) for place in self.places]
        return [self._told(place, event) for place, event in read if not self.pointed.hides(event)]

    def _told(self, place: Place, event: Any) -> Told:
        label, metadata = event.pgh_label.removesuffix(ERASED), _metadata(event)
        erased = event.pgh_label.endswith(ERASED)
        model = event.pgh_tracked_model._meta.concrete_model
        row = getattr(event, "pgh_obj_id", None)
        return Told(
            place, DONE.get(label, label), model, None if row is None else str(row), self.pointed.name(model, row),
            self._writer(event, metadata), metadata.get("request", "") if self.names_people else "",
            metadata.get("reason", ""), erased, () if erased else [*self._changes(event, label)],
        )  # fmt: skip

    def _writer(self, event: Any, metadata: Mapping[str, Any]) -> Writer:
        if event.pgh_context is None:
            return Writer("database", "directly in the database")
        if (number := metadata.get("user")) is None:
            return Writer("program", metadata.get("actor") or "an import or a job")
        if not self.names_people:
            return Writer("person")
        name = person_name(self.people.get(number), NOBODY)
        address = metadata.get("address", "") if self.tells_addresses else ""
        return Writer("person", name, number, metadata.get("role", ""), metadata.get("token", ""), address)

    def _changes(self, event: Any, label: str) -> Iterator[Changed]:
        before = self.before.get((type(event), event.pgh_id))
        for field in _fields(event):
            if not self.names_people and (field.related_model is User or field.name in NAMING):
                continue
            now = self.pointed.value(field, event)
            then = self.pointed.value(field, before) if before else None
            old, new = {"insert": (None, now), "linked": (None, now), "update": (then, now)}.get(label, (now, None))
            if old != new and (old or new):
                yield Changed(field.name, capfirst(str(field.verbose_name)), old, new)


def _by_trail(places: Iterable[Place]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place in places:
        found.setdefault(place.trail, []).append(place.number)
    return found


def _read(kind: Any, numbers: Collection[int]) -> Iterable[Any]:
    rows: QuerySet[Any, Any] = kind.objects.filter(pgh_id__in=numbers).select_related("pgh_context")
    if not hasattr(kind, "pgh_obj"):
        return rows
    earlier = kind.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    followed: QuerySet[Any, Any] = rows.annotate(previous=Subquery(earlier.values("pgh_id")[:1]))
    return followed


def _before(events: Iterable[Any]) -> dict[tuple[Any, int], Any]:
    """Of each event that changed a row, the one of the same row before it."""
    wanted: dict[Any, dict[int, int]] = {}
    for event in events:
        if getattr(event, "previous", None):
            wanted.setdefault(type(event), {})[event.previous] = event.pgh_id
    return {
        (kind, numbers[event.pgh_id]): event
        for kind, numbers in wanted.items()
        for event in kind.objects.filter(pgh_id__in=numbers)
    }


def _metadata(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _fields(event: Any) -> "list[Field[Any, Any]]":
    """What somebody may have decided of the row."""
    kept = {field.name for field in event._meta.concrete_fields if not field.name.startswith("pgh_")}
    fields = event.pgh_tracked_model._meta.concrete_fields
    return [field for field in fields if field.name in kept - LEFT_OUT and not field.primary_key]


class _Pointed:
    """The rows that events point to, by their names; and which of them are not there for whoever asks."""

    def __init__(self, by: AbstractBaseUser | None, events: Sequence[Any]) -> None:
        self.by = by
        wanted: dict[type[Model], set[Any]] = {}
        for model, pk in (pointed for event in events for pointed in _pointed(event)):
            wanted.setdefault(model, set()).add(pk)
        self.there: dict[type[Model], Mapping[Any, Any]] = {
            model: model._default_manager.in_bulk(pks) for model, pks in wanted.items()
        }
        self.hidden = {
            model: rows.keys() - _known(model, rows.keys(), by)
            for model, rows in self.there.items()
            if model is not User
        }

    def hides(self, event: Any) -> bool:
        """Whether an event is of a row, or names one, that is not there for whoever asks, as its like are."""
        return any(
            pk in self.hidden.get(model, ())
            and (pk == getattr(event, "pgh_obj_id", None) or may(self.by, "view", model))
            for model, pk in _pointed(event)
        )

    def name(self, model: type[Model], pk: Any) -> str:
        """As the row is called now; empty where it is gone."""
        row = self.there.get(model, {}).get(pk)
        return shortened(str(row), LONGEST_NAME) if row else ""

    def value(self, field: "Field[Any, Any]", event: Any) -> Any:
        """What a field held, as JSON has it; a row that was not to be known of then is nothing."""
        value = getattr(event, field.attname)
        if isinstance(field, ForeignKey) and value is not None:
            model = _pointed_at(field)
            hidden = value in self.hidden.get(model, ())
            return None if hidden else Reference(str(value), self.name(model, value) or None)
        return _plain(value)


def _known(model: type[Model], pks: Iterable[Any], by: AbstractBaseUser | None) -> set[Any]:
    rows = visible(model._default_manager.filter(pk__in=[*pks]), by=by)
    return set(rows.values_list("pk", flat=True))


def _pointed(event: Any) -> Iterator[tuple[type[Model], Any]]:
    if (row := getattr(event, "pgh_obj_id", None)) is not None:
        yield event.pgh_tracked_model._meta.concrete_model, row
    for field in _fields(event):
        if isinstance(field, ForeignKey) and (pk := getattr(event, field.attname)) is not None:
            yield _pointed_at(field), pk


def _pointed_at(field: "ForeignKey[Any, Any]") -> type[Model]:
    model: type[Model] = field.related_model._meta.concrete_model  # type: ignore[assignment]  # it has a table
    return model


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, WorldDate):
        return f"{value.edtf} (“{value.text}”)" if value.text else value.edtf
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value)
