"""Tokens: named, scoped, ending; made by their owner, told once, and worth nothing to programs that would publish."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from claimtrack.accounts import tokens
from claimtrack.accounts.models import Profile, Scope, Token
from claimtrack.accounts.rights import NotAllowed
from claimtrack.api.desk import DeskView
from claimtrack.api.views import StrictView

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

TOKENS = "/api/v1/desk/tokens/"


def token(person: User, *scopes: str, days: int = 1) -> tuple[Token, APIClient]:
    made, secret = tokens.issue(person=person, name="feed", scopes=scopes, lasts=timedelta(days=days), by=None)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return made, client


def command(*args: str) -> str:
    out = StringIO()
    call_command("token", *args, stdout=out)
    return out.getvalue().strip()


def pointers(answer: Any) -> set[str]:
    return {fault["pointer"].removeprefix("#") for fault in answer.json()["errors"]}


def test_a_session_makes_lists_and_ends_its_persons_tokens_and_nobody_elses(editor: User, reporter: User) -> None:
    others, _ = token(editor, "read")
    mine = APIClient()
    mine.force_login(reporter)
    made = mine.post(TOKENS, {"name": "bot", "scopes": ["write", "read"], "days": 7}, format="json")
    assert made.status_code == 201
    assert made.json()["scopes"] == ["read", "write"]
    stored = Token.objects.get(user=reporter)
    assert made.json()["secret"].startswith("ct_")
    assert made.json()["secret"] not in stored.digest
    [listed] = mine.get(TOKENS).json()["results"]
    assert "secret" not in listed
    assert listed["id"] == made.json()["id"]
    assert mine.get(f"{TOKENS}{listed['id']}/").json() == listed
    assert mine.delete(f"{TOKENS}{others.token_key}/").status_code == 404
    assert mine.delete(f"{TOKENS}{listed['id']}/").status_code == 204
    assert list(Token.objects.all()) == [others]


def test_what_is_amiss_is_told_all_at_once_beside_its_member(reporter: User) -> None:
    mine = APIClient()
    mine.force_login(reporter)
    assert pointers(mine.post(TOKENS, {"scopes": ["everything"], "days": 400}, format="json")) == {
        "/name",
        "/scopes/0",
        "/days",
    }
    assert pointers(mine.post(TOKENS, {"name": "bot", "scopes": []}, format="json")) == {"/scopes"}


def test_a_token_makes_none_that_may_more_or_lasts_longer_than_itself(editor: User) -> None:
    _, api = token(editor, "read", "write", days=10)
    assert api.post(TOKENS, {"name": "a", "scopes": ["read"], "days": 5}, format="json").status_code == 201
    more = api.post(TOKENS, {"name": "a", "scopes": ["publish"], "days": 30}, format="json")
    assert (more.status_code, pointers(more)) == (400, {"/scopes", "/days"})
    _, reading = token(editor, "read")
    assert reading.post(TOKENS, {"name": "a", "scopes": ["read"]}, format="json").status_code == 403


def test_a_program_has_no_token_that_publishes_and_an_older_one_publishes_no_more(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "is_program", lambda account: False)
    _, api = token(editor, "publish", "read")
    monkeypatch.undo()
    Profile.objects.filter(person=editor).update(is_program=True)
    assert tokens.scopes_of(editor) == [Scope.READ, Scope.WRITE, Scope.IMPORT]
    with pytest.raises(CommandError, match="A program publishes nothing"):
        command("editor", "--name", "bot", "--scope", "publish")
    monkeypatch.setattr("claimtrack.api.tokens.TokensView.scope", Scope.PUBLISH, raising=False)
    refused = api.post(TOKENS, {"name": "a", "scopes": ["read"]}, format="json")
    assert (refused.status_code, refused.json()["detail"]) == (403, tokens.PUBLISHES_NOTHING)


def test_whoever_writes_over_the_api_needs_write_unless_a_view_says_otherwise() -> None:
    assert issubclass(DeskView, StrictView)
    assert DeskView.scope == Scope.WRITE


def test_nobody_makes_a_token_for_somebody_else(editor: User, reporter: User) -> None:
    with pytest.raises(NotAllowed, match="their own tokens"):
        tokens.issue(person=reporter, name="feed", scopes=["read"], lasts=timedelta(days=1), by=editor)


def test_the_last_use_is_noted_once_a_minute_and_not_in_the_audit(reporter: User) -> None:
    made, api = token(reporter, "read")
    assert api.get(TOKENS).json()["results"][0]["last_used"] is not None
    made.refresh_from_db()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        api.get(TOKENS)
    assert not [each for each in asked.captured_queries if each["sql"].startswith("UPDATE")]
    Token.objects.update(last_used=timezone.now() - timedelta(minutes=2))
    api.get(TOKENS)
    assert timezone.now() - Token.objects.get(pk=made.pk).last_used < timedelta(minutes=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(pgh_label) FROM accounts_issuedtokenevent WHERE user_id = %s", [reporter.pk])
        assert cursor.fetchone() == (["insert"],)


def test_the_command_prints_a_secret_that_works_and_ends_when_told(reporter: User) -> None:
    secret = command("reporter", "--name", "nightly", "--scope", "read", "--scope", "write", "--days", "3")
    api = APIClient()
    assert api.get(TOKENS, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 200
    made = Token.objects.get()
    assert (made.name, made.scopes) == ("nightly", ["read", "write"])
    assert timedelta(days=2) < made.expiry - timezone.now() <= timedelta(days=3)
    with pytest.raises(CommandError, match="no active account"):
        command("nobody", "--name", "nightly")
    with pytest.raises(CommandError, match="1 to 365 days"):
        command("reporter", "--name", "nightly", "--days", "1000")


def test_the_page_shows_the_secret_once_and_offers_no_program_what_publishes(desk: Client, editor: User) -> None:
    page = desk.get("/admin/accounts/token/add/").content.decode()
    assert 'value="publish"' in page
    given = {"name": "bot", "scopes": ["read", "publish"], "days": "30"}
    shown = desk.post("/admin/accounts/token/add/", given).content.decode()
    assert "shown now and never again" in shown
    assert Token.objects.get().scopes == ["read", "publish"]
    Profile.objects.filter(person=editor).update(is_program=True)
    assert 'value="publish"' not in desk.get("/admin/accounts/token/add/").content.decode()
    again = desk.post("/admin/accounts/token/add/", given)
    assert (again.status_code, Token.objects.count()) == (200, 1)


def test_a_new_password_ends_them(editor: User) -> None:
    _, api = token(editor, "read")
    editor.set_password("another horse battery")
    editor.save()
    assert api.get(TOKENS).status_code == 401
