"""What leaves the house with a sealed dossier is looked at first, copy by copy."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from claims import writing as actions
from claims.dossier import as_pdf
from claims.models import Claim
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.writing.restricting import restrict
from sources import writing as source_actions
from sources.models import Capture
from sources.vocabulary import Level
from tests.admin_forms import fields_of, page, page_of, send
from tests.factories import AppearanceFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_pdf, "missing", lambda: as_pdf.INSTALL)


@pytest.fixture
def claim() -> Claim:
    """Published, with two documents and a copy of each."""
    first = AppearanceFactory()
    for appearance in (first, AppearanceFactory(claim=first.claim)):
        source_actions.capture(document=appearance.document, text=f"Page {appearance.pk}", tool="by hand", by=None)
    actions.publish(claims=[first.claim], by=None)
    return Claim.objects.get(pk=first.claim_id)


def shown(response: Any) -> list[tuple[str, str]]:
    return [(line["level"], line["why"]) for line in response.context["copies"]]


def copies_in(response: Any) -> list[str]:
    names = zipfile.ZipFile(BytesIO(response.content)).namelist()
    return [name for name in names if "/data/captures/" in name]


def test_every_copy_is_desk_only_until_somebody_says_otherwise(claim: Claim) -> None:
    assert set(Capture.objects.values_list("level", flat=True)) == {Level.DESK_ONLY}


def test_the_page_lists_each_copy_with_its_level_and_the_file_holds_those_that_may_go(
    desk: Client, claim: Claim
) -> None:
    one, _ = Capture.objects.order_by("pk")
    send(desk, page(one, "public"))
    asked = desk.get(page(claim, "sealed"))
    assert asked["Content-Type"].startswith("text/html")
    assert sorted(shown(asked), key=str) == [("public", None), (None, "kept at the newsroom: it is for the desk alone")]

    made = desk.get(page(claim, "sealed"), fields_of(asked))
    assert made["Content-Type"] == "application/zip"
    assert [name.partition("captures/")[2] for name in copies_in(made)] == [f"{one.sha256}.txt"]


def test_what_was_let_go_after_the_page_was_shown_is_shown_again_first(desk: Client, claim: Claim) -> None:
    seen = fields_of(desk.get(page(claim, "sealed")))
    copies = list(Capture.objects.all())
    source_actions.set_level(captures=copies, level=Level.HANDED_ON, by=None)
    again = desk.get(page(claim, "sealed"), seen)
    assert "has changed since you looked" in again.content.decode()
    made = desk.get(page(claim, "sealed"), fields_of(again))
    assert len(copies_in(made)) == 2

    source_actions.set_level(captures=copies, level=Level.DESK_ONLY, by=None)
    closed = desk.get(page(claim, "sealed"), fields_of(desk.get(page(claim, "sealed"))))
    assert copies_in(closed) == []


def test_editors_say_how_far_a_copy_may_go(claim: Claim) -> None:
    copies = list(Capture.objects.all())
    for role in (Role.VIEWER, Role.REPORTER, Role.CHECKER):
        with pytest.raises(NotAllowed):
            source_actions.set_level(captures=copies, level=Level.PUBLIC, by=in_role(role))
    client = Client()
    client.force_login(in_role(Role.EDITOR))
    chosen = {"action": ["may_be_handed_on"], "_selected_action": [str(copy.pk) for copy in copies]}
    assert client.post(page_of(Capture), chosen).status_code == 302
    assert set(Capture.objects.values_list("level", flat=True)) == {Level.HANDED_ON}


def test_what_is_restricted_stays_at_the_desk(claim: Claim, editor: User) -> None:
    copy = Capture.objects.first()
    assert copy
    source_actions.set_level(captures=[copy], level=Level.PUBLIC, by=editor)
    restrict(row=copy, people=[], by=editor)
    assert Capture.objects.get(pk=copy.pk).level == Level.DESK_ONLY
    with pytest.raises(ValidationError, match="restricted to named people"):
        source_actions.set_level(captures=[copy], level=Level.HANDED_ON, by=editor)
