"""What others wrote of a row since it was shown to whoever writes now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from claimtrack.editions.roots import Root
from claimtrack.versions import Versioned
from claimtrack.writing.book import writable
from claimtrack.writing.changes import Change, Create, Delete, Update
from claimtrack.writing.faults import STALE, Fault
from claimtrack.writing.fields import Fields, plain
from claimtrack.writing.seen import Version
from claimtrack.writing.trail import last_written, written_since

OPEN_AGAIN = "Nothing is saved: open the page again in another window, and bring over what you wrote."
LOOK_AGAIN = "Nothing is deleted: look at it again first."
READ_AGAIN = "Nothing is written: read it again first."


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that somebody else changed meanwhile, which this write leaves as they wrote it."""

    place: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a change would write over of what somebody else wrote since, and what of theirs it leaves alone."""

    faults: list[Fault] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def held_against(change: Change, row: Model) -> Held:
    """Hold a change against the row as it is stored by now."""
    match change:
        case Create():
            return Held()
        case Update(seen=int(version)) | Delete(seen=int(version)):
            return Held(list(_another_version(change, row, version)))
        case Update(seen=Version() as version) | Delete(seen=Version() as version):
            return Held(list(not_as_seen(row, version, place=change.place)))
        case Update(seen=Fields() as shown):
            return _field_by_field(change, row, shown)
        case Delete(seen=Fields() as shown):
            return Held([_overwritten(change, row, name, LOOK_AGAIN) for name, _ in _changed_since(shown, row)])
    return Held()


def not_as_seen(row: Model, seen: Version, *, place: str = "") -> Iterator[Fault]:
    """That the row is not as it was seen any more: who wrote it, and when."""
    if not seen.is_of(row):
        yield Fault(place, "", STALE, f"{_what(row)} was changed meanwhile{_by_whom(row)}. {READ_AGAIN}")


def gone(model: type[Model], pk: UUID) -> str:
    """That somebody has deleted the row: who, and when."""
    row = model(pk=pk)
    return f"{_what(row)} was deleted meanwhile{_by_whom(row)}. {OPEN_AGAIN}"


def value_of(row: Model, name: str) -> Any:
    """What a row has in a field, as `Fields` holds it."""
    links = writable(type(row)).links
    if name in links:
        return tuple(links[name].read(row))
    column = row._meta.get_field(name)
    if column.many_to_many:
        return tuple(sorted(getattr(row, name).values_list("pk", flat=True)))
    return plain(getattr(row, getattr(column, "attname", name)))


def _another_version(change: Update[Fields] | Delete, row: Model, seen: int) -> Iterator[Fault]:
    then = OPEN_AGAIN if isinstance(change, Update) else LOOK_AGAIN
    if isinstance(row, Versioned) and row.row_version != seen:
        yield Fault(change.place, "", STALE, f"{_what(row)} was changed meanwhile{_by_whom(row)}. {then}")
    elif isinstance(change, Delete) and isinstance(row, Root) and change.seen_under not in {None, row.version}:
        writes = "; ".join(written_since(row, change.seen_under or 0))
        yield Fault(change.place, "", STALE, f"Something was written under it meanwhile: {writes or 'a job'}. {then}")


def _field_by_field(change: Update[Fields], row: Model, shown: Fields) -> Held:
    held, written = Held(), change.fields.given()
    for name, now in _changed_since(shown, row):
        if name not in written:
            told = f"{_label(row, name)} was changed meanwhile{_by_whom(row, name)}, and is kept."
            held.kept.append(Kept(change.place, name, told))
        elif _comparable(row, name, written[name]) != now:
            held.faults.append(_overwritten(change, row, name, OPEN_AGAIN))
    return held


def _changed_since(shown: Fields, row: Model) -> Iterator[tuple[str, Any]]:
    for name, before in shown.given().items():
        now = value_of(row, name)
        if _comparable(row, name, before) != now:
            yield name, now


def _comparable(row: Model, name: str, value: Any) -> Any:
    """References whose order says nothing are compared without it."""
    is_unordered = name not in writable(type(row)).links and row._meta.get_field(name).many_to_many
    return tuple(sorted(plain(value))) if is_unordered else plain(value)


def _overwritten(change: Update[Fields] | Delete, row: Model, name: str, then: str) -> Fault:
    told = f"{_label(row, name)} was changed meanwhile{_by_whom(row, name)}. {then}"
    return Fault(change.place, name, STALE, told)


def _label(row: Model, name: str) -> str:
    label = str(getattr(row._meta.get_field(name), "verbose_name", name)).replace("_", " ")
    return label[:1].upper() + label[1:]


def _what(row: Model) -> str:
    label = str(row._meta.verbose_name)
    return label[:1].upper() + label[1:]


def _by_whom(row: Model, name: str | None = None) -> str:
    write = last_written(row, name)
    return f" by {write}" if write else ""
