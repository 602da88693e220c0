"""Claims that exports are tried with are what Google's clients are tried with, too; and the case, where it is written to."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings

from tests.claims.exports.conftest import hostile_claims, whole_claim  # noqa: F401 - fixtures
from tests.databases import FreshDatabase, cloned_database
from tests.libya import LIBYA


@pytest.fixture
def record(django_db_setup: None, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[FreshDatabase]:
    """The case in a database that can be written to, read through the connection of readers."""
    reading = connections["record"]
    shared = reading.settings_dict["NAME"]
    settings.RECORD_DATABASE = "record"
    with django_db_blocker.unblock(), cloned_database(LIBYA) as database:
        with psycopg.connect(database.owner_url, autocommit=True) as owner:  # copies are no editions of anything
            for table in ("editions_edition", "editions_entry", "claims_listing", "claims_facetrow"):
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        reading.close()
        reading.settings_dict["NAME"] = database.name
        yield database
        reading.close()
        reading.settings_dict["NAME"] = shared
