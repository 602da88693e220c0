"""Locks that somebody else holds: a request gives up soon and says who is in the way, a job tries again."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.test import Client
from rest_framework.views import APIView

from claimtrack.api.answering import as_problem
from claimtrack.database import waiting
from claimtrack.database.holders import whom_they_wait_for
from claimtrack.database.waiting import Held, Patience, hold
from claimtrack.editions.models import Counter
from claimtrack.editions.store import advance

pytestmark = pytest.mark.django_db
NUMBER = 7_193


@contextmanager
def another(name: str) -> Iterator[psycopg.Connection]:
    """Another session of the application's role, at work."""
    params = connection.get_connection_params()
    wanted = {key: params[key] for key in ("host", "port", "user", "password", "dbname") if key in params}
    with psycopg.connect(**wanted, application_name=name) as other:
        yield other
        other.rollback()


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for twenty milliseconds, once."""
    monkeypatch.setattr(waiting._Process, "patience", None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20ms'")


def held() -> Held:
    with pytest.raises(Held, match="lock timeout") as caught, transaction.atomic():
        advance(1)
    return caught.value


@pytest.mark.usefixtures("in_a_hurry")
def test_publishing_waits_for_the_counter_no_longer_than_it_may_and_says_who_holds_it() -> None:
    with another("psql") as other:
        other.execute("SELECT position FROM editions_counter FOR UPDATE")
        assert held().in_words().startswith("It is held by psql (role claimtrack_app) since 20")
    assert held_by_nobody() == "Whoever held it has let go meanwhile."


def held_by_nobody() -> str:
    return Held(Counter.objects.all(), "").in_words()


@pytest.mark.usefixtures("in_a_hurry")
def test_a_person_at_the_desk_is_named_with_what_they_do(editor: User) -> None:
    with another(f"claimtrack desk {editor.pk} claims_claim_publish") as other:
        other.execute("SELECT position FROM editions_counter FOR UPDATE")
        assert held().in_words().startswith("It is held by editor at the desk (claims claim publish) since ")


@pytest.mark.usefixtures("in_a_hurry")
def test_who_holds_an_advisory_lock_is_told_too() -> None:
    with another("claimtrack worker") as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER])
        with pytest.raises(Held) as caught, transaction.atomic():
            hold(NUMBER)
        assert "claimtrack worker" in caught.value.in_words()


@pytest.mark.usefixtures("in_a_hurry")
def test_readers_are_told_to_wait_and_not_for_whom() -> None:
    class Public(APIView):
        cross_origin = True

    class AtTheDesk(APIView):
        cross_origin = False

    with another("psql") as other:
        other.execute("SELECT position FROM editions_counter FOR UPDATE")
        fault = held()
        told, told_at_the_desk = (as_problem(fault, view()) for view in (Public, AtTheDesk))
        assert told
        assert told_at_the_desk
        assert (told.status_code, told.headers, told.code) == (503, {"Retry-After": "5"}, "held")
        assert "psql" not in str(told.detail)
        assert "psql" in str(told_at_the_desk.detail)


def test_a_job_tries_again_keeps_what_it_did_before_and_says_for_whom_it_waits(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting._Process, "patience", Patience("claimtrack worker", seconds=1, tries=3))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20ms'")
    User.objects.create(username="before")
    tried = []

    with another("psql") as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER])

        def take() -> str:
            tried.append(1)
            if len(tried) == 3:
                other.rollback()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER])
            return "taken"

        assert waiting.awaited(NUMBER, take) == "taken"
    assert caplog.text.count("It is held by psql") == 2
    assert User.objects.filter(username="before").exists()


def test_other_faults_of_the_database_are_passed_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting._Process, "patience", Patience("claimtrack worker", seconds=1, tries=3))
    tried = []

    def fail() -> None:
        tried.append(1)
        raise OperationalError("away")

    with pytest.raises(OperationalError, match="away"):
        waiting.awaited(NUMBER, fail)
    assert len(tried) == 1


def test_whom_others_wait_for_is_told_while_they_wait() -> None:
    assert whom_they_wait_for(["claimtrack worker"]) is None


def test_whoever_writes_at_the_desk_is_named_at_the_database(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting._Process, "patience", waiting.WEB)
    desk.get("/admin/")
    desk.post("/admin/claims/claim/add/")
    with connection.cursor() as cursor:
        cursor.execute("SHOW application_name")
        assert cursor.fetchone() == (f"claimtrack desk {editor.pk} claims_claim_add",)
