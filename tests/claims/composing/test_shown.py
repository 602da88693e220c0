"""The number of what was shown: every written field changes it; approving, time and neighbours do not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.composing.shown import claims_sha256, content_sha256, narratives_sha256
from claims.models import Appearance, Assessment, Claim, Evidence, Narrative, Rebuttal, Relation, Subject, Topic
from claimtrack.dates import WorldDate
from claimtrack.writing.shown import NotAsShown
from sources.composing import sources_sha256
from sources.models import Capture, Document, ReliabilityGrade, Source
from sources.writing import capture
from sources.writing import publish as publish_sources
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    EvidenceFactory,
    NarrativeFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def claim() -> Claim:
    """A claim with a row of every kind under it, drafts and unpublished neighbours included."""
    claim: Claim = ClaimFactory(statement="Two bridges fell.", context="In spring.")
    claim.about.add(SubjectFactory())
    claim.topics.add(TopicFactory())
    AttributionFactory(appearance=claim.appearances.get())
    answer = AnswerFactory(claim=claim)
    AssessmentFactory(claim=claim)
    AssessmentFactory(claim=None, rebuttal=answer.rebuttal)
    EvidenceFactory(target_claim=claim)
    RelationFactory(claim=claim)
    return claim


def number(claim: Claim) -> str:
    return claims_sha256([Claim.objects.get(pk=claim.pk)])[claim.pk]


def changed(model: type[Any], **values: Any) -> Callable[[], object]:
    """A write past every action: the number is of what stands in the rows, however it came there."""
    return lambda: model.objects.filter(pk=model.objects.order_by("pk").values("pk")[:1]).update(**values)


@pytest.mark.parametrize(
    "write",
    [
        changed(Claim, statement="Three bridges fell."),
        changed(Claim, context=""),
        changed(Claim, language="de"),
        changed(Claim, kind="opinion"),
        changed(Claim, aspects=["How many?"]),
        changed(Claim, made=WorldDate("2018-10")),
        changed(Claim, about_time=WorldDate("2018")),
        changed(Claim, countries="LY"),
        lambda: Claim.objects.order_by("pk")[0].about.add(SubjectFactory()),
        lambda: Claim.objects.order_by("pk")[0].topics.add(TopicFactory()),
        lambda: Claim.objects.order_by("pk")[0].narratives.add(NarrativeFactory()),  # a draft: nobody public sees it
        lambda: ClaimFactory(part_of=Claim.objects.order_by("pk")[0]),
        changed(Appearance, hedge="reportedly"),
        changed(Appearance, occurred_at=datetime(2018, 10, 8, 9, tzinfo=UTC)),
        lambda: AttributionFactory(appearance=Appearance.objects.order_by("pk")[0], rank=2),
        changed(Rebuttal, statement="None fell."),
        changed(Evidence, note="It shows all of it."),
        changed(Assessment, rationale="Otherwise."),
        changed(Relation, note="Another reason."),
        changed(Relation, kind="supports"),
        changed(Document, title="Another title"),
        changed(Document, url="https://example.org/another"),
        changed(Subject, name="Another person"),
        changed(Claim, not_checkable_reason="opinion"),
        changed(Claim, slug="another-address"),
    ],
)
def test_every_written_field_changes_it(claim: Claim, write: Callable[[], object]) -> None:
    before = number(claim)
    write()
    assert number(claim) != before


@pytest.mark.parametrize(
    "write",
    [
        changed(Source, name="Another name"),
        changed(Source, slug="another-slug", country="LY", kind="person"),
        changed(Narrative, name="Another name"),
        changed(Narrative, slug="another-slug"),
        changed(Topic, slug="another-slug"),
        changed(Subject, slug="another-slug"),
        changed(User, first_name="Ana", last_name="Other"),
        changed(Capture, taken_at=datetime(2018, 10, 8, 9, tzinfo=UTC), taken_by="somebody else"),
    ],
)
def test_what_is_said_elsewhere_does_not_change_it(
    claim: Claim, editor: User, checker: User, write: Callable[[], object]
) -> None:
    """Names and addresses of what has editions of its own, addresses of the others, names of staff, clocks."""
    claim.narratives.add(NarrativeFactory())
    Assessment.objects.update(analyst=editor)
    actions.approve(assessment=claim.assessments.get(), by=checker)
    capture(document=claim.appearances.get().document, text="So.", tool="by hand", by=editor)
    before = number(claim)
    write()
    assert number(claim) == before


def test_approving_does_not_change_it(claim: Claim, editor: User, checker: User) -> None:
    assessment = claim.assessments.get()
    before, content = number(claim), content_sha256(assessment)
    actions.approve(assessment=assessment, by=checker)
    assert (number(claim), content_sha256(Assessment.objects.get(pk=assessment.pk))) == (before, content)


def test_neighbours_that_are_published_do_not_change_it(claim: Claim, editor: User) -> None:
    other = claim.relations.get().other
    AppearanceFactory(claim=other)
    narrative = NarrativeFactory()
    claim.narratives.add(narrative)
    before = number(claim)
    actions.publish(claims=[other], narratives=[narrative], by=editor)
    assert number(claim) == before


def test_publishing_it_does_not_change_it(claim: Claim, editor: User) -> None:
    before = number(claim)
    actions.publish(claims=[claim], by=editor)
    assert number(claim) == before


def test_an_assessment_of_a_rebuttal_has_one_too(claim: Claim) -> None:
    judged = Assessment.objects.get(rebuttal__isnull=False)
    before = content_sha256(judged)
    Assessment.objects.filter(pk=judged.pk).update(verdict="true")
    assert content_sha256(Assessment.objects.get(pk=judged.pk)) != before


def test_what_was_changed_since_it_was_shown_is_not_published(claim: Claim, editor: User, checker: User) -> None:
    publish_sources(sources=list(Source.objects.all()), by=None)
    shown = {claim.pk: number(claim)}
    with actions.editing([claim], by=checker):
        Claim.objects.filter(pk=claim.pk).update(statement="Three bridges fell.")
    with pytest.raises(NotAsShown, match="checker"):
        actions.publish(claims=[claim], by=editor, shown=shown)
    assert Claim.objects.get(pk=claim.pk).stage == "draft"
    actions.publish(claims=[claim], by=editor, shown={claim.pk: number(claim)})


def test_what_was_changed_since_it_was_shown_is_not_approved(claim: Claim, checker: User) -> None:
    assessment = claim.assessments.get()
    shown = content_sha256(assessment)
    Assessment.objects.filter(pk=assessment.pk).update(rationale="Otherwise.")
    with pytest.raises(NotAsShown):
        actions.approve(assessment=assessment, by=checker, shown=shown)
    assert Assessment.objects.get(pk=assessment.pk).approved_at is None


def test_narratives_and_sources_have_one(editor: User) -> None:
    narrative, source = NarrativeFactory(), SourceFactory()
    of_narrative, of_source = narratives_sha256([narrative]), sources_sha256([source])
    Narrative.objects.update(description="Over years.")
    Source.objects.filter(pk=source.pk).update(description="A paper.")
    assert narratives_sha256([Narrative.objects.get()]) != of_narrative
    assert sources_sha256([Source.objects.get(pk=source.pk)]) != of_source


def test_a_grade_is_in_the_number_of_its_source_before_anybody_approves_it() -> None:
    grade = ReliabilityGrade.objects.create(
        source=SourceFactory(), grade="B", reasons="It errs seldom.", at="2020-01-01"
    )
    number = sources_sha256([grade.source])
    ReliabilityGrade.objects.update(approved_at=datetime(2020, 1, 2, tzinfo=UTC))
    assert sources_sha256([Source.objects.get(pk=grade.source_id)]) == number
    ReliabilityGrade.objects.all().delete()
    assert sources_sha256([Source.objects.get(pk=grade.source_id)]) != number


def test_the_order_in_which_rows_were_entered_says_nothing(claim: Claim) -> None:
    first, second = SubjectFactory(name="A"), SubjectFactory(name="B")
    claim.about.set([first, second])
    before = number(claim)
    claim.about.set([])
    claim.about.add(second)
    claim.about.add(first)
    assert number(claim) == before
