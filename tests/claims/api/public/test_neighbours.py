"""What is not public is named nowhere: every state a neighbour can be in, through every field that could name it.

For each field of a public document that can hold somebody else's id, a claim (a narrative, a source) is
published that names a neighbour through it; then everything a stranger can read is searched for the neighbour.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record import documents
from claimtrack.api.documents import components_of
from sources.documents import SourceDocument
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    EvidenceFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.neighbours import BUILDERS, Pair, built
from tests.public_addresses import everything, text_of

pytestmark = pytest.mark.rendering

# -- what can name a neighbour ---------------------------------------------------------------------

#: Members that hold words, dates, or the id of what they stand in: they cannot name a neighbour. Nor can the values of
#: vocabularies, which are components of their own and none of the members counted here.
WORDS = {
    "Claim": "id slug api_url statement context language aspects topics countries places bylines",
    "Date": "edtf earliest latest text basis",
    "SubjectName": "id slug name same_as",
    "Appearance": "id hedge audience quote occurred_at description transcript",
    "Cited": "id title url api_url authors language archived_url",
    "Judging": "id title url api_url authors language archived_url summary",
    "SourceName": "id slug name country",
    "Capture": "sha256 taken_at tool media_type archived_url perceptual_hash",
    "Selector": "prefix exact suffix",
    "Rebuttal": "id verb statement audience quote occurred_at",
    "Answer": "document through",
    "Asked": "of",
    "Assessment": "id label scale rationale recorded_at review_due",
    "Staff": "person",
    "Evidence": "id note quote",
    "EvidenceTarget": "claim rebuttal",
    "Relation": "note at",
    "Correction": "at note paths before after",
    "Observation": "id place note corrects reason",
    "Inquiry": "id asked_at answer answered_at",
    "Deadline": "at day zone",
    "EditionStamp": "note published_at sha256 previous_sha256 nonce changed license credit",
    "Narrative": "id slug api_url name description techniques bylines",
    "Source": "id slug api_url name aliases description country website same_as bylines",
    "Office": "id title",
    "Grade": "reasons by at",
    "Tombstone": "id slug api_url",
    "Card": "id slug api_url statement language label topics published_at updated_at",
    "CardSource": "id slug name",
    "CardSubject": "id name",
    "CardEdition": "published_at",
    "CardObservation": "place",
    "RebuttalEntry": "id verb statement audience quote occurred_at",
    "AssessmentEntry": "id label scale rationale recorded_at review_due",
    "AppearanceEntry": "id hedge audience quote occurred_at description transcript",
    "DocumentEntry": "id title url api_url authors language archived_url summary",
    "TopicEntry": "slug api_url",
    "SubjectEntry": "id slug name same_as api_url",
}

#: Members that name a neighbour, each with the builders below that fill it.
NAMES = {
    "Claim": {"part_of": "part_of", "parts": "parts"},
    "NarrativeName": {"id": "narratives", "slug": "narratives", "name": "narratives"},
    "Appearance": {"derives_from": "derives_from"},
    "Rebuttal": {"makes": "makes", "in_reply_to": "in_reply_to"},
    "Answer": {"claim": "answers"},
    "Assessment": {"evidence": "rests_on rebuttal_rests_on", "supersedes": "unapproved"},
    "Headline": {"current_assessment": "unapproved"},
    "EvidenceItem": {"claim": "evidence rebuttal_evidence"},
    "Relation": {"claim": "relations"},
    "Narrative": {"claims": "fed_by"},
    "Source": {"part_of": "source_part_of"},
    "Office": {"organization": "office"},
    "Tombstone": {"merged_into": "part_of"},
    "Card": {"parts": "parts"},
    "RebuttalEntry": {"makes": "makes", "in_reply_to": "in_reply_to", "claims": "answers"},
    "AssessmentEntry": {"evidence": "rests_on", "supersedes": "unapproved", "claims": "rests_on"},
    "AppearanceEntry": {"derives_from": "derives_from", "claim": "derives_from", "claims": "derives_from"},
    "DocumentEntry": {"claims": "shared_document"},
    "TopicEntry": {"claims": "shared_topic"},
    "SubjectEntry": {"claims": "shared_subject"},
}

PUBLIC_SHAPES = (
    documents.ClaimDocument,
    documents.NarrativeDocument,
    SourceDocument,
    documents.TombstoneDocument,
    documents.Card,
    documents.RebuttalEntry,
    documents.AssessmentEntry,
    documents.AppearanceEntry,
    documents.DocumentEntry,
    documents.TopicEntry,
    documents.SubjectEntry,
)


def holds_text(schema: Mapping[str, Any]) -> bool:
    if not schema or "string" in schema.get("type", ()):
        return True
    inner = [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    return any(holds_text(each) for each in [*schema.get("anyOf", ()), *inner])


def test_every_member_that_holds_text_is_known_to_name_a_neighbour_or_not() -> None:
    """A new member of a public document fails here until a test hunts through it."""
    components = {name: schema for shape in PUBLIC_SHAPES for name, schema in components_of(shape).items()}
    for name, schema in components.items():
        textual = {member for member, kind in schema.get("properties", {}).items() if holds_text(kind)}
        known = set(WORDS.get(name, "").split()) | set(NAMES.get(name, {}))
        assert textual == known, name
    builders = {builder for members in NAMES.values() for names in members.values() for builder in names.split()}
    assert builders == set(BUILDERS) | {"unapproved"}


@pytest.mark.django_db
def test_a_correction_names_no_neighbour_that_its_two_editions_do_not(editor: User, reader: APIClient) -> None:
    claim, draft = ClaimFactory(), ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    RelationFactory(claim=claim, other=draft)
    Claim.objects.filter(pk=claim.pk).update(statement="Other words.")
    actions.correct(claim=claim, by=editor, note="We had it wrong.")
    text = reader.get(f"/api/v1/claims/{claim.pk}/").content.decode()
    assert '"paths":["statement"]' in text
    assert str(draft.pk) not in text


# -- the hunt -------------------------------------------------------------------------------------


def readable_of_itself(pair: Pair, address: str) -> bool:
    """Is this the history of a root that was public once, or the feed that tells of its end?"""
    return address.startswith("/api/v1/changes/") or any(f"s/{name}/" in address for name in pair.names)


def hidden_words(state: str, pair: Pair, address: str) -> list[str]:
    """What may not be read at this address of a neighbour in this state."""
    if state in {"draft", "in_review"}:
        return [*pair.names, *pair.secrets]
    if not readable_of_itself(pair, address):
        # What was said about a merged claim is said about its survivor now.
        return [*pair.names, *([] if state == "merged" else pair.secrets)]
    return pair.secrets if state == "redacted" else []


def says(text: str, word: str) -> bool:
    """Does the text say the word, and not a longer one that begins or ends with it?"""
    return word in text and bool(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))


@pytest.mark.django_db
@pytest.mark.usefixtures("unthrottled")
def test_a_neighbour_that_is_not_public_is_named_nowhere(reader: APIClient, editor: User, checker: User) -> None:
    pairs = built(editor, checker)
    texts = {address: text_of(response) for address, response in everything(reader).items()}
    found = {
        (name, state, address, word)
        for (name, state), pair in pairs.items()
        if state != "published"
        for address, text in texts.items()
        for word in hidden_words(state, pair, address)
        if says(text, word)
    }
    assert found == set()
    unnamed = {
        name for (name, state), pair in pairs.items() if state == "published" and pair.shown not in texts[pair.at]
    }
    assert unnamed == set(), "the fields do name a neighbour that is public"


# -- the desk ahead of the record -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("unthrottled")
def test_what_the_desk_has_changed_since_is_read_nowhere(reader: APIClient, editor: User) -> None:
    """Everything that can be written under a published claim, written and not published."""
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    before = {address: text_of(response) for address, response in everything(reader).items()}
    write_under(claim)
    after = {address: text_of(response) for address, response in everything(reader).items()}
    assert after == before
    actions.publish(claims=[claim], by=editor)
    assert "unfinished" in text_of(reader.get(f"/api/v1/claims/{claim.pk}/"))


def write_under(claim: Claim) -> None:
    words = "An unfinished thought."
    Claim.objects.filter(pk=claim.pk).update(statement=words, context=words, aspects=[words], slug="unfinished")
    AppearanceFactory(claim=claim, quote=words, hedge=words, audience=words)
    rebuttal = RebuttalFactory(statement=words, verb="unfinished", quote=words)
    AnswerFactory(rebuttal=rebuttal, claim=claim)
    EvidenceFactory(target_claim=claim, note=words)
    AssessmentFactory(claim=claim, rationale=words)
    RelationFactory(claim=claim, note=words)
    claim.about.add(SubjectFactory(name=words, slug="unfinished"))
    claim.topics.add(TopicFactory(name=words, slug="unfinished"))
    claim.narratives.add(NarrativeFactory(name=words, slug="unfinished"))
    for appearance in claim.appearances.all():
        type(appearance.document).objects.filter(pk=appearance.document_id).update(title=words)
        type(appearance.document.publisher).objects.filter(pk=appearance.document.publisher_id).update(name=words)


@pytest.mark.django_db
@pytest.mark.usefixtures("unthrottled")
def test_an_assessment_that_nobody_approved_is_read_nowhere(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory()
    approved = AssessmentFactory(claim=claim, verdict="unproven")
    actions.approve(assessment=approved, by=editor)
    draft = AssessmentFactory(
        claim=claim, rationale="A judgement that nobody approved.", supersedes=approved, change_reason="new_evidence"
    )
    actions.publish(claims=[claim], by=editor)
    for address, response in everything(reader).items():
        assert str(draft.pk) not in text_of(response), address
        assert draft.rationale not in text_of(response), address
    document = reader.get(f"/api/v1/claims/{claim.pk}/").json()
    assert document["headline"]["current_assessment"] == str(approved.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["claims", "narratives", "sources"])
def test_a_draft_has_no_address_and_is_suggested_to_nobody(reader: APIClient, kind: str) -> None:
    build: dict[str, Any] = {"claims": ClaimFactory, "narratives": NarrativeFactory, "sources": SourceFactory}
    draft = build[kind](slug="a-quite-secret-draft")
    for name in (draft.slug, draft.pk):
        for address in (f"{name}/", f"{name}/editions/", f"{name}/?edition=1", f"{name}/?as_of=2100-01-01"):
            response = reader.get(f"/api/v1/{kind}/{address}")
            assert response.status_code == 404
            assert str(draft) not in response.content.decode()
    parameter = {"claims": "part_of", "narratives": "narrative", "sources": "source"}[kind]
    unknown, draft_slug = (
        reader.get(f"/api/v1/claims/?{parameter}={slug}") for slug in ("a-quite-secret-draf", "a-quite-secret-draft")
    )
    assert (unknown.status_code, draft_slug.status_code) == (400, 400)
    assert draft.slug not in unknown.content.decode()
    assert unknown.json()["errors"][0]["message"] == draft_slug.json()["errors"][0]["message"].replace(
        "draft’", "draf’"
    )
