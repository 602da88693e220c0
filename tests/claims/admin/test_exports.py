"""Selected claims are handed on from the list, in every format of the registry, and none that is not public."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.exports.formats import CLAIM_FORMATS, FEED_FORMATS
from claims.models import Claim
from tests.admin_forms import page_of, told
from tests.factories import ClaimFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def claims(editor: User) -> list[Claim]:
    """Three that are public, the first of them changed since, and a draft."""
    made: list[Claim] = [ClaimFactory() for _ in range(4)]
    actions.publish(claims=made[:3], by=editor)
    Claim.objects.filter(pk=made[0].pk).update(statement="Not said to anybody yet.")
    return made


def export(desk: Client, chosen: list[Claim], *, name: str = "", query: str = "", across: bool = False) -> Any:
    ids = [str(claim.pk) for claim in chosen]
    sent = {"action": "export_selected", "_selected_action": ids, "select_across": str(int(across)), "format": name}
    return desk.post(f"{page_of(Claim)}?{query}", sent)


def rows_of(response: Any) -> list[dict[str, str]]:
    assert response["Content-Disposition"] == 'attachment; filename="claims.csv"'
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_the_page_asks_for_a_format_and_says_how_many_are_not_public(desk: Client, claims: list[Claim]) -> None:
    page = export(desk, claims)
    text = page.content.decode()
    assert "<strong>3 claims</strong>" in text
    assert "1 of the selection is not public, and is left out." in text
    assert page.context["formats"] == [*CLAIM_FORMATS, *FEED_FORMATS]


@pytest.mark.parametrize("name", CLAIM_FORMATS)
def test_each_format_says_what_the_record_says(name: str, desk: Client, claims: list[Claim]) -> None:
    response = export(desk, claims, name=name)
    body = response.getvalue()
    assert response["Content-Type"] == CLAIM_FORMATS[name].media_type
    assert body
    if name != "xlsx":
        assert b"Not said to anybody yet." not in body
        assert [claim.statement.encode() in body for claim in claims[1:]] == [True, True, False]


def test_a_filtered_list_is_exported_as_a_whole(desk: Client, claims: list[Claim]) -> None:
    rows = rows_of(export(desk, claims[:1], name="csv", query="stage=published", across=True))
    assert {row["id"] for row in rows} == {str(claim.pk) for claim in claims[:3]}


@pytest.mark.parametrize("name", FEED_FORMATS)
def test_a_feed_of_the_selection_has_an_address_that_stays(name: str, desk: Client, claims: list[Claim]) -> None:
    response = export(desk, claims, name=name)
    assert response.status_code == 302
    followed = Client().get(response["Location"])
    assert followed.status_code == 200
    assert claims[2].statement in followed.content.decode()
    assert claims[3].statement not in followed.content.decode()


def test_nothing_public_is_nothing_to_export(desk: Client, claims: list[Claim]) -> None:
    assert "there is nothing to export" in told(desk.get(export(desk, claims[3:], name="csv")["Location"]))[0]
