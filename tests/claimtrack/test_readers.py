"""Readers' connections that the server holds to nothing are not used."""

from collections.abc import Iterator

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from claimtrack.readers import ADVICE, NO_ROLE, Unguarded, check_at_start, readers_have_a_role


@pytest.fixture
def readers_as_the_application(libya: APIClient) -> Iterator[None]:
    """As if RECORD_DATABASE_URL named a role without limits."""
    record = connections["record"]
    record.close()
    usual = record.settings_dict["USER"]
    record.settings_dict["USER"] = configured.DATABASES["default"]["USER"]
    yield
    record.close()
    record.settings_dict["USER"] = usual


@pytest.mark.usefixtures("readers_as_the_application")
def test_a_connection_without_the_limits_serves_nobody(libya: APIClient) -> None:
    for _ in range(2):
        with pytest.raises(Unguarded, match="without default_transaction_read_only and statement_timeout"):
            connections["record"].ensure_connection()
    assert connections["record"].connection is None
    assert libya.get("/api/v1/claims/").status_code == 503
    with pytest.raises(ImproperlyConfigured, match="Create a role of its own"):
        check_at_start()


def test_a_database_that_is_away_keeps_no_server_from_starting(
    libya: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    record = connections["record"]
    record.close()
    name, record.settings_dict["NAME"] = record.settings_dict["NAME"], "no such database"
    try:
        check_at_start()
    finally:
        record.settings_dict["NAME"] = name
    assert "cannot be reached" in caplog.text


def test_readers_without_a_role_are_warned_of_or_refused_as_it_is_set(
    settings: Settings, django_db_blocker: DjangoDbBlocker
) -> None:
    assert readers_have_a_role() == []
    settings.READER_ROLE = None
    assert [found.id for found in readers_have_a_role()] == ["claimtrack.W001"]
    settings.REQUIRE_READER_ROLE = True
    assert [found.id for found in readers_have_a_role()] == ["claimtrack.E001"]
    with pytest.raises(ImproperlyConfigured, match="REQUIRE_READER_ROLE is set"):
        check_at_start()


def test_the_desk_tells_administrators_that_readers_have_no_role(desk: Client, settings: Settings) -> None:
    assert NO_ROLE not in desk.get("/admin/").text
    settings.READER_ROLE = None
    assert escape(f"{NO_ROLE} {ADVICE}") in desk.get("/admin/").text
