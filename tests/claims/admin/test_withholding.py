"""The desk's buttons that withhold, and how the first page counts down."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.admin.due import until
from claimtrack.editions.models import Withholding
from tests.factories import AppearanceFactory, ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(editor: User) -> Claim:
    claim: Claim = ClaimFactory(slug="it-was-seen")
    AppearanceFactory(claim=claim)
    actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(context="More of it.")
    actions.publish(claims=[claim], by=editor)
    return claim


def step(client: Client, claim: Claim, name: str, words: str = "") -> str:
    """What the desk says after a step."""
    address = reverse(f"admin:claims_claim_{name}", args=[claim.pk])
    assert client.get(address).status_code == 200
    return client.post(address, {"words": words}, follow=True).content.decode()


def status_of(claim: Claim, query: str = "") -> int:
    return APIClient().get(f"/api/v1/claims/{claim.slug}/{query}").status_code


def test_one_click_and_a_reason_take_it_and_a_second_person_gives_it_back(
    desk: Client, checker: User, claim: Claim
) -> None:
    assert "No reader gets it from now on" in step(desk, claim, "withhold", "It names the wrong person.")
    assert status_of(claim) == 451
    page = desk.get(reverse("admin:index")).content.decode()
    assert "Withheld: a second person decides" in page
    assert "within 72 hours" in page
    told = step(desk, claim, "lift")
    assert "Somebody else lifts or retracts it" in told
    assert "It names the wrong person." in told, "who decides reads why"
    second = Client()
    second.force_login(checker)
    assert "it stays withheld until somebody" in step(second, claim, "confirm-withholding")
    assert "Withheld: a second person decides" not in desk.get(reverse("admin:index")).content.decode()
    assert "readers have it again" in step(second, claim, "lift")
    assert status_of(claim) == 200


def test_an_older_edition_is_named_by_its_number(desk: Client, claim: Claim) -> None:
    assert "the number of the edition, a colon, and why" in step(desk, claim, "withhold-edition", "the first").lower()
    assert "Edition 1 is withheld" in step(desk, claim, "withhold-edition", "1: it names the wrong person")
    assert (status_of(claim), status_of(claim, "?edition=1")) == (200, 451)
    assert Withholding.objects.get().reason == "it names the wrong person"


@pytest.mark.parametrize("words", ["9" * 5000, "first", "-1", "²"])
def test_what_is_no_number_of_an_edition_is_told_and_changes_nothing(
    desk: Client, editor: User, claim: Claim, words: str
) -> None:
    Claim.objects.filter(pk=claim.pk).update(context="Less of it.")
    actions.correct(claim=claim, by=editor, note="There was too much of it.")
    assert "Readers are not told any more" in step(desk, claim, "withhold-before", "3: privacy")
    assert "Write the number of the correction." in step(desk, claim, "show-before", words)
    assert "Readers are told again" in step(desk, claim, "show-before", " ٣ ")


def test_what_nobody_looked_at_in_time_is_overdue() -> None:
    held = Withholding(at=timezone.now() - timedelta(hours=71, minutes=30))
    assert until(held.answered_by) == "within the hour"
    held.at -= timedelta(hours=2)
    assert until(held.answered_by).startswith("overdue since")
