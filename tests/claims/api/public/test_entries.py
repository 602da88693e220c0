"""What claims show, in lists of its own: rebuttals, assessments, appearances, documents, topics, subjects, narratives."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Appearance, Assessment, Claim, Rebuttal
from claims.record import lists
from claimtrack.dates import WorldDate
from claimtrack.editions.lists import EntryFilters
from claimtrack.query.lists import ListFilterSet
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    NarrativeFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.reading import ids, results

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(editor: User) -> Claim:
    """A claim that shows one thing of each list, with everything that a filter can ask for."""
    claim: Claim = ClaimFactory(slug="shown", statement="Tanks were shipped.", appearance=None)
    document = DocumentFactory(
        title="A report on tanks", publisher=SourceFactory(slug="paper"), medium="report", language="en-GB",
        published=WorldDate("2018-10-08"),
    )  # fmt: skip
    appearance = AppearanceFactory(
        claim=claim, document=document, speaker=SourceFactory(slug="speaker"), role="reports", first_known=True,
        made=WorldDate("2018-10-08"), media_category="SatireOrParodyContent",
    )  # fmt: skip
    AttributionFactory(appearance=appearance, source=SourceFactory(slug="witness"))
    rebuttal = RebuttalFactory(
        kind="denial", standing="subject", source=SourceFactory(slug="denier"), document=document,
        made=WorldDate("2018-10-09"), statement="No tanks, says the ministry.",
    )  # fmt: skip
    AnswerFactory(claim=claim, rebuttal=rebuttal)
    theirs = AssessmentFactory(
        claim=claim, source=SourceFactory(slug="judge"), verdict="unproven", likelihood="unlikely", confidence="low",
        assessed_at=WorldDate("2018-10-10"), rationale="Nobody saw a tank.",
    )  # fmt: skip
    of_rebuttal = AssessmentFactory(claim=None, rebuttal=rebuttal, verdict="true", rationale="The ministry is right.")
    for assessment in (theirs, of_rebuttal):
        actions.approve(assessment=assessment, by=editor)
    claim.about.add(SubjectFactory(slug="tobruk", name="Tobruk", kind="place"))
    claim.topics.add(TopicFactory(slug="arms-supplies"))
    narrative = NarrativeFactory(slug="bases", name="Bases on the coast", period=WorldDate("1945/2018"))
    claim.narratives.add(narrative)
    actions.publish(claims=[claim], narratives=[narrative], by=editor)
    return claim


@pytest.fixture
def other(shown: Claim, editor: User) -> Claim:
    """A claim with other things in every list, so that what is asked for in vain exists."""
    claim: Claim = ClaimFactory(slug="other", appearance__document__publisher=SourceFactory(slug="nobody-here"))
    claim.about.add(SubjectFactory(slug="benghazi", kind="event"))
    claim.topics.add(TopicFactory(slug="gas"))
    narrative = NarrativeFactory(slug="pipelines")
    claim.narratives.add(narrative)
    AnswerFactory(claim=claim, rebuttal=RebuttalFactory(kind="clarification", standing="authority"))
    judged = AssessmentFactory(claim=claim, status="not_checkable", verdict="", not_checkable_reason="opinion")
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], narratives=[narrative], by=editor)
    return claim


#: list → what is asked for, by whom it is known, and parameter → (a value that finds it, one that does not).
LISTS: dict[str, tuple[type[EntryFilters], dict[str, tuple[str, str]]]] = {
    "rebuttals": (
        lists.RebuttalFilters,
        {
            "q": ("tanks ministry", "tanks road"), "kind": ("denial", "clarification"), "standing": ("subject", "authority"),
            "stake": ("party", "independent"), "source": ("denier", "paper"), "publisher": ("paper", "denier"),
            "made_after": ("2018-10-09", "2018-10-10"), "made_before": ("2018-10-09", "2018-10-08"),
            "claim": ("shown", "other"), "about": ("tobruk", "benghazi"), "topic": ("arms-supplies", "gas"),
            "narrative": ("bases", "pipelines"),
        },
    ),
    "assessments": (
        lists.AssessmentFilters,
        {
            "q": ("nobody tank", "everybody tank"), "by": ("source", "desk"), "assessed_by": ("judge", "denier"),
            "status": ("rated", "not_checkable"), "verdict": ("unproven", "true"), "likelihood": ("unlikely", "likely"),
            "confidence": ("low", "high"), "made_after": ("2018-10-10", "2018-10-11"),
            "made_before": ("2018-10-10", "2018-10-09"), "claim": ("shown", "other"),
        },
    ),
    "appearances": (
        lists.AppearanceFilters,
        {
            "q": ("tanks shipped", "tanks sunk"), "role": ("reports", "asserts"), "speaker": ("speaker", "witness"),
            "attributed_to": ("witness", "speaker"), "publisher": ("paper", "nobody-here"), "first_known": ("true", "false"),
            "media_category": ("SatireOrParodyContent", "StagedContent"), "made_after": ("2018-10-08", "2018-10-09"),
            "made_before": ("2018-10-08", "2018-10-07"), "claim": ("shown", "other"), "about": ("tobruk", "benghazi"),
            "topic": ("arms-supplies", "gas"), "narrative": ("bases", "pipelines"),
        },
    ),
    "documents": (
        lists.DocumentFilters,
        {
            "q": ("report tanks", "report ships"), "publisher": ("paper", "denier"), "medium": ("report", "video"),
            "language": ("en-GB", "ar"), "published_after": ("2018-10-08", "2018-10-09"),
            "published_before": ("2018-10-08", "2018-10-07"), "claim": ("shown", "other"),
        },
    ),
    "topics": (
        lists.TopicFilters,
        {"q": ("arms", "legs"), "claim": ("shown", "other"), "narrative": ("bases", "pipelines")},
    ),
    "subjects": (
        lists.SubjectFilters,
        {"q": ("tobruk", "benghazi"), "claim": ("shown", "other"), "kind": ("place", "event")},
    ),
    "narratives": (
        lists.NarrativeFilters,
        {
            "q": ("bases coast", "bases desert"), "period_after": ("2018-12-31", "2019-01-01"),
            "period_before": ("1945-01-01", "1944-12-31"),
        },
    ),
}  # fmt: skip
#: Values of these are ids, which the test below makes.
BY_ID = {"ids", "document", "rebuttal"}


def wanted(kind: str, claim: Claim) -> str:
    """The id, or the slug, of the thing that a list is asked for."""
    document = claim.appearances.get().document
    theirs: dict[str, Any] = {
        "rebuttals": Rebuttal.objects.get(answers__claim=claim).pk,
        "assessments": Assessment.objects.get(claim=claim).pk,
        "appearances": Appearance.objects.get(claim=claim).pk,
        "documents": document.pk,
        "topics": "arms-supplies",
        "subjects": claim.about.get().pk,
        "narratives": claim.narratives.get().pk,
    }
    return str(theirs[kind])


def listed(reader: APIClient, kind: str, query: str) -> list[str]:
    return [name_of(item) for item in results(reader, f"/api/v1/{kind}/?{query}&page_size=1")]


def name_of(item: Any) -> str:
    return str(item.get("id") or item["slug"])


@pytest.mark.parametrize("kind", LISTS)
def test_every_filter_is_tried(kind: str) -> None:
    declared, tried = LISTS[kind]
    assert set(tried) | BY_ID >= set(declared.base_filters) - set(ListFilterSet.base_filters)


@pytest.mark.parametrize("kind", LISTS)
def test_a_filter_finds_what_it_names_and_nothing_else(
    shown: Claim, other: Claim, reader: APIClient, kind: str
) -> None:
    item = wanted(kind, shown)
    assert item in listed(reader, kind, "")
    for parameter, (match, miss) in LISTS[kind][1].items():
        assert item in listed(reader, kind, f"{parameter}={match}"), parameter
        assert item not in listed(reader, kind, f"{parameter}={miss}"), parameter


def test_a_list_is_narrowed_by_ids(shown: Claim, other: Claim, reader: APIClient) -> None:
    document, rebuttal = wanted("documents", shown), wanted("rebuttals", shown)
    assert listed(reader, "rebuttals", f"ids={rebuttal}") == [rebuttal]
    assert listed(reader, "rebuttals", f"document={document}") == [rebuttal]
    assert listed(reader, "appearances", f"document={document}") == [wanted("appearances", shown)]
    [judgement] = results(reader, f"/api/v1/assessments/?rebuttal={rebuttal}")
    assert (judgement["target"], judgement["rationale"]) == ({"rebuttal": rebuttal}, "The ministry is right.")
    assert reader.get("/api/v1/appearances/?document=01a20725-0000-7000-8000-000000000000").status_code == 400


def test_a_primary_language_finds_documents_in_its_varieties(shown: Claim, reader: APIClient) -> None:
    document = wanted("documents", shown)
    assert document in listed(reader, "documents", "language=en")
    assert document not in listed(reader, "documents", "language=en-US")


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_has_pages_a_count_and_a_tag(
    shown: Claim, other: Claim, editor: User, reader: APIClient, kind: str
) -> None:
    address = f"/api/v1/{kind}/"
    whole = reader.get(address)
    paged = listed(reader, kind, "")
    assert [name_of(item) for item in whole.json()["results"]] == paged
    assert len(set(paged)) == len(paged) >= 2
    assert reader.get(f"{address}?count=true").json() == {"count": len(paged), "exact": True}
    assert reader.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert reader.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in LISTS if kind != "narratives"])
def test_an_entry_is_read_at_its_own_address_with_the_claims_that_show_it(
    shown: Claim, reader: APIClient, kind: str
) -> None:
    item = wanted(kind, shown)
    response = reader.get(f"/api/v1/{kind}/{item}/")
    assert response.json()["claims"] == [str(shown.pk)]
    assert response.json() in results(reader, f"/api/v1/{kind}/")
    assert reader.get(f"/api/v1/{kind}/{item}/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert reader.get(f"/api/v1/{kind}/nothing/", headers={"If-None-Match": "*"}).status_code == 404


def test_a_subject_is_read_by_its_slug_too(shown: Claim, reader: APIClient) -> None:
    assert reader.get("/api/v1/subjects/tobruk/").json()["id"] == wanted("subjects", shown)


def test_an_entry_that_two_claims_show_is_listed_once_as_the_newer_edition_has_it(
    shown: Claim, editor: User, reader: APIClient
) -> None:
    rebuttal = Rebuttal.objects.get(answers__claim=shown)
    second = ClaimFactory()
    AnswerFactory(claim=second, rebuttal=rebuttal)
    Rebuttal.objects.filter(pk=rebuttal.pk).update(statement="As the desk has it now.")
    actions.publish(claims=[second], by=editor)
    [entry] = results(reader, "/api/v1/rebuttals/")
    assert entry["statement"] == "As the desk has it now."
    assert entry["claims"] == sorted([str(shown.pk), str(second.pk)])
    assert ids(reader, "/api/v1/rebuttals/?claim=shown") == [str(rebuttal.pk)]

    actions.retract(claim=second, by=editor, reason="Not a claim.")
    [entry] = results(reader, "/api/v1/rebuttals/")
    assert (entry["statement"], entry["claims"]) == ("No tanks, says the ministry.", [str(shown.pk)])


def test_what_only_a_retracted_claim_showed_is_gone_from_every_list(
    shown: Claim, editor: User, reader: APIClient
) -> None:
    items = {kind: wanted(kind, shown) for kind in LISTS if kind != "narratives"}
    actions.retract(claim=shown, by=editor, reason="Not a claim.")
    for kind, item in items.items():
        assert listed(reader, kind, "") == []
        assert reader.get(f"/api/v1/{kind}/{item}/").status_code == 404


def test_what_a_new_edition_no_longer_shows_is_gone_and_the_rest_stays(
    shown: Claim, editor: User, reader: APIClient
) -> None:
    shown.topics.set([TopicFactory(slug="ships")])
    actions.publish(claims=[shown], by=editor)
    assert listed(reader, "topics", "") == ["ships"]
    assert len(listed(reader, "rebuttals", "")) == 1


def test_documents_are_those_of_evidence_and_of_judgements_too(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory()
    item = EvidenceFactory(target_claim=claim)
    judged = AssessmentFactory(claim=claim, source=SourceFactory(), document=DocumentFactory())
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    shown = set(ids(reader, f"/api/v1/documents/?claim={claim.slug}"))
    assert {str(item.document_id), str(judged.document_id)} < shown


def test_an_address_in_a_document_leads_somewhere(shown: Claim, reader: APIClient) -> None:
    document = reader.get("/api/v1/claims/shown/").json()
    addresses = [document["api_url"], document["appearances"][0]["document"]["api_url"]]
    addresses += [f"/api/v1/sources/{s['id']}/" for s in reader.get("/api/v1/claims/").json()["results"][0]["sources"]]
    for kind in ("topics", "subjects", "narratives", "sources"):
        addresses += [item["api_url"] for item in results(reader, f"/api/v1/{kind}/")]
    assert {reader.get(address).status_code for address in addresses} == {200}
