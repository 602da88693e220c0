"""Imports as jobs of a real worker, which is killed in the middle of one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import FreshDatabase
from tests.listed_publishers import list_in
from tests.markup import markup, ndjson
from tests.processes.launch import run_in, until

pytestmark = pytest.mark.rendering

RECORDS = 1200
RUNS = "SELECT state, read, created, unchanged, upload IS NULL FROM claims_importrun ORDER BY created_at"
TAKEN_IN = "SELECT count(*) FROM claims_importedreview"
EDITIONS = "SELECT count(*), count(DISTINCT subject_id) FROM editions_edition WHERE subject_type = 'claim'"
#: A killed worker is one that has said nothing for half a minute.
SILENT = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'import' AND status IN ('todo', 'doing')"


def worker(database: FreshDatabase, home: Path) -> "subprocess.Popen[bytes]":
    environment = database.environment | {"CLAIMTRACK_HOME": str(home)}
    return subprocess.Popen([sys.executable, "manage.py", "worker"], env=environment, stderr=subprocess.DEVNULL)


def until_the_worker(process: "subprocess.Popen[bytes]", database: FreshDatabase, query: str) -> None:
    """Wait until the query answers something that is true."""
    with database.connect() as connection:

        def has_come_so_far() -> bool:
            assert process.poll() is None, "the worker has stopped"
            [answer] = connection.execute(query.encode()).fetchone() or (False,)
            return bool(answer)

        until(has_come_so_far, seconds=60, pause=0.02)


@pytest.mark.django_db(databases=[])
def test_a_worker_killed_in_an_import_leaves_it_interrupted_and_begun_anew_it_is_completed(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    reviews = tmp_path / "reviews.ndjson"
    reviews.write_bytes(
        ndjson(
            *(
                markup(url=f"https://checks.example.org/{number}", claimReviewed=f"The well {number} ran dry.")
                for number in range(RECORDS)
            )
        )
    )
    list_in(fresh_database)
    run_in(fresh_database, "queue_import", REVIEWS=str(reviews))
    killed = worker(fresh_database, tmp_path)
    until_the_worker(killed, fresh_database, "SELECT read > 0 AND read < 1200 FROM claims_importrun")
    killed.kill()
    killed.wait()
    with fresh_database.connect() as connection:
        connection.execute(SILENT)
        taken_in = connection.execute(TAKEN_IN).fetchall()[0][0]
    assert run_in(fresh_database, "begin_import_anew") == "interrupted\n"
    another = worker(fresh_database, tmp_path)
    until_the_worker(another, fresh_database, f"SELECT ({WAITING}) = 0")
    another.terminate()
    another.wait(timeout=60)
    with fresh_database.connect() as connection:
        interrupted, completed = connection.execute(RUNS).fetchall()
        assert connection.execute(EDITIONS).fetchone() == (RECORDS, RECORDS)
    assert interrupted[0] == "interrupted"
    assert completed == ("done", RECORDS, RECORDS - int(str(taken_in)), taken_in, True)
    # A batch may have been taken in whose numbers nobody had noted yet.
    assert int(str(interrupted[2])) <= int(str(taken_in)) < RECORDS
    assert (0 < int(str(interrupted[2])) < RECORDS, interrupted[4]) == (True, True)
