"""What happened to a row: what people did at the desk, and every edition, also those that a program made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import User

from claimtrack.accounts.hiding import hidden_rows, names_of
from claimtrack.accounts.names import person_name
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Root
from claimtrack.text import shortened
from claimtrack.writing.decisions import Decision, decisions_on
from claimtrack.writing.story import Changed, Place, Reference, Told, between, has_story, story

#: Lines of a page of a history.
MOST_LINES = 200
#: Characters of a value before and after a change.
LONGEST = 400
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history; `who` is empty for what no person did."""

    at: datetime
    who: str
    what: str
    link: str = ""
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A page of a history, the newest first; `further` leads to the next one."""

    lines: Sequence[Happened]
    further: str = ""


def history_of(row: Any, more: Iterable[Happened] = (), *, by: User, after: str = "") -> History:
    """The row's story as its audit trail tells it, with what else is known to have happened.

    `after` is where another page says that this one begins; anything else begins at the newest.
    """
    more = _without(names_of(hidden_rows(by)), more)
    if not has_story(type(row)):
        return History(_in_order([*_without(names_of(hidden_rows(by)), _log_of(row)), *more]))
    begin = _place(after)
    told = story(row, by=by, after=begin, most=MOST_LINES)
    return History(_in_order([*map(_line, told.told), *between(begin, told.further, more)]), _written(told.further))


def _in_order(lines: Iterable[Happened]) -> Sequence[Happened]:
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _written(place: Place | None) -> str:
    return f"{place.at.isoformat()} {place.trail} {place.number}" if place else ""


def _place(text: str) -> Place | None:
    try:
        at, trail, number = text.split(" ")
        return Place(datetime.fromisoformat(at), trail, int(number))
    except ValueError:
        return None


def _line(told: Told) -> Happened:
    name = f" “{told.name}”" if told.name else ""
    erased = ": its text was redacted" if told.erased else ""
    what = f"{told.done.capitalize()} {told.model._meta.verbose_name}{name}{erased}"
    return Happened(told.place.at, _who(told), what, details=[*_noted(told), *map(_change, told.changes)])


def _who(told: Told | Decision) -> str:
    by = told.by
    how = ", ".join([part for part in (by.role, by.token and f"by the token “{by.token}”") if part])
    return f"{by.name} ({how})" if how else by.name


def _noted(told: Told) -> Iterable[str]:
    if told.reason:
        yield f"Why: {told.reason}"
    if told.by.address:
        yield f"From {told.by.address}"


def _change(changed: Changed) -> str:
    return f"{changed.label}: {_shown(changed.old)} → {_shown(changed.new)}"


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, Reference):
        return f"“{value.name}”" if value.name else value.id
    return shortened(f"“{value}”" if isinstance(value, str) else str(value), LONGEST)


def _log_of(row: Any) -> Iterable[Happened]:
    """Of what has no story of its own, what people did on its pages."""
    noted = LogEntry.objects.filter(object_id=str(row.pk), content_type=get_content_type_for_model(row))
    entries = noted.select_related("user", "content_type").order_by("-action_time")[:MOST_LINES]
    return [Happened(entry.action_time, person_name(entry.user), entry.get_change_message()) for entry in entries]


def _without(unknown: set[str], lines: Iterable[Happened]) -> list[Happened]:
    """The lines that name nothing that does not exist for whoever reads."""
    return [line for line in lines if not any(name in line.what for name in unknown)]


def decided_on(root: Root, *, by: User) -> Iterable[Happened]:
    """Who agreed to what it said, looked at an edition a second time, withheld it, and ended that."""
    for each in decisions_on(root, by=by):
        # What is of nothing else is words by themselves, and no reason.
        what = f"{each.done.capitalize()}: {each.name}" if each.name else each.done.capitalize()
        reason = [f"Why: {each.reason}" if each.name else f"“{each.reason}”"] if each.reason else []
        yield Happened(each.at, _who(each), what, details=reason)


def editions_of(row: Any, api_root: str) -> Iterable[Happened]:
    """Every edition: what a person published, and what was updated by itself when a neighbour was."""
    editions = Edition.objects.filter(subject_id=row.pk).defer("text").order_by("-number")[:MOST_LINES]
    people = User.objects.in_bulk({edition.by_id for edition in editions if edition.by_id})
    for edition in editions:
        what = f"Edition {edition.number} ({edition.get_kind_display().lower()})"
        note = f": {edition.note}" if edition.note else ""
        link = f"{api_root}{row.pk}/?edition={edition.number}"
        yield Happened(edition.published_at, person_name(people.get(edition.by_id)), what + note, link)
