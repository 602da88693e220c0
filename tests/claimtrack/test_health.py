"""Health is told to anybody, in a few words, and costs next to nothing however often it is asked for."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from claims.imports.models import ImportRun
from claimtrack import health
from tests.admin_forms import page, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has not been asked yet."""
    monkeypatch.setattr(health._Known, "parts", None)
    monkeypatch.setattr(health._Known, "at", float("-inf"))


@pytest.fixture
def no_answer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LASTS", -1)


def a_worker(*, silent: int) -> None:
    """A worker that was heard so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - %s * interval '1 second'", [silent])


@pytest.fixture
def the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> Any:
        raise OperationalError("connection to server at 10.0.0.5 failed: password")

    monkeypatch.setattr(health, "_asking", fail)


def test_a_process_that_lives_says_so_under_any_host_name_and_without_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz", "/readyz/readers"):
        response = client.get(path, headers={"host": "10.1.2.3:8000"})
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store"), path
    assert client.post("/readyz").status_code == 405


def test_everything_is_well_with_a_worker_that_was_heard_lately(client: Client) -> None:
    a_worker(silent=9)
    told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert {name: part["ok"] for name, part in told["parts"].items()} == dict.fromkeys(
        ("web", "readers", "worker", "database"), True
    )


def test_without_a_worker_readers_are_served_and_its_part_is_a_503(client: Client) -> None:
    a_worker(silent=600)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    alone = client.get("/readyz/worker")
    assert (alone.status_code, alone.json()["says"]) == (
        503,
        "No worker is at work: the last was heard 10 minutes ago.",
    )
    assert client.get("/readyz/replica").status_code == 404


@pytest.mark.usefixtures("the_database_is_away")
def test_a_database_that_is_away_is_a_503_that_gives_nothing_away(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "not ready")
    assert "10.0.0.5" not in response.content.decode()
    assert client.get("/healthz").status_code == 200


def test_one_answer_is_given_for_two_seconds(client: Client) -> None:
    a_worker(silent=0)
    assert client.get("/readyz").json()["status"] == "ready"
    a_worker(silent=600)
    assert client.get("/readyz").json()["status"] == "ready"


@pytest.mark.usefixtures("no_answer_is_kept")
def test_while_one_waits_for_the_database_all_others_have_an_answer_at_once(client: Client) -> None:
    before = health.known()
    asked, answered = threading.Event(), threading.Event()

    def hang() -> Any:
        asked.set()
        answered.wait(10)
        return before

    waiting = threading.Thread(target=health.known, args=[hang])
    waiting.start()
    assert asked.wait(10)
    assert health.known(lambda: pytest.fail("asked twice")) == before
    answered.set()
    waiting.join()


def test_a_question_that_has_no_answer_for_long_counts_as_unanswered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health._Known, "asking_since", float("-inf"))
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(("editions", "seconds", "is_well"), [(0, None, True), (3, 59.0, True), (3, 61.0, False)])
def test_a_replica_is_well_while_it_is_less_than_a_minute_behind(
    *, editions: int, seconds: float | None, is_well: bool
) -> None:
    told = health._of_replica(editions, seconds)
    assert (told["ok"], told["editions"]) == (is_well, editions)


# -- at the desk ----------------------------------------------------------------------------------


def test_the_desk_says_where_no_worker_is_at_work(desk: Client) -> None:
    a_worker(silent=600)
    assert "No worker is at work: the last was heard 10 minutes ago." in desk.get("/admin/").content.decode()
    a_worker(silent=1)
    assert "No worker is at work" not in desk.get("/admin/").content.decode()


def test_an_import_that_waits_for_a_worker_says_that_there_is_none(desk: Client) -> None:
    desk.post(page_of(ImportRun, "add"), {"kind": "claimreview", "origin": "https://checks.example.org/"})
    run = ImportRun.objects.get()
    if run.state != "queued":
        desk.post(page(run, "start"))
    assert "nothing that waits is taken up" in desk.get(page(run)).content.decode()
