"""Whom we asked and how far it spread, over HTTP: filed with a claim, filled into letters, published by itself."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.models import Inquiry, Observation
from claims.writing import publish
from claimtrack.accounts.roles import Role
from tests.clock import set_clock
from tests.desk_api import DESK, Program, faults
from tests.factories import ClaimFactory, InquiryFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db

CLAIM: dict[str, Any] = {
    "statement": "The harbour was closed for a week.",
    "appearances": [
        {
            "role": "asserts",
            "document": {
                "url": "https://gazette.example/1",
                "medium": "article",
                "publisher": {"name": "The Harbour Gazette", "kind": "outlet", "website": "https://gazette.example/"},
            },
            "observations": [
                {"figure": 20500, "precision": "at_least", "counts": "views", "place": "Net", "observed": "2026-11-02"}
            ],
        }
    ],
    "inquiries": [
        {
            "source": {"name": "Port Authority", "kind": "government", "website": "https://port.example/"},
            "asked": "2026-11-03",
            "deadline_day": "2026-11-05",
            "deadline_zone": "Europe/Malta",
            "contact": "press@port.example",
        }
    ],
    "observations": [{"figure": 3, "counts": "asked_by_readers", "place": "tip line", "observed": "2026-11-03"}],
}


def test_a_claim_is_filed_with_whom_we_asked_and_how_far_it_spread(editor: User) -> None:
    made = Program(editor).make("claims/", **CLAIM)
    assert {each["pointer"] for each in made["resolved"]} >= {"/inquiries/0/source"}
    inquiry = Inquiry.objects.get(claim=made["id"])
    assert (inquiry.source.name, inquiry.contact) == ("Port Authority", "press@port.example")
    assert str(inquiry.passes_at) == "2026-11-05 23:00:00+00:00"
    figures = {(row.figure, row.appearance_id is None, row.shown) for row in Observation.objects.all()}
    assert figures == {(20500, False, False), (3, True, False)}


def test_what_is_wrong_with_them_is_told_with_its_place_and_nothing_is_filed(editor: User) -> None:
    inquiry = CLAIM["inquiries"][0] | {"deadline_day": "2026-11-01"}
    figure = CLAIM["observations"][0] | {"observed": "2026-11"}
    answer = Program(editor).send("claims/", CLAIM | {"inquiries": [inquiry], "observations": [figure]})
    assert answer.status_code == 400
    assert set(faults(answer)) == {"#/inquiries/0/deadline_day", "#/observations/0/observed"}
    assert not Inquiry.objects.exists()


def test_an_answer_is_published_by_itself_by_who_may_publish(editor: User) -> None:
    claim = ClaimFactory()
    row = InquiryFactory(claim=claim, outcome="no_response")
    set_clock("2026-11-06T12:00:00+00:00")
    publish(claims=[claim], by=None)
    program, one = Program(editor), f"inquiries/{row.pk}/"
    said = {"outcome": "answered", "answer": "It was open.", "answered": "2026-11-07"}
    assert program.change(one, said).json()["late"] is True
    assert Program(in_role(Role.CHECKER, "somebody")).act(f"{one}publish/").status_code == 403
    done = program.act(f"{one}publish/")
    assert done.status_code == 200, done.content
    assert (done.json()["edition"]["number"], done.json()["edition"]["kind"]) == (2, "updated")
    assert program.act(f"{one}publish/").status_code == 409


def test_letters_come_with_the_claim_filled_in_and_not_for_who_has_no_role(editor: User) -> None:
    row = InquiryFactory(claim=ClaimFactory(statement="The harbour was closed."))
    address = f"inquiries/{row.pk}/filled_letters/"
    [letter] = Program(editor).read(address)["letters"]
    assert "The harbour was closed." in letter["text"]
    outsider = User.objects.create_user("outsider", is_staff=True)
    assert Program(outsider).get(f"{DESK}{address}").status_code == 403
