"""A full disk is told as one, whatever it was that could not be written."""

import errno
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import OperationalError, transaction
from django.test import Client
from rest_framework.test import APIClient

from claims.imports.models import ImportRun
from claims.models import Topic
from claimtrack.disks import full_disk
from claimtrack.embedded import EmbeddedError
from claimtrack.secrets import kept_secret
from tests.disks import full_disk_on
from tests.numbered_reviews import LINES


def no_space(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


# -- what is one ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_full_disk_is_known_by_its_cause() -> None:
    with pytest.raises(OperationalError) as raised, transaction.atomic(), full_disk_on("claims_topic"):
        Topic.objects.create(name="A", slug="a")
    assert full_disk(raised.value) == "The disk of the database is full."
    wrapped = RuntimeError("it went wrong")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert "program" in (full_disk(wrapped) or "")
    assert full_disk(OSError(errno.EDQUOT, "quota")) is not None
    assert full_disk(OSError(errno.EACCES, "denied")) is None
    assert full_disk(ValueError()) is None


def test_a_secret_that_could_not_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimtrack.secrets.secrets.token_urlsafe", no_space)
    with pytest.raises(OSError, match="No space"):
        kept_secret(tmp_path / "key")
    assert list(tmp_path.iterdir()) == []


# -- the API -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_api_answers_a_problem_that_says_so_and_stores_nothing(editor: User, reader: APIClient) -> None:
    api = APIClient(raise_request_exception=False)
    api.force_login(editor)
    posted = {"file": SimpleUploadedFile("reviews.ndjson", LINES)}
    with full_disk_on("claims_importrun"):
        refused = api.post("/api/v1/desk/imports/", posted, format="multipart")
        assert reader.get("/api/v1/claims/").status_code == 200
    assert (refused.status_code, refused["Content-Type"]) == (507, "application/problem+json")
    assert refused.json()["type"] == "/problems/storage-full"
    assert "The disk of the database is full." in refused.json()["detail"]
    assert not ImportRun.objects.exists()
    assert b"until an operator has made room" in reader.get("/problems/storage-full").content


@pytest.mark.django_db
def test_an_upload_that_finds_no_room_is_a_problem_that_says_so(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", no_space)
    api = APIClient(raise_request_exception=False)
    api.force_login(editor)
    large = SimpleUploadedFile("reviews.ndjson", LINES * (1 + 3_000_000 // len(LINES)))
    refused = api.post("/api/v1/desk/imports/", {"file": large}, format="multipart")
    assert (refused.status_code, refused.json()["type"]) == (507, "/problems/storage-full")
    assert "The disk of the program" in refused.json()["detail"]


# -- the desk ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_desk_tells_it_on_its_own_page_saves_nothing_and_goes_on_reading(editor: User) -> None:
    desk = Client(raise_request_exception=False)
    desk.force_login(editor)
    with full_disk_on("claims_topic"):
        refused = desk.post("/admin/claims/topic/add/", {"name": "Ports", "slug": "ports"})
        assert desk.get("/admin/claims/topic/").status_code == 200
    assert refused.status_code == 507
    said = refused.content.decode()
    assert "The disk of the database is full." in said
    assert "what you typed is still on the page before" in said
    assert "/admin/logout/" in said  # with the frame of the desk around it
    assert not Topic.objects.exists()
    assert desk.post("/admin/claims/topic/add/", {"name": "Ports", "slug": "ports"}).status_code == 302


@pytest.mark.django_db
def test_whoever_cannot_sign_in_because_a_disk_is_full_is_told() -> None:
    User.objects.create_superuser("somebody", password="a long enough password")
    desk = Client(raise_request_exception=False)
    with full_disk_on("accounts_session"):
        refused = desk.post("/admin/login/", {"username": "somebody", "password": "a long enough password"})
    assert refused.status_code == 507
    assert "The disk of the database is full." in refused.content.decode()


def test_an_embedded_database_that_cannot_be_started_is_no_fault_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk keeps it from starting again, too."""

    def away(*_: object) -> None:
        raise EmbeddedError("PostgreSQL did not start: No space left on device")

    monkeypatch.setattr("claimtrack.api.views.PublicView.initial", away)
    refused = APIClient(raise_request_exception=False).get("/api/v1/claims/")
    assert (refused.status_code, refused.json()["detail"]) == (503, "The database does not answer.")
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", away)
    assert Client(raise_request_exception=False).get("/admin/claims/topic/").status_code == 503
