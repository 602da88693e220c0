"""What happened to a row: what people did at the desk, and every edition, also those that a program made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import User
from django.db.models import Model

from claimtrack.accounts.hiding import hidden_rows
from claimtrack.editions.models import Edition

#: Lines of a history: those of one row are not paged.
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history; `who` is empty for what no person did."""

    at: datetime
    who: str
    what: str
    link: str = ""


def history_of(row: Any, more: Iterable[Happened] = (), *, by: User) -> Sequence[Happened]:
    """Newest first, without the lines that name what does not exist for whoever reads."""
    noted = LogEntry.objects.filter(object_id=str(row.pk), content_type=get_content_type_for_model(row))
    entries = noted.select_related("user", "content_type").order_by("-action_time")[:MOST_LINES]
    lines = [Happened(entry.action_time, name_of(entry.user), entry.get_change_message()) for entry in entries]
    unknown = names_unknown_to(by)
    told = [line for line in (*lines, *more) if not any(name in line.what for name in unknown)]
    return sorted(told, key=lambda line: line.at, reverse=True)


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


def editions_of(row: Any, api_root: str) -> Iterable[Happened]:
    """Every edition: what a person published, and what was updated by itself when a neighbour was."""
    editions = Edition.objects.filter(subject_id=row.pk).defer("text").order_by("-number")[:MOST_LINES]
    people = User.objects.in_bulk({edition.by_id for edition in editions if edition.by_id})
    for edition in editions:
        what = f"Edition {edition.number} ({edition.get_kind_display().lower()})"
        note = f": {edition.note}" if edition.note else ""
        link = f"{api_root}{row.pk}/?edition={edition.number}"
        yield Happened(edition.published_at, name_of(people.get(edition.by_id)), what + note, link)


def name_of(person: Any) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""
