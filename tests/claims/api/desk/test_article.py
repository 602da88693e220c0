"""An article is read for claims worth checking, for whoever may write them; what is sent is nowhere afterwards."""

import logging
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import writing as actions
from claims.admin.article import REASONS
from claims.finding.checkable import FILE
from claims.models import Claim
from claimtrack.accounts.models import Scope
from claimtrack.accounts.roles import Role
from tests.desk_api import Program
from tests.factories import ClaimFactory, DocumentFactory
from tests.marked import tables_with
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering, pytest.mark.usefixtures("one_pair_of_eyes")]

STATEMENT = "The mayor of Oberstadt sold the harbour to a company of his brother."
NEGATED = "The mayor of Oberstadt did not sell the harbour to a company of his brother."
OPINION = "I think that the harbour should be beautiful and that we all deserve it."
FIGURE = "According to Ida Moor, the new quay cost 84 million crowns, twice as much as the old one."
ARTICLE = f"It was a grey morning in the town. {NEGATED} {OPINION} {FIGURE}"
CANARY = "quetzalcoatlus"
PAGE = "admin:claims_claim_article"


@pytest.fixture
def claim(editor: User) -> Claim:
    claim: Claim = ClaimFactory(statement=STATEMENT, language="en")
    actions.publish(claims=[claim], by=editor)
    return claim


def read(person: User, status: int = 200, **body: Any) -> Any:
    response = Program(person, Scope.READ, Scope.WRITE).send("article/", body)
    assert response.status_code == status, response.content
    return response.json()


def test_sentences_that_match_are_told_with_what_they_match(reporter: User, claim: Claim) -> None:
    answer = read(reporter, text=ARTICLE, language="en")
    (sentence,) = answer["matched"]
    assert ARTICLE[sentence["span"]["start"] : sentence["span"]["end"]] == sentence["text"] == NEGATED
    (match,) = sentence["matches"]
    assert (match["claim"]["id"], match["differs"]) == (str(claim.pk), "negation")


def test_the_others_are_ranked_with_reasons_and_opinions_are_labelled(reporter: User, claim: Claim) -> None:
    others = read(reporter, text=ARTICLE, language="en")["others"]
    assert others[0]["text"] == FIGURE
    assert {"figure", "comparison", "said", "name"} <= {each["reason"] for each in others[0]["reasons"]}
    assert round(sum(each["weight"] for each in others[0]["reasons"]), 2) == others[0]["score"]
    assert {each["text"]: each["kind"] for each in others}[OPINION] == "opinion"
    assert others[-1]["score"] < others[0]["score"]


def test_what_cannot_be_read_is_refused(reporter: User) -> None:
    read(reporter, 413, text="a" * 50_001)
    read(reporter, 400, text="")
    read(reporter, 400, text="One sentence.", language="no language")


def test_it_is_for_whoever_may_write_claims(claim: Claim) -> None:
    viewer = in_role(Role.VIEWER)
    read(viewer, 403, text=ARTICLE)
    client = Client()
    client.force_login(viewer)
    assert client.get(reverse(PAGE)).status_code == 403


def test_what_is_read_is_nowhere(desk: Client, editor: User, claim: Claim, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        read(editor, text=f"{ARTICLE} The {CANARY} has 3 wings.")
        read(editor, 400, text=CANARY, language=CANARY)
        response = desk.post(reverse(PAGE), {"text": f"{ARTICLE} The {CANARY} has 3 wings.", "language": "en"})
    assert CANARY in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not tables_with(CANARY)
    assert CANARY not in caplog.text


# -- the page -------------------------------------------------------------------------------------


def test_the_page_shows_verdicts_differences_and_reasons(desk: Client, claim: Claim) -> None:
    shown = desk.post(reverse(PAGE), {"text": ARTICLE, "language": "en"}).content.decode()
    assert STATEMENT in shown
    assert "turned around" in shown
    assert "no verdict" in shown
    assert "a comparison" in shown


def test_a_claim_begins_with_the_sentence_and_the_document(desk: Client) -> None:
    document = DocumentFactory(title="The Harbour Gazette, page 3")
    start = desk.get(reverse(PAGE), {"document": str(document.pk)})
    assert str(start.context["form"]["known"].value()) == str(document.pk)
    desk.post(reverse(PAGE), {"text": FIGURE, "language": "en", "known": str(document.pk)})
    begun = {"begin": "1", "statement": FIGURE, "quote": FIGURE, "language": "en", "known": str(document.pk), "url": ""}
    response = desk.post(reverse("admin:claims_claim_begin"), begun)
    form = response.context["form"]
    assert (form["quote"].value(), str(form["known"].value())) == (FIGURE, str(document.pk))
    assert not form.errors
    assert not Claim.objects.exists()


def test_the_page_is_reached_from_the_desk_and_from_a_document(desk: Client) -> None:
    document = DocumentFactory()
    assert reverse(PAGE) in desk.get(reverse("admin:index")).content.decode()
    its_page = desk.get(reverse("admin:sources_document_change", args=[document.pk])).content.decode()
    assert f"{reverse(PAGE)}?document={document.pk}" in its_page


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(orjson.loads(FILE.read_bytes())["weights"])


def test_what_is_wrong_with_it_is_told_beside_the_field(desk: Client) -> None:
    form = desk.post(reverse(PAGE), {"text": "", "language": "xx-not-a-tag-"}).context["form"]
    assert set(form.errors) == {"text", "language"}
