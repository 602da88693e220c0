"""MISP events: read by MISP's own library, and held against the templates of its objects."""

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from pymisp import MISPEvent, MISPObject
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports import misp, stix
from claims.exports.misp.analysts import OPINIONS
from claims.exports.misp.objects import ANNOTATION, DOING, NARRATIVE, PUBLICATION
from claims.models import Assessment, Claim
from claims.record.reading import PublishedClaim
from claims.scales import AppearanceRole, Verdict
from claimtrack.dates import WorldDate
from tests.claims.exports.conftest import HEADING, HOSTILE, fetched, published, texts
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    GradeFactory,
    NarrativeFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.libya import CLAIM_COUNT
from tests.misp import events_from_stix

pytestmark = pytest.mark.rendering


def made(*claims: PublishedClaim) -> list[Any]:
    response = orjson.loads(b"".join(misp.events(HEADING, claims)))["response"]
    return [each["Event"] for each in response]


def event_of(claim: Claim) -> Any:
    [event] = made(*published(claim))
    return event


def assert_read_by_misp(event: Any) -> None:
    """Loaded and written again, nothing is missing; each object has what its template asks for and nothing else."""
    read = MISPEvent(strict_validation=True)
    read.load(orjson.dumps({"Event": event}))
    again = orjson.loads(read.to_json())
    for kind in ("Tag", "Attribute", "Object", "EventReport", "Note", "Opinion", "Relationship"):
        assert len(again.get(kind, [])) == len(event[kind]), kind
    for each in event["Object"]:
        template = MISPObject(each["name"], strict=True)
        assert template.template_uuid == each["template_uuid"]
        template.from_dict(**orjson.loads(orjson.dumps(each)))
        assert template.to_dict(strict=True)["Attribute"]


def tags(part: Any) -> set[str]:
    return {tag["name"] for tag in part.get("Tag", [])}


def valued(event: Any, name: str, relation: str) -> list[Any]:
    """The attributes of this relation in objects of this name."""
    found = [each for each in event["Object"] if each["name"] == name]
    return [each for item in found for each in item["Attribute"] if each["object_relation"] == relation]


def test_the_real_case_is_read_and_every_object_keeps_to_its_template(libya: APIClient) -> None:
    events = orjson.loads(fetched(libya, "/api/v1/claims/export.misp.json"))["response"]
    assert len(events) == CLAIM_COUNT
    for each in events:
        assert_read_by_misp(each["Event"])
    alone = orjson.loads(fetched(libya, "/api/v1/claims/russia-making-libya-second-syria/export.misp.json"))
    assert alone in events


@pytest.mark.django_db
def test_no_value_has_the_statement_without_its_verdict(whole_claim: Claim) -> None:
    event = event_of(whole_claim)
    assert_read_by_misp(event)
    said = [text for text in texts(event) if "The port was taken over" in text]
    assert len(said) == 4  # the title, the narrative, and the report's title and text
    assert [text for text in said if not text.startswith("False: “The port was taken over.”")] == []
    [summary] = valued(event, "narrative", "narrative-summary")
    assert tags(summary) == {'claimtrack:verdict="false"'}
    for description in valued(event, "publication", "description"):
        assert (
            "How the claim stands: False." in description["value"] or "judges the claim: False." in description["value"]
        )


@pytest.mark.django_db
def test_an_event_says_what_the_edition_says_in_the_words_of_misps_taxonomies(whole_claim: Claim) -> None:
    event = event_of(whole_claim)
    assert (event["distribution"], event["threat_level_id"], event["analysis"], event["published"]) == (
        "3",
        "4",
        "2",
        False,
    )
    assert tags(event) >= {
        "tlp:clear",
        'estimative-language:likelihood-probability="very-unlikely"',
        'estimative-language:confidence-in-analytic-judgment="moderate"',
        'claimtrack:verdict="false"',
        'claimtrack:judged-by="desk"',
        'claimtrack:topic="ports"',
        'claimtrack:narrative="ports-change-hands"',
    }
    assert [(each["value"], each["comment"]) for each in event["Attribute"]][:2] == [
        ("2018-10-08", "When the claim was made (EDTF): “on Monday”"),
        ("2018-08/2018-10", "The time that the claim speaks of (EDTF)"),
    ]
    assert [each["value"] for each in valued(event, "publication", "year")] == ["2018", "2018"]
    assert "It was not." in valued(event, "annotation", "text")[0]["value"]
    [relationship] = event["Relationship"]
    assert whole_claim.part_of
    assert relationship["related_object_uuid"] == event_of(whole_claim.part_of)["uuid"]


@pytest.mark.django_db
def test_techniques_of_the_narratives_that_a_claim_feeds_are_tags(editor: User) -> None:
    spread = NarrativeFactory(techniques=["T0086", "T0023.001"])
    claim, other = ClaimFactory(), ClaimFactory()
    claim.narratives.add(spread)
    actions.publish(claims=[claim, other], narratives=[spread], by=editor)
    found, without = made(*published(claim, other))
    assert tags(found) - tags(without) == {
        f'claimtrack:narrative="{spread.slug}"',
        'claimtrack:disarm="T0023.001"',
        'claimtrack:disarm="T0086"',
    }


@pytest.mark.django_db
def test_each_judgement_is_an_opinion_by_its_judge_and_one_without_a_verdict_a_note(
    whole_claim: Claim, editor: User
) -> None:
    claim = ClaimFactory()
    judged = AssessmentFactory(claim=claim, status="not_checkable", verdict="", not_checkable_reason="opinion")
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    event, other = event_of(whole_claim), event_of(claim)
    assert {(each["authors"], each["opinion"]) for each in event["Opinion"]} == {
        ("The Desk", "0"),
        ("Fact Checkers", "0"),
    }
    assert all(each["comment"].startswith("False") for each in event["Opinion"])
    assert_read_by_misp(other)
    assert other["Opinion"] == []
    assert [each["note"].startswith("Not checkable: opinion") for each in other["Note"]] == [True]
    assert other["analysis"] == "2"


@pytest.mark.django_db
def test_a_superseded_judgement_takes_no_side_any_more(whole_claim: Claim, editor: User) -> None:
    before = {each["uuid"]: each for each in event_of(whole_claim)["Opinion"]}
    old = Assessment.objects.get(claim=whole_claim, source__isnull=True)
    new = AssessmentFactory(claim=whole_claim, verdict="true", supersedes=old, change_reason="new_evidence")
    actions.approve(assessment=new, by=editor)
    actions.publish(claims=[whole_claim], by=editor)
    event = event_of(whole_claim)
    [gone] = [each for each in event["Opinion"] if each["comment"].startswith("No longer stands: superseded on ")]
    assert gone["opinion"] == "50"
    assert gone["uuid"] in before
    assert gone["modified"] >= before[gone["uuid"]]["modified"]
    assert event["info"].startswith("True: “")
    assert valued(event, "narrative", "narrative-disproof") == []


@pytest.mark.django_db
def test_a_claim_about_a_person_that_nobody_has_judged_goes_no_further_by_itself(editor: User) -> None:
    claim = ClaimFactory()
    claim.about.add(SubjectFactory(kind="person"))
    actions.publish(claims=[claim], by=editor)
    event = event_of(claim)
    assert (event["distribution"], event["analysis"]) == ("0", "0")
    assert event["info"].startswith("Not judged yet: “")
    assert tags(valued(event, "narrative", "narrative-summary")[0]) == {'claimtrack:status="under_review"'}


@pytest.mark.django_db
def test_where_judges_disagree_the_analysis_is_not_finished(editor: User) -> None:
    claim = ClaimFactory()
    for verdict in ("true", "false"):
        judged = AssessmentFactory(claim=claim, source=SourceFactory(), verdict=verdict, document=DocumentFactory())
        actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    event = event_of(claim)
    assert (event["analysis"], event["info"][:30]) == ("1", "Judged by others, who disagree")
    assert sorted(each["opinion"] for each in event["Opinion"]) == ["0", "100"]


@pytest.mark.django_db
def test_grades_stand_on_what_they_grade(editor: User) -> None:
    paper = SourceFactory(name="The Paper")
    GradeFactory(source=paper, grade="B")
    claim = ClaimFactory(appearance=None)
    seen = DocumentFactory(publisher=paper, title="", url="", published=WorldDate("2018~"))
    AppearanceFactory(
        claim=claim, document=seen, speaker=None, role="asserts", credibility=2, quote="", description="A flag."
    )
    actions.publish(claims=[claim], by=editor)
    event = event_of(claim)
    assert_read_by_misp(event)
    [publisher] = valued(event, "publication", "publisher")
    assert tags(publisher) == {'admiralty-scale:source-reliability="b"'}
    [description] = valued(event, "publication", "description")
    assert tags(description) == {'admiralty-scale:information-credibility="2"'}
    assert "The document asserts the claim." in description["value"]
    assert "A flag." in description["value"]
    [link] = valued(event, "publication", "link")
    assert link["value"].startswith("https://claims.example.org/api/v1/documents/")
    assert valued(event, "publication", "year") == []


@pytest.mark.django_db
def test_ids_are_the_same_in_every_event_and_those_of_stix(whole_claim: Claim) -> None:
    claims = published(whole_claim)
    assert made(*claims) == made(*claims)
    [event], bundle = made(*claims), orjson.loads(b"".join(stix.bundle(HEADING, claims)))
    [from_stix] = events_from_stix(bundle, single_event=True)
    assert event["uuid"] == from_stix["uuid"]
    assert {each["uuid"] for each in event["Opinion"]} == {each["uuid"] for each in from_stix["Opinion"]}
    ids = [found["uuid"] for found in parts(event)]
    assert len(ids) == len(set(ids))


def parts(event: Any) -> list[Any]:
    """Everything in an event that has an id of its own, other than organisations."""
    kinds = ("Attribute", "Object", "EventReport", "Note", "Opinion", "Relationship")
    upper = [each for kind in kinds for each in event[kind]]
    lower = [found for each in event["Object"] for found in (*each["Attribute"], *each.get("ObjectReference", []))]
    return [event, *upper, *lower]


@pytest.mark.django_db
def test_claims_that_contradict_each_other_are_events_that_do(editor: User) -> None:
    relation = RelationFactory(kind="contradicts")
    actions.publish(claims=[relation.claim, relation.other], by=editor)
    [found] = event_of(relation.claim)["Relationship"]
    assert (found["relationship_type"], found["related_object_type"]) == ("contradicts", "Event")
    assert found["related_object_uuid"] == event_of(relation.other)["uuid"]


@pytest.mark.django_db
def test_hostile_texts_stay_texts(hostile_claims: list[Claim]) -> None:
    events = made(*published(*hostile_claims))
    assert [event["info"].partition("“")[2].removesuffix("”") for event in events] == HOSTILE
    for event in events:
        assert_read_by_misp(event)


def test_every_verdict_and_every_role_has_its_word() -> None:
    assert set(OPINIONS) == set(Verdict)
    assert set(DOING) == set(AppearanceRole)


def test_templates_are_those_that_misp_has() -> None:
    for template in (NARRATIVE, PUBLICATION, ANNOTATION):
        theirs = MISPObject(template.name, strict=True)
        assert (theirs.template_uuid, str(theirs.template_version)) == (template.uuid, template.version)
        assert (theirs.description, theirs.get("meta-category")) == (template.description, template.meta_category)


def test_of_nothing_there_are_no_events() -> None:
    assert made() == []
