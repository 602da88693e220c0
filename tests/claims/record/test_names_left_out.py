"""Editions of earlier formats print names of the staff: they are read without them, and stay as they are."""

from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.management.commands.verify import PARTS
from claims.models import Claim
from claims.record.documents import FORMAT
from claims.record.listing import rebuild
from claimtrack.editions.appended import known_roles
from claimtrack.editions.models import Edition, Entry, HeldBack
from claimtrack.editions.walks import Walk
from tests.earlier_formats import published_in_format_3
from tests.public_addresses import ROOT, public_routes
from tests.staffed import Staff, staffed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

NAME = "Xanthippe Brandt"
MIGRATED = """
SELECT kind, item_id, CASE WHEN kind IN ('source', 'narrative') THEN {SIGNED} ELSE {NAMELESS} END FROM editions_entry
 ORDER BY kind, item_id, subject_id
"""
MIGRATION: Any = import_module("claims.migrations.0017_staff_by_pseudonym")
#: What hands on whole documents as they are stored, so that they can be held against their hash.
AS_STORED = ("dossier.json", "dossier.zip")


@pytest.fixture
def old(db: None, tmp_path: Path, settings: Settings) -> Staff:
    """The claim's newest edition is of format 3, and its lists show what the release of then made of it."""
    settings.HOME = tmp_path
    staff = staffed()
    published_in_format_3(staff.claim, names=NAME)
    rebuild()
    return staff


def said(address: str) -> str:
    answer: Any = APIClient().get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "\n".join(words_of(content))


def of_the_claim(claim: Claim) -> list[str]:
    routes = [route for route in public_routes() if route.list_of == "claims" and "dossier" not in str(route)]
    dossiers = [route for route in public_routes() if str(route).startswith("claims/<") and "dossier" in str(route)]
    return [route.address(str(claim.pk)) for route in (*routes, *dossiers)]


def test_what_is_read_in_todays_shape_has_no_names_and_what_is_vouched_for_is_as_it_was(old: Staff) -> None:
    lists = [f"/{ROOT}{kind}/" for kind in ("assessments", "rebuttals", "appearances", "documents")]
    one = f"/{ROOT}claims/{old.claim.pk}/"
    naming = {address for address in [*of_the_claim(old.claim), *lists, f"{one}?edition=3"] if NAME in said(address)}
    assert naming == {f"{one}?edition=3", *(f"{one}{form}" for form in AS_STORED)}
    document = APIClient().get(one).json()
    assert (document["format"], document["edition"]["by"], document["edition"]["review"]) == (FORMAT, None, "automatic")
    assert document["assessments"][0]["by"]["analyst"] is None


def test_published_again_the_standing_edition_names_nobody(old: Staff) -> None:
    [published] = actions.publish(claims=[old.claim], by=old.editor)
    assert published.edition.format == FORMAT
    assert not {address for address in of_the_claim(old.claim) if NAME in said(address)} - {
        f"/{ROOT}claims/{old.claim.pk}/dossier.zip"  # it holds each edition that it names
    }


def test_migrating_takes_names_out_of_lists_as_deriving_them_again_would(old: Staff) -> None:
    derived = list(Entry.objects.order_by("kind", "item_id", "subject_id").values_list("kind", "item_id", "text"))
    for entry in Entry.objects.all():
        Entry.objects.filter(pk=entry.pk).delete()
        entry.text = as_it_was(entry.kind, entry.text)
        entry.save(force_insert=True)
    assert any(NAME in text for text in Entry.objects.values_list("text", flat=True))
    HeldBack.objects.create(
        subject_id=old.claim.pk, neighbour_id=old.claim.pk, path="relations", fragment={"by": NAME, "note": "Yes."}
    )
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.HELD_BACK)
        cursor.execute(MIGRATED.format(**vars(MIGRATION)))  # the owner alone changes the rows themselves
        found = cursor.fetchall()
    assert [(kind, pk, orjson.loads(text)) for kind, pk, text in found] == [
        (kind, pk, unsigned(orjson.loads(text))) for kind, pk, text in derived
    ]
    assert HeldBack.objects.get().fragment == {"by": None, "note": "Yes."}


def unsigned(body: Any) -> Any:
    """Of sources and narratives nobody can say any more who published them; techniques came later."""
    if body.pop("techniques", None) is not None:
        body["format"] = 2
    return body | {"edition": body["edition"] | {"by": None, "review": None}} if "edition" in body else body


def as_it_was(kind: str, text: str) -> str:
    """An entry as the release before made it."""
    body = _named(orjson.loads(text))
    if kind in {"source", "narrative"}:
        body["format"] = 1
        body.pop("techniques", None)
        del body["edition"]["by"], body["edition"]["review"]
    return orjson.dumps(body).decode()


def _named(value: Any) -> Any:
    match value:
        case {"analyst": _, "approver": _}:
            return value | {"analyst": f'{NAME} "X"', "approver": NAME}
        case {"by": _, "taken_at": _}:
            return value | {"by": f"{NAME}\\"}
        case list():
            return [_named(item) for item in value]
        case dict():
            return {key: _named(inner) for key, inner in value.items()}
    return value


def test_the_record_verifies_with_editions_of_both_shapes(old: Staff) -> None:
    Edition.objects.get(subject_id=old.claim.pk, format=3)
    walks = ((part.check, Walk(part.key.before_all, part.key.last, roles=known_roles())) for part in PARTS.values())
    assert [fault for check, walk in walks for fault in check(walk)] == []
