"""The database that a benchmark fills: made on the server that is set up, or on the embedded one, and taken away."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

ALIASES: Final = ("default", "owner", "record")


class Scratch(NamedTuple):
    """What processes need to use it, and whether it is empty but for its tables."""

    environment: dict[str, str]
    is_new: bool


@contextmanager
def scratch_database(*, keep: str = "") -> Iterator[Scratch]:
    """This process in a migrated database of its own; with a name to keep it by, it stays and is found again."""
    name = keep or f"benchmark_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url("owner", "postgres"), autocommit=True) as server:
        is_new = server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None
        if is_new:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            for alias in ALIASES:
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = name
            if is_new:
                call_command("migrate", verbosity=0)
            yield Scratch(_environment(name), is_new)
        finally:
            connections.close_all()
            if not keep:
                _drop(server, name)


def _environment(name: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url("default", name),
        "DATABASE_OWNER_URL": url("owner", name),
        "RECORD_DATABASE_URL": url("record", name),
    }


def _drop(server: "psycopg.Connection[Any]", name: str) -> None:
    while server.execute("SELECT FROM pg_stat_activity WHERE datname = %s", [name]).fetchone() is not None:
        time.sleep(0.1)  # the server notices a moment later that clients are gone
    server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def url(alias: str, name: str) -> str:
    """Where a database of this name is, as this role of ours reaches it."""
    given = connections[alias].get_connection_params()
    password = f":{quote(given['password'], safe='')}" if "password" in given else ""
    port = f":{given['port']}" if "port" in given else ""
    return f"postgresql://{given['user']}{password}@{quote(given.get('host', ''), safe='')}{port}/{name}"
