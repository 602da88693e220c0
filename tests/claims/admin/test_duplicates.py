"""The desk tells of claims that say what somebody types, lists those that may be the same, and takes an answer."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import writing as actions
from claims.models import Claim, ClaimPair
from claims.writing.duplicates import proposing
from claimtrack.accounts.roles import Role
from claimtrack.writing import restricting
from tests.factories import ClaimFactory
from tests.marked import tables_with
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

STATEMENT = "The mayor of Oberstadt sold the harbour to a company of his brother."
ANOTHER = "The harbour of Oberstadt was sold by its mayor to his brother's company."


@pytest.fixture
def client(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def pair() -> tuple[Claim, Claim]:
    return ClaimFactory(statement=STATEMENT, language="en"), ClaimFactory(statement=ANOTHER, language="en")


def typed(client: Client, **words: Any) -> str:
    answer = client.post(reverse("admin:claims_claim_typed"), words)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_typed_is_answered_with_the_claims_that_say_it(client: Client, pair: tuple[Claim, Claim]) -> None:
    told = typed(client, statement="", quote=STATEMENT)
    assert reverse("admin:claims_claim_change", args=[pair[0].pk]) in told
    assert 'target="_blank"' in told
    assert "%" in told
    assert str(pair[0].pk) not in typed(client, statement=STATEMENT, claim=str(pair[0].pk))
    assert typed(client, statement="Xanthippelore.").strip() == ""
    assert tables_with("xanthippelore") == set()


@pytest.mark.parametrize("address", ["admin:claims_claim_add", "admin:claims_claim_begin"])
def test_both_forms_have_a_place_for_the_answer_that_is_read_out(client: Client, address: str) -> None:
    page = client.get(reverse(address)).content.decode()
    assert 'class="desk-duplicates" role="status" aria-live="polite"' in page
    assert reverse("admin:claims_claim_typed") in page


def test_an_answer_is_given_on_the_page_of_duplicates_and_hides_what_is_not_the_same(
    client: Client, editor: User, pair: tuple[Claim, Claim]
) -> None:
    address = reverse("admin:claims_claim_duplicates", args=[pair[0].pk])
    assert str(pair[1].pk) in client.get(address).content.decode()
    client.post(address, {"other": str(pair[1].pk), "answer": "not_the_same"})
    decided = ClaimPair.objects.get()
    assert (decided.answer, decided.decided_by) == ("not_the_same", editor)
    assert str(pair[1].pk) not in client.get(address).content.decode()
    assert str(pair[1].pk) in client.get(f"{address}?all").content.decode()
    assert client.post(address, {"other": str(pair[1].pk), "answer": "perhaps"}).status_code == 404
    client.force_login(in_role(Role.REPORTER, "some"))
    assert client.post(address, {"other": str(pair[1].pk), "answer": "same"}).status_code == 403


def test_every_night_what_is_new_is_proposed_once(client: Client, editor: User, pair: tuple[Claim, Claim]) -> None:
    assert proposing.find_duplicates() == 1
    assert proposing.find_duplicates() == 0
    proposed = ClaimPair.objects.get()
    assert {proposed.one_id, proposed.other_id} == {claim.pk for claim in pair}
    listed = client.get(reverse("admin:claims_claimpair_changelist"), {"answer__exact": ""}).content.decode()
    assert STATEMENT in listed
    client.post(
        reverse("admin:claims_claimpair_changelist"),
        {"action": "say_related", "_selected_action": [str(proposed.pk)]},
    )
    proposed.refresh_from_db()
    assert proposed.answer == "related"
    client.post(reverse("admin:claims_claimpair_same", args=[proposed.pk]), {"words": ""})
    proposed.refresh_from_db()
    assert (proposed.answer, proposed.decided_by) == ("same", editor)
    actions.publish(claims=pair, by=editor)
    assert proposing.find_duplicates() == 0


def test_what_is_restricted_is_proposed_to_nobody(editor: User, pair: tuple[Claim, Claim]) -> None:
    restricting.restrict(row=pair[0], people=[editor], by=editor)
    assert proposing.find_duplicates() == 0
    ClaimPair.objects.all().delete()
