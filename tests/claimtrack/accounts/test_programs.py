"""Programs: nobody signs in to their accounts, and none of what they hold publishes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from claimtrack.accounts import people, tokens
from claimtrack.accounts.models import Profile, Session, Token, is_program
from claimtrack.accounts.people import Account
from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role, role_held
from tests.admin_forms import page, page_of, send
from tests.claimtrack.accounts.test_trail import trail
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

BOT = Account(username="bot")


def test_an_administrator_lets_a_program_in_without_a_password(desk: Client, editor: User) -> None:
    given = {"username": "bot", "role": "reporter", "program": "on"}
    refused = desk.post(page_of(User, "add"), given | {"password": "correct horse battery"})
    assert people.PROGRAMS_SIGN_NOT_IN in refused.content.decode().replace("&#x27;", "'")
    assert desk.post(page_of(User, "add"), given).status_code == 302
    bot = User.objects.get(username="bot")
    assert (is_program(bot), bot.has_usable_password()) == (True, False)
    assert trail("ProfileEvent")[-1] == ("update", editor.pk)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_a_program_is_given_no_role_that_publishes(editor: User, role: Role) -> None:
    with pytest.raises(ValidationError, match="A program publishes nothing"):
        people.invite(account=BOT, password=None, role=role, program=True, by=editor)
    bot = people.invite(account=BOT, password=None, role=Role.CHECKER, program=True, by=editor)
    with pytest.raises(ValidationError, match="A program publishes nothing"):
        people.give_role(person=bot, role=role, by=editor)
    with pytest.raises(ValidationError, match="A program publishes nothing"):
        people.call_program(person=in_role(role, "former"), program=True, by=editor)


def test_what_becomes_a_programs_account_is_signed_out_and_keeps_no_token_that_publishes(editor: User) -> None:
    person = in_role(Role.CHECKER, "feed")
    Client().force_login(person)
    people.call_program(person=person, program=True, by=editor)
    stored = User.objects.get(pk=person.pk)
    assert not stored.has_usable_password()
    assert not Session.objects.filter(person_id=person.pk).exists()
    for scopes in (["read"], ["read", "publish"]):
        Token.objects.create(stored, expiry=timedelta(days=1), name="x", scopes=scopes)  # type: ignore[no-untyped-call]
    people.call_program(person=stored, program=False, by=editor)
    people.call_program(person=stored, program=True, by=editor)
    assert [token.scopes for token in Token.objects.filter(user=stored)] == [["read"]]


def test_no_password_signs_a_program_in_however_it_got_one(editor: User) -> None:
    bot = people.invite(account=BOT, password=None, role=Role.CHECKER, program=True, by=editor)
    with pytest.raises(NotAllowed, match="has no password"):
        people.refuse_password(bot, editor)
    bot.set_password("correct horse battery")
    bot.save()
    client = Client()
    client.post("/admin/login/", {"username": "bot", "password": "correct horse battery"})
    assert client.get("/admin/session/").status_code == 403


def test_the_page_says_what_an_account_is_and_changes_it_with_the_role(desk: Client) -> None:
    person = in_role(Role.EDITOR, "former")
    assert send(desk, page(person), program="on").status_code == 200
    assert send(desk, page(person), program="on", role="reporter").status_code == 302
    assert (is_program(person), role_held(User.objects.get(pk=person.pk))) == (True, Role.REPORTER)
    assert send(desk, page(person), program="", role="editor").status_code == 302
    assert (is_program(person), role_held(User.objects.get(pk=person.pk))) == (False, Role.EDITOR)


def test_nobody_calls_themselves_a_program(editor: User) -> None:
    with pytest.raises(NotAllowed, match="Your own account"):
        people.call_program(person=editor, program=True, by=editor)
    assert not Profile.objects.filter(is_program=True).exists()


def test_a_program_makes_its_own_tokens_through_one_that_writes_but_none_that_publishes(editor: User) -> None:
    bot = people.invite(account=BOT, password=None, role=Role.REPORTER, program=True, by=editor)
    with pytest.raises(ValidationError, match="publishes nothing"):
        tokens.issue(person=bot, name="x", scopes=["publish"], lasts=timedelta(days=1), by=None)
