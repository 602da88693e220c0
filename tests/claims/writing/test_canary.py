"""A word in every text of a claim, and of the shared rows it names, is nowhere once they are redacted."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from claims import tasks
from claims import writing as actions
from claims.models import Claim
from claims.writing.stores import STORES
from claimtrack.editions.guard import audit_tables
from claimtrack.editions.orders import RedactionOrder, RedactionReport
from sources.models import Capture
from tests.canary import NOT_ALWAYS, TAKEN, Canary, columns_with, files_with, kept_in_memory
from tests.marked import MARK
from tests.public_addresses import everything, public_routes, text_of

pytestmark = pytest.mark.django_db

ORDER: dict[str, Any] = {"legal_basis": "Order 7 of a court.", "words": [MARK]}


@pytest.fixture
def canary(editor: User, tmp_path: Path, settings: Any) -> Canary:
    settings.HOME = tmp_path
    return Canary(editor)


def cleared(model: Any, pk: Any, anna: User, boris: User) -> RedactionReport:
    order = actions.order_clearing(model=model, row_id=pk, by=anna, **ORDER)
    return actions.clear_past(order=order, by=boris)


def redacted(root: Any, anna: User, boris: User) -> RedactionReport:
    order = actions.order_redaction(root=root, numbers=None, public_reason=None, by=anna, **ORDER)
    actions.redact(root=root, order=order, by=boris)
    return RedactionReport.objects.get(order_id=order.pk)


def test_it_is_planted_in_every_column_that_holds_text_about_people(canary: Canary) -> None:
    planted = columns_with(MARK)
    missing = {
        (store.name, column)
        for store in STORES.values()
        if store.is_table and store.reach in TAKEN
        for column in (*store.texts, *store.packed)
        if column not in planted.get(store.name, set())
    }
    assert missing - NOT_ALWAYS == set()
    unexpected = {
        (table, column)
        for table, names in planted.items()
        for column in names - {*STORES[table].texts, *STORES[table].packed}
    }
    assert unexpected == set()
    assert {name.split("/")[0] for name in files_with(MARK)} == {"renditions", "dumps"}


def test_after_the_redaction_it_is_nowhere(canary: Canary, editor: User, checker: User, desk: Client) -> None:
    reader = APIClient()
    told = {address for address, answer in everything(reader).items() if MARK in text_of(answer)}
    assert told
    found = desk.get(f"/admin/search/?s={MARK}&extended=1")
    assert MARK in found.content.decode().lower()
    stood = trail_rows()

    # What is shared is changed or deleted at the desk, and its past is cleared.
    Capture.objects.filter(pk=canary.stray.pk).delete()
    for row, clean in (
        (
            canary.document,
            {"title": "A page", "url": "", "authors": [], "published": None, "summary": "", "archived_url": ""},
        ),
        (canary.subject, {"slug": "somebody", "name": "Somebody", "aliases": [], "description": "", "same_as": []}),
        (canary.topic, {"slug": "something", "name": "Something"}),
        (canary.label, {"host": "", "label": "False", "key": "false", "scale": "", "explained_at": "", "note": ""}),
    ):
        type(row)._default_manager.filter(pk=row.pk).update(**clean)
        cleared(type(row), row.pk, editor, checker)
    cleared(Capture, canary.stray.pk, editor, checker)
    for root in (canary.narrative, canary.source, canary.claim):
        report = redacted(root, editor, checker)
    assert report.cleared["claims_claim"] == 1
    assert set(report.found) <= set(STORES)

    assert columns_with(MARK) == {}
    tasks.forget_renditions()
    tasks.forget_dumps(str(canary.claim.pk))
    assert files_with(MARK) == set()
    assert not kept_in_memory(MARK)
    for address in told | {route.address() for route in public_routes() if not route.names_one}:
        if "OPTIONS" not in address and MARK not in address:
            assert MARK not in text_of(reader.get(address)).lower(), address
    assert not any(order.words for order in RedactionOrder.objects.all())
    assert stood <= trail_rows()
    assert Claim.objects.get(pk=canary.claim.pk).stage == "redacted"


def trail_rows() -> set[tuple[str, int]]:
    """Where each row of the audit trail stands."""
    with connection.cursor() as cursor:
        rows = set()
        for table in audit_tables():
            cursor.execute(f'SELECT pgh_id FROM "{table}"')
            rows |= {(table, pgh_id) for (pgh_id,) in cursor.fetchall()}
    return rows
