"""Dossiers that wait for the worker: so many of one asker and in all, each once, and nobody's address is kept."""

import errno
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from claims.api.public import dossier as api
from claims.dossier import as_json, queueing
from claims.dossier.as_pdf import SECONDS, CannotPrint
from claims.dossier.formats import FORMATS, Format
from claims.tasks import make_dossier
from claimtrack.accounts.models import Scope, Token
from tests.claims.dossier.conftest import Case

pytestmark = pytest.mark.django_db

#: Filters that find several of the case's claims, each a dossier of its own.
FILTERS = [
    f"ordering={order}" for order in ("made", "-made", "published_at", "-published_at", "updated_at", "-updated_at")
]


@pytest.fixture(autouse=True)
def every_dossier_is_large(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_AT_ONCE", 1)
    for name in ("pdf", "zip"):
        monkeypatch.setitem(FORMATS, name, Format(name, f"application/{name}", name, as_json.render, slow=True))


def reader(address: str) -> APIClient:
    return APIClient(REMOTE_ADDR=address)


def ask(client: APIClient, number: int = 0, extension: str = "pdf") -> int:
    return client.get(f"/api/v1/claims/dossier.{extension}?{FILTERS[number]}").status_code


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="make_dossier").count()


def test_an_address_has_three_dossiers_waiting_and_the_fourth_is_told_how_long_to_wait() -> None:
    client = reader("203.0.113.7")
    assert [ask(client, number) for number in range(4)] == [202, 202, 202, 429]
    refused = client.get(f"/api/v1/claims/dossier.pdf?{FILTERS[3]}")
    assert refused.json()["type"] == "/problems/too-many-dossiers"
    assert refused["Retry-After"] == str(SECONDS)
    assert jobs() == 3
    assert ask(reader("203.0.113.8"), 3) == 202
    assert client.get("/api/v1/claims/dossier.html").status_code == 200


def test_one_that_is_being_made_still_counts_and_one_that_is_made_does_not() -> None:
    client = reader("203.0.113.7")
    for number in range(3):
        ask(client, number)
    first = ProcrastinateJob.objects.filter(task_name="make_dossier").earliest("id").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [first])
        assert ask(client, 3) == 429
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [first])
    assert ask(client, 3) == 202


def test_the_same_dossier_is_one_job_whoever_asks_even_while_it_is_made() -> None:
    assert ask(reader("203.0.113.7")) == 202
    assert ask(reader("203.0.113.8")) == 202
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'make_dossier'")
    assert ask(reader("203.0.113.9")) == 202
    assert jobs() == 1
    assert ask(reader("203.0.113.7"), extension="zip") == 202
    assert jobs() == 2


def test_all_addresses_together_have_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "MOST_OF_ADDRESSES", 2)
    assert [ask(reader(f"203.0.113.{number}"), number) for number in range(3)] == [202, 202, 429]


def test_who_has_signed_in_and_tokens_have_an_allowance_of_their_own(
    editor: User, checker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "MOST_OF_ADDRESSES", 1)
    monkeypatch.setattr(queueing, "MOST_OF_A_PERSON", 2)
    office = "203.0.113.7"
    assert [ask(reader(office), number) for number in range(2)] == [202, 429]
    signed_in, program, stranger = reader(office), reader(office), reader(office)
    signed_in.force_login(editor)
    _, secret = Token.objects.create(  # type: ignore[no-untyped-call]  # knox has no types
        checker, expiry=timedelta(days=1), name="a program", scopes=[Scope.READ]
    )
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    stranger.credentials(HTTP_AUTHORIZATION="Bearer ct_of_nobody")
    assert [ask(signed_in, number) for number in (1, 2, 3)] == [202, 202, 429]
    assert [ask(program, number) for number in (3, 4, 5)] == [202, 202, 429]
    assert ask(stranger, 5) == 429


def test_an_address_is_kept_as_a_keyed_digest_and_forgotten_when_the_job_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(reader("203.0.113.7"))
    job = ProcrastinateJob.objects.get(task_name="make_dossier")
    assert job.args["asker"] == queueing.address("203.0.113.7").name
    assert "203.0.113.7" not in str(job.args)

    def broken(*_: object, **__: object) -> None:
        raise CannotPrint("It cannot be printed.")

    monkeypatch.setattr("claims.tasks.renditions.make", broken)
    context = JobContext(app=app, job=job.procrastinate_job, start_timestamp=0.0, abort_reason=lambda: None)
    with pytest.raises(CannotPrint):
        make_dossier(context, **job.args)
    assert "asker" not in ProcrastinateJob.objects.get(pk=job.pk).args


def test_a_reader_is_told_that_a_dossier_could_not_be_made_because_a_disk_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(reader("203.0.113.7"))
    job = ProcrastinateJob.objects.get(task_name="make_dossier")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("claims.tasks.renditions.make", full)
    context = JobContext(app=app, job=job.procrastinate_job, start_timestamp=0.0, abort_reason=lambda: None)
    with pytest.raises(OSError, match="No space"):
        make_dossier(context, **job.args)
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])
    refused = reader("203.0.113.7").get(f"/api/v1/claims/dossier.pdf?{FILTERS[0]}")
    assert refused.status_code == 503
    assert "The disk of the program" in refused.json()["detail"]
