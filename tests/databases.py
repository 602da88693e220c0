"""Databases of their own for tests with real processes, cloned from the migrated test database."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql


@dataclass(frozen=True)
class FreshDatabase:
    """A database of its own for real processes."""

    url: str
    owner_url: str

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url}

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url, autocommit=True)


@contextmanager
def cloned_database() -> Iterator[FreshDatabase]:
    template = str(connections["owner"].settings_dict["NAME"])
    name = f"test_{uuid.uuid4().hex}"
    connections.close_all()  # a template has no clients, and Django keeps its connections between tests
    with psycopg.connect(_url("owner", "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        yield FreshDatabase(_url("default", name), _url("owner", name))
        _drop(connection, name)


def _drop(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """Drop the database once the server has noticed that its clients, of another role, are gone."""
    deadline = time.monotonic() + 10
    while True:
        try:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
        else:
            return


def _url(alias: str, database: str) -> str:
    config = settings.DATABASES[alias]
    host = str(config["HOST"]).replace("/", "%2F")
    port = f":{config['PORT']}" if config["PORT"] else ""
    password = f":{config['PASSWORD']}" if config["PASSWORD"] else ""
    return f"postgresql://{config['USER']}{password}@{host}{port}/{database}"
