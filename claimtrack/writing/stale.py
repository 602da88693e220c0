"""What others wrote of a row since it was shown to whoever writes now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from claimtrack.versions import Versioned
from claimtrack.writing.book import writable
from claimtrack.writing.changes import Change, Create, Delete, Update
from claimtrack.writing.faults import STALE, Fault
from claimtrack.writing.fields import Fields, plain
from claimtrack.writing.trail import last_written

OPEN_AGAIN = "Nothing is saved: open the page again in another window, and bring over what you wrote."


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that somebody else changed meanwhile, which this write leaves as they wrote it."""

    place: str
    field: str
    message: str


def against(change: Change, row: Model) -> Iterator[Fault]:
    """Every field that this change would write over what somebody else wrote since."""
    match change:
        case Create():
            return
        case Update(seen=int(version)) | Delete(seen=int(version)):
            if isinstance(row, Versioned) and row.row_version != version:
                yield Fault(change.place, "", STALE, f"{_what(row)} was changed meanwhile{_by_whom(row)}. {OPEN_AGAIN}")
        case Update(seen=Fields() as shown):
            written = change.fields.given()
            for name, now in _changed_since(shown, row):
                if name in written and plain(written[name]) != now:
                    yield Fault(change.place, name, STALE, _overwritten(row, name))
        case Delete(seen=Fields() as shown):
            for name, _ in _changed_since(shown, row):
                yield Fault(change.place, name, STALE, _overwritten(row, name))


def kept(change: Change, row: Model) -> Iterator[Kept]:
    """What others changed in fields that this change leaves alone."""
    if isinstance(change, Update) and isinstance(change.seen, Fields):
        written = change.fields.given()
        for name, _ in _changed_since(change.seen, row):
            if name not in written:
                told = f"{_label(row, name)} was changed meanwhile{_by_whom(row, name)}, and is kept."
                yield Kept(change.place, name, told)


def value_of(row: Model, name: str) -> Any:
    """What a row has in a field, as `Fields` holds it."""
    links = writable(type(row)).links
    if name in links:
        return tuple(links[name].read(row))
    field = row._meta.get_field(name)
    if field.many_to_many:
        return tuple(sorted(getattr(row, name).values_list("pk", flat=True)))
    return plain(getattr(row, getattr(field, "attname", name)))


def _changed_since(shown: Fields, row: Model) -> Iterator[tuple[str, Any]]:
    for name, before in shown.given().items():
        now = value_of(row, name)
        if _comparable(row, name, before) != now:
            yield name, now


def _comparable(row: Model, name: str, value: Any) -> Any:
    """References whose order says nothing are compared without it."""
    is_unordered = name not in writable(type(row)).links and row._meta.get_field(name).many_to_many
    return tuple(sorted(plain(value))) if is_unordered else plain(value)


def _overwritten(row: Model, name: str) -> str:
    return f"{_label(row, name)} was changed meanwhile{_by_whom(row, name)}. {OPEN_AGAIN}"


def _label(row: Model, name: str) -> str:
    label = str(getattr(row._meta.get_field(name), "verbose_name", name)).replace("_", " ")
    return label[:1].upper() + label[1:]


def _what(row: Model) -> str:
    label = str(row._meta.verbose_name)
    return label[:1].upper() + label[1:]


def _by_whom(row: Model, name: str | None = None) -> str:
    write = last_written(row, name)
    return f" by {write}" if write else ""
