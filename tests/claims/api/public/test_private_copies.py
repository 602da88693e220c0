"""A sentence that stands in a copy at the desk, and nowhere else, is hunted for through all that leaves the house."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.dossier import as_pdf, copies, sealed
from claims.dossier.bundle import bundle
from claims.exports.dumps import folder, write_dump
from claims.models import Claim
from sources import writing as source_actions
from sources.vocabulary import Level
from tests.factories import AppearanceFactory
from tests.public_addresses import everything, public_routes

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

CANARY = b"The harbour master kept a second ledger."


@pytest.fixture
def claim(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Claim:
    """Published, with a copy of its document whose text and bytes are the desk's own."""
    monkeypatch.setattr(as_pdf, "missing", lambda: as_pdf.INSTALL)
    settings.HOME = tmp_path
    appearance = AppearanceFactory()
    source_actions.capture(
        document=appearance.document, text=CANARY.decode(), content=b"<p>" + CANARY, tool="by hand", by=None
    )
    actions.publish(claims=[appearance.claim], by=None)
    return Claim.objects.get(pk=appearance.claim_id)


def said(response: Any) -> bytes:
    content: bytes = response.getvalue()
    return content


@pytest.mark.parametrize("level", Level)
def test_no_public_address_has_it_whatever_its_level(claim: Claim, reader: APIClient, level: Level) -> None:
    """`public` means that the newsroom gives it to anybody; no address of ours reads copies."""
    source_actions.set_level(captures=list(claim.appearances.get().document.captures.all()), level=level, by=None)
    answers = dict(everything(reader))
    for route in public_routes():
        name = str(claim.pk) if route.names_one else ""
        answers[route.address(name)] = reader.get(route.address(name))
    assert len(answers) > 30
    assert [address for address, response in answers.items() if CANARY in said(response)] == []
    assert any(address.endswith("dossier.zip") for address in answers)


def test_no_dump_has_it(claim: Claim, settings: Settings) -> None:
    made = write_dump(using=settings.RECORD_DATABASE)
    content = gzip.decompress((folder() / made["file"]).read_bytes())
    assert str(claim.pk).encode() in content
    assert CANARY not in content


def test_a_sealed_dossier_has_it_once_it_may_be_handed_on(claim: Claim) -> None:
    made = bundle([claim.pk], using="default")
    assert CANARY not in sealed.handed_on(made)
    assert [line["why"] for line in copies.listed(made, copies.handed_on(made))] == [copies.DESK_ONLY]
    source_actions.set_level(
        captures=list(claim.appearances.get().document.captures.all()), level=Level.HANDED_ON, by=None
    )
    assert CANARY in sealed.handed_on(made)
    assert CANARY not in sealed.render(made)
