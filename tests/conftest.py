"""What every test stands on: a real PostgreSQL, migrated by its owner and used by the application's role.

Ordinary tests run in a transaction that is rolled back. Tests of crashes and of concurrency need databases of
their own, which real processes connect to: `fresh_database` clones the migrated template for them.
"""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connections
from psycopg import sql
from rest_framework.test import APIClient

pytest_plugins = ["tests.factories"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """Create the test database as its owner, then let the application's role and the readers use it."""
    owner = connections["owner"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django does not export its type
        name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connections["default"].settings_dict["NAME"] = name
        settings.RECORD_DATABASE = "default"
        owner.close()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # as above
        connections["default"].close()
        owner.creation.destroy_test_db("unused", verbosity=0)


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


def _url(alias: str, database: str) -> str:
    config = settings.DATABASES[alias]
    host = str(config["HOST"]).replace("/", "%2F")
    port = f":{config['PORT']}" if config["PORT"] else ""
    password = f":{config['PASSWORD']}" if config["PASSWORD"] else ""
    return f"postgresql://{config['USER']}{password}@{host}{port}/{database}"


@pytest.fixture
def fresh_database(django_db_setup: None) -> Iterator[FreshDatabase]:
    template = str(connections["owner"].settings_dict["NAME"])
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(_url("owner", "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        yield FreshDatabase(_url("default", name), _url("owner", name))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Throttles count in the cache: every test begins at nought."""
    cache.clear()
    yield


# -- the cast -------------------------------------------------------------------------------------


def _person(username: str, **rights: bool) -> User:
    return User.objects.create_user(username=username, password="correct horse battery", **rights)


@pytest.fixture
def editor(db: None) -> User:
    """Publishes; an administrator."""
    return _person("editor", is_staff=True, is_superuser=True)


@pytest.fixture
def checker(db: None) -> User:
    """Assesses; the second administrator that a redaction needs."""
    return _person("checker", is_staff=True, is_superuser=True)


@pytest.fixture
def reporter(db: None) -> User:
    """Drafts; no administrator."""
    return _person("reporter", is_staff=True)


@pytest.fixture
def reader() -> APIClient:
    """Anybody: no account, the public API."""
    return APIClient()
