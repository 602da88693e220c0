"""What a replica still shows, which a redaction has taken away at the primary, comes into no file that is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings
from rest_framework.test import APIClient

from claims.dossier import as_json, renditions
from claims.dossier.formats import FORMATS, Format
from claims.dossier.selection import Wanted
from claims.dossier.shapes import Bundle
from claims.exports.dumps import Overtaken, folder, overtaken, write_dump
from claims.models import Claim
from claimtrack.editions.state import snapshot
from tests.databases import cloned_database
from tests.libya import LIBYA
from tests.redacting import redact

pytestmark = pytest.mark.rendering
SLUG = "russia-covert-deployment-tobruk-benghazi"
ADDRESS = f"/api/v1/claims/{SLUG}/dossier.pdf"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bundles that were made into a form that takes long."""
    found: list[str] = []

    def render(bundle: Bundle) -> bytes:
        found.append(bundle["sha256"])
        return as_json.render(bundle)

    monkeypatch.setitem(FORMATS, "pdf", Format("pdf", "application/pdf", "pdf", render, slow=True))
    return found


@pytest.fixture
def primary(
    django_db_setup: None, settings: Settings, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[None]:
    """The case in a database of its own, for the desk and, over another connection, for readers."""
    settings.RECORD_DATABASE, settings.HOME = "record", tmp_path
    aliases = [connections[alias] for alias in ("default", "record")]
    names = [connection.settings_dict["NAME"] for connection in aliases]
    with django_db_blocker.unblock(), cloned_database(LIBYA) as database:
        for connection in aliases:
            connection.close()
            connection.settings_dict["NAME"] = database.name
        yield
        for connection, name in zip(aliases, names, strict=True):
            connection.close()
            connection.settings_dict["NAME"] = name


def take_away() -> None:
    """Redact the claim at the primary, and do what the redaction queues for the worker."""
    ordering, approving = (User.objects.create_superuser(name, password="x" * 20) for name in ("one", "two"))
    claim = Claim.objects.get(slug=SLUG)
    redact(root=claim, numbers=None, legal_basis="A court.", public_reason=None, requested_by=ordering, by=approving)
    renditions.forget()


def kept() -> list[Path]:
    return [path for path in (renditions._folder()).rglob("*") if path.is_file() and path.name != ".lock"]


@pytest.mark.usefixtures("primary")
def test_after_a_redaction_a_lagging_replica_brings_nothing_back_into_what_is_kept(made: list[str]) -> None:
    reader = APIClient()
    before = reader.get(ADDRESS)
    assert (before.status_code, len(kept())) == (200, 1)
    with snapshot("record"):  # this is all that a replica knows which has not replayed any further
        take_away()
        assert reader.get(ADDRESS).content == before.content  # late, as every answer of that replica
        assert reader.get(ADDRESS).status_code == 200
        assert (len(made), kept()) == (3, [])
        wanted: Wanted = {"narrative": None, "edition": None, "as_of": None, "filters": "verdict=unproven"}
        renditions.make(wanted, FORMATS["pdf"], using="record")
        assert (len(made), kept()) == (3, [])
    assert reader.get(ADDRESS).status_code == 404
    assert kept() == []


@pytest.mark.usefixtures("primary")
def test_what_was_kept_before_a_redaction_is_served_to_no_reader_of_a_lagging_replica(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine without a worker the file may still be there."""
    monkeypatch.setattr(renditions, "forget", lambda: None)
    reader = APIClient()
    reader.get(ADDRESS)
    with snapshot("record"):
        take_away()
        reader.get(ADDRESS)
    assert (len(made), len(kept())) == (2, 1)


@pytest.mark.usefixtures("primary")
def test_a_dump_of_a_lagging_replica_is_thrown_away() -> None:
    with snapshot("record") as replica:
        take_away()
        assert overtaken(replica.position, using="record")
        with pytest.raises(Overtaken):
            write_dump(using="record")
    assert list(folder().iterdir()) == []
