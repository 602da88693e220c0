"""The audit trail is sealed as its transactions end: nothing is left behind, and nobody waits for it."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from claimtrack.editions.guard import audit_tables
from tests.databases import FreshDatabase, cloned_database
from tests.processes.launch import run_in

Connection = psycopg.Connection[Any]
WRITE = "UPDATE claims_claim SET context = context || '.'"


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[FreshDatabase]:
    with cloned_database() as cloned:
        run_in(cloned, "publish_under_administrators")
        yield cloned


@pytest.fixture
def application(database: FreshDatabase) -> Iterator[Connection]:
    with database.connect() as connection:
        yield connection


def seal(connection: Connection, *, most: int = 1000, wait: bool = True) -> int:
    """All that can be sealed now; how many rows that were. Other tests may hold it up: those are waited for."""
    sealed = idle = 0
    deadline = time.monotonic() + 300
    while idle < 2:
        count = int(one(connection, "SELECT editions_seal_trail(%s)", most))
        sealed += count
        idle = 0 if count else idle + (not wait or is_ready(connection))
        assert time.monotonic() < deadline, "something holds sealing up for good"
        time.sleep(0 if count else 0.1)
    return sealed


def is_ready(connection: Connection) -> bool:
    return bool(one(connection, "SELECT horizon <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                                " FROM editions_sealmark"))  # fmt: skip


def one(connection: Connection, query: str, *values: object) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    assert row
    return row[0]


def rows(connection: Connection) -> int:
    """Of the trail, contexts included that a row names."""
    tables = " UNION ALL ".join(f"SELECT pgh_context_id FROM {name}" for name in audit_tables())
    return int(one(connection, f"SELECT count(*) + count(DISTINCT pgh_context_id) FROM ({tables}) AS trail"))


def test_every_finished_row_gets_one_seal_in_batches_of_any_size(application: Connection) -> None:
    assert seal(application, most=7) > 0
    assert one(application, "SELECT count(*) FROM editions_seal") == rows(application)
    assert one(application, "SELECT count(DISTINCT (form_id, row)) FROM editions_seal") == rows(application)
    numbers = "SELECT (min(number), max(number), count(*)) = (1, count(*), max(number)) FROM editions_seal"
    assert one(application, numbers)
    assert seal(application) == 0


def test_a_row_that_was_written_first_and_ends_last_is_sealed_when_it_has_ended(
    application: Connection, database: FreshDatabase
) -> None:
    """Whatever is sealed meanwhile, none of it comes behind a row that is still to appear."""
    seal(application)
    with psycopg.connect(database.url) as slow:
        slow.execute(WRITE + " WHERE slug = (SELECT min(slug) FROM claims_claim)")
        application.execute(WRITE + " WHERE slug = (SELECT max(slug) FROM claims_claim)")
        assert seal(application, wait=False) == 0
        slow.commit()
    assert seal(application) == 2
    assert behind(application) == 0


def test_a_row_of_a_transaction_with_a_higher_number_than_any_that_has_ended_is_waited_for(
    application: Connection, database: FreshDatabase
) -> None:
    """It took its id before the newest visible row did, whose transaction began earlier and has ended."""
    seal(application)
    with psycopg.connect(database.url) as early, psycopg.connect(database.url) as late:
        early.execute("INSERT INTO auth_group (name) VALUES ('early')")
        late.execute(WRITE + " WHERE slug = (SELECT min(slug) FROM claims_claim)")
        early.execute(WRITE + " WHERE slug = (SELECT max(slug) FROM claims_claim)")
        early.commit()
        assert seal(application, wait=False) == 0
        late.commit()
    assert seal(application) == 3
    assert behind(application) == 0


def behind(connection: Connection) -> int:
    """Rows before the mark that have no seal."""
    query = """
    SELECT count(*) FROM claims_claimevent AS e, editions_sealmark
     WHERE pgh_id <= (sealed ->> 'claims_claimevent')::bigint AND NOT EXISTS (
               SELECT FROM editions_seal JOIN editions_sealform AS form ON form.id = form_id
                WHERE trail = 'claims_claimevent' AND row = e.pgh_id::text)
    """
    return int(one(connection, query))


def test_what_began_after_the_mark_waits_for_the_next_one_and_holds_nothing_up(
    application: Connection, database: FreshDatabase
) -> None:
    application.execute(WRITE)
    application.execute("SELECT editions_seal_trail(1)")
    while one(application, "SELECT editions_seal_trail(1000)"):
        """Until all that was marked is sealed, and what was written above is marked."""
    with psycopg.connect(database.url) as slow:
        slow.execute(WRITE + " WHERE slug = (SELECT min(slug) FROM claims_claim)")
        assert one(application, "SELECT editions_seal_trail(1000)") >= 0
        slow.rollback()
    seal(application)
    assert behind(application) == 0


def test_a_transaction_that_only_reads_holds_nothing_up(application: Connection, database: FreshDatabase) -> None:
    with psycopg.connect(database.url) as reading:
        reading.execute("SELECT count(*) FROM claims_claim")
        application.execute(WRITE)
        assert seal(application) > 0
        reading.rollback()


def test_who_writes_waits_for_no_sealer(application: Connection, database: FreshDatabase) -> None:
    application.execute(WRITE)
    with psycopg.connect(database.url) as sealer:
        sealer.execute("SELECT editions_seal_trail(1000)")
        application.execute("SET lock_timeout = '1s'")
        application.execute(WRITE)
        sealer.rollback()
    seal(application)
    assert behind(application) == 0


def test_in_another_server_whose_numbers_begin_anew_sealing_goes_on(
    application: Connection, database: FreshDatabase
) -> None:
    application.execute(WRITE)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE editions_sealmark SET horizon = 1000000000000")
    assert seal(application) > 0


def test_a_column_that_a_migration_adds_leaves_older_seals_as_they_are(
    application: Connection, database: FreshDatabase
) -> None:
    seal(application)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE claims_topicevent ADD COLUMN colour text NOT NULL DEFAULT 'red'")
        owner.execute("ALTER TABLE claims_claimevent ADD COLUMN colour text NOT NULL DEFAULT 'red'")
        application.execute(WRITE)
        assert seal(application) > 0
        forms = "SELECT count(*) FROM editions_sealform WHERE trail = 'claims_claimevent'"
        assert one(application, forms) == 2


ATTEMPTS = [
    "INSERT INTO editions_seal SELECT * FROM editions_seal",
    "UPDATE editions_seal SET digest = ''",
    "DELETE FROM editions_seal",
    "TRUNCATE editions_seal",
    "UPDATE editions_sealmark SET sealed = '{}'",
    "DELETE FROM editions_sealmark",
    "UPDATE editions_sealform SET columns = '{pgh_id}'",
    "SELECT editions_erase_trail('claims_claimevent', '{1}', gen_random_uuid())",
    "SELECT editions_seal_form('claims_claimevent')",
    "INSERT INTO claims_claimevent SELECT * FROM claims_claimevent",
    "SELECT nextval('claims_claimevent_pgh_id_seq')",
    "SELECT setval('claims_claimevent_pgh_id_seq', 1)",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_application_writes_neither_seals_nor_rows_of_the_trail_by_itself(
    application: Connection, attempt: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(attempt.encode())
