"""What happened to a row: what people did at the desk, and every edition, also those that a program made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import User
from django.db.models import Model

from claimtrack.accounts.hiding import hidden_rows
from claimtrack.accounts.names import person_name
from claimtrack.editions.agreement import Approval
from claimtrack.editions.models import Edition, Withholding
from claimtrack.editions.roots import Root
from claimtrack.text import shortened
from claimtrack.writing.story import Changed, Place, Reference, Story, Told, has_story, story

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
    more = _without(names_unknown_to(by), more)
    if not has_story(type(row)):
        return History(_in_order([*_without(names_unknown_to(by), _log_of(row)), *more]))
    begin = _place(after)
    told = story(row, by=by, after=begin, most=MOST_LINES)
    return History(_in_order([*map(_line, told.told), *_between(begin, told, more)]), _written(told.further))


def _between(begin: Place | None, told: Story, more: Iterable[Happened]) -> Iterable[Happened]:
    for line in more:
        if (begin is None or line.at <= begin.at) and (told.further is None or line.at > told.further.at):
            yield line


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


def _who(told: Told) -> str:
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


def names_unknown_to(reader: User) -> set[str]:
    """What the rows that do not exist for a reader are called, and ever were."""
    hidden = [row for rows in hidden_rows(reader) for row in rows]
    return {name for row in hidden for name in (str(row), *_called_before(row)) if name}


def _called_before(row: Model) -> Iterable[str]:
    """As the audit trail has it."""
    trail = getattr(type(row), "pgh_event_model", None)
    columns = [column.attname for column in row._meta.concrete_fields]
    for event in trail.objects.filter(pgh_obj=row.pk) if trail else ():
        yield str(type(row)(**{name: getattr(event, name) for name in columns if hasattr(event, name)}))


def decided_on(root: Root) -> Iterable[Happened]:
    """Who agreed to what it said, looked at an edition a second time, withheld it, and ended that."""
    approvals = list(Approval.objects.filter(subject_id=root.pk))
    withheld = list(Withholding.objects.filter(subject_id=root.pk))
    ids = {each.by_id for each in approvals}
    ids |= {pk for each in withheld for pk in (each.by_id, each.confirmed_by_id, each.ended_by_id) if pk}
    people = User.objects.in_bulk(ids)

    def line(at: datetime | None, by_id: int | None, what: str) -> Iterator[Happened]:
        if at is not None:
            yield Happened(at, person_name(people.get(by_id or 0)), what)

    for approval in approvals:
        seen = f"Looked at edition {approval.edition} a second time" if approval.edition else "Approved the text"
        yield from line(approval.at, approval.by_id, f"{seen}, number {approval.sha256[:12]}")
    for each in withheld:
        yield from line(each.at, each.by_id, f"Withheld it: {each.reason}")
        yield from line(each.confirmed_at, each.confirmed_by_id, "Confirmed that it is withheld")
        yield from line(each.ended_at, each.ended_by_id, f"Withholding ended: {each.get_outcome_display()}")


def editions_of(row: Any, api_root: str) -> Iterable[Happened]:
    """Every edition: what a person published, and what was updated by itself when a neighbour was."""
    editions = Edition.objects.filter(subject_id=row.pk).defer("text").order_by("-number")[:MOST_LINES]
    people = User.objects.in_bulk({edition.by_id for edition in editions if edition.by_id})
    for edition in editions:
        what = f"Edition {edition.number} ({edition.get_kind_display().lower()})"
        note = f": {edition.note}" if edition.note else ""
        link = f"{api_root}{row.pk}/?edition={edition.number}"
        yield Happened(edition.published_at, person_name(people.get(edition.by_id)), what + note, link)
