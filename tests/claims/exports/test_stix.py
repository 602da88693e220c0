"""STIX 2.1: read by OASIS's own library and validator, by what MISP reads it with, and taken apart as OpenCTI does."""

from collections import Counter
from typing import Any

import orjson
import pytest
import stix2
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from stix2validator import ValidationOptions, validate_instance

from claims import writing as actions
from claims.exports.stix import OPINIONS, bundle
from claims.models import Assessment, Claim
from claims.record.reading import PublishedClaim
from claims.scales import Confidence, Verdict, confidence_to_stix
from tests.claims.exports.conftest import HEADING, HOSTILE, fetched, parsed, published, texts
from tests.factories import AssessmentFactory, ClaimFactory, NarrativeFactory
from tests.libya import CLAIM_COUNT
from tests.misp import events_from_stix
from tests.opencti import taken_apart

pytestmark = pytest.mark.rendering

#: Best practices that the validator warns of. Ours are UUIDv5 on purpose (the ids are deterministic), and what
#: we refer to are pages, whose bytes change.
EXPECTED_WARNINGS = {"103", "302"}


def made(claims: list[PublishedClaim]) -> Any:
    return parsed(b"".join(bundle(HEADING, claims)).decode())


def objects(document: Any, type_: str) -> list[Any]:
    return [each for each in document["objects"] if each["type"] == type_]


def assert_valid(document: Any) -> None:
    stix2.parse(document)
    results = validate_instance(document, ValidationOptions(version="2.1"))
    assert [str(error) for error in results.errors] == []
    codes = {str(warning).split("{")[1].split("}")[0] for warning in results.warnings}
    assert codes <= EXPECTED_WARNINGS


def test_the_real_case_is_valid(libya: APIClient) -> None:
    document = parsed(fetched(libya, "/api/v1/claims/export.stix.json").decode())
    assert_valid(document)
    types = Counter(each["type"] for each in document["objects"])  # type: ignore[index]  # JSON
    assert types["report"] == CLAIM_COUNT
    assert types["note"] > CLAIM_COUNT
    assert types["opinion"] == 4
    assert types["identity"] > 10


@pytest.mark.django_db
def test_a_claim_is_a_report_on_who_is_named_and_each_judgement_an_opinion_on_that_report(whole_claim: Claim) -> None:
    document = made(published(whole_claim))
    assert_valid(document)
    names = {each["id"]: each["name"] for each in objects(document, "identity")}
    [report] = objects(document, "report")
    assert report["name"] == "False: “The port was taken over.”"
    assert report["description"].startswith(
        "False: “The port was taken over.”\n\nSaid on the quay.\n\nSaid by: A. Speaker"
    )
    assert {"The Paper", "A. Speaker", "Fact Checkers"} <= {names[ref] for ref in report["object_refs"]}
    assert {"verdict:false", "topic:ports", "narrative:ports-change-hands"} <= set(report["labels"])
    cited = {each["source_name"]: each.get("url") for each in report["external_references"]}
    assert cited["The Paper"] == "https://www.paper.example/2018/10/08/ports"
    claim, answer = objects(document, "note")
    assert claim["abstract"] == report["name"]
    assert {"The Paper", "A. Speaker"} <= {names.get(ref) for ref in claim["object_refs"]}
    assert claim["object_refs"][0] == answer["object_refs"][0] == report["id"]
    opinions = {names[each["created_by_ref"]]: each for each in objects(document, "opinion")}
    assert set(opinions) == {"The Desk", "Fact Checkers"}
    assert {each["opinion"] for each in opinions.values()} == {"strongly-disagree"}
    assert all(each["object_refs"] == [report["id"]] for each in opinions.values())
    assert opinions["Fact Checkers"]["external_references"][0]["description"] == "Pants on Fire!"
    assert opinions["Fact Checkers"]["explanation"].startswith("False (“Pants on Fire!”)\n\n")


# -- what MISP and OpenCTI keep -------------------------------------------------------------------


@pytest.mark.django_db
def test_misp_makes_of_a_claim_an_event_that_says_how_it_stands_and_who_judged_it(whole_claim: Claim) -> None:
    for single_event in (True, False):
        [event] = events_from_stix(made(published(whole_claim)), single_event=single_event)
        assert event["info"] == "False: “The port was taken over.”"
        assert event["EventReport"][0]["content"].startswith("False: “The port was taken over.”")
        assert "verdict:false" in {tag["name"] for tag in event["Tag"]}
        judged = {opinion["authors"]: opinion for opinion in event["Opinion"]}
        assert {name: opinion["opinion"] for name, opinion in judged.items()} == {"The Desk": "0", "Fact Checkers": "0"}
        assert judged["The Desk"]["comment"].startswith("False\n\nLikelihood that it is true: very unlikely")
        assert "It was not." in event["Note"][1]["note"]


@pytest.mark.django_db
def test_of_several_claims_misps_form_keeps_each_with_its_verdict_beside_who_said_it(whole_claim: Claim) -> None:
    """It lets go of reports, their names and what refers to them, wherever a bundle has two."""
    assert whole_claim.part_of
    document = made(published(whole_claim, whole_claim.part_of))
    [event] = events_from_stix(document, single_event=True)
    beside = {note["note"] for each in event["Object"] for note in each.get("Note", [])}
    assert any(said.startswith("False: “The port was taken over.”") for said in beside)
    assert any(said.startswith("Not judged yet: “") for said in beside)
    assert len(events_from_stix(document, single_event=False)) == 2


@pytest.mark.django_db
def test_nothing_that_misp_makes_of_a_bundle_has_the_statement_without_its_verdict(whole_claim: Claim) -> None:
    for event in events_from_stix(made(published(whole_claim)), single_event=True):
        said = [text for text in texts(event) if "The port was taken over" in text]
        assert said
        assert [text for text in said if not text.startswith("False: “The port was taken over.”")] == []


def test_opencti_takes_in_every_object_whole_and_after_those_it_refers_to(libya: APIClient) -> None:
    bundle_ = fetched(libya, "/api/v1/claims/export.stix.json")
    before = {each["id"]: each for each in orjson.loads(bundle_)["objects"]}
    taken, refused = taken_apart(bundle_)
    assert refused == []
    assert {each["id"] for each in taken} == before.keys()
    known: set[str] = set()
    for each in taken:
        named = references(each)
        assert named == references(before[each["id"]])
        assert set(named) <= known
        known.add(each["id"])


def references(stix_object: Any) -> list[str]:
    """The ids that an object refers to."""
    many = [ref for name, refs in stix_object.items() if name.endswith("_refs") for ref in refs]
    return many + [ref for name, ref in stix_object.items() if name.endswith("_ref")]


# -- narratives -----------------------------------------------------------------------------------


@pytest.fixture
def spread_claims(editor: User) -> list[Claim]:
    """Two claims that feed a narrative with techniques, and one without."""
    spread = NarrativeFactory(name="Bases on the coast", slug="bases", techniques=["T0086", "T0023.001"])
    told = NarrativeFactory(name="Ports change hands", slug="ports")
    claims: list[Claim] = [ClaimFactory(), ClaimFactory()]
    for claim in claims:
        claim.narratives.set([spread, told])
    actions.publish(claims=claims, narratives=[spread, told], by=editor)
    return claims


@pytest.mark.django_db
def test_a_narrative_with_techniques_is_a_campaign_that_uses_them_and_one_without_stays_a_label(
    spread_claims: list[Claim],
) -> None:
    document = made(published(*spread_claims))
    assert_valid(document)
    [campaign] = objects(document, "campaign")
    assert campaign["name"] == "Bases on the coast"
    patterns = {each["id"]: each for each in objects(document, "attack-pattern")}
    assert {each["external_references"][0]["external_id"] for each in patterns.values()} == {"T0023.001", "T0086"}
    assert {each["external_references"][0]["source_name"] for each in patterns.values()} == {"DISARM"}
    uses = objects(document, "relationship")
    assert {(each["source_ref"], each["relationship_type"]) for each in uses} == {(campaign["id"], "uses")}
    assert {each["target_ref"] for each in uses} == patterns.keys()
    for report in objects(document, "report"):
        assert {campaign["id"], *patterns, *(each["id"] for each in uses)} <= set(report["object_refs"])
        assert {"narrative:bases", "narrative:ports"} <= set(report["labels"])


@pytest.mark.django_db
def test_misp_and_opencti_keep_the_techniques(spread_claims: list[Claim]) -> None:
    [event] = events_from_stix(made(published(spread_claims[0])), single_event=True)
    assert {"T0023.001", "T0086"} <= set(texts(event))
    document = made(published(*spread_claims))
    taken, refused = taken_apart(orjson.dumps(document))
    assert refused == []
    assert [each["id"] for each in taken if each["type"] == "relationship"] != []
    assert {each["id"] for each in taken} == {each["id"] for each in document["objects"]}


# -- judgements -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_confidence_is_the_standards_number_and_absent_where_none_was_given(whole_claim: Claim) -> None:
    document = made(published(whole_claim))
    ours, theirs = sorted(objects(document, "opinion"), key=lambda each: "confidence" not in each)
    assert ours["confidence"] == confidence_to_stix(Confidence.MODERATE).value == 50
    assert "confidence" not in theirs
    assert all("confidence" not in each for each in document["objects"] if each["type"] != "opinion")


def test_every_verdict_is_an_opinion() -> None:
    assert set(OPINIONS) == set(Verdict)
    assert set(OPINIONS.values()) == {"strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"}


@pytest.mark.django_db
def test_a_judgement_without_a_verdict_is_neutral_and_says_why(editor: User) -> None:
    claim = ClaimFactory()
    judged = AssessmentFactory(claim=claim, status="not_checkable", verdict="", not_checkable_reason="opinion")
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    document = made(published(claim))
    assert_valid(document)
    [opinion] = objects(document, "opinion")
    assert opinion["opinion"] == "neutral"
    assert "not_checkable_reason:opinion" in opinion["labels"]


@pytest.mark.django_db
def test_a_superseded_judgement_is_revoked_when_it_was_replaced(whole_claim: Claim, editor: User) -> None:
    before = {each["id"]: each for each in objects(made(published(whole_claim)), "opinion")}
    old = Assessment.objects.get(claim=whole_claim, source__isnull=True)
    new = AssessmentFactory(claim=whole_claim, verdict="true", supersedes=old, change_reason="new_evidence")
    actions.approve(assessment=new, by=editor)
    actions.publish(claims=[whole_claim], by=editor)
    document = made(published(whole_claim))
    assert_valid(document)
    after = {each["id"]: each for each in objects(document, "opinion")}
    [revoked] = [each for each in after.values() if each.get("revoked")]
    assert revoked["id"] in before
    assert revoked["created"] == before[revoked["id"]]["created"]
    assert revoked["modified"] > before[revoked["id"]]["modified"]
    assert revoked["explanation"].startswith("No longer stands: superseded on ")


@pytest.mark.django_db
def test_ids_are_the_same_in_every_bundle_and_stand_once_in_each(whole_claim: Claim, editor: User) -> None:
    other = ClaimFactory(appearance=None)
    other.appearances.create(document=whole_claim.appearances.first().document, role="asserts")  # type: ignore[union-attr]  # it has some
    actions.publish(claims=[other], by=editor)
    alone, together = made(published(whole_claim)), made(published(other, whole_claim))
    assert alone == made(published(whole_claim))
    ids = [each["id"] for each in together["objects"]]
    assert len(ids) == len(set(ids))
    assert {each["id"] for each in alone["objects"]} < set(ids)
    assert_valid(together)


@pytest.mark.django_db
def test_hostile_texts_stay_texts(hostile_claims: list[Claim]) -> None:
    document = made(published(*hostile_claims))
    assert_valid(document)
    names = [each["name"] for each in objects(document, "report")]
    assert [name.partition("“")[2].removesuffix("”") for name in names] == HOSTILE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "lang"), [("en", "en"), ("ar-LY", "ar"), ("und", None), ("bn", None), ("sr-Latn", None), ("ckb", None)]
)
def test_any_language_is_valid_and_said_in_full_by_a_label(editor: User, language: str, lang: str | None) -> None:
    claim = ClaimFactory(language=language)
    actions.publish(claims=[claim], by=editor)
    document = made(published(claim))
    assert_valid(document)
    for each in (*objects(document, "report"), *objects(document, "note")):
        assert each.get("lang") == lang
        assert f"language:{language}" in each["labels"]


def test_a_bundle_of_nothing_is_valid() -> None:
    assert_valid(made([]))
