"""What the log says of refusals, and what it never says."""

import logging
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from gunicorn.config import Config
from gunicorn.glogging import Logger

from claimtrack.logs import WithoutTraces, without_secrets


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        return logging.LogRecord(
            "django.request", logging.WARNING, "", 0, "Forbidden: %s", ("/admin/",), sys.exc_info()
        )


@pytest.fixture
def said() -> Iterator[StringIO]:
    """What the handlers that run write, from here on."""
    handlers = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    written = StringIO()
    before = [each.setStream(written) for each in handlers]
    assert handlers
    yield written
    for handler, stream in zip(handlers, before, strict=True):
        handler.setStream(stream or sys.stderr)


@pytest.mark.django_db
def test_no_log_has_an_address_that_lets_somebody_in(said: StringIO) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in (
        "/guest/s3cret/",
        "/guest/s3cret/dossier.json",
        "/guest/s3cret/dossier/",
        "/correction-requests/s3cret/",
        "/api/v1/correction-requests/s3cret/",
    ):
        client.get(address)
        client.post(address)
    told = said.getvalue()
    assert "Not Found: /guest/…/dossier.json" in told
    assert "Forbidden (CSRF cookie not set.): /guest/…/" in told
    assert "/api/v1/correction-requests/…/" in told
    assert "s3cret" not in told


def test_nor_has_that_of_the_web_server_be_it_in_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Logger(Config())  # type: ignore[no-untyped-call]  # gunicorn has no types
    written = StringIO()
    monkeypatch.setattr(log.error_log, "handlers", [logging.StreamHandler(written)])
    try:
        Path("/guest/s3cret/dossier.pdf").read_bytes()
    except OSError:
        log.error_log.exception("Error handling request %s", "/guest/s3cret/?q=s3cret")
    assert "Error handling request /guest/…/?q=…" in written.getvalue()
    assert "No such file or directory: '/guest/…/dossier.pdf'" in written.getvalue()
    assert "s3cret" not in written.getvalue()


def test_a_request_is_called_by_its_id_in_the_log_which_is_no_secret() -> None:
    assert without_secrets("/api/v1/desk/correction-requests/0199/") == "/api/v1/desk/correction-requests/0199/"


def test_who_may_not_is_told_in_a_sentence_and_a_fault_with_its_trace() -> None:
    refused, fault = record_of(PermissionDenied("Editors publish.")), record_of(ValueError("What is this?"))
    for each in (refused, fault):
        assert WithoutTraces().filter(each)
    assert (refused.getMessage(), refused.exc_info) == ("Forbidden: /admin/: Editors publish.", None)
    assert fault.exc_info
