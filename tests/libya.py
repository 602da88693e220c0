"""The Libya–Russia case, loaded and published once: read through the API as a reader's server would serve it.

The case stands in a database of its own that `manage.py load_case` filled, twice; readers come through the
read-only connection of the record, as in production. Nothing can be written, so tests share it.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from claimtrack.api.throttles import ReaderRateThrottle
from tests.databases import FreshDatabase, cloned_database

ROOT = Path(__file__).parents[1]
PATH = ROOT / "fixtures" / "libya_russia.json"


@dataclass(frozen=True)
class LoadedCase:
    """The database, and what the command printed at each loading."""

    database: FreshDatabase
    first: str
    second: str


def load(database: FreshDatabase, path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "load_case", str(path)]
    return subprocess.run(command, cwd=ROOT, env=database.environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def loaded_case(django_db_setup: None) -> Iterator[LoadedCase]:
    with cloned_database() as database:
        first, second = load(database, PATH), load(database, PATH)
        assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
        yield LoadedCase(database, first.stdout, second.stdout)


@pytest.fixture
def libya(loaded_case: LoadedCase, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[APIClient]:
    """A reader of the loaded case."""
    record = connections["record"]
    record.close()
    record.settings_dict["NAME"] = loaded_case.database.url.rsplit("/", maxsplit=1)[1]
    settings.RECORD_DATABASE = "record"
    with django_db_blocker.unblock():
        yield APIClient()
        record.close()


@pytest.fixture
def unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask more often than a reader may."""
    monkeypatch.setattr(ReaderRateThrottle, "get_rate", lambda self: None)
