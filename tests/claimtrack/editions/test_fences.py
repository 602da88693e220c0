"""Nobody changes the record: not the application, not the owner by mistake."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from claimtrack.editions.guard import append_only_tables
from tests.databases import FreshDatabase, cloned_database
from tests.processes.launch import run_in

FORBIDDEN = [
    'UPDATE {} SET "{}" = "{}"',
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
]


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[FreshDatabase]:
    with cloned_database() as cloned:
        run_in(cloned, "publish_one")
        yield cloned


@pytest.mark.parametrize("role", ["url", "owner_url"])
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_neither_role_changes_editions_or_the_audit_trail(database: FreshDatabase, role: str, statement: str) -> None:
    with psycopg.connect(getattr(database, role), autocommit=True) as connection:
        for table in append_only_tables():
            column = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1 LIMIT 1", [table]
            ).fetchone()
            assert column
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format(table, column[0], column[0]))


def test_the_application_cannot_lower_the_fences(database: FreshDatabase) -> None:
    attempts: list[Callable[[psycopg.Connection[tuple[object, ...]]], object]] = [
        lambda c: c.execute("DROP TRIGGER append_only ON editions_edition"),
        lambda c: c.execute("ALTER TABLE editions_edition DISABLE TRIGGER ALL"),
        lambda c: c.execute("SET claimtrack.redacting = 'on'; DELETE FROM editions_edition"),
        lambda c: c.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())"),
    ]
    with database.connect() as connection:
        for attempt in attempts:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                attempt(connection)


def test_every_audit_table_is_fenced(database: FreshDatabase) -> None:
    with database.connect() as connection:
        fenced = {
            row[0]
            for row in connection.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = 'append_only'"
            )
        }
        events = {
            row[0]
            for row in connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(claims|sources)_[a-z]+event$'"
            )
        }
    assert events <= fenced
    assert "editions_edition" in fenced
