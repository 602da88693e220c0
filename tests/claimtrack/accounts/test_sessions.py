"""Sessions end by themselves, at the server: when unused for half a day, and two weeks after the sign-in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claimtrack.accounts.models import Session
from claimtrack.accounts.sessions import SIGNED_IN, USED, SessionStore
from claimtrack.accounts.tasks import forget_ended_sessions

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def session(desk: Client, editor: User) -> Session:
    return Session.objects.get(person_id=editor.pk)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/session/").status_code == 200


def set_back(session: Session, **moments: timedelta) -> None:
    """As if the session had been begun, or used last, that long ago."""
    store = SessionStore(session.pk)
    for name, ago in moments.items():
        store[name] = (timezone.now() - ago).timestamp()
    store.save()


def left(session: Session) -> timedelta:
    session.refresh_from_db()
    return session.expire_date - timezone.now()


def test_a_session_ends_when_nobody_has_used_it_for_half_a_day(desk: Client, session: Session) -> None:
    assert 12 * HOUR - timedelta(minutes=1) < left(session) <= 12 * HOUR
    assert is_signed_in(desk)
    Session.objects.update(expire_date=timezone.now())
    assert not is_signed_in(desk)


def test_a_session_that_is_used_goes_on_and_its_cookie_with_it(desk: Client, session: Session) -> None:
    set_back(session, **{USED: 6 * HOUR})
    Session.objects.update(expire_date=timezone.now() + 6 * HOUR)
    answer = desk.get("/admin/session/")
    assert left(session) > 11 * HOUR
    assert answer.cookies["sessionid"]["max-age"] > 11 * 3600


def test_uses_are_noted_once_a_minute_and_not_once_a_request(desk: Client, session: Session) -> None:
    answer = desk.get("/admin/session/")
    assert "sessionid" not in answer.cookies


def test_no_use_keeps_a_session_beyond_two_weeks_from_the_sign_in(desk: Client, session: Session) -> None:
    set_back(session, **{SIGNED_IN: timedelta(days=14) - HOUR, USED: 2 * HOUR})
    answer = desk.get("/admin/session/")
    assert answer.status_code == 200
    assert left(session) <= HOUR
    assert answer.cookies["sessionid"]["max-age"] <= 3600
    set_back(session, **{SIGNED_IN: timedelta(days=14)})
    assert not is_signed_in(desk)


def test_signing_in_again_begins_two_weeks_anew(desk: Client, session: Session, editor: User) -> None:
    set_back(session, **{SIGNED_IN: timedelta(days=13, hours=23)})
    desk.force_login(editor)
    assert left(Session.objects.get(person_id=editor.pk)) > 11 * HOUR


def test_what_is_left_of_ended_sessions_is_deleted(session: Session) -> None:
    Session.objects.update(expire_date=timezone.now())
    forget_ended_sessions(0)
    assert not Session.objects.exists()
