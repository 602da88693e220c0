"""A lost second factor: reset by two administrators, never for themselves, or at the machine; sessions end with it."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from claimtrack.accounts.lost_factors import ask_reset, confirm_reset, refuse_reset
from claimtrack.accounts.models import FactorReset, Session
from claimtrack.accounts.rights import NotAllowed
from tests.claimtrack.accounts.test_trail import trail

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def lost(reporter: User) -> User:
    """Somebody signed in who has a factor."""
    TOTP.activate(reporter, "JBSWY3DPEHPK3PXP")
    Client().force_login(reporter)
    return reporter


def step(by: User, person: User, name: str, words: str = "") -> int:
    client = Client()
    client.force_login(by)
    return client.post(f"/admin/auth/user/{person.pk}/{name}/", {"words": words}).status_code


def test_one_administrator_asks_on_the_page_and_another_confirms(editor: User, checker: User, lost: User) -> None:
    assert step(editor, lost, "reset-factor", "She rang, I know her voice.") == 302
    assert Authenticator.objects.filter(user=lost).exists()
    assert step(editor, lost, "confirm-reset") == 403
    assert step(checker, lost, "confirm-reset") == 302
    assert not Authenticator.objects.filter(user=lost).exists()
    assert not Session.objects.filter(person_id=lost.pk).exists()
    assert trail("FactorResetEvent") == [("insert", editor.pk), ("delete", checker.pk)]
    assert trail("FactorEvent")[-1] == ("unlinked", checker.pk)


def test_the_other_one_may_leave_it_as_it_is(editor: User, checker: User, lost: User) -> None:
    ask_reset(person=lost, reason="A letter.", by=editor)
    assert step(checker, lost, "refuse-reset") == 302
    assert Authenticator.objects.filter(user=lost).exists()
    assert not FactorReset.objects.exists()
    with pytest.raises(ValidationError, match="Nobody asks any more"):
        confirm_reset(person=lost, by=checker)


def test_nobody_asks_or_confirms_for_themselves(editor: User, checker: User) -> None:
    TOTP.activate(checker, "JBSWY3DPEHPK3PXP")
    with pytest.raises(NotAllowed, match="two other administrators"):
        ask_reset(person=checker, reason="Lost.", by=checker)
    ask_reset(person=checker, reason="Lost.", by=editor)
    for decide in (confirm_reset, refuse_reset):
        with pytest.raises(NotAllowed, match="two other administrators"):
            decide(person=checker, by=checker)
    with pytest.raises(NotAllowed, match="another administrator confirms"):
        confirm_reset(person=checker, by=editor)


def test_it_is_asked_for_once_with_a_reason_and_where_there_is_something_to_reset(
    editor: User, checker: User, lost: User
) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        ask_reset(person=lost, reason=" ", by=editor)
    with pytest.raises(ValidationError, match="no second factor"):
        ask_reset(person=checker, reason="Lost.", by=editor)
    ask_reset(person=lost, reason="Lost.", by=editor)
    with pytest.raises(ValidationError, match="editor has asked already"):
        ask_reset(person=lost, reason="Lost.", by=checker)


def test_others_than_administrators_neither_ask_nor_confirm(editor: User, reporter: User) -> None:
    TOTP.activate(editor, "JBSWY3DPEHPK3PXP")
    for act in (
        lambda: ask_reset(person=editor, reason="!", by=reporter),
        lambda: confirm_reset(person=editor, by=reporter),
    ):
        with pytest.raises(NotAllowed, match="by administrators"):
            act()


def test_at_the_machine_one_command_does_it_and_the_audit_says_so(editor: User, lost: User) -> None:
    ask_reset(person=lost, reason="Lost.", by=editor)
    out = StringIO()
    call_command("reset_factor", "reporter", stdout=out)
    assert "is reset" in out.getvalue()
    assert not Authenticator.objects.filter(user=lost).exists()
    assert not Session.objects.filter(person_id=lost.pk).exists()
    assert not FactorReset.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT metadata->>'actor' FROM accounts_factorevent AS event"
            " JOIN pghistory_context AS context ON context.id = event.pgh_context_id WHERE pgh_label = 'unlinked'"
        )
        assert cursor.fetchall() == [("manage.py reset_factor",)]
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_factor", "reporter")
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_factor", "nobody")
