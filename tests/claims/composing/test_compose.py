"""Composing: the same few queries for one claim or for thirty, and the same document each time."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import writing as actions
from claims.composing.compose import compose, compose_narratives, preview
from claims.models import Claim
from claimtrack.dates import WorldDate
from sources import writing as source_actions
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    EvidenceFactory,
    GradeFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def rich_claim() -> Claim:
    """A claim with two or more of everything that a document shows."""
    claim: Claim = ClaimFactory(part_of=ClaimFactory())
    ClaimFactory(part_of=claim)
    for _ in range(2):
        appearance = AppearanceFactory(claim=claim, made=WorldDate("1975"))
        AttributionFactory(appearance=appearance)
        AttributionFactory(appearance=appearance, rank=2)
        AppearanceFactory(claim=claim, derives_from=AppearanceFactory(), role="reports")
        rebuttal = RebuttalFactory(in_reply_to=AnswerFactory().rebuttal, speaker=SourceFactory())
        AnswerFactory(rebuttal=rebuttal, claim=claim)
        AnswerFactory(rebuttal=rebuttal)
        rebuttal.makes.add(ClaimFactory())
        item = EvidenceFactory(target_claim=claim)
        by_claim = EvidenceFactory(target_claim=claim, document=None, claim=ClaimFactory())
        EvidenceFactory(target_claim=None, target_rebuttal=rebuttal)
        for judged in (AssessmentFactory(claim=claim), AssessmentFactory(claim=None, rebuttal=rebuttal)):
            judged.evidence.add(item, by_claim)
            actions.approve(assessment=judged, by=None)
        RelationFactory(claim=claim)
        claim.about.add(SubjectFactory(), SubjectFactory(kind="place"))
        claim.topics.add(TopicFactory())
        claim.narratives.add(NarrativeFactory())
    return claim


def cost(claims: Sequence[Claim]) -> int:
    with CaptureQueriesContext(connection) as queries:
        compose(claims)
    return len(queries)


def test_composing_thirty_claims_costs_as_many_queries_as_composing_one() -> None:
    claims = [rich_claim(), rich_claim(), *ClaimFactory.create_batch(28)]
    assert cost(claims) == cost(claims[:1]) <= 35


def test_publishing_many_claims_costs_hardly_more_queries_than_publishing_one(editor: User) -> None:
    claims = [rich_claim(), rich_claim(), *ClaimFactory.create_batch(10)]

    def published(some: Sequence[Claim]) -> int:
        with CaptureQueriesContext(connection) as queries:
            actions.publish(claims=some, by=editor)
        return len(queries)

    one = published(claims[:1])
    assert published(claims[1:]) <= one + 2


def test_composing_narratives_and_sources_costs_the_same_for_one_and_for_many(editor: User) -> None:
    narratives = [NarrativeFactory() for _ in range(10)]
    for narrative in narratives:
        ClaimFactory().narratives.add(narrative)
    with CaptureQueriesContext(connection) as one:
        compose_narratives(narratives[:1])
    with CaptureQueriesContext(connection) as many:
        compose_narratives(narratives)
    assert len(many) == len(one)
    sources = [SourceFactory(part_of=SourceFactory()) for _ in range(10)]
    with CaptureQueriesContext(connection) as one:
        source_actions.publish(sources=sources[:1], by=editor)
    with CaptureQueriesContext(connection) as many:
        source_actions.publish(sources=sources[1:], by=editor)
    assert len(many) <= len(one) + 2


def test_the_preview_is_what_publishing_stores_but_for_the_edition(editor: User) -> None:
    claim = rich_claim()
    shown = preview(claim)
    [published] = actions.publish(claims=[claim], by=editor)
    assert {name: value for name, value in published.document.items() if name != "edition"} == shown


def test_a_preview_writes_nothing() -> None:
    claim = rich_claim()
    with CaptureQueriesContext(connection) as queries:
        preview(claim)
    assert {query["sql"].split()[0] for query in queries.captured_queries} == {"SELECT"}


def test_the_same_facts_give_the_same_document(editor: User) -> None:
    claim = rich_claim()
    actions.publish(claims=[claim], by=editor)
    for rows in (claim.about, claim.topics, claim.narratives):
        rows.set(reversed(list(rows.all())))
    assert actions.publish(claims=[claim], by=editor) == []


def test_a_document_prints_sources_with_the_newest_grade_of_our_desk(editor: User) -> None:
    claim = ClaimFactory()
    speaker = claim.appearances.get().speaker
    for grade, at, by in (("C", "2020-01-01", None), ("B", "2021-01-01", None), ("A", "2022-01-01", SourceFactory())):
        GradeFactory(source=speaker, grade=grade, at=at, by=by, reasons="Its record.")
    [published] = actions.publish(claims=[claim], by=editor)
    assert published.document["appearances"][0]["speaker"]["reliability"] == "B"


def test_an_attribution_keeps_its_order_and_a_place_is_named(editor: User) -> None:
    claim = ClaimFactory(appearance=None)
    appearance = AppearanceFactory(claim=claim)
    chain = [AttributionFactory(appearance=appearance, rank=rank).source for rank in (2, 3, 1)]
    claim.about.add(SubjectFactory(kind="place", name="Tobruk"), SubjectFactory(kind="person", name="Haftar"))
    [published] = actions.publish(claims=[claim], by=editor)
    shown: Any = published.document
    assert [source["id"] for source in shown["appearances"][0]["attributed_to"]] == [
        str(chain[2].pk), str(chain[0].pk), str(chain[1].pk),
    ]  # fmt: skip
    assert shown["places"] == ["Tobruk"]


def test_a_capture_says_who_took_it_by_role_and_id_whatever_they_are_called_now(editor: User, reporter: User) -> None:
    printed = []
    for by, url in ((editor, "https://archive.example/1"), (reporter, ""), (None, "")):
        claim = ClaimFactory()
        source_actions.capture(
            document=claim.appearances.get().document, text="A page.", tool="wget 1.21", archived_url=url, by=by
        )
        User.objects.filter(pk=reporter.pk).update(username="married")
        printed.append(preview(claim)["appearances"][0]["document"]["capture"])
    assert [capture["by"] for capture in printed] == [
        {"role": "administrator", "person": str(editor.profile.pseudonym)},
        {"role": "reporter", "person": str(reporter.profile.pseudonym)},
        None,
    ]
    assert [capture["archived_url"] for capture in printed] == ["https://archive.example/1", None, None]
    assert {(capture["tool"], capture["media_type"]) for capture in printed} == {("wget 1.21", "text/plain")}
