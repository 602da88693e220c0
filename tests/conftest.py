"""What every test stands on: a real PostgreSQL, migrated by its owner and used by the application's role.

Ordinary tests run in a transaction that is rolled back. Tests of crashes and of concurrency need databases of
their own, which real processes connect to: `fresh_database` clones the migrated template for them.
"""

import gc
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from claimtrack.accounts.roles import Role
from tests.databases import FreshDatabase, cloned_database, row_counts, wait_for_no_disk
from tests.one_way import watched
from tests.people import in_role, staff

pytest_plugins = ["tests.clock", "tests.factories", "tests.libya", "tests.network"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None) -> Iterator[None]:
    """Give this test process a database of its own: its owner has migrated it, the application's role uses it.

    A test that leaves a row in it changes what the next one sees, and fails the run.
    """
    if "CLAIMTRACK_THROWAWAY" in os.environ:
        wait_for_no_disk()
    with django_db_blocker.unblock(), cloned_database() as own:
        for alias in ("owner", "default"):
            connections[alias].settings_dict["NAME"] = own.name
        settings.RECORD_DATABASE = "default"
        before = row_counts()
        yield
        left = row_counts()
        connections.close_all()
    assert left == before, "A test wrote to the database past the transaction that is rolled back."


@pytest.fixture
def fresh_database(django_db_setup: None) -> Iterator[FreshDatabase]:
    with cloned_database() as database:
        yield database


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process in a database of its own where what is written stays: for what threads do at once."""
    aliases = ("owner", "default")
    usual = {alias: connections[alias].settings_dict["NAME"] for alias in aliases}
    with django_db_blocker.unblock(), cloned_database() as own:
        connections.close_all()
        for alias in aliases:
            connections[alias].settings_dict["NAME"] = own.name
        yield
        connections.close_all()
        for alias in aliases:
            connections[alias].settings_dict["NAME"] = usual[alias]


@pytest.fixture(autouse=True, scope="session")
def one_way_to_the_desk() -> Iterator[None]:
    """Every test that makes the product write the desk past its actions fails, whatever it is about."""
    with watched():
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Throttles count in the cache: every test begins at nought."""
    caches["process"].clear()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """Hashing a password as slowly as one should is not what these tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty folder: WhiteNoise looks through it for every client that a test makes."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> None:
    """Pages name their style sheets without a manifest that only a deployment has."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


#: How a module of tests says that it is about pages, print, files, walks through what the record answers, or the
#: starting of processes: which PostgreSQL stands behind them makes no difference.
RENDERING = re.compile(rb"^pytestmark = .*pytest\.mark\.rendering", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is not to be run is not read either: its libraries take longer to load than many a test takes."""
    if "not rendering" not in config.option.markexpr or collection_path.suffix != ".py":
        return None
    return True if RENDERING.search(collection_path.read_bytes()) else None


#: What takes longest comes first: at the end no worker is left waiting for the others.
LONGEST = {"processes", "test_every_button.py", "test_staff_names.py", "test_generated.py", "test_agreement.py"}


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a database takes part in, which alone runs again on another version of PostgreSQL."""
    items.sort(key=lambda item: LONGEST.isdisjoint(item.path.parts))
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


# -- the cast -------------------------------------------------------------------------------------


@pytest.fixture
def editor(db: None) -> User:
    """Publishes; an administrator."""
    return staff("editor", is_superuser=True)


@pytest.fixture
def one_pair_of_eyes(settings: Any) -> None:
    """A newsroom that publishes without a second person, for tests of what happens afterwards."""
    settings.FOUR_EYES = False


@pytest.fixture
def checker(db: None, one_pair_of_eyes: None) -> User:
    """Assesses; the second administrator that a redaction needs. Tests of four eyes have a cast of their own."""
    return staff("checker", is_superuser=True)


@pytest.fixture
def desk(editor: User) -> Client:
    """The admin as an editor with every right sees it."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def reporter(db: None) -> User:
    """Drafts; no administrator."""
    return in_role(Role.REPORTER)


@pytest.fixture
def reader() -> APIClient:
    """Anybody: no account, the public API."""
    return APIClient()
