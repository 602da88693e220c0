"""Places that have a name or a text, as the desk shows them: by store, each with its address and what is done there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from pghistory.models import Event

from claims.dossier import renditions
from claims.exports import dumps
from claims.writing.preview import Place
from claims.writing.stores import Reach, Store
from claimtrack.admin.erasing import address_of_order
from claimtrack.editions.orders import RedactionOrder
from claimtrack.text import shortened
from claimtrack.writing.works import DESK_WORKS

#: Places of one store that are shown; all are counted.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One place: what it is called, where it is, and how it was found."""

    text: str
    url: str
    found: str
    goes: bool | None


@dataclass(frozen=True, slots=True)
class Group:
    """What one store has."""

    what: str
    reach: str
    count: int
    goes: int
    stays: int
    is_a_trail: bool
    lines: Sequence[Line]

    @property
    def is_open(self) -> bool:
        """Shown at once: what somebody has to go to. A trail follows its rows."""
        return bool(self.stays) and not self.is_a_trail

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def grouped(places: Iterable[Place]) -> list[Group]:
    """What stays first: somebody has to do something about it."""
    by_store: dict[str, list[Place]] = {}
    for place in places:
        by_store.setdefault(place.store.name, []).append(place)
    groups = [_group(listed) for listed in by_store.values()]
    return sorted(groups, key=lambda group: (not group.stays, group.what))


def _group(places: Sequence[Place]) -> Group:
    store = places[0].store
    shown = sorted(places, key=lambda place: (place.goes is True, not place.by_text, place.key))[:SHOWN]
    names = _names(store, [place.key for place in shown])
    return Group(
        store.what,
        str(store.reach),
        len(places),
        sum(place.goes is True for place in places),
        sum(place.goes is False for place in places),
        store.reach == Reach.BLANKED,
        [Line(*names.get(place.key, (place.key, "")), _found(place), place.goes) for place in shown],
    )


def _found(place: Place) -> str:
    return " and ".join(name for name, so in (("its text", place.by_text), ("its id", place.by_id)) if so)


def _names(store: Store, keys: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """What rows are called, and where: their own pages, that of the root, or that on which their past is cleared."""
    if store.name == "editions_edition":
        return dict(_editions(keys))
    model = next((each for each in apps.get_models() if each._meta.db_table == store.name), None)
    if model is None or ":" in "".join(keys):
        return {}
    found = model._default_manager.in_bulk([model._meta.pk.to_python(key) for key in keys])
    rows = {str(pk): row for pk, row in found.items()}
    if issubclass(model, Event):
        return _of_trail(model, rows)
    return {key: (shortened(str(row), 100), _page(type(row), row.pk)) for key, row in rows.items()}


def _editions(keys: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    roots = {
        str(row.pk): row
        for model in DESK_WORKS
        for row in model._default_manager.filter(pk__in={key.partition(":")[0] for key in keys})
    }
    for key in keys:
        subject_id, _, number = key.partition(":")
        row = roots.get(subject_id)
        name = f"“{shortened(str(row), 80)}”, edition {number}" if row else key
        yield key, (name, address_of_order(row._meta.label_lower, row.pk) if row else "")


def _of_trail(model: Any, events: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    """Whose past it is, and where that is cleared; links between rows have no page of their own."""
    tracked = model.pgh_tracked_model
    ids = {key: getattr(event, "pgh_obj_id", None) for key, event in events.items()}
    there = tracked._default_manager.in_bulk([pk for pk in ids.values() if pk]) if any(ids.values()) else {}
    return {
        key: (
            f"{tracked._meta.verbose_name} {_quoted(there.get(ids[key]))}({_told(event)})",
            address_of_order(tracked._meta.label_lower, ids[key]) if _page(tracked, ids[key]) else "",
        )
        for key, event in events.items()
    }


def _told(event: Any) -> str:
    return f"{event.pgh_label}, {event.pgh_created_at:%Y-%m-%d %H:%M} UTC"


def _quoted(row: Model | None) -> str:
    return f"“{shortened(str(row), 60)}” " if row else ""


def _page(model: type[Model], pk: object) -> str:
    if pk is None:
        return ""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def waiting_files(order: RedactionOrder) -> list[str]:
    """What of the files on this machine is still there, and which jobs wait."""
    if not order.numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name IN ('forget_dumps', 'forget_renditions')"
            " AND status IN ('todo', 'doing')"
        )
        (waiting,) = cursor.fetchone()
    jobs = [f"{waiting} jobs that delete dumps and dossiers wait for a worker."] if waiting else []
    kept = len(dumps.holding(order.subject_id)), renditions.number_kept()
    return [*jobs, f"On this machine: {kept[0]} dumps that can hold it, {kept[1]} kept dossiers of whatever claims."]
