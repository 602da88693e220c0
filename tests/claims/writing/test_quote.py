"""Quotations are checked against the captures of their documents, whenever either changes."""

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from claims.models import Appearance, Claim, Evidence, Rebuttal
from claims.writing import check_quotations
from sources import writing as source_actions
from sources.models import Document
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
)

pytestmark = pytest.mark.django_db

TEXT = "Officials called it a “new Syria” again."


def capture(document: Document, text: str = TEXT) -> None:
    source_actions.capture(document=document, text=text, tool="by hand", by=None)


@pytest.fixture
def document() -> Document:
    return DocumentFactory()


def test_a_capture_decides_every_quotation_of_its_document(document: Document) -> None:
    AppearanceFactory(document=document, quote="new Syria")
    RebuttalFactory(document=document, quote="nothing of the kind")
    EvidenceFactory(document=document, quote="new Syria", prefix="called it a “")
    elsewhere = AppearanceFactory(quote="new Syria")
    capture(document)
    assert Appearance.objects.get(document=document).anchored is True
    assert Rebuttal.objects.get().anchored is False
    assert Evidence.objects.get().anchored is True
    assert Appearance.objects.get(pk=elsewhere.pk).anchored is None


def test_rows_that_are_right_already_are_left_alone(document: Document) -> None:
    appearance = AppearanceFactory(document=document, quote="new Syria")
    capture(document)
    version = Claim.objects.get(pk=appearance.claim.pk).version
    assert check_quotations(documents=[document]) == 0
    assert Claim.objects.get(pk=appearance.claim.pk).version == version


def test_a_changed_answer_is_a_write_under_the_claims_that_print_it_and_nobodys_work(
    document: Document,
) -> None:
    answer = AnswerFactory(rebuttal__document=document, rebuttal__quote="new Syria")
    on_rebuttal = AnswerFactory()
    EvidenceFactory(target_claim=None, target_rebuttal=on_rebuttal.rebuttal, document=document, quote="new")
    capture(document)
    for claim in (answer.claim, on_rebuttal.claim):
        claim.refresh_from_db()
        assert (claim.version, claim.edited_by_person) == (2, False)


def test_a_quotation_without_a_capture_or_taken_away_is_unknown(document: Document) -> None:
    appearance = AppearanceFactory(document=document, quote="new Syria")
    assert check_quotations(documents=[document]) == 0
    capture(document)
    Appearance.objects.update(quote="")
    assert check_quotations(documents=[document]) == 1
    appearance.refresh_from_db()
    assert appearance.anchored is None


def test_a_discarded_capture_no_longer_anchors(document: Document, editor: User) -> None:
    appearance = AppearanceFactory(document=document, quote="new Syria")
    capture(document)
    capture(document, text="Another page.")
    right = document.captures.get(text=TEXT)
    source_actions.discard(captures=[right], reason="A mistake.", by=editor)
    appearance.refresh_from_db()
    assert appearance.anchored is False


def test_looking_costs_the_same_however_much_is_quoted(
    document: Document, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        AppearanceFactory(document=document, quote="new Syria")
        EvidenceFactory(document=document, quote="new Syria")
    capture(document)
    with django_assert_max_num_queries(8):
        assert check_quotations(documents=[document]) == 0
