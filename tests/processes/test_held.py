"""A stuck lock: readers go on reading, and whoever writes is told in time who is in the way."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from tests.databases import ROOT, FreshDatabase
from tests.processes.launch import run_in, until
from tests.processes.test_places import free_port, listens

WRITERS = 20
TOKEN = "t" * 32
WORDS = "It was our error: “wrong” & more."


@pytest.fixture
def environment(fresh_database: FreshDatabase, tmp_path: Path) -> dict[str, str]:
    own = {"CLAIMTRACK_HOME": str(tmp_path), "SECRET_KEY": "of these tests", "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput"]
    subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True, capture_output=True)
    return own


@pytest.fixture
def port(fresh_database: FreshDatabase, environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "claimtrack.serving.Worker", "--threads", "4"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "claimtrack.wsgi", *options, "--no-control-socket"],
        cwd=ROOT,
        env=fresh_database.environment | environment,
    )
    try:
        until(lambda: listens(port), seconds=60)
        yield port
    finally:
        process.terminate()
        process.wait()


@pytest.mark.django_db(databases=[])
def test_twenty_writers_behind_a_stuck_lock_keep_no_reader_waiting_and_are_told_who_holds_it(
    fresh_database: FreshDatabase, environment: dict[str, str], port: int
) -> None:
    session = run_in(fresh_database, "let_anna_in", **environment).strip()
    with fresh_database.connect() as connection:
        [claim] = (
            connection.execute("SELECT subject_id FROM editions_head WHERE subject_type = 'claim'").fetchone() or ()
        )

    def asked(method: str, path: str, **sent: str) -> tuple[int, str | None, str]:
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "Host": f"127.0.0.1:{port}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
            client.request(method, path, urlencode(sent) if sent else None, headers)
            response = client.getresponse()
            return response.status, response.headers["Retry-After"], response.read().decode()

    def retract() -> tuple[int, str | None, str]:
        return asked("POST", f"/admin/claims/claim/{claim}/retract/", words=WORDS, csrfmiddlewaretoken=TOKEN)

    assert asked("GET", "/api/v1/claims/")[0] == 200
    with ThreadPoolExecutor(WRITERS) as writers, psycopg.connect(fresh_database.url, application_name="psql") as held:
        held.execute("SELECT FROM claims_claim WHERE id = %s FOR UPDATE", [claim])
        answers = [writers.submit(retract) for _ in range(WRITERS)]
        until(lambda: waiting(fresh_database), seconds=20)
        for _ in range(5):
            assert asked("GET", "/api/v1/claims/")[0] == 200
        assert waiting(fresh_database), "readers were not answered while the writers waited"
        first, _ = wait(answers, timeout=20, return_when=FIRST_COMPLETED)
        status, retry_after, page = first.pop().result()
        assert (status, retry_after) == (503, "5")
        assert "It is held by psql (role claimtrack_app) since " in page
        assert 'name="words" value="It was our error: “wrong” &amp; more."' in page
        held.rollback()
        # Whoever waited still comes through, or is told that somebody else did.
        assert {answer.result()[0] for answer in answers} <= {200, 302, 503}
    retract()  # sent again, unless it came through already
    with fresh_database.connect() as connection:
        kinds = connection.execute("SELECT kind FROM editions_edition WHERE subject_id = %s ORDER BY number", [claim])
        assert [kind for (kind,) in kinds.fetchall()] == ["published", "updated", "retracted"]


def waiting(database: FreshDatabase) -> bool:
    with database.connect() as connection:
        [count] = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() or (0,)
    return bool(count)
