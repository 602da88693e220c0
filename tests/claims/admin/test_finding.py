"""Finding the way: what the box finds, the history of a row, and the pages that say why there is none."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.models import Topic
from claims.writing.release import release
from tests.admin_forms import page, page_of, send
from tests.factories import AssessmentFactory, ClaimFactory, RelationFactory, SourceFactory
from tests.people import staff

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> str:
    return client.get("/admin/search/", {"extended": "1", "s": words}).content.decode()


def test_the_box_finds_what_the_desk_says(desk: Client) -> None:
    claim = ClaimFactory(statement="The ferry never sailed.")
    source = SourceFactory(name="Ferry Company")
    shown = found(desk, "ferry")
    assert page(claim) in shown
    assert page(source) in shown


def test_the_box_finds_nothing_that_somebody_may_not_see() -> None:
    ClaimFactory(statement="The ferry never sailed.")
    client = Client()
    client.force_login(staff("without-a-role"))
    assert "never sailed" not in found(client, "ferry")


def test_the_history_of_a_claim_has_its_approvals_and_the_editions_made_by_themselves(
    desk: Client, editor: User
) -> None:
    relation = RelationFactory()
    claim = relation.claim
    send(desk, page(claim), context="Said at a summit.")
    assessment = AssessmentFactory(claim=claim)
    actions.approve(assessment=assessment, by=editor)
    actions.publish(claims=[claim], by=editor)
    actions.publish(claims=[relation.other], by=editor)
    release([relation.other.pk])
    response = desk.get(page(claim, "history"))
    lines = [(line.who, line.what) for line in response.context["history"]().lines]
    published, approved = (
        lines.index(("editor", "Edition 1 (published)")),
        ("editor", f"Approved the assessment “{assessment}”"),
    )
    assert lines.index(("", "Edition 2 (updated)")) < published < lines.index(approved)
    told = [
        line for line in response.context["history"]().lines if "Context: nothing → “Said at a summit.”" in line.details
    ]
    assert [line.who for line in told] == ["editor (administrator)"]
    assert [line.what for line in told] == [f"Changed claim “{claim}”"]
    assert "a program" in response.content.decode()


@pytest.mark.parametrize("address", ["/admin/nowhere/", "/admin/claims/nothing/"])
def test_an_address_of_the_desk_that_leads_nowhere_is_told_at_the_desk(desk: Client, address: str) -> None:
    response = desk.get(address)
    assert response.status_code == 404
    assert "claimtrack desk" in response.content.decode()
    assert "There is no such page" in response.content.decode()


def test_what_somebody_may_not_do_is_told_at_the_desk(reporter: User) -> None:
    client = Client()
    client.force_login(reporter)
    response = client.get(page(ClaimFactory(), "publish"))
    assert response.status_code == 403
    assert "You may not do this" in response.content.decode()
    assert "claimtrack desk" in response.content.decode()


def test_a_fault_of_ours_is_told_at_the_desk(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimtrack.admin.dates.read", lambda edtf: 1 / 0)
    desk.raise_request_exception = False
    response = desk.get("/admin/date/", {"edtf": "2020"})
    assert response.status_code == 500
    assert "Nothing was saved" in response.content.decode()
    assert "claimtrack desk" in response.content.decode()


def test_the_docs_say_something_while_they_load(client: Client) -> None:
    assert "The docs of the API are being read" in client.get("/api/v1/docs/").content.decode()


def test_rows_that_were_selected_and_are_gone_by_now_are_no_fault(desk: Client) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [str(uuid4())]}
    assert desk.post(page_of(Topic), chosen).status_code == 200
