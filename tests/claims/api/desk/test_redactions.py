"""Redactions over HTTP: by administrators in their sessions, never by a token, and what is searched for is not told."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims.models import Claim
from claimtrack.accounts.models import KeptAnswer, Scope, Token
from claimtrack.accounts.roles import Role
from claimtrack.editions.orders import RedactionOrder, RedactionReport
from tests.marked import MARK, marked_claim
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

ALL = "/api/v1/desk/redactions/"


@pytest.fixture
def claim(editor: User) -> Claim:
    return marked_claim(editor)


def session_of(person: User) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


@pytest.fixture
def anna(editor: User) -> APIClient:
    return session_of(editor)


@pytest.fixture
def boris(checker: User) -> APIClient:
    return session_of(checker)


def asked(claim: Claim, **more: Any) -> dict[str, Any]:
    return {"sort": "claim", "row": str(claim.pk), "words": [MARK], "legal_basis": "Order 7."} | more


def ordered(client: APIClient, claim: Claim) -> Any:
    response = client.post(ALL, asked(claim), format="json")
    assert response.status_code == 201, response.content
    return response


def test_an_order_is_made_looked_at_and_carried_out(claim: Claim, anna: APIClient, boris: APIClient) -> None:
    before = anna.post(f"{ALL}preview/", {"sort": "claim", "row": str(claim.pk), "words": [MARK]}, format="json")
    assert before.status_code == 201, before.content
    assert {"store": "editions_edition", "count": 2} in before.json()["cleared"]
    assert before.json()["out_of_reach"]
    made = ordered(anna, claim)
    address = made["Location"]
    assert boris.get(f"{address}preview/").json()["cleared"] == before.json()["cleared"]
    done = boris.post(f"{address}carry_out/", headers={"If-Match": made["ETag"]})
    assert (done.status_code, done.json()["state"]) == (200, "carried_out")
    assert {"store": "claims_claim", "count": 1} in done.json()["report"]["cleared"]
    assert MARK not in f"{before.content!r}{made.content!r}{done.content!r}"
    assert [order["state"] for order in anna.get(ALL).json()["results"]] == ["carried_out"]
    assert APIClient().get(f"/api/v1/claims/{claim.pk}/").status_code == 451


def test_it_is_decided_on_as_it_was_seen(claim: Claim, anna: APIClient, boris: APIClient) -> None:
    made = ordered(anna, claim)
    address = made["Location"]
    assert boris.post(f"{address}carry_out/").status_code == 428
    assert anna.post(f"{address}end/", headers={"If-Match": made["ETag"]}).json()["state"] == "withdrawn"
    assert boris.post(f"{address}carry_out/", headers={"If-Match": made["ETag"]}).status_code == 412
    late = boris.post(f"{address}carry_out/", headers={"If-Match": '"1.withdrawn"'})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/conditions-missing")
    assert not RedactionReport.objects.exists()


def test_whoever_ordered_does_not_carry_it_out(claim: Claim, anna: APIClient) -> None:
    made = ordered(anna, claim)
    refused = anna.post(f"{made['Location']}carry_out/", headers={"If-Match": made["ETag"]})
    assert refused.status_code == 409
    assert "somebody other than the person who asks" in refused.json()["detail"]


def test_a_token_redacts_nothing_whatever_its_scopes(claim: Claim, editor: User) -> None:
    _, secret = Token.objects.create(editor, name="bot", scopes=[scope.value for scope in Scope])  # type: ignore[no-untyped-call]
    bot = APIClient()
    for scheme in ("Bearer", "Token"):
        bot.credentials(HTTP_AUTHORIZATION=f"{scheme} {secret}", HTTP_IDEMPOTENCY_KEY="1")
        for response in (bot.get(ALL), bot.post(ALL, asked(claim), format="json")):
            assert response.status_code in {401, 403}
    assert not RedactionOrder.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER, Role.EDITOR])
def test_nobody_but_administrators_knows_of_orders(claim: Claim, anna: APIClient, role: Role) -> None:
    made = ordered(anna, claim)
    client = session_of(in_role(role, f"a {role.value}"))
    address = made["Location"]
    for response in (
        client.get(ALL),
        client.get(address),
        client.get(f"{address}preview/"),
        client.post(ALL, asked(claim), format="json"),
        client.post(f"{ALL}preview/", asked(claim), format="json"),
        client.post(f"{address}end/", headers={"If-Match": made["ETag"]}),
    ):
        assert response.status_code == 403


def test_faults_are_named_beside_their_members(claim: Claim, anna: APIClient) -> None:
    wrong = anna.post(ALL, asked(claim, sort="rumour", why="because"), format="json")
    assert wrong.status_code == 400
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"#/sort", "#/why"}
    refused = anna.post(ALL, asked(claim, numbers=[9]), format="json")
    assert (refused.status_code, "Name editions that exist: 1, 2" in refused.json()["detail"]) == (409, True)


def test_sent_again_it_is_one_order_and_the_kept_answer_does_not_say_what_was_searched_for(
    claim: Claim, anna: APIClient
) -> None:
    answers = [
        anna.post(ALL, asked(claim), format="json", headers={"Idempotency-Key": "once"}).json() for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert RedactionOrder.objects.count() == 1
    assert MARK not in f"{KeptAnswer.objects.get().body} {KeptAnswer.objects.get().headers}"


def test_the_past_of_a_row_is_cleared_by_an_order_without_editions(
    claim: Claim, anna: APIClient, boris: APIClient
) -> None:
    subject = claim.about.get()
    made = anna.post(ALL, asked(claim, sort="subject", row=str(subject.pk)), format="json")
    assert made.json()["numbers"] == []
    done = boris.post(f"{made['Location']}carry_out/", headers={"If-Match": made["ETag"]})
    assert {"store": "claims_subjectevent", "count": 1} in done.json()["report"]["cleared"]
