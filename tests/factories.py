"""Readable rows: each factory makes a valid row, and every name it invents is different."""

from datetime import date
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Inquiry,
    Narrative,
    Observation,
    Rebuttal,
    Relation,
    Subject,
    Topic,
)
from claimtrack.dates import WorldDate
from sources.models import Document, ReliabilityGrade, Source


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Source {n}")
    slug = factory.Sequence(lambda n: f"source-{n}")
    kind = "outlet"


class GradeFactory(DjangoModelFactory[ReliabilityGrade]):
    """By our desk, approved."""

    class Meta:
        model = ReliabilityGrade

    source = factory.SubFactory(SourceFactory)
    grade = "B"
    reasons = "It corrects its errors."
    at = "2020-01-01"
    approved_at = factory.LazyFunction(timezone.now)


class DocumentFactory(DjangoModelFactory[Document]):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Document {n}")
    publisher = factory.SubFactory(SourceFactory)
    medium = "article"
    language = "en"


class SubjectFactory(DjangoModelFactory[Subject]):
    class Meta:
        model = Subject

    name = factory.Sequence(lambda n: f"Subject {n}")
    slug = factory.Sequence(lambda n: f"subject-{n}")
    kind = "person"


class TopicFactory(DjangoModelFactory[Topic]):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class NarrativeFactory(DjangoModelFactory[Narrative]):
    class Meta:
        model = Narrative

    name = factory.Sequence(lambda n: f"Narrative {n}")
    slug = factory.Sequence(lambda n: f"narrative-{n}")


class ClaimFactory(DjangoModelFactory[Claim]):
    """A claim with one appearance, so that it can be published."""

    class Meta:
        model = Claim
        skip_postgeneration_save = True

    statement = factory.Sequence(lambda n: f"Statement number {n} is so.")
    slug = factory.Sequence(lambda n: f"claim-{n}")
    appearance = factory.RelatedFactory("tests.factories.AppearanceFactory", factory_related_name="claim")


class AppearanceFactory(DjangoModelFactory[Appearance]):
    class Meta:
        model = Appearance

    claim = factory.SubFactory(ClaimFactory, appearance=None)
    document = factory.SubFactory(DocumentFactory)
    role = "asserts"
    speaker = factory.LazyAttribute(lambda row: row.document.publisher)


class AttributionFactory(DjangoModelFactory[Attribution]):
    class Meta:
        model = Attribution

    appearance = factory.SubFactory(AppearanceFactory)
    source = factory.SubFactory(SourceFactory)


class RebuttalFactory(DjangoModelFactory[Rebuttal]):
    class Meta:
        model = Rebuttal

    kind = "denial"
    standing = "subject"
    source = factory.SubFactory(SourceFactory)
    document = factory.SubFactory(DocumentFactory)
    statement = factory.Sequence(lambda n: f"It is not so, says answer {n}.")


class AnswerFactory(DjangoModelFactory[Answer]):
    class Meta:
        model = Answer

    rebuttal = factory.SubFactory(RebuttalFactory)
    claim = factory.SubFactory(ClaimFactory)
    scope = "specific"


class EvidenceFactory(DjangoModelFactory[Evidence]):
    class Meta:
        model = Evidence

    target_claim = factory.SubFactory(ClaimFactory)
    document = factory.SubFactory(DocumentFactory)
    bearing = "supports"
    note = "It shows some of it."


class AssessmentFactory(DjangoModelFactory[Assessment]):
    """By our desk, not approved."""

    class Meta:
        model = Assessment

    claim = factory.SubFactory(ClaimFactory)
    status = "rated"
    verdict = "false"
    rationale = "The documents say otherwise."


class InquiryFactory(DjangoModelFactory[Inquiry]):
    """Asked on a day, with time to answer until the end of another."""

    class Meta:
        model = Inquiry

    claim = factory.SubFactory(ClaimFactory)
    source = factory.SubFactory(SourceFactory)
    asked = WorldDate("2026-11-02")
    deadline_day = date(2026, 11, 5)
    deadline_zone = "Europe/Malta"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Inquiry:
        row: Inquiry = model_class(*args, **kwargs)
        row.note_clocks(kwargs)
        row.save()
        return row


class ObservationFactory(DjangoModelFactory[Observation]):
    class Meta:
        model = Observation

    claim = factory.SubFactory(ClaimFactory)
    figure = 1200
    counts = "views"
    place = "Example Network"
    observed = WorldDate("2026-11-02")


class RelationFactory(DjangoModelFactory[Relation]):
    class Meta:
        model = Relation

    claim = factory.SubFactory(ClaimFactory)
    other = factory.SubFactory(ClaimFactory)
    kind = "contradicts"
    note = "Both cannot be so."
