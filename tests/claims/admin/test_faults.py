"""What is wrong with a row stands in that row, and its tab counts it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims import writing as actions
from claims.models import Answer, Claim, Rebuttal
from tests.admin_forms import page, page_of, send
from tests.factories import AssessmentFactory, ClaimFactory, DocumentFactory

pytestmark = pytest.mark.django_db


def row_of(response: Any, prefix: str, number: int = 0) -> str:
    """The page's text from the beginning of an inline's row to its first field."""
    page_text: str = response.content.decode()
    start = page_text.index(f'id="{prefix}-data"')
    first_field = re.compile(rf'name="{prefix}-{number}-(?!id|as_shown|claim"|target_claim")').search(page_text, start)
    assert first_field
    return page_text[start : first_field.start()]


def tab(response: Any, key: str) -> int:
    errors: int = next(tab.errors for tab in response.context["tabs"] if tab.key == key)
    return errors


def refused(desk: Client, prefix: str, claim: Claim | None = None, **values: Any) -> Any:
    """A row of an inline that the page of a claim does not take."""
    rows = {f"{prefix}-0-{name}": value for name, value in values.items()}
    response = send(desk, page(claim or ClaimFactory()), **{f"{prefix}-TOTAL_FORMS": "1"}, **rows)
    assert response.status_code == 200
    return response


def test_an_assessment_without_a_verdict_says_so_where_it_stands(desk: Client) -> None:
    response = refused(desk, "assessments", status="rated", rationale="The embassy denied it.")
    assert "A verdict is given when the status is “rated”" in row_of(response, "assessments")
    assert tab(response, "assessments") == 1


def test_a_successor_without_a_reason_says_so_where_it_stands(desk: Client) -> None:
    earlier = AssessmentFactory(approved_at=timezone.now())
    values = {"status": "rated", "verdict": "false", "rationale": "New papers.", "supersedes": str(earlier.pk)}
    response = refused(desk, "assessments", claim=earlier.claim, **values)
    assert "An assessment that supersedes another says why" in row_of(response, "assessments")


def test_evidence_without_an_item_says_so_where_it_stands(desk: Client) -> None:
    response = refused(desk, "evidence", bearing="supports", weight="material", note="A receipt.")
    assert "An item of evidence is either a document or a claim" in row_of(response, "evidence")
    assert tab(response, "evidence") == 1


def test_an_answer_to_a_claim_and_a_document_says_so_in_a_table_too(desk: Client) -> None:
    values = {"answers-TOTAL_FORMS": "1", "answers-0-claim": str(ClaimFactory().pk), "answers-0-scope": "specific"}
    response = send(desk, page_of(Rebuttal, "add"), **values, **{"answers-0-document": str(DocumentFactory().pk)})
    assert not Answer.objects.exists()
    assert "A rebuttal answers either a claim or a document" in response.content.decode()


def test_another_slug_for_what_readers_have_is_refused_beside_the_slug(desk: Client, editor: User) -> None:
    claim = ClaimFactory(slug="readers-have-it")
    actions.publish(claims=[claim], by=editor)
    response = send(desk, page(claim), slug="moved")
    assert response.context["adminform"].form.errors["slug"] == [
        "It was published under “readers-have-it”, and links lead there: this slug stays."
    ]
