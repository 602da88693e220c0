"""Duplicates are seen before they are saved: of published claims and of drafts, by those who may see them alone."""

import logging
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from claims import writing as actions
from claims.imports.models import ImportRun, RunState
from claims.models import Claim, ClaimPair
from claims.tasks import enter_drafts
from claims.writing.duplicates import entering
from claims.writing.duplicates.models import DraftCounts, DraftPosting, DraftToEnter, MatchedDraft
from claimtrack.accounts.roles import Role
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.ids import uuid7
from claimtrack.writing import restricting
from tests.factories import AppearanceFactory, ClaimFactory
from tests.marked import tables_with
from tests.people import in_role
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

ADDRESS = "/api/v1/desk/claims/duplicates/"
STATEMENTS = (
    "The Zubrowka dam burst because its owners had not inspected it for nine years.",
    "The mayor of Oberstadt sold the harbour to a company of his brother.",
    "Electric buses in Lakeside caught fire forty times last winter.",
)
QUESTION = "Is it true that the mayor of Oberstadt sold the harbour to his brother's company?"


@pytest.fixture
def desk(editor: User) -> APIClient:
    return as_staff(editor)


def as_staff(person: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def claims() -> list[Claim]:
    return [ClaimFactory(statement=statement, language="en") for statement in STATEMENTS]


def asked(desk: APIClient, statement: str = QUESTION, **more: Any) -> list[Any]:
    response = desk.post(ADDRESS, {"statement": statement, **more}, format="json")
    assert response.status_code == 200, response.content
    assert response["Cache-Control"] == "no-store"
    return list(response.json()["duplicates"])


def found(desk: APIClient, statement: str = QUESTION, **more: Any) -> list[str]:
    return [each["claim"]["id"] for each in asked(desk, statement, **more)]


def beside(desk: APIClient, claim: Claim, **query: Any) -> list[Any]:
    response = desk.get(f"/api/v1/desk/claims/{claim.pk}/duplicates/", query)
    assert response.status_code == 200, response.content
    return list(response.json()["duplicates"])


def _redact(claim: Claim, editor: User) -> None:
    second = in_role(Role.ADMINISTRATOR, "second")
    redact(root=claim, numbers=None, legal_basis="A court.", public_reason=None, requested_by=second, by=editor)


# -- the index ------------------------------------------------------------------------------------


def test_a_draft_is_found_at_the_desk_as_soon_as_it_is_there(desk: APIClient, claims: list[Claim]) -> None:
    (match,) = asked(desk)
    assert match["score"] > 0.5
    assert match["claim"] == {
        "id": str(claims[1].pk),
        "slug": claims[1].slug,
        "api_url": f"/api/v1/desk/claims/{claims[1].pk}/",
        "statement": STATEMENTS[1],
        "stage": "draft",
        "verdict": None,
    }
    assert match["matched"] == {"field": "statement", "text": STATEMENTS[1]}
    assert (match["differs"], match["pair"]) == ("none", None)
    assert [each["differs"] for each in asked(desk, STATEMENTS[2].replace("forty", "ninety"))] == ["number"]


def test_no_reader_finds_a_draft(reader: APIClient, desk: APIClient, claims: list[Claim]) -> None:
    assert found(desk)
    answer = reader.post("/api/v1/claims/match/", {"text": QUESTION, "min_score": 0}, format="json").json()
    assert answer["matches"] == []


def test_a_published_claim_is_found_by_its_edition_and_by_the_newer_wording_of_the_desk(
    desk: APIClient, editor: User, claims: list[Claim]
) -> None:
    actions.publish(claims=claims, by=editor)
    (match,) = asked(desk)
    assert (match["claim"]["id"], match["claim"]["stage"]) == (str(claims[1].pk), "published")
    assert not MatchedDraft.objects.exists()
    AppearanceFactory(claim=claims[1], quote="He pocketed every single quay of ours for his own kin, the scoundrel!")
    Claim.objects.filter(pk=claims[1].pk).update(version=99)
    (match,) = asked(desk, "He pocketed every single quay of ours for his own kin.")
    assert (match["claim"]["id"], match["matched"]["field"]) == (str(claims[1].pk), "quote")


def test_of_what_is_merged_deleted_or_redacted_nothing_stays(
    desk: APIClient, editor: User, claims: list[Claim]
) -> None:
    assert found(desk)
    claims[1].delete()
    assert found(desk) == []
    assert tables_with("oberstadt") == {"claims_claimevent"}
    actions.publish(claims=claims[:1], by=editor)
    Claim.objects.filter(pk=claims[0].pk).update(version=99)
    assert found(desk, STATEMENTS[0]) == [str(claims[0].pk)]
    _redact(claims[0], editor)
    assert not MatchedDraft.objects.filter(claim_id=claims[0].pk).exists()
    assert not DraftPosting.objects.filter(term="zubrowka").exists()
    assert found(desk, STATEMENTS[0]) == []


def test_the_words_of_an_order_go_from_every_draft_and_what_is_left_is_found_again(
    desk: APIClient, claims: list[Claim]
) -> None:
    assert found(desk)
    erase(Erasure("source", uuid7(), whole=True, words=("oberstadt",)))
    assert not MatchedDraft.objects.filter(texts__icontains="oberstadt").exists()
    assert not DraftPosting.objects.filter(term__startswith="oberst").exists()
    Claim.objects.filter(pk=claims[1].pk).update(statement="The mayor sold the harbour to a company of his brother.")
    assert found(desk) == [str(claims[1].pk)]


def test_a_job_enters_counts_and_joins(desk: APIClient, claims: list[Claim]) -> None:
    assert entering.tend() >= len(claims)
    assert not DraftToEnter.objects.exists()
    assert DraftCounts.objects.get().claims == MatchedDraft.objects.count() == len(claims)
    rows = list(MatchedDraft.objects.order_by("claim_id").values("claim_id", "texts"))
    entering.enter_again()
    assert not MatchedDraft.objects.exists()
    entering.tend()
    assert list(MatchedDraft.objects.order_by("claim_id").values("claim_id", "texts")) == rows


def test_while_an_import_runs_a_job_enters_what_people_wrote_and_the_rest_comes_after_it(claims: list[Claim]) -> None:
    ours = ClaimFactory(statement=QUESTION, language="en", edited_by_person=True)
    run = ImportRun.objects.create(origin="a file", state=RunState.RUNNING)
    enter_drafts()
    assert [row.claim_id for row in MatchedDraft.objects.all()] == [ours.pk]
    run.state = RunState.DONE
    run.save()
    enter_drafts()
    assert MatchedDraft.objects.count() == len(claims) + 1


# -- who may see ----------------------------------------------------------------------------------


def test_what_is_restricted_to_others_is_neither_found_nor_counted(desk: APIClient, claims: list[Claim]) -> None:
    named, outsider = in_role(Role.EDITOR, "named"), as_staff(in_role(Role.EDITOR, "outsider"))
    entering.tend()
    before = asked(outsider, min_score=0)
    hidden = [ClaimFactory(statement=f"{QUESTION} Says {name}.", language="fi") for name in ("Ann", "Bo", "Cy")]
    for claim in hidden:
        restricting.restrict(row=claim, people=[named], by=named)
    DraftCounts.objects.all().delete()
    entering.tend()
    assert {str(claim.pk) for claim in hidden} <= {*found(as_staff(named))}
    # To the last digit of a score: what is hidden makes no word less rare, and is nobody's rival.
    assert asked(outsider, min_score=0) == before != []


# -- when a claim is filed ------------------------------------------------------------------------


def test_who_files_a_claim_is_told_of_its_duplicates_and_it_is_made_all_the_same(
    desk: APIClient, claims: list[Claim]
) -> None:
    body = {"statement": "The harbour of Oberstadt was sold by the mayor to his brother's company.", "language": "en"}
    response = desk.post("/api/v1/desk/claims/", body, format="json")
    assert response.status_code == 201
    assert [each["claim"]["id"] for each in response.json()["duplicates"]] == [str(claims[1].pk)]
    items = [{"do": "create", "table": "claims", "row": body | {"slug": "another"}}]
    (one,) = desk.post("/api/v1/desk/bulk/", {"items": items}, format="json").json()["results"]
    assert {each["claim"]["id"] for each in one["duplicates"]} == {str(claims[1].pk), response.json()["id"]}


# -- the same, related, not the same --------------------------------------------------------------


def test_what_is_said_of_two_claims_is_kept_with_who_and_when(
    desk: APIClient, editor: User, claims: list[Claim]
) -> None:
    twin = ClaimFactory(statement=QUESTION, language="en")
    address = f"/api/v1/desk/claims/{twin.pk}/duplicates/{claims[1].slug}/"
    said = desk.put(address, {"answer": "related"}, format="json")
    assert said.status_code == 200, said.content
    assert (said.json()["answer"], said.json()["by"]) == ("related", editor.username)
    other = in_role(Role.CHECKER, "another")
    assert as_staff(other).put(address, {"answer": "same"}, format="json").status_code == 200
    pair = ClaimPair.objects.get()
    assert (pair.answer, pair.decided_by, pair.one_id) == ("same", other, min(twin.pk, claims[1].pk))
    assert [(each.answer, each.decided_by_id) for each in pair.events.order_by("pgh_id")][-2:] == [  # type: ignore[attr-defined]
        ("related", editor.pk),
        ("same", other.pk),
    ]
    assert [each["pair"]["answer"] for each in beside(desk, claims[1])] == ["same"]
    assert Claim.objects.get(pk=twin.pk).stage == "draft"
    assert desk.delete(address).status_code == 204
    assert desk.delete(address).status_code == 404
    assert [each["pair"] for each in beside(desk, claims[1])] == [None]


def test_what_is_not_the_same_is_not_shown_again_unless_asked_for(desk: APIClient, claims: list[Claim]) -> None:
    twin = ClaimFactory(statement=STATEMENTS[1], language="en")
    address = f"/api/v1/desk/claims/{twin.pk}/duplicates/{claims[1].pk}/"
    assert [each["claim"]["id"] for each in beside(desk, twin)] == [str(claims[1].pk)]
    desk.put(address, {"answer": "not_the_same"}, format="json")
    assert beside(desk, twin) == beside(desk, claims[1]) == []
    (again,) = beside(desk, twin, not_the_same="true")
    assert again["pair"]["answer"] == "not_the_same"


def test_an_answer_goes_with_its_claim(desk: APIClient, editor: User, claims: list[Claim]) -> None:
    desk.put(f"/api/v1/desk/claims/{claims[0].pk}/duplicates/{claims[1].pk}/", {"answer": "related"}, format="json")
    actions.publish(claims=claims[:1], by=editor)
    _redact(claims[0], editor)
    assert not ClaimPair.objects.exists()


def test_faults_are_told(desk: APIClient, claims: list[Claim]) -> None:
    address = f"/api/v1/desk/claims/{claims[0].pk}/duplicates"
    assert desk.put(f"{address}/{claims[1].pk}/", {"answer": "perhaps"}, format="json").status_code == 400
    assert desk.put(f"{address}/{claims[0].pk}/", {"answer": "same"}, format="json").status_code == 409
    assert desk.put(f"{address}/no-such-claim/", {"answer": "same"}, format="json").status_code == 404
    assert desk.get(f"{address}/?limit=0").status_code == 400
    assert desk.post(ADDRESS, {"quotations": []}, format="json").status_code == 400
    assert (
        as_staff(in_role(Role.REPORTER, "some"))
        .put(f"{address}/{claims[1].pk}/", {"answer": "same"}, format="json")
        .status_code
        == 403
    )
    hidden = ClaimFactory(statement="Nobody is told of this.", language="en")
    named = in_role(Role.EDITOR, "named")
    restricting.restrict(row=hidden, people=[named], by=named)
    assert desk.put(f"{address}/{hidden.pk}/", {"answer": "same"}, format="json").status_code == 404


# -- what is asked is secret ----------------------------------------------------------------------


def test_nothing_that_is_asked_stays_anywhere(
    desk: APIClient, claims: list[Claim], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)
    asked(desk, "A tip of Xanthippelore about the mayor of Oberstadt.", quotations=["Xanthippelore said so."])
    assert (
        desk.post(ADDRESS, {"statement": "Xanthippelore", "language": "Xanthippelore!"}, format="json").status_code
        == 400
    )
    assert tables_with("xanthippelore") == set()
    assert "xanthippelore" not in caplog.text.lower()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement FROM pg_prepared_statements")
        assert "xanthippelore" not in str(cursor.fetchall()).lower()
