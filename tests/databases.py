"""Databases of their own: for each test process, and for tests with real processes.

They are clones of templates. A template is made once for the files that decide what is in it, and kept for later
runs; it has its name only once it is whole, and nobody connects to it.
"""

import hashlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from django.db import connection, connections, transaction
from psycopg import sql
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).parents[1]
#: Another checkout may use the same server.
CHECKOUT = hashlib.sha256(bytes(ROOT)).hexdigest()[:8]
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class FreshDatabase:
    """A database of its own for real processes."""

    url: str
    owner_url: str
    reader_url: str

    @property
    def environment(self) -> dict[str, str]:
        urls = {"DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url, "RECORD_DATABASE_URL": self.reader_url}
        return os.environ | urls

    @property
    def name(self) -> str:
        return self.url.rsplit("/", maxsplit=1)[1]

    def connect(self) -> Connection:
        return psycopg.connect(self.url, autocommit=True)


@dataclass(frozen=True)
class Template:
    """What databases are cloned from.

    `made_of` are patterns of the files that decide what is in it. `fill` makes a database and fills it; it returns
    the database's name and words that stay with the template.
    """

    name: str
    made_of: Sequence[str]
    fill: Callable[[], tuple[str, str]]

    @property
    def version(self) -> str:
        found = {pattern: list(ROOT.glob(pattern)) for pattern in self.made_of}
        missing = [pattern for pattern, paths in found.items() if not paths]
        assert not missing, f"{self.name}: there are no such files: {missing}"
        paths = sorted({path for paths in found.values() for path in paths})
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


@contextmanager
def cloned_database(template: Template | None = None) -> Iterator[FreshDatabase]:
    """A clone that is dropped at the end."""
    database = clone(template)
    yield database
    with _server() as connection:
        _when_unused(connection, _statement("DROP DATABASE {}", database.name))


def clone(template: Template | None = None) -> FreshDatabase:
    """A new database as the template is: migrated and empty unless another one is given."""
    return _new(_statement("TEMPLATE {}", made(template or MIGRATED)))


def wait_for_no_disk() -> None:
    """Let the embedded server of a run, whose data nobody keeps, leave it to the system when they reach the disk."""
    with psycopg.connect(_url("owner", "postgres"), user="postgres", autocommit=True) as server:
        server.execute("ALTER SYSTEM SET fsync = off")
        server.execute("SELECT pg_reload_conf()")


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written now stands for all tests of a module, each of which is taken back to here.

    No test of such a module may close its connection, or use the fixture `committed`.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def without_jobs() -> Iterator[None]:
    """What readers' questions queue meanwhile is forgotten, where no transaction takes it back."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def row_counts() -> dict[str, int]:
    """Of every table of this process's own database that has any."""
    with connections["owner"].cursor() as cursor:
        tables = connections["owner"].introspection.table_names(cursor)
        each = (sql.SQL("SELECT {}, count(*) FROM {}").format(table, sql.Identifier(table)) for table in tables)
        cursor.execute(sql.SQL(" UNION ALL ").join(each).as_string(cursor.connection))
        return {table: count for table, count in cursor.fetchall() if count}


def empty() -> FreshDatabase:
    """A new database without a table."""
    return _new(_statement("TEMPLATE template0"))


def made(template: Template) -> str:
    """The name of the database, which is made unless it is there."""
    kind = f"test_{template.name}_{CHECKOUT}_"
    name = kind + template.version
    with _server() as connection, _alone(connection, template.name):
        there = _named(connection, kind)
        if name not in there:
            for outdated in there:
                _drop_unless_used(connection, outdated)
            unnamed, said = template.fill()
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(unnamed), sql.Literal(said))
            )
            _when_unused(connection, _statement("ALTER DATABASE {} RENAME TO {}", unnamed, name))
    return name


def said_when_made(template: Template) -> str:
    """The words that `fill` left, whichever process called it."""
    with _server() as connection:
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        row = connection.execute(query, [made(template)]).fetchone()
    assert row
    return str(row[0])


def _migrate() -> tuple[str, str]:
    """The name of a new database in which the owner has run every migration, and what was said."""
    database = empty()
    command = [sys.executable, "manage.py", "migrate", "--skip-checks"]
    done = subprocess.run(command, cwd=ROOT, env=database.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return database.name, done.stdout


def _new(template: sql.Composed) -> FreshDatabase:
    name = f"test_{uuid.uuid4().hex}"
    with _server() as connection:
        connection.execute(_statement("CREATE DATABASE {} ", name) + template)
    return FreshDatabase(*(_url(alias, name) for alias in ("default", "owner", "record")))


MIGRATED = Template(
    name="migrated",
    made_of=[
        "*/migrations/*.py",
        "*/*/migrations/*.py",
        "claimtrack/accounts/groups.py",
        "claimtrack/accounts/permissions.py",
        "claimtrack/accounts/roles.py",
        "claimtrack/accounts/table.py",
        "*/writing/permissions.py",
        "*/*/permissions.py",
        "claimtrack/editions/advancing.py",
        "claimtrack/editions/appending.py",
        "claimtrack/editions/guard.py",
        "claimtrack/editions/models.py",
        "claimtrack/editions/redacting.py",
        "claimtrack/editions/sealing.py",
        "claimtrack/editions/seals.py",
        "claimtrack/editions/withholding.py",
        "requirements.txt",
    ],
    fill=_migrate,
)


@contextmanager
def _server() -> Iterator[Connection]:
    """The server as the owner of the tables sees it, outside of any database of the tests."""
    with psycopg.connect(_url("owner", "postgres"), autocommit=True) as connection:
        yield connection


@contextmanager
def _alone(connection: Connection, name: str) -> Iterator[None]:
    """Only one test process at a time makes what has this name."""
    connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def _named(connection: Connection, beginning: str) -> list[str]:
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    return [str(name) for (name,) in connection.execute(query, [beginning]).fetchall()]


def _drop_unless_used(connection: Connection, name: str) -> None:
    with suppress(psycopg.errors.ObjectInUse):  # of another version's run
        connection.execute(_statement("DROP DATABASE {}", name))


def _when_unused(connection: Connection, statement: sql.Composed) -> None:
    """Execute it once the server has noticed that the database's clients, of another role, are gone."""
    deadline = time.monotonic() + 10
    while True:
        try:
            connection.execute(statement)
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _statement(text: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _url(alias: str, database: str) -> str:
    given = connections[alias].get_connection_params()
    host = str(given.get("host", "")).replace("/", "%2F")
    port = f":{given['port']}" if "port" in given else ""
    password = f":{given['password']}" if "password" in given else ""
    return f"postgresql://{given['user']}{password}@{host}{port}/{database}"
