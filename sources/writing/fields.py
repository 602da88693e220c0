"""What is written of sources, offices, grades and documents: members named as the columns, KEEP what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Model

from claimtrack.dates import WorldDate
from claimtrack.writing.fields import KEEP, Fields, Keep
from sources.models import Capture, Document, Office, ReliabilityGrade, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFields(Fields):
    """Whoever asserts, denies, publishes or judges; `country` is ISO 3166-1 alpha-2."""

    model: ClassVar[type[Model]] = Source

    slug: str | Keep = KEEP
    name: str | Keep = KEEP
    kind: str | Keep = KEEP
    aliases: Sequence[str] | Keep = KEEP
    description: str | Keep = KEEP
    country: str | Keep = KEEP
    part_of: UUID | Keep | None = KEEP
    website: str | Keep = KEEP
    same_as: Sequence[str] | Keep = KEEP
    document: UUID | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFields(Fields):
    """An office that a person held, and when."""

    model: ClassVar[type[Model]] = Office

    person: UUID | Keep = KEEP
    organization: UUID | Keep = KEEP
    title: str | Keep = KEEP
    start: WorldDate | Keep | None = KEEP
    end: WorldDate | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeFields(Fields):
    """One entry of the ledger of reliability; `by` is the source that graded, None our own desk.

    `evidence` are documents that it rests on.
    """

    model: ClassVar[type[Model]] = ReliabilityGrade

    source: UUID | Keep = KEEP
    grade: str | Keep = KEEP
    reasons: str | Keep = KEEP
    by: UUID | Keep | None = KEEP
    at: date | Keep = KEEP
    evidence: Sequence[UUID] | Keep = KEEP
    review_due: date | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFields(Fields):
    """One published item of a publishing source; `language` is BCP 47."""

    model: ClassVar[type[Model]] = Document

    title: str | Keep = KEEP
    url: str | Keep = KEEP
    publisher: UUID | Keep = KEEP
    authors: Sequence[str] | Keep = KEEP
    medium: str | Keep = KEEP
    language: str | Keep = KEEP
    published: WorldDate | Keep | None = KEEP
    summary: str | Keep = KEEP
    archived_url: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFields(Fields):
    """A stored copy of a document: its readable text, or its bytes; it is stored and discarded, never changed.

    From `particulars` on, of what is seen or heard: what becomes of what the file says besides; what it shows; and
    whether it is stored although a copy like it is there.
    """

    model: ClassVar[type[Model]] = Capture

    document: UUID | Keep = KEEP
    text: str | Keep = KEEP
    content: bytes | Keep | None = KEEP
    tool: str | Keep = KEEP
    media_type: str | Keep = KEEP
    taken_at: datetime | Keep | None = KEEP
    archived_url: str | Keep = KEEP
    particulars: str | Keep = KEEP
    graphic: bool | Keep = KEEP
    minor: bool | Keep = KEEP
    intimate: bool | Keep = KEEP
    nonetheless: bool | Keep = KEEP
