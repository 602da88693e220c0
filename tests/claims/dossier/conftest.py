"""A case with a little of everything a dossier shows, published."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

import jcs
import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from claims import writing as actions
from claims.models import Assessment, Claim, Evidence, Rebuttal
from claimtrack.dates import WorldDate
from sources import writing as source_actions
from sources.models import Document, Source
from sources.vocabulary import Level
from tests.databases import standing
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    GradeFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.people import staff


def rfc8785(value: object) -> bytes:
    """The canonical form, by another implementation than ours."""
    canonical: bytes = jcs.canonicalize(value)  # type: ignore[no-untyped-call]  # jcs has no types
    return canonical


@dataclass
class Case:
    """The claim, and what other tests take hold of."""

    claim: Claim
    parent: Claim
    part: Claim
    opposite: Claim
    blame: Claim
    echo: Claim
    paper: Source
    report: Document
    page: Document
    denial: Rebuttal
    evidence: Evidence
    assessment: Assessment

    @property
    def everything(self) -> list[Claim]:
        return [self.parent, self.claim, self.part, self.opposite, self.blame, self.echo]


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Case]:
    """The case, made once for all tests of a module; `case` is each test's own."""
    with standing(django_db_blocker), override_settings(FOUR_EYES=False):
        editor, checker = (staff(name, is_superuser=True) for name in ("editor", "checker"))
        made = _rows()
        made.assessment.analyst = checker
        made.assessment.save()
        made.assessment.evidence.add(made.evidence)
        actions.approve(assessment=made.assessment, by=editor)
        actions.publish(claims=made.everything, by=editor)
        yield made


@pytest.fixture
def case(published: Case, editor: User, checker: User) -> Case:
    return deepcopy(published)


def _rows() -> Case:
    paper = SourceFactory(name="The Paper", slug="the-paper", country="GB", description="A daily newspaper.")
    GradeFactory(source=paper, grade="B", reasons="Corrects itself.", at=date(2018, 1, 1))
    report = DocumentFactory(
        title="The report",
        publisher=paper,
        url="https://paper.example/report",
        published=WorldDate("2018-10-08"),
        authors=["A. Writer"],
    )
    page = DocumentFactory(title="The page", publisher=SourceFactory(name="The Archive"), medium="page")
    parent, part, opposite, blame, echo = (
        ClaimFactory(statement=statement)
        for statement in (
            "The port was taken over in several ways.",
            "The port was taken over at night.",
            "The port was never taken over.",
            "The report shifts the blame.",
            "Ships were seen near the port.",
        )
    )
    claim = ClaimFactory(
        appearance=None,
        statement="The port was taken over.",
        slug="port-taken-over",
        context="The first sentence of the report.",
        aspects=["Who runs the port?", "Since when?"],
        made=WorldDate("2018-10-08", "on Monday"),
        about_time=WorldDate("XXXX-08", "mid-August"),
        countries=["LY"],
        part_of=parent,
    )
    part.part_of = claim
    part.save()
    claim.about.add(SubjectFactory(name="The port", kind="place"))
    claim.topics.add(TopicFactory(slug="ports"))
    claim.narratives.add(NarrativeFactory(name="Ports change hands", techniques=["T0086"]))
    RelationFactory(claim=claim, other=opposite, note="Both cannot be so of one day.")
    _appearances(claim, report=report, page=page, paper=paper)
    denial = _answers(claim, opposite=opposite, blame=blame, report=report, page=page)
    return Case(
        claim=claim,
        parent=parent,
        part=part,
        opposite=opposite,
        blame=blame,
        echo=echo,
        paper=paper,
        report=report,
        page=page,
        denial=denial,
        evidence=_evidence(claim, denial=denial, echo=echo, report=report, opposite=opposite),
        assessment=AssessmentFactory(
            claim=claim,
            verdict="unproven",
            likelihood="unlikely",
            confidence="low",
            rationale="What supports it is second-hand.\n\nWhat is missing is a witness.",
            as_of=WorldDate("2026-11-01"),
            review_due=date(2027, 5, 1),
        ),
    )


def _appearances(claim: Claim, *, report: Document, page: Document, paper: Source) -> None:
    officials = SourceFactory(
        name="Unnamed officials", kind="anonymous", document=report, description="officials who know the matter"
    )
    first = AppearanceFactory(
        claim=claim, document=report, role="reports", first_known=True, made=WorldDate("2018-10-08")
    )
    AttributionFactory(appearance=first, source=officials)
    second = AppearanceFactory(
        claim=claim,
        document=page,
        role="reports",
        derives_from=first,
        hedge="reportedly",
        quote="has taken over “the port”",
        prefix="it is said, ",
        credibility=3,
    )
    AttributionFactory(appearance=second, source=paper, rank=1)
    AttributionFactory(appearance=second, source=officials, rank=2)


def _answers(claim: Claim, *, opposite: Claim, blame: Claim, report: Document, page: Document) -> Rebuttal:
    denial: Rebuttal = RebuttalFactory(
        document=page,
        standing="affiliated",
        verb="refuted",
        source=SourceFactory(name="The Embassy", kind="government"),
        speaker=SourceFactory(name="A spokesman", kind="anonymous", document=page, description="a spokesman"),
        statement="It said that nothing of the kind happened.",
        audience="reporters",
        quote="nothing of the kind",
        made=WorldDate("2018-10-09"),
    )
    AnswerFactory(rebuttal=denial, claim=claim, scope="blanket")
    AnswerFactory(rebuttal=denial, claim=opposite, scope="specific")
    AnswerFactory(rebuttal=denial, claim=None, document=report, scope="specific")
    denial.makes.add(blame)
    silence = RebuttalFactory(
        kind="no_response",
        document=report,
        source=SourceFactory(name="The Ministry", kind="government"),
        statement="It did not answer.",
        asked_of="the ministry's press office",
        asked_at=WorldDate("2018-10-07"),
        asked_deadline=WorldDate("2018-10-08"),
    )
    AnswerFactory(rebuttal=silence, claim=claim)
    return denial


def _evidence(claim: Claim, *, denial: Rebuttal, echo: Claim, report: Document, opposite: Claim) -> Evidence:
    copy = source_actions.capture(document=report, text="Ships were in the port.", tool="by hand", by=None)
    source_actions.set_level(captures=[copy], level=Level.HANDED_ON, by=None)
    EvidenceFactory(target_claim=claim, document=None, claim=opposite, bearing="undermines", note="It says no.")
    EvidenceFactory(target_claim=None, target_rebuttal=denial, bearing="supports", note="It had no ships there.")
    EvidenceFactory(
        target_claim=claim, document=report, bearing="context", quote="Ships were in the port.", note="About ships."
    )
    made: Evidence = EvidenceFactory(
        target_claim=claim, document=None, claim=echo, weight="material", credibility=3, note="It saw ships."
    )
    return made
