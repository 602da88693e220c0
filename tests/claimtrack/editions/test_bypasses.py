"""Nothing passes by the audit trail, and nobody changes it, with the application's own role: history after each try."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.claimtrack.editions.test_privileges import APPLICATION
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
    """The application's role, in a transaction that is rolled back."""
    with psycopg.connect(database.url) as connection:
        yield connection
        connection.rollback()


def one(connection: Connection, query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row
    return row[0]


def written(connection: Connection) -> int:
    """Rows of the trail that this transaction wrote of claims."""
    return int(one(connection, "SELECT count(*) FROM claims_claimevent WHERE pgh_created_at = now()"))


def write(connection: Connection) -> None:
    """Every claim, in bulk; each has to be in the trail afterwards."""
    before = written(connection)
    connection.execute(WRITE.encode())
    assert written(connection) - before == one(connection, "SELECT count(*) FROM claims_claim")


# -- the three ways past a trigger ------------------------------------------------------------------


def test_bulk_and_raw_writes_are_in_the_trail(application: Connection) -> None:
    write(application)
    application.execute("INSERT INTO claims_topic (id, slug, name, row_version)"
                        " VALUES (gen_random_uuid(), 'rain', 'Rain', 1)")  # fmt: skip
    application.execute("DELETE FROM claims_topic")
    labels = "SELECT array_agg(pgh_label ORDER BY pgh_id) FROM claims_topicevent WHERE pgh_created_at = now()"
    assert one(application, labels) == ["insert", "delete"]


def test_naming_the_triggers_to_be_passed_over_passes_none_over(application: Connection) -> None:
    names = one(application, "SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgname ~ '^pgtrigger_'")
    application.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
    write(application)


@pytest.mark.parametrize("value", ["on", "frozen"])
def test_saying_that_it_is_a_redaction_passes_none_over(application: Connection, value: str) -> None:
    """The triggers of the trail run as the owner, for everybody: that alone opens nothing."""
    application.execute("SELECT set_config('claimtrack.redacting', %s, true)", [value])
    write(application)
    for attempt in ("UPDATE claims_claimevent SET statement = ''", "DELETE FROM claims_claimevent"):
        with application.transaction(), pytest.raises(InsufficientPrivilege), application.transaction():
            application.execute(attempt.encode())


@pytest.mark.parametrize(
    "attempt",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE claims_claim DISABLE TRIGGER ALL",
        "ALTER TABLE claims_claim DISABLE TRIGGER USER",
        "DROP TRIGGER append_only ON claims_claimevent",
        "TRUNCATE claims_claim CASCADE",
        "TRUNCATE claims_claimevent",
        "DELETE FROM claims_claimevent",
        "UPDATE claims_claimevent SET pgh_context_id = NULL",
        "INSERT INTO claims_claimevent SELECT * FROM claims_claimevent",
        "COPY claims_claimevent FROM STDIN",
        "MERGE INTO claims_claimevent e USING claims_claimevent o ON e.pgh_id = o.pgh_id WHEN MATCHED THEN DELETE",
        "INSERT INTO pghistory_context VALUES (gen_random_uuid(), now(), now(), '{}')",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM pghistory_context",
        "CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(name) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_what_would_pass_by_the_trail_or_change_it_is_refused_and_the_next_write_is_in_it(
    application: Connection, attempt: str
) -> None:
    with pytest.raises(InsufficientPrivilege), application.transaction():
        application.execute(attempt.encode())
    write(application)


def test_whoever_is_named_falsely_is_named_beside_the_role_that_logged_in(application: Connection) -> None:
    """Who holds the application's password can name a person; what was noted before stays as it is."""
    for person in ("1", "2"):
        application.execute("SELECT set_config('pghistory.context_id', '11111111-1111-4111-8111-111111111111', true)")
        application.execute("SELECT set_config('pghistory.context_metadata', %s, true)",
                            [f'{{"user": {person}, "session_user": "postgres"}}'])  # fmt: skip
        write(application)
    noted = "SELECT array_agg(metadata ORDER BY metadata ->> 'user') FROM pghistory_context WHERE created_at = now()"
    assert one(application, noted) == [{"user": n, "session_user": APPLICATION} for n in (1, 2)]


def test_calling_what_notes_the_writer_notes_nothing_of_others(application: Connection) -> None:
    """A note by itself is of no write; without one it gives none."""
    before = one(application, "SELECT count(*) FROM pghistory_context")
    assert one(application, "SELECT _pgh_attach_context()") is None
    assert one(application, "SELECT count(*) FROM pghistory_context") == before
