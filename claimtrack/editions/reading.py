"""What a published thing shows: its document, or that it was withdrawn, continued elsewhere, withheld or taken away.

This is the one place that tells these apart, for the API, dossiers, exports, feeds and lists alike. Answers are
values: what an address, a command or a dossier makes of them is its own affair.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any, TypeAlias, TypedDict, cast
from uuid import UUID

import orjson
from django.db import connections
from django.db.models import Q, QuerySet

from claimtrack.editions.chain import EditionKindValue, rfc3339
from claimtrack.editions.formats import in_current_format
from claimtrack.editions.models import REMOVALS, TOMBSTONES, Edition, Kind
from claimtrack.notations import Instant
from claimtrack.query.texts import UUID_FORM

#: An edition of a work: (id, number).
EditionKey: TypeAlias = tuple[UUID, int]


@dataclass(frozen=True)
class Stored:
    """An edition as it is stored; the subclass says what a reader gets of it."""

    work: str
    work_id: UUID
    number: int
    kind: Kind
    note: str | None
    format: int
    sha256: str
    published_at: datetime
    first_published_at: datetime


@dataclass(frozen=True)
class Written(Stored):
    """An edition that has a document; `text` are its bytes as stored, which its hash is of."""

    text: str

    @cached_property
    def today(self) -> str:
        """The text in the current format."""
        return in_current_format(self.text, subject_type=self.work, format_=self.format)


@dataclass(frozen=True)
class Shown(Written):
    """A document that can be read."""

    @cached_property
    def document(self) -> Any:
        """The document in the current format."""
        return orjson.loads(self.today)


@dataclass(frozen=True)
class Retracted(Written):
    """The work was withdrawn; the text is its tombstone, and the note says why."""


@dataclass(frozen=True)
class Merged(Written):
    """The work is continued by another one, its survivor; the text is its tombstone."""

    survivor: UUID


@dataclass(frozen=True)
class Redacted(Stored):
    """The document was taken away under a legal duty; the note is the reason, where that may be told."""


@dataclass(frozen=True)
class Withheld(Stored):
    """The document is kept from readers while it is examined whether it may stand."""


@dataclass(frozen=True)
class Unknown:
    """There is no such work, or no such edition of it, or there was none at that time."""

    work: str
    name: str


Found: TypeAlias = Shown | Retracted | Merged | Redacted | Withheld
Reading: TypeAlias = Found | Unknown


def read(work: str, name: str, *, number: int | None = None, at: datetime | None = None, using: str) -> Reading:
    """What the work of this type with this id or slug shows: now, in the edition numbered, or at a time. One query."""
    named = _named(name)
    chosen: tuple[str, list[Any]] = "e.number = h.number", []
    if number is not None:
        chosen = "e.number = %s", [number]
    elif at is not None:
        chosen = "e.published_at <= %s", [at]
    where = f"h.subject_type = %s AND {named[0]} AND {chosen[0]} ORDER BY e.number DESC LIMIT 1"
    found = _found(where, [work, *named[1], *chosen[1]], using=using)
    return found[0] if found else Unknown(work, name)


def read_editions(keys: Collection[EditionKey], *, using: str) -> dict[EditionKey, Found]:
    """What each of these editions shows, whatever came later. One query; those that there are not are missing."""
    if not keys:
        return {}
    listed = ", ".join(["(%s, %s)"] * len(keys))
    found = _found(f"(e.subject_id, e.number) IN ({listed})", [part for key in keys for part in key], using=using)
    return {(each.work_id, each.number): each for each in found}


def read_current(work: str, ids: Collection[UUID | str], *, using: str) -> dict[UUID, Found]:
    """What the works of this type with these ids show now. One query; those never published are missing."""
    where = "h.subject_type = %s AND h.subject_id = ANY(%s::uuid[]) AND e.number = h.number"
    found = _found(where, [work, [str(each) for each in ids]], using=using)
    return {each.work_id: each for each in found}


def read_until(work: str, ids: Collection[UUID | str], *, position: int, using: str) -> dict[UUID, Found]:
    """What they showed when the record stood at a position. One query; those published later are missing."""
    where = (
        "h.subject_type = %s AND h.subject_id = ANY(%s::uuid[]) AND e.number = (SELECT max(number)"
        " FROM editions_edition WHERE subject_id = h.subject_id AND position <= %s)"
    )
    found = _found(where, [work, [str(each) for each in ids], position], using=using)
    return {each.work_id: each for each in found}


def is_tombstone(kind: str, text: str) -> bool:
    """Whether an edition withdrew its work: only documents of those that did name a survivor, if there is one."""
    return kind in TOMBSTONES or (kind in REMOVALS and "merged_into" in orjson.loads(text))


def _named(name: str) -> tuple[str, list[Any]]:
    return ("h.subject_id = %s", [name.lower()]) if UUID_FORM.fullmatch(name) else ("h.slug = %s", [name])


COLUMNS = (
    "e.subject_type, e.subject_id, e.number, e.kind, e.note, e.format, e.sha256, e.published_at,"
    " h.first_published_at, e.withheld, e.text"
)


STORED = tuple(column.name for column in fields(Stored))


def _found(where: str, parameters: Sequence[Any], *, using: str) -> list[Found]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM editions_head h"  # noqa: S608 - fixed texts, values apart
            f" JOIN editions_edition e ON e.subject_id = h.subject_id WHERE {where}",
            parameters,
        )
        return [_reading(row) for row in cursor.fetchall()]


def _reading(row: Sequence[Any]) -> Found:
    *columns, withheld, text = row
    stored: dict[str, Any] = dict(zip(STORED, columns, strict=True))
    kind = stored["kind"] = Kind(stored["kind"])
    if text is None:
        return Withheld(**stored) if withheld else Redacted(**stored)
    if not is_tombstone(kind, text):
        return Shown(**stored, text=text)
    if survivor := orjson.loads(text)["merged_into"]:
        return Merged(**stored, text=text, survivor=UUID(survivor))
    if kind == Kind.WITHHELD:
        return Withheld(**stored)
    return Redacted(**stored) if kind == Kind.REDACTED else Retracted(**stored, text=text)


# -- the history of a work ------------------------------------------------------------------------


class EditionDocument(TypedDict):
    """One edition in the history of a subject.

    `redacted` when its document was taken away, `withheld` while it is kept from readers; then the note is, too.
    """

    number: int
    kind: EditionKindValue
    note: str | None
    position: int
    published_at: Instant
    sha256: str
    previous_sha256: str | None
    changed: list[str]
    redacted: bool
    withheld: bool


EDITION_COLUMNS = tuple(EditionDocument.__annotations__)


def histories(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions with what `EDITION_COLUMNS` asks of them, their documents left out."""
    return editions.annotate(redacted=Q(text__isnull=True, withheld=False))


def edition_document(row: Mapping[str, Any]) -> EditionDocument:
    """The line of one edition, from its columns."""
    line = {name: row[name] for name in EDITION_COLUMNS} | {"published_at": rfc3339(row["published_at"])}
    return cast("EditionDocument", line)
