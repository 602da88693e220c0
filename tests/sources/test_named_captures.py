"""What editions rest on is not destroyed: a capture that an edition names stays, byte for byte, until a redaction."""

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from claimtrack.editions import store
from claimtrack.editions.models import Edition
from sources import writing as source_actions
from sources.models import Capture, Document, Naming
from tests import redacting
from tests.admin_forms import page, page_of
from tests.databases import FreshDatabase
from tests.factories import ClaimFactory, EvidenceFactory
from tests.processes.launch import run_in

pytestmark = pytest.mark.django_db

WORDS = "published editions name this copy"


def captured(document: Document, text: str = "What the page says.") -> Capture:
    return source_actions.capture(document=document, text=text, content=text.encode(), tool="by hand", by=None)


@pytest.fixture
def claim(editor: User) -> Claim:
    """Published with a capture of the document it appears in."""
    claim: Claim = ClaimFactory(statement="First words.")
    captured(claim.appearances.get().document)
    actions.publish(claims=[claim], by=editor)
    return claim


def copy_of(claim: Claim) -> Capture:
    return Capture.objects.get(document__appearances__claim=claim)


def amended(claim: Claim, editor: User, **changes: Any) -> None:
    Claim.objects.filter(pk=claim.pk).update(**changes)
    actions.publish(claims=[claim], by=editor)


def refused_by_the_database(statement: str) -> str:
    """What the database says to the application's role."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value)


# -- what is noted --------------------------------------------------------------------------------


def test_an_edition_notes_the_captures_it_names_and_later_ones_change_nothing(claim: Claim, editor: User) -> None:
    first = Naming.objects.get()
    assert (first.capture, first.subject_id) == (copy_of(claim), claim.pk)
    amended(claim, editor, statement="Second words.")
    assert Naming.objects.get().position == first.position


def test_documents_of_evidence_count_as_those_of_appearances(editor: User) -> None:
    claim = ClaimFactory()
    item = EvidenceFactory(target_claim=claim)
    kept = captured(item.document)
    actions.publish(claims=[claim], by=editor)
    assert Naming.objects.get().capture == kept


def test_a_capture_that_no_edition_names_is_discarded_as_before(claim: Claim, editor: User) -> None:
    drafted = captured(ClaimFactory().appearances.get().document)
    unused = captured(copy_of(claim).document, "Stored after publishing.")
    source_actions.discard(captures=[drafted, unused], reason="A mistake.", by=editor)
    assert Capture.objects.get() == copy_of(claim)


def test_a_capture_that_only_an_older_edition_names_stays_as_well(claim: Claim, editor: User) -> None:
    old = copy_of(claim)
    captured(old.document, "What the page says now.")
    amended(claim, editor, statement="Second words.")
    assert Naming.objects.count() == 2
    with pytest.raises(ValidationError, match=WORDS):
        source_actions.discard(captures=[old], reason="A mistake.", by=editor)


# -- what is refused ------------------------------------------------------------------------------


def test_discarding_it_is_refused_in_words_and_takes_nothing_along(claim: Claim, editor: User) -> None:
    named, other = copy_of(claim), captured(copy_of(claim).document, "Another copy.")
    with pytest.raises(ValidationError, match=WORDS):
        source_actions.discard(captures=[named, other], reason="A mistake.", by=editor)
    assert Capture.objects.count() == 2
    source_actions.discard(captures=[other], reason="A mistake.", by=editor)
    assert Capture.objects.get() == named


def test_the_orm_deletes_neither_the_capture_nor_its_document(claim: Claim) -> None:
    for rows in (Capture.objects.all(), Document.objects.all()):
        with pytest.raises(ProtectedError):
            rows.delete()
    assert bytes(copy_of(claim).content or b"") == b"What the page says."


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sources_capture",
        *(
            f"UPDATE sources_capture SET {change}"
            for change in (
                "content = NULL",
                "text = ''",
                "sha256 = repeat('0', 64)",
                "taken_at = now()",
                "taken_by = 'x'",
                "tool = 'x'",
                "media_type = 'x'",
                "document_id = gen_random_uuid()",
                "id = gen_random_uuid()",
            )
        ),
    ],
)
@pytest.mark.parametrize("ignored", [False, True])
def test_the_applications_role_neither_deletes_nor_changes_it_in_sql(
    claim: Claim, statement: str, *, ignored: bool
) -> None:
    """Not even with what the libraries of triggers take for a word to look away."""
    away = "SET LOCAL pgtrigger.ignore = '{sources_capture:named_copies_stay}'; SET LOCAL claimtrack.redacting = 'on'; "
    assert "name this copy" in refused_by_the_database((away if ignored else "") + statement)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE sources_capture CASCADE",
        "TRUNCATE sources_naming",
        "DELETE FROM sources_naming",
        "UPDATE sources_naming SET position = 0",
        "INSERT INTO sources_naming (capture_id, subject_id, position) VALUES (gen_random_uuid(), gen_random_uuid(), 1)",
        "ALTER TABLE sources_capture DISABLE TRIGGER ALL",
        "DROP TRIGGER named_copies_stay ON sources_capture",
        "SELECT sources_name_anew(gen_random_uuid())",
        "SELECT sources_take_captures(ARRAY(SELECT id FROM sources_document), gen_random_uuid())",
    ],
)
def test_the_applications_role_cannot_take_the_note_back(claim: Claim, statement: str) -> None:
    assert "permission denied" in (said := refused_by_the_database(statement)) or "must be owner" in said


def test_what_is_not_evidence_of_the_copy_may_be_added(claim: Claim) -> None:
    Capture.objects.update(archived_url="https://archive.example.org/1")
    assert copy_of(claim).archived_url


def test_an_edition_is_not_written_whose_copy_was_discarded_while_it_was_composed(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = ClaimFactory()
    composed = captured(claim.appearances.get().document)

    advance = store.advance

    def meanwhile(count: int) -> store.Tick:
        Capture.objects.filter(pk=composed.pk).delete()
        return advance(count)

    monkeypatch.setattr(store, "advance", meanwhile)
    response = desk.post(page(claim, "publish"), {"words": ""})
    assert "was discarded at this moment: publish again" in response.content.decode()
    assert not Edition.objects.filter(subject_id=claim.pk).exists()


# -- the desk -------------------------------------------------------------------------------------


def test_its_page_has_no_button_to_delete_it_and_says_why(desk: Client, claim: Claim) -> None:
    named = copy_of(claim)
    shown = desk.get(page(named)).content.decode()
    assert WORDS in shown
    assert page(named, "delete") not in shown
    free = captured(named.document, "Another copy.")
    shown = desk.get(page(free)).content.decode()
    assert page(free, "delete") in shown
    assert WORDS not in shown


@pytest.mark.parametrize("of", [lambda copy: copy, lambda copy: copy.document])
def test_a_post_that_deletes_it_or_its_document_is_refused_in_words(
    desk: Client, claim: Claim, of: Callable[[Capture], Any]
) -> None:
    row = of(copy_of(claim))
    response = desk.post(page(row, "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert "Only a redaction takes away what editions name" in response.content.decode()
    assert copy_of(claim).text == "What the page says."


@pytest.mark.parametrize("model", [Capture, Document])
def test_the_action_on_a_list_deletes_none_of_them(
    desk: Client, claim: Claim, model: type[Capture] | type[Document]
) -> None:
    chosen = {
        "action": "delete_selected",
        "_selected_action": list(model._default_manager.values_list("pk", flat=True)),
        "post": "yes",
    }
    response = desk.post(page_of(model), chosen)
    assert "Only a redaction takes away what editions name" in response.content.decode()
    assert copy_of(claim).text == "What the page says."


# -- redaction ------------------------------------------------------------------------------------


def order(claim: Claim, numbers: list[int] | None, editor: User, checker: User) -> None:
    redacting.redact(
        root=claim, numbers=numbers, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker
    )


def test_a_redaction_takes_it_with_the_claim(claim: Claim, editor: User, checker: User) -> None:
    order(claim, None, editor, checker)
    assert not Capture.objects.exists()
    assert not Naming.objects.exists()


def test_what_another_claims_editions_name_stays_though_nothing_on_the_desk_cites_it(
    claim: Claim, editor: User, checker: User
) -> None:
    other = ClaimFactory()
    item = EvidenceFactory(target_claim=other, document=copy_of(claim).document)
    actions.publish(claims=[other], by=editor)
    item.delete()
    order(claim, None, editor, checker)
    assert Naming.objects.get().subject_id == other.pk
    assert Capture.objects.count() == 1


def test_what_another_claim_cites_on_the_desk_stays_and_may_then_be_discarded(
    claim: Claim, editor: User, checker: User
) -> None:
    EvidenceFactory(document=copy_of(claim).document)
    order(claim, None, editor, checker)
    source_actions.discard(captures=[Capture.objects.get()], reason="A mistake.", by=editor)


def test_a_redaction_of_the_only_edition_that_names_it_lets_it_go(claim: Claim, editor: User, checker: User) -> None:
    old = copy_of(claim)
    captured(old.document, "What the page says now.")
    amended(claim, editor, statement="Second words.")
    order(claim, [1], editor, checker)
    source_actions.discard(captures=[old], reason="A mistake.", by=editor)
    with pytest.raises(ValidationError, match=WORDS):
        source_actions.discard(captures=[copy_of(claim)], reason="A mistake.", by=editor)


# -- installations that were there before -----------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 2_000])
def test_captures_that_existing_editions_name_are_noted_when_migrating(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    migration = import_module("sources.migrations.0003_name_captures_of_editions")
    monkeypatch.setattr(migration, "BATCH", batch)
    run_in(fresh_database, "publish_with_captures")
    with psycopg.connect(fresh_database.owner_url) as owner:
        query = "SELECT capture_id, subject_id, position FROM sources_naming ORDER BY 1, 2"
        before = owner.execute(query).fetchall()
        owner.execute("ALTER TABLE sources_naming DISABLE TRIGGER USER; DELETE FROM sources_naming")
        for _ in range(2):  # it may be begun again
            migration.note(None, SimpleNamespace(connection=owner))
            assert owner.execute(query).fetchall() == before
    assert len(before) == 3
