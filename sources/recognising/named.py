"""Rows as somebody names them who files something, and what each turns out to be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model

from claimtrack.writing import KEEP, Create, Fault, Fields
from sources.identity import Identity, identity_of, is_shared
from sources.models import Document, Source
from sources.recognising.keys import identities_of, sort_of
from sources.vocabulary import SourceKind
from sources.writing import CaptureFields, DocumentFields, SourceFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row that is named at a `place` of what is filed.

    It is one that is there, by its id or slug (`row`), or the one that is named at another place (`as_at`); otherwise
    what is known of it stands in a subclass's `fields`.
    """

    model: ClassVar[type[Model]]

    place: str
    row: str = ""
    as_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNamed(Named):
    """A source. `within` is the place of the document that speaks of it: an unnamed one belongs to that alone.

    `at` is where it has published what it is named as the publisher of: a host, or an account.
    """

    model: ClassVar[type[Model]] = Source

    fields: SourceFields = field(default_factory=SourceFields)
    within: str = ""
    at: Identity | None = None

    @property
    def name(self) -> str:
        return str(given(self.fields, "name", ""))

    @property
    def kind(self) -> str:
        return str(given(self.fields, "kind", SourceKind.UNKNOWN))

    @property
    def sort(self) -> str:
        return sort_of(self.kind) if self.kind in SourceKind.values else ""

    @property
    def identities(self) -> frozenset[str]:
        """The addresses that tell it from others; of an unnamed one nothing does."""
        if self.kind == SourceKind.ANONYMOUS:
            return frozenset()
        return identities_of(given(self.fields, "website", ""), given(self.fields, "same_as", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNamed(Named):
    """A document, with copies of its text. What refers to other rows is left out of `fields` and of the copies'."""

    model: ClassVar[type[Model]] = Document

    fields: DocumentFields = field(default_factory=DocumentFields)
    publisher: SourceNamed | None = None
    captures: Sequence["CaptureNamed"] = ()

    @property
    def title(self) -> str:
        return str(given(self.fields, "title", ""))

    @property
    def url(self) -> str:
        return str(given(self.fields, "url", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureNamed:
    """A copy of a document's text that comes with it."""

    place: str
    fields: CaptureFields


@dataclass(frozen=True, slots=True)
class Namesake:
    """A row that may be the one that was named, and was not taken for it."""

    id: UUID
    slug: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is named at a place: the row, and whether it was made now.

    `by` says what it was known by: its id, its slug, its address, an identity, where it publishes, or the place that
    it was said to be named at; of what was made it is empty. `namesakes` are those it was not taken for.
    """

    place: str
    id: UUID
    name: str
    created: bool
    by: str = ""
    namesakes: Sequence[Namesake] = ()


@dataclass(slots=True)
class Recognised:
    """Which row is named at each place, what has to be made for that, in this order, and what is at fault."""

    ids: dict[str, UUID] = field(default_factory=dict)
    creates: list[Create[Fields]] = field(default_factory=list)
    resolved: list[Resolved] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def given(fields: Fields, name: str, otherwise: Any) -> Any:
    """What is written of a member, or this where it is left out."""
    value = getattr(fields, name)
    return otherwise if value is KEEP else value


def place_of_publishing(url: str) -> Identity | None:
    """The host or the account that an address tells, where that is somebody's own."""
    whose = identity_of(url)
    is_told = whose.is_told and (whose.account or (whose.site and not is_shared(whose.site)))
    return whose if is_told else None
