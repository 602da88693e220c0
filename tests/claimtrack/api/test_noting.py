"""Beside a write the trail notes the request, where it came from, by which token and why; viewers are told none of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pghistory.models import Context
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.writing.fields import ClaimFields
from claimtrack.accounts.models import Scope, Token
from claimtrack.accounts.roles import Role
from claimtrack.writing import Create, write
from tests.admin_forms import page, send
from tests.factories import ClaimFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def noted(claim: Claim) -> dict[str, Any]:
    """What was noted beside the newest write of the claim."""
    event = Claim.pgh_event_model.objects.filter(pgh_obj=claim).select_related("pgh_context").latest("pgh_id")  # type: ignore[attr-defined]  # made by pghistory
    metadata: dict[str, Any] = event.pgh_context.metadata
    return metadata


def test_a_page_of_the_desk_notes_its_request_and_the_answer_tells_which(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    send(desk, page(claim), context="Said at a summit.")
    metadata = noted(claim)
    assert metadata["user"] == editor.pk
    assert metadata["role"] == "administrator"
    assert metadata["address"] == "127.0.0.1"
    assert str(UUID(metadata["request"])) == metadata["request"]


def test_reading_bears_no_id(desk: Client) -> None:
    assert "X-Request-ID" not in desk.get("/admin/").headers
    number = desk.post("/admin/claims/claim/", {}).headers["X-Request-ID"]
    assert str(UUID(number)) == number


def test_why_is_noted(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    actions.retract(claim=claim, by=editor, reason="It was another ferry.")
    assert noted(claim)["reason"] == "It was another ferry."


def test_a_token_is_noted_by_its_name_and_nothing_of_its_secret(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = Token.objects.create(editor, expiry=timedelta(days=1), name="nightly feed", scopes=[Scope.IMPORT])  # type: ignore[no-untyped-call]  # knox has no types
    bot = APIClient()
    bot.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    seen: list[dict[str, Any]] = []

    def write_something(*_: object, **__: object) -> None:
        seen.append(noted(write([Create(fields=ClaimFields(statement="It rained."))], by=editor).rows[0]))
        raise LookupError

    monkeypatch.setattr("claims.imports.run.start.queue", write_something)
    with pytest.raises(LookupError):
        bot.post("/api/v1/desk/imports/", {"url": "https://fact.example/feed.json"}, format="json")
    assert seen[0]["token"] == "nightly feed"
    assert token.digest not in str([*Context.objects.values()])
    assert secret not in str([*Context.objects.values()])


def test_addresses_are_told_to_administrators_alone(desk: Client, editor: User) -> None:
    claim = ClaimFactory()
    send(desk, page(claim), context="Said at a summit.")
    for role in Role:
        person = in_role(role, f"one-{role}")
        client = Client()
        client.force_login(person)
        api = APIClient()
        api.force_authenticate(person)
        told = [
            api.get(f"/api/v1/desk/claims/{claim.pk}/history/").content.decode(),
            client.get(page(claim, "history")).content.decode(),
        ]
        for text in told:
            assert ("127.0.0.1" in text) is (role == Role.ADMINISTRATOR), role
