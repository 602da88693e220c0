"""Changes of rows: what is made, altered or deleted, and what whoever writes saw of it before."""

from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import Model

from claimtrack.ids import uuid7
from claimtrack.writing.fields import Fields
from claimtrack.writing.seen import Version

Written_co = TypeVar("Written_co", bound=Fields, covariant=True)

#: What its writer saw of a row: its `row_version`, or its `Version`, or the values of the fields as they were shown.
#: With values, what others changed in other fields meanwhile is kept and is no conflict; a version is all or nothing.
Seen: TypeAlias = int | Version | Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(Generic[Written_co]):
    """A new row. Its id may be given, so that other changes of the same write can name it."""

    fields: Written_co
    id: UUID = field(default_factory=uuid7)
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Generic[Written_co]):
    """New values of some fields of a row."""

    row: UUID
    fields: Written_co
    seen: Seen
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """A row that goes, with what stands under it alone.

    Of a root, `seen_under` is the `version` it was seen at: whoever deletes it saw what stood under it by then.
    """

    model: type[Model]
    row: UUID
    seen: Seen
    seen_under: int | None = None
    place: str = ""


Change: TypeAlias = Create[Fields] | Update[Fields] | Delete
