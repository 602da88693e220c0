"""Secrets that were planted wherever the desk keeps some are in no column of the audit trail."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from claimtrack.accounts.models import Token
from claimtrack.editions.guard import audit_tables
from claimtrack.editions.roots import audited
from claimtrack.editions.seals import CONTEXTS

pytestmark = pytest.mark.django_db

PLANTED = "kanarienvogel"


def kept() -> str:
    """All that the trail holds, every column of every table of it."""
    with connection.cursor() as cursor:
        found = []
        for table in (*audit_tables(), CONTEXTS):
            cursor.execute(f"SELECT to_jsonb(row)::text FROM {table} AS row")
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found)


def test_passwords_and_sign_ins_are_nowhere_in_it(editor: User) -> None:
    signed_in = timezone.now() - timedelta(days=1234)
    with audited(editor):
        person = User.objects.create(username="mara", password=f"md5$salt${PLANTED}", last_login=signed_in)
        User.objects.filter(pk=person.pk).update(password=f"{PLANTED}$2", last_login=signed_in)
        person.set_password(PLANTED)
        person.save()
        digest = person.password
    Client().force_login(person)
    person.refresh_from_db()
    with audited(editor):
        person.delete()
    text = kept()
    assert "mara" in text
    for secret in (PLANTED, digest, signed_in.date().isoformat(), "last_login", "password"):
        assert secret not in text, secret


def test_tokens_are_in_it_by_name_and_their_secrets_and_digests_are_not(editor: User) -> None:
    with audited(editor):
        token, secret = Token.objects.create(editor, expiry=timedelta(days=1), name="nightly feed", scopes=["read"])  # type: ignore[no-untyped-call]  # knox has no types
        Token.objects.filter(pk=token.pk).update(name="feed of the night")
        Token.objects.all().delete()
    text = kept()
    assert "nightly feed" in text
    assert "feed of the night" in text
    assert secret not in text
    assert token.digest not in text


#: What a column that holds a secret is called, in our tables and in those of libraries.
SECRET = ("password", "secret", "digest", "seed", "last_login", "recovery", "session_key", "session_data")


def test_no_column_of_the_trail_is_called_like_a_secret() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        columns = {(table, column) for table, column in cursor.fetchall() if table in audit_tables()}
    assert {each for each in columns if any(word in each[1] for word in SECRET)} == set()
