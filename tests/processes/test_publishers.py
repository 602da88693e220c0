"""Many publishers at once, a follower racing them, and processes killed in the middle of publishing."""

import random
import signal
import time
from typing import Any

import psycopg
import pytest

from claimtrack.editions.chain import sha256_of
from tests.databases import FreshDatabase
from tests.processes.launch import start_in

PUBLISHERS = 20
CLAIMS_EACH = 5

EDITIONS = """
SELECT position, published_at, subject_id, number, sha256, previous_sha256, text FROM editions_edition
"""


def follow(database: FreshDatabase, still_publishing: Any) -> list[tuple[Any, ...]]:
    """Follow the record as a client of /changes/ does: always after the last position seen."""
    seen: list[tuple[Any, ...]] = []
    with database.connect() as connection:
        while True:
            more_may_come = still_publishing()
            since = seen[-1][0] if seen else 0
            rows = connection.execute(f"{EDITIONS} WHERE position > %s ORDER BY position LIMIT 7", [since]).fetchall()
            seen += rows
            if rows:
                continue
            if not more_may_come:
                return seen
            time.sleep(0.002)  # a follower that never rests would slow down those it follows


@pytest.mark.django_db(databases=[])
def test_twenty_publishers_and_a_follower_nothing_is_missed_or_twice_and_times_follow_positions(
    fresh_database: FreshDatabase,
) -> None:
    publishers = start_in(fresh_database, "publish_side_by_side", PUBLISHERS=str(PUBLISHERS), COUNT=str(CLAIMS_EACH))
    seen = follow(fresh_database, lambda: publishers.poll() is None)
    _, complaints = publishers.communicate()
    assert publishers.returncode == 0, complaints
    with fresh_database.connect() as connection:
        stored = connection.execute(f"{EDITIONS} ORDER BY position").fetchall()
    assert seen == stored
    assert [row[0] for row in stored] == list(range(1, len(stored) + 1))
    assert len(stored) == PUBLISHERS * CLAIMS_EACH * 3  # a source, and two editions of a claim
    times: list[Any] = [row[1] for row in stored]
    assert times == sorted(times)
    assert_chains(stored)


def assert_chains(rows: list[tuple[Any, ...]]) -> None:
    """Every hash is that of its bytes, and each edition continues the one before it."""
    last: dict[Any, tuple[int, str]] = {}
    for _, _, subject, number, sha256, previous, text in rows:
        assert sha256_of(text) == sha256
        assert (number - 1, previous) == last.get(subject, (0, None))
        last[subject] = (number, sha256)


CONSISTENT = {
    "positions without a gap": "SELECT count(*) <> coalesce(max(position), 0) FROM editions_edition",
    "the counter at the last position": (
        "SELECT (SELECT position FROM editions_counter) <> (SELECT coalesce(max(position), 0) FROM editions_edition)"
    ),
    "a head for each subject": (
        "SELECT count(*) > 0 FROM editions_edition e LEFT JOIN editions_head h USING (subject_id) "
        "WHERE h.number IS NULL"
    ),
    "a listing for each edition of a claim": (
        "SELECT count(*) > 0 FROM editions_edition e LEFT JOIN claims_listing l "
        "ON l.claim_id = e.subject_id AND l.number = e.number WHERE e.subject_type = 'claim' AND l.id IS NULL"
    ),
    "facets for each listing": (
        "SELECT count(*) > 0 FROM claims_listing l WHERE NOT EXISTS "
        "(SELECT 1 FROM claims_facetrow f WHERE f.listing_id = l.id)"
    ),
    "the desk knows what is published": (
        "SELECT count(*) > 0 FROM editions_edition e JOIN claims_claim c ON c.id = e.subject_id "
        "WHERE c.stage <> 'published'"
    ),
    "and nothing else": (
        "SELECT count(*) > 0 FROM claims_claim c LEFT JOIN editions_head h ON h.subject_id = c.id "
        "WHERE c.stage = 'published' AND h.number IS NULL"
    ),
    "pairs are published together": ("SELECT count(*) % 2 = 1 FROM editions_edition WHERE subject_type = 'claim'"),
}


@pytest.mark.django_db(databases=[])
def test_killed_in_the_middle_of_publishing_the_record_is_before_or_after_and_never_between(
    fresh_database: FreshDatabase,
) -> None:
    dice = random.Random(8785)
    for attempt in range(6):
        process = start_in(fresh_database, "publish_for_ever", OFFSET=str(attempt * 1_000))
        assert process.stdout
        for _ in range(3):
            assert process.stdout.readline() == "publishing\n"
        time.sleep(dice.uniform(0, 0.08))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        wait_until_its_transaction_is_gone(fresh_database)
        with fresh_database.connect() as connection:
            wrong = [name for name, query in CONSISTENT.items() if connection.execute(query).fetchone() == (True,)]
            assert not wrong
            assert_chains(connection.execute(f"{EDITIONS} ORDER BY position").fetchall())


def wait_until_its_transaction_is_gone(database: FreshDatabase) -> None:
    """The server notices a killed client when it next talks to it."""
    deadline = time.monotonic() + 10
    with psycopg.connect(database.url, autocommit=True) as connection:
        while time.monotonic() < deadline:
            others = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            ).fetchone()
            if others == (0,):
                return
    raise AssertionError("a killed publisher is still connected")
