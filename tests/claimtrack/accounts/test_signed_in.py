"""Where somebody is signed in: they see and end it, an administrator too, and no page shows a key."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claimtrack.accounts.models import Session
from claimtrack.accounts.signed_in import handle_of

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

MINE = "/admin/sessions/"


def signed_in(person: User, browser: str = "Firefox at home") -> Client:
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR="192.0.2.7")
    client.post("/admin/login/", {"username": person.username, "password": "correct horse battery"})
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/session/").status_code == 200


def handle(client: Client) -> str:
    return handle_of(client.session.session_key or "")


def test_the_page_lists_each_with_its_browser_and_address_but_no_key(reporter: User) -> None:
    here, there = signed_in(reporter), signed_in(reporter, "Chrome at the office")
    page = here.get(MINE).content.decode()
    for told in ("Firefox at home", "Chrome at the office", "192.0.2.7", handle(there)):
        assert told in page
    for session in Session.objects.all():
        assert session.session_key not in page


def test_one_ends_another_session_of_ones_own_or_all_others(reporter: User, editor: User) -> None:
    here, there, elsewhere, somebody = *(signed_in(reporter) for _ in range(3)), signed_in(editor)
    here.post(MINE, {"end": handle(there)})
    assert [is_in(each) for each in (here, there, elsewhere)] == [True, False, True]
    here.post(MINE, {"end": handle(somebody)})
    assert is_in(somebody)
    here.post(MINE, {"end": "others"})
    assert [is_in(each) for each in (here, elsewhere, somebody)] == [True, False, True]


def test_an_administrator_ends_those_of_others_and_nobody_else_does(editor: User, reporter: User) -> None:
    theirs, administrators = signed_in(reporter), signed_in(editor)
    address = f"{MINE}{reporter.pk}/"
    assert theirs.get(f"{MINE}{editor.pk}/").status_code == 403
    assert theirs.post(f"{MINE}{editor.pk}/", {"end": "others"}).status_code == 403
    assert is_in(administrators)
    assert "Firefox at home" in administrators.get(address).content.decode()
    administrators.post(address, {"end": "others"})
    assert not is_in(theirs)
    assert is_in(administrators)
    assert administrators.get(f"{MINE}0/").status_code == 404
