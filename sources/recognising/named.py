"""Rows as somebody names them who files something, and what each turns out to be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Model

from claimtrack.query.texts import UUID_FORM
from claimtrack.writing import KEEP, Create, Fault, Fields
from claimtrack.writing.references import UNKNOWN
from sources.identity import Identity, identity_of, is_shared
from sources.models import Document, Source
from sources.recognising.keys import identities_of, sort_of
from sources.vocabulary import SourceKind
from sources.writing import CaptureFields, DocumentFields, SourceFields

#: What a row was known by, where it was said to be the one that is named at another place.
PLACE: Final = "place"
AMBIGUOUS: Final = "ambiguous"
REQUIRED: Final = "required"
NAMELESS: Final = "Give a name: by what else is said, nobody is known yet."


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


def referred(named: Named, row: Model) -> Resolved:
    """That this row is named by its id or slug."""
    by = "id" if UUID_FORM.fullmatch(named.row) else "slug"
    return Resolved(named.place, row.pk, str(row), created=False, by=by)


@dataclass(slots=True)
class Recognised:
    """Which row is named at each place, what has to be made for that, in this order, and what is at fault."""

    ids: dict[str, UUID] = field(default_factory=dict)
    creates: list[Create[Fields]] = field(default_factory=list)
    resolved: list[Resolved] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def note(self, resolved: Resolved) -> None:
        self.ids[resolved.place] = resolved.id
        self.resolved.append(resolved)

    def note_ambiguous(self, place: str, rows: Sequence[Any]) -> None:
        """That it may be any of these that is meant."""
        who = "; ".join(f"{row.name} ({row.pk})" for row in rows)
        message = f"It may be any of these: {who}. Give the id of the one that is meant."
        self.faults.append(Fault(place, "", AMBIGUOUS, message))

    def note_nowhere(self, named: Named) -> None:
        """That nothing of its sort is named at the place where it is said to be."""
        message = f"No {named.model._meta.verbose_name} is named at /{named.as_at}: point to where one is."
        self.faults.append(Fault(named.place, "", UNKNOWN, message))

    def take_over(self, other: "Recognised") -> None:
        """What was recognised beside this, behind it."""
        self.ids |= other.ids
        self.creates += other.creates
        self.resolved += other.resolved
        self.faults += other.faults


def given(fields: Fields, name: str, otherwise: Any) -> Any:
    """What is written of a member, or this where it is left out."""
    value = getattr(fields, name)
    return otherwise if value is KEEP else value


def place_of_publishing(url: str) -> Identity | None:
    """The host or the account that an address tells, where that is somebody's own."""
    whose = identity_of(url)
    is_told = whose.is_told and (whose.account or (whose.site and not is_shared(whose.site)))
    return whose if is_told else None
