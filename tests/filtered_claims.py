"""A claim that has everything a filter can ask for, and one that has nothing but its statement."""

from django.contrib.auth.models import User

from claims import writing as actions
from claims.models import Claim
from claimtrack.dates import WorldDate
from tests.clock import set_clock
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    NarrativeFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)


def day(edtf: str) -> WorldDate:
    return WorldDate(edtf)


def publish_full(*, by: User) -> Claim:
    """A claim that has everything a filter can ask for."""
    claim: Claim = ClaimFactory(
        slug="full", statement="Tanks were shipped to Tobruk.", language="en-GB", kind="prediction", countries=["LY", "RU"],
        made=day("2018-10-08"), about_time=day("1975/1980"), part_of=ClaimFactory(slug="whole"), appearance=None,
    )  # fmt: skip
    speaker, witness = SourceFactory(slug="speaker"), SourceFactory(slug="witness")
    appearance = AppearanceFactory(claim=claim, speaker=speaker, document__publisher=SourceFactory(slug="publisher"))
    AttributionFactory(appearance=appearance, source=witness)
    rebuttal = RebuttalFactory(kind="denial", source=SourceFactory(slug="denier"))
    AnswerFactory(claim=claim, rebuttal=rebuttal)
    judge = AssessmentFactory(claim=claim, source=SourceFactory(slug="judge"), verdict="mixed")
    ours = AssessmentFactory(claim=claim, verdict="unproven", likelihood="unlikely", confidence="low")
    for assessment in (judge, ours):
        actions.approve(assessment=assessment, by=by)
    claim.about.add(SubjectFactory(slug="tobruk"))
    claim.topics.add(TopicFactory(slug="arms"))
    narrative = NarrativeFactory(slug="bases")
    claim.narratives.add(narrative)
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(claims=[claim.part_of, claim], narratives=[narrative], by=by)  # type: ignore[list-item]  # it has one
    return claim


def publish_plain(*, by: User) -> Claim:
    """A claim that has nothing but its statement, published a day later."""
    claim: Claim = ClaimFactory(slug="plain", statement="A dialogue is the only way.", language="ar")
    # What it does not have exists elsewhere, so that asking for it is no mistake.
    other = ClaimFactory(appearance__document__publisher=SourceFactory(slug="nobody-here"))
    other.about.add(SubjectFactory(slug="benghazi"))
    other.topics.add(TopicFactory(slug="gas"))
    elsewhere = NarrativeFactory(slug="pipelines")
    other.narratives.add(elsewhere)
    set_clock("2100-01-02T12:00:00+00:00")
    actions.publish(claims=[claim, other], narratives=[elsewhere], by=by)
    return claim
