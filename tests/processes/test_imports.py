"""An import killed in the middle, and begun again: the record is in the end as if nothing had happened."""

import random
import subprocess
import sys
import time
from collections import Counter
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from claims.imports.run.publisher import Publisher, PublishingFailed
from claimtrack.ids import uuid7
from tests.databases import FreshDatabase, cloned_database
from tests.import_runs import as_told
from tests.listed_publishers import list_in
from tests.markup import Node, claim, markup, ndjson
from tests.processes.launch import until

RECORDS = 1400
EARLY = 1000  # of them, these are read before some of them are told again
TOLD_AGAIN = 100

HEADS = "SELECT text FROM editions_edition JOIN editions_head USING (subject_id, number) WHERE readable"
RUNS = "SELECT state, read, created + unchanged, repeated, refused FROM claims_importrun ORDER BY created_at, id"


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reviews of claims of their own, two on a page; one is there twice, one broken, and some are told again in full."""
    briefly = [review(number, description=None) for number in range(RECORDS)]
    in_full = [review(number) for number in range(0, EARLY, EARLY // TOLD_AGAIN)]
    path = tmp_path_factory.mktemp("reviews") / "reviews.ndjson"
    path.write_bytes(
        ndjson(*briefly[:EARLY], briefly[5], {"@type": "ClaimReview"}, *in_full, *briefly[EARLY:]),
    )
    return path


def review(number: int, **members: Any) -> Node:
    return markup(
        url=f"https://checks.example.org/{number - number % 2}",
        claimReviewed=f"Statement {number} is so, {random.Random(number).getrandbits(64):x}.",
        itemReviewed=claim(author=speaker(number % 40)),
        **members,
    )


def speaker(number: int) -> Node:
    return {
        "@type": "Person",
        "name": f"Speaker {number}",
        "sameAs": f"https://www.wikidata.org/wiki/Q7000000{number}",
    }


def begin(path: Path, database: FreshDatabase) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "import_claimreview", str(path), "--verbosity", "0"]
    return subprocess.Popen(command, env=database.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def record(database: FreshDatabase) -> Counter[bytes]:
    with database.connect() as connection:
        return as_told(str(text) for (text,) in connection.execute(HEADS).fetchall())


def published(database: FreshDatabase) -> int:
    with database.connect() as connection:
        row = connection.execute("SELECT count(*) FROM editions_edition").fetchone()
    return int(str(row[0])) if row else 0


def helpers_of(pid: int) -> set[int]:
    """The processes that this one has started to work for it."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(maxsplit=2) for line in listed.splitlines())
    return {int(child) for child, parent, command in rows if int(parent) == pid and "multiprocessing" in command}


def alive(pids: set[int]) -> set[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True).stdout
    return pids & set(map(int, listed.split()))


@pytest.mark.django_db(databases=[])
def test_an_import_killed_at_any_moment_and_begun_again_ends_as_an_undisturbed_one(
    reviews: Path, fresh_database: FreshDatabase
) -> None:
    with cloned_database() as undisturbed:
        list_in(undisturbed)
        assert begin(reviews, undisturbed).wait(timeout=120) == 0
        expected = record(undisturbed)
        editions = published(undisturbed)

    list_in(fresh_database)
    process = begin(reviews, fresh_database)  # killed while it publishes for itself
    until(lambda: published(fresh_database) or process.poll() is not None, seconds=60, pause=0.01)
    time.sleep(random.Random(editions).random() / 10)
    process.kill()
    process.wait()
    assert 0 < published(fresh_database) < editions

    process = begin(reviews, fresh_database)  # killed while another process publishes for it
    until(lambda: helpers_of(process.pid) or process.poll() is not None, seconds=60, pause=0.01)
    helpers = helpers_of(process.pid)
    assert helpers
    process.kill()
    process.wait()
    until(lambda: not alive(helpers), seconds=60)

    assert begin(reviews, fresh_database).wait(timeout=120) == 0
    assert record(fresh_database) == expected
    assert published(fresh_database) == editions
    with fresh_database.connect() as connection:
        *killed, last = connection.execute(RUNS).fetchall()
    assert {row[0] for row in killed} == {"interrupted"}
    assert last == ("done", RECORDS + TOLD_AGAIN + 2, RECORDS, TOLD_AGAIN + 1, 1)


def test_a_batch_that_cannot_be_published_ends_the_import_with_the_reason() -> None:
    publisher = Publisher(apart=True)
    publisher._publish_apart(["no id"])  # type: ignore[list-item]  # that is the point
    with pytest.raises(PublishingFailed, match="Error"), publisher:
        pass
    assert not active_children()


def test_if_what_publishes_is_killed_the_import_does_not_wait_for_it() -> None:
    publisher = Publisher(apart=True)
    publisher._publish_apart([uuid7()])
    [process] = active_children()
    process.kill()
    with pytest.raises(PublishingFailed, match="ended before its work was done"), publisher:
        pass
    assert not active_children()
