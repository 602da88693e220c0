"""What happened to a row: what people did at the desk, and every edition, also those that a program made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import User

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


def history_of(row: Any, more: Iterable[Happened] = ()) -> Sequence[Happened]:
    """Newest first."""
    noted = LogEntry.objects.filter(object_id=str(row.pk), content_type=get_content_type_for_model(row))
    entries = noted.select_related("user", "content_type").order_by("-action_time")[:MOST_LINES]
    lines = [Happened(entry.action_time, name_of(entry.user), entry.get_change_message()) for entry in entries]
    return sorted([*lines, *more], key=lambda line: line.at, reverse=True)


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
