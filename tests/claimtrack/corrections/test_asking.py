"""What anybody may send, what they are answered, and that nothing of it stands anywhere but in one table."""

import json
import logging
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.accounts.models import KeptAnswer
from claimtrack.api.corrections import public
from claimtrack.corrections.deciding import accept, decline
from claimtrack.corrections.models import CorrectionRequest, Requester
from claimtrack.corrections.receiving import Asked, receive
from claimtrack.writing import withholding
from tests.canary import columns_with
from tests.factories import AppearanceFactory, ClaimFactory
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

WORD = "quuxword"
ASKED: dict[str, Any] = {
    "wrong": f"The day is wrong, {WORD} & 2 <3.",
    "right": f"It was the ninth, {WORD}.",
    "evidence": [f"https://{WORD}.example/page"],
    "concerns_me": True,
    "name": f"Ada {WORD}",
    "email": f"{WORD}@example.org",
}


@pytest.fixture
def claim(editor: User) -> Claim:
    made: Claim = AppearanceFactory().claim
    actions.publish(claims=[made], by=editor)
    return made


def address_of(claim: Claim) -> str:
    return f"/api/v1/claims/{claim.pk}/correction-requests/"


def ask(address: str, **members: Any) -> Any:
    return APIClient().post(address, json.dumps(ASKED | members), content_type="application/json")


def test_a_request_is_taken_and_its_number_says_the_state_alone(claim: Claim, editor: User) -> None:
    taken = ask(address_of(claim))
    assert (taken.status_code, set(taken.json()), taken["Cache-Control"]) == (202, {"number", "url"}, "no-store")
    number = taken.json()["number"]
    assert len(number) * 6 >= 128
    request = CorrectionRequest.objects.get()
    assert number not in str(CorrectionRequest.objects.values().get())
    assert (request.kind, request.subject_id, request.concerns_them) == ("claim", claim.pk, True)
    state = APIClient().get(taken["Location"])
    assert state["Cache-Control"] == "no-store"
    assert (state.json().keys(), state.json()["state"], state.json()["outcome"]) == (
        {"state", "received_at", "outcome"}, "received", None,
    )  # fmt: skip
    assert APIClient().get(f"{taken['Location'][:-2]}/").status_code == 404

    Claim.objects.filter(pk=claim.pk).update(statement="It was so on the ninth.", version=9)
    actions.correct(claim=claim, by=editor, note="The day was wrong.")
    accept(request=request, by=editor, reason="It was the ninth.", edition=2)
    outcome = APIClient().get(taken["Location"]).json()["outcome"]
    assert outcome.items() >= {
        "reason": "It was the ninth.", "edition": f"/api/v1/claims/{claim.pk}/?edition=2",
    }.items()  # fmt: skip


def test_what_somebody_sends_stands_in_one_table_and_they_are_in_no_trail(
    claim: Claim, editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [ask(address_of(claim)), ask(address_of(claim), wrong=f"<b>{WORD}</b>", email=WORD, evidence=[WORD])]
    assert [each.status_code for each in answers] == [202, 400]
    decline(request=CorrectionRequest.objects.get(), reason="It is as the document has it.", by=editor)
    told = APIClient().get(answers[0]["Location"])
    assert WORD not in "".join(each.content.decode() for each in (*answers, told))
    assert {error["pointer"] for error in answers[1].json()["errors"]} == {"#/wrong", "#/email", "#/evidence/0"}
    assert columns_with(WORD) == {"corrections_requester": {"wrong", "right", "evidence", "name", "email"}}
    assert WORD not in "".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, metadata FROM corrections_correctionrequestevent JOIN pghistory_context c"
                       " ON c.id = pgh_context_id")  # fmt: skip
        [(label, noted)] = cursor.fetchall()
    assert label == "update"
    assert f'"user": {editor.pk}' in noted
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"wrong": " "}, "#/wrong"),
        ({"wrong": "x" * 4001}, "#/wrong"),
        ({"wrong": "a\ud800"}, "#/wrong"),
        ({"name": "<img src=x>"}, "#/name"),
        ({"email": "a@\ud800.org"}, "#/email"),
        ({"evidence": ["https://a.example/"] * 21}, "#/evidence"),
        ({"evidence": ["javascript:alert(1)"]}, "#/evidence/0"),
        ({"evidence": ["https://me:secret@a.example/"]}, "#/evidence/0"),
        ({"concerns_me": "yes"}, "#/concerns_me"),
        ({"verdict": "true"}, "#/verdict"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_member(claim: Claim, members: Any, pointer: str) -> None:
    refused = ask(address_of(claim), **members)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not CorrectionRequest.objects.exists()


def test_only_of_what_is_published_and_else_as_it_is_read(claim: Claim, editor: User, checker: User) -> None:
    draft: Claim = ClaimFactory()
    document = claim.appearances.get().document
    assert ask(address_of(draft)).status_code == 404
    assert ask(f"/api/v1/documents/{document.pk}/correction-requests/").status_code == 202
    assert ask(f"/api/v1/documents/{draft.pk}/correction-requests/").status_code == 404
    assert ask(f"/api/v1/sources/{document.publisher.slug}/correction-requests/").status_code == 202

    other = AppearanceFactory().claim
    actions.publish(claims=[other], by=editor)
    actions.merge(survivor=claim, duplicate=other, by=editor, note="The same.")
    moved = ask(address_of(other))
    assert (moved.status_code, moved["Location"]) == (308, f"/api/v1/claims/{claim.pk}/correction-requests/")
    for away, status in (
        (lambda: withholding.withhold(root=claim, reason="Somebody is in danger.", by=editor), 451),
        (lambda: withholding.lift(root=claim, by=checker), 202),
        (lambda: actions.retract(claim=claim, by=editor, reason="Not so."), 410),
        (lambda: redact(root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor,
                        by=checker), 451),
    ):  # fmt: skip
        away()  # type: ignore[no-untyped-call]
        assert ask(address_of(claim)).status_code == status
        assert APIClient().get(f"/api/v1/claims/{claim.pk}/").status_code == (200 if status == 202 else status)


def test_a_copy_of_the_record_takes_none(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "is_mirror", lambda *, using: using == "default")
    assert ask(address_of(claim)).status_code == 409
    assert not CorrectionRequest.objects.exists()


def test_an_address_asks_so_often_an_hour(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "correction", "2/hour")
    assert [ask(address_of(claim)).status_code for _ in range(3)] == [202, 202, 429]
    assert APIClient().get(f"/api/v1/claims/{claim.pk}/").status_code == 200


def test_a_redaction_takes_whoever_asked_and_the_reason_and_leaves_the_state(
    claim: Claim, editor: User, checker: User
) -> None:
    number = receive(kind="claim", subject_id=claim.pk, asked=Asked(wrong="All of it."))
    decline(request=CorrectionRequest.objects.get(), reason="It is so.", by=editor)
    elsewhere = receive(kind="claim", subject_id=ClaimFactory().pk, asked=Asked(wrong=f"As {WORD} says."))
    order = actions.order_redaction(
        root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, words=[WORD], by=editor
    )
    actions.redact(root=claim, order=order, by=checker)
    assert not Requester.objects.exists()
    state = APIClient().get(f"/api/v1/correction-requests/{number}/").json()
    assert (state["state"], state["outcome"]["reason"]) == ("declined", None)
    assert APIClient().get(f"/api/v1/correction-requests/{elsewhere}/").json()["state"] == "received"
