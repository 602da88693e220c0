"""A claim as somebody files it, with what stands under it and whom and what that names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.db.models import Model

from claims.models import Subject, Topic
from claims.scales import AnswerScope
from claims.writing.fields import (
    AppearanceFields,
    ClaimFields,
    InquiryFields,
    ObservationFields,
    RebuttalFields,
    SubjectFields,
)
from sources.recognising.named import DocumentNamed, Named, SourceNamed, given


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectNamed(Named):
    """What a claim is about: a subject that is there, or what is known of it."""

    model: ClassVar[type[Model]] = Subject

    fields: SubjectFields = field(default_factory=SubjectFields)

    @property
    def name(self) -> str:
        return str(given(self.fields, "name", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNamed(Named):
    """A heading that there is: filing makes none."""

    model: ClassVar[type[Model]] = Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryNamed:
    """Whom we asked about the claim, named beside its `fields`."""

    place: str
    fields: InquiryFields
    source: SourceNamed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationNamed:
    """How far the claim or an appearance of it spread; whoever measured it is named beside its `fields`."""

    place: str
    fields: ObservationFields
    source: SourceNamed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceNamed:
    """Where the claim appears. The rows it refers to are named beside its `fields`, and left out of them."""

    place: str
    fields: AppearanceFields
    document: DocumentNamed | None = None
    speaker: SourceNamed | None = None
    attributed_to: Sequence[SourceNamed] = ()
    observations: Sequence[ObservationNamed] = ()

    @property
    def named(self) -> Iterator[SourceNamed | DocumentNamed]:
        yield from filter(None, (self.document, self.speaker, *self.attributed_to))
        yield from (each.source for each in self.observations if each.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuttalNamed:
    """What somebody answered to the claim, in this `scope`."""

    place: str
    fields: RebuttalFields
    document: DocumentNamed | None = None
    source: SourceNamed | None = None
    speaker: SourceNamed | None = None
    scope: str = AnswerScope.SPECIFIC

    @property
    def named(self) -> Iterator[SourceNamed | DocumentNamed]:
        yield from filter(None, (self.document, self.source, self.speaker))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNamed:
    """One claim, whole. `place` is where it stands in what was sent: empty of one that was sent alone."""

    fields: ClaimFields
    place: str = ""
    about: Sequence[SubjectNamed] = ()
    topics: Sequence[TopicNamed] = ()
    appearances: Sequence[AppearanceNamed] = ()
    rebuttals: Sequence[RebuttalNamed] = ()
    inquiries: Sequence[InquiryNamed] = ()
    observations: Sequence[ObservationNamed] = ()

    @property
    def statement(self) -> str:
        return str(given(self.fields, "statement", ""))

    @property
    def named(self) -> Iterator[SourceNamed | DocumentNamed]:
        for appearance in self.appearances:
            yield from appearance.named
        for rebuttal in self.rebuttals:
            yield from rebuttal.named
        ledgers: Sequence[InquiryNamed | ObservationNamed] = (*self.inquiries, *self.observations)
        yield from (each.source for each in ledgers if each.source)

    @property
    def has_ledgers(self) -> bool:
        """Whether something is said of whom we asked, or how far it spread."""
        return bool(self.inquiries or self.observations or any(each.observations for each in self.appearances))
