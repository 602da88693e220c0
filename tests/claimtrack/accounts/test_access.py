"""A person's tokens and sessions end with the password they were made under, whichever way it is changed."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from claimtrack.accounts.models import Token
from claimtrack.accounts.roles import Role
from tests.claimtrack.accounts.test_trail import trail
from tests.people import in_role

pytestmark = pytest.mark.django_db

NEW = "another horse battery"


def token_of(person: User) -> str:
    expires = timedelta(days=1)
    _, secret = Token.objects.create(person, expiry=expires, name="feed", scopes=["read"])  # type: ignore[no-untyped-call]  # knox has no types
    return str(secret)


def opens(secret: str) -> bool:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client.get("/api/v1/desk/imports/").status_code == 200


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/session/").status_code == 200


def by_form(person: User, administrator: Client) -> None:
    address = f"/admin/auth/user/{person.pk}/password/"
    given = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert administrator.post(address, given).status_code == 302


def by_command(person: User, administrator: Client) -> None:
    with patch("getpass.getpass", return_value=NEW):
        call_command("changepassword", person.username, verbosity=0)


def by_statement(person: User, administrator: Client) -> None:
    User.objects.filter(pk=person.pk).update(password=make_password(NEW))


def made_unusable(person: User, administrator: Client) -> None:
    person.set_unusable_password()
    person.save(update_fields=["password"])


def deactivated_and_activated_again(person: User, administrator: Client) -> None:
    for active in (False, True):
        person.is_active = active
        person.save(update_fields=["is_active"])


@pytest.fixture
def colleague(editor: User) -> User:
    """Another administrator, so that nothing but a password stands between their token and the desk."""
    person = in_role(Role.EDITOR, "colleague")
    person.set_password("the first horse battery")
    person.save()
    return person


@pytest.mark.parametrize("change", [by_form, by_command, by_statement, made_unusable, deactivated_and_activated_again])
def test_tokens_and_sessions_end_where_the_hash_changes(
    change: Callable[[User, Client], None], colleague: User, desk: Client
) -> None:
    secret, browser = token_of(colleague), Client()
    browser.force_login(colleague)
    assert opens(secret)
    assert is_signed_in(browser)
    change(colleague, desk)
    assert not opens(secret)
    assert not is_signed_in(browser)
    assert is_signed_in(desk)
    assert [label for label, _ in trail("IssuedTokenEvent")] == ["insert", "delete"]


def test_who_changes_their_own_password_stays_signed_in_there_and_nowhere_else(colleague: User) -> None:
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.force_login(colleague)
    given = {"old_password": "the first horse battery", "new_password1": NEW, "new_password2": NEW}
    assert here.post("/admin/password_change/", given).status_code == 302
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)


def test_a_hash_that_is_renewed_at_signing_in_ends_nothing(colleague: User, settings: Settings) -> None:
    """As every new version of Django does, with more iterations."""
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    weak = PBKDF2PasswordHasher().encode(NEW, "salt", iterations=1)
    User.objects.filter(pk=colleague.pk).update(password=weak)
    secret, browser = token_of(colleague), Client()
    browser.force_login(colleague)
    given = {"username": "colleague", "password": NEW}
    assert Client().post("/admin/login/?next=/admin/", given).status_code == 302
    colleague.refresh_from_db()
    assert colleague.password != weak
    assert opens(secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('claimtrack.same_password', true)")
        assert cursor.fetchone() == ("",)
