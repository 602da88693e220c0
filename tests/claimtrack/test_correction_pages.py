"""Whoever finds something wrong on a page says so there, without an account and without a script."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from claimtrack.corrections.models import CorrectionRequest
from tests.factories import ClaimFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unthrottled")]

FORM = "/claims/the-port/correction/"
WRONG = {"wrong": "It was leased, not sold."}


@pytest.fixture
def claim(editor: User) -> Claim:
    made: Claim = ClaimFactory(slug="the-port", statement="The port was sold.")
    actions.publish(claims=[made], by=editor)
    return made


def page(answer: Any) -> str:
    return str(answer.content.decode())


def send(client: Client, path: str, fields: dict[str, str]) -> Any:
    """As a browser sends a form."""
    return client.post(path, urlencode(fields), content_type="application/x-www-form-urlencoded")


def test_a_request_from_a_page_is_received_and_its_address_is_told_once(client: Client, claim: Claim) -> None:
    form = client.get(FORM)
    assert form.status_code == 200
    assert claim.statement not in page(form)
    evidence = "https://a.example/1\r\n\r\nhttps://a.example/2"
    answer = send(client, FORM, {**WRONG, "evidence": evidence, "concerns_me": "on"})
    assert answer.status_code == 202
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    asked = CorrectionRequest.objects.get()
    assert (asked.subject_id, asked.concerns_them) == (claim.pk, True)
    assert WRONG["wrong"] not in page(answer)
    found = re.search(r"http://localhost:8000(/correction-requests/[\w-]+/)", page(answer))
    assert found is not None
    state = client.get(found[1])
    assert "received, and not yet decided" in page(state)
    assert state["Cache-Control"] == "no-store"


def test_nothing_is_lost_of_what_was_written_where_a_field_is_wrong(client: Client, claim: Claim) -> None:
    sent = {"wrong": "", "right": "<b>Leased</b>", "evidence": "no address", "email": "nobody"}
    answer = send(client, FORM, sent)
    assert answer.status_code == 400
    told = page(answer)
    assert "&lt;b&gt;Leased&lt;/b&gt;" in told
    for field in ("wrong", "evidence", "email"):
        assert f'id="{field}-faults"' in told
        assert f'aria-describedby="{field}-faults"' in told
    assert 'value="nobody"' in told
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize("path", ["/claims/nothing/correction/", "/documents/nothing/correction/"])
def test_nothing_can_be_asked_of_what_is_not_published(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404
    assert send(client, path, WRONG).status_code == 404
    assert not CorrectionRequest.objects.exists()


def test_a_number_that_nobody_has_is_404(client: Client, db: None) -> None:
    assert client.get("/correction-requests/AAAA/").status_code == 404


def test_a_body_that_is_no_form_or_longer_than_any_is_refused(client: Client, claim: Claim) -> None:
    assert client.post(FORM, WRONG).status_code == 415  # a form with files
    assert send(client, FORM, {"wrong": "x" * 600_000}).status_code == 413
    assert not CorrectionRequest.objects.exists()
