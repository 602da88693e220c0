"""What is written of claims and of all that stands under them: members named as the columns, KEEP what is left out.

A reference is the UUID of its row; dates of the world are `WorldDate` (EDTF), instants are aware datetimes: the offset
that one is given in is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Model

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Inquiry,
    Letter,
    LetterTemplate,
    Narrative,
    Observation,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claimtrack.dates import WorldDate
from claimtrack.writing.fields import KEEP, Fields, Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFields(Fields):
    """One statement in our wording; `about`, `topics` and `narratives` are sets, `countries` ISO 3166-1 codes."""

    model: ClassVar[type[Model]] = Claim

    slug: str | Keep = KEEP
    statement: str | Keep = KEEP
    context: str | Keep = KEEP
    language: str | Keep = KEEP
    kind: str | Keep = KEEP
    not_checkable_reason: str | Keep = KEEP
    aspects: Sequence[str] | Keep = KEEP
    made: WorldDate | Keep | None = KEEP
    about_time: WorldDate | Keep | None = KEEP
    about: Sequence[UUID] | Keep = KEEP
    topics: Sequence[UUID] | Keep = KEEP
    narratives: Sequence[UUID] | Keep = KEEP
    countries: Sequence[str] | Keep = KEEP
    part_of: UUID | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationFields(Fields):
    """A verbatim passage and where it stands (W3C Web Annotation, TextQuoteSelector)."""

    quote: str | Keep = KEEP
    prefix: str | Keep = KEEP
    suffix: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceFields(QuotationFields):
    """A claim in a document; `attributed_to` is the chain, in order: whom the speaker had it from, and so on."""

    model: ClassVar[type[Model]] = Appearance

    claim: UUID | Keep = KEEP
    document: UUID | Keep = KEEP
    role: str | Keep = KEEP
    hedge: str | Keep = KEEP
    first_known: bool | Keep = KEEP
    derives_from: UUID | Keep | None = KEEP
    speaker: UUID | Keep | None = KEEP
    attributed_to: Sequence[UUID] | Keep = KEEP
    audience: str | Keep = KEEP
    made: WorldDate | Keep | None = KEEP
    occurred_at: datetime | Keep | None = KEEP
    credibility: int | Keep | None = KEEP
    media_category: str | Keep = KEEP
    description: str | Keep = KEEP
    transcript: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionFields(Fields):
    """One link of an appearance's chain by itself; `AppearanceFields.attributed_to` writes all of them in order."""

    model: ClassVar[type[Model]] = Attribution

    appearance: UUID | Keep = KEEP
    source: UUID | Keep = KEEP
    rank: int | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuttalFields(QuotationFields):
    """What somebody answered; `makes` is the set of claims that the answer makes itself."""

    model: ClassVar[type[Model]] = Rebuttal

    kind: str | Keep = KEEP
    verb: str | Keep = KEEP
    standing: str | Keep = KEEP
    source: UUID | Keep = KEEP
    speaker: UUID | Keep | None = KEEP
    document: UUID | Keep = KEEP
    statement: str | Keep = KEEP
    audience: str | Keep = KEEP
    made: WorldDate | Keep | None = KEEP
    occurred_at: datetime | Keep | None = KEEP
    makes: Sequence[UUID] | Keep = KEEP
    in_reply_to: UUID | Keep | None = KEEP
    asked_of: str | Keep = KEEP
    asked_at: WorldDate | Keep | None = KEEP
    asked_deadline: WorldDate | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFields(Fields):
    """What a rebuttal answers: a claim or a document, specifically or in passing.

    `taken_off` says that an answer to the report which made the claim first is none to the claim.
    """

    model: ClassVar[type[Model]] = Answer

    rebuttal: UUID | Keep = KEEP
    claim: UUID | Keep | None = KEEP
    document: UUID | Keep | None = KEEP
    scope: str | Keep = KEEP
    taken_off: bool | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFields(QuotationFields):
    """An item, a document or a claim, that bears on a target, a claim or a rebuttal."""

    model: ClassVar[type[Model]] = Evidence

    target_claim: UUID | Keep | None = KEEP
    target_rebuttal: UUID | Keep | None = KEEP
    document: UUID | Keep | None = KEEP
    claim: UUID | Keep | None = KEEP
    bearing: str | Keep = KEEP
    credibility: int | Keep | None = KEEP
    weight: str | Keep = KEEP
    note: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFields(Fields):
    """A judgement as it is written, until it is approved; `source` is None for our desk's own."""

    model: ClassVar[type[Model]] = Assessment

    claim: UUID | Keep | None = KEEP
    rebuttal: UUID | Keep | None = KEEP
    source: UUID | Keep | None = KEEP
    status: str | Keep = KEEP
    not_checkable_reason: str | Keep = KEEP
    verdict: str | Keep = KEEP
    label: str | Keep = KEEP
    scale: str | Keep = KEEP
    likelihood: str | Keep = KEEP
    confidence: str | Keep = KEEP
    rationale: str | Keep = KEEP
    evidence: Sequence[UUID] | Keep = KEEP
    as_of: WorldDate | Keep | None = KEEP
    assessed_at: WorldDate | Keep | None = KEEP
    review_due: date | Keep | None = KEEP
    document: UUID | Keep | None = KEEP
    change_reason: str | Keep = KEEP
    supersedes: UUID | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementFields(AssessmentFields):
    """A judgement that is approved as it is written: that of another, which was published; never a desk's draft."""

    approved_at: datetime | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFields(Fields):
    """How one claim stands to another, and why."""

    model: ClassVar[type[Model]] = Relation

    claim: UUID | Keep = KEEP
    other: UUID | Keep = KEEP
    kind: str | Keep = KEEP
    note: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryFields(Fields):
    """Whom we asked about a claim, until when they could answer, and what came of it.

    The deadline is an instant, or a day with the time zone in which it ends.
    """

    model: ClassVar[type[Model]] = Inquiry

    claim: UUID | Keep = KEEP
    source: UUID | Keep = KEEP
    asked: WorldDate | Keep | None = KEEP
    asked_at: datetime | Keep | None = KEEP
    deadline_at: datetime | Keep | None = KEEP
    deadline_day: date | Keep | None = KEEP
    deadline_zone: str | Keep = KEEP
    outcome: str | Keep = KEEP
    answer: str | Keep = KEEP
    answered: WorldDate | Keep | None = KEEP
    answered_at: datetime | Keep | None = KEEP
    means: str | Keep = KEEP
    contact: str | Keep = KEEP
    wording: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFields(Fields):
    """A private copy of what was sent or came back: text or bytes; kept or thrown away, never changed."""

    model: ClassVar[type[Model]] = Letter

    inquiry: UUID | Keep = KEEP
    way: str | Keep = KEEP
    media_type: str | Keep = KEEP
    text: str | Keep = KEEP
    content: bytes | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTemplateFields(Fields):
    """A letter that asks somebody, with places that are filled in from a claim; `language` is BCP 47."""

    model: ClassVar[type[Model]] = LetterTemplate

    name: str | Keep = KEEP
    language: str | Keep = KEEP
    text: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationFields(Fields):
    """A figure of how far a claim, or one appearance of it, spread; but for `shown`, it stays as it was entered."""

    model: ClassVar[type[Model]] = Observation

    claim: UUID | Keep | None = KEEP
    appearance: UUID | Keep | None = KEEP
    figure: int | Keep | None = KEEP
    precision: str | Keep = KEEP
    counts: str | Keep = KEEP
    place: str | Keep = KEEP
    observed: WorldDate | Keep = KEEP
    source: UUID | Keep | None = KEEP
    note: str | Keep = KEEP
    shown: bool | Keep = KEEP
    corrects: UUID | Keep | None = KEEP
    reason: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFields(Fields):
    """What claims are about; `source` is the same party where it also speaks."""

    model: ClassVar[type[Model]] = Subject

    slug: str | Keep = KEEP
    name: str | Keep = KEEP
    kind: str | Keep = KEEP
    aliases: Sequence[str] | Keep = KEEP
    description: str | Keep = KEEP
    same_as: Sequence[str] | Keep = KEEP
    source: UUID | Keep | None = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFields(Fields):
    """A heading that claims are filed under."""

    model: ClassVar[type[Model]] = Topic

    slug: str | Keep = KEEP
    name: str | Keep = KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeFields(Fields):
    """A narrative that claims feed over years."""

    model: ClassVar[type[Model]] = Narrative

    slug: str | Keep = KEEP
    name: str | Keep = KEEP
    description: str | Keep = KEEP
    period: WorldDate | Keep | None = KEEP
    techniques: Sequence[str] | Keep = KEEP
