"""A document without a title: no reader is handed one that was made up for it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports.factchecktools import reviewed_claim
from claims.exports.published import our_site
from claims.models import Claim
from claims.record.documents import CLAIM
from claimtrack.editions.formats import today
from claimtrack.editions.models import Edition
from claimtrack.writing import Create, write
from sources.models import Source
from sources.writing import DocumentFields
from tests.claims.exports.conftest import published
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, DocumentFactory, SourceFactory

pytestmark = pytest.mark.django_db

URL = "https://checks.example.org/2021/harbour"


@pytest.fixture
def claim(editor: User) -> Claim:
    """A claim judged in a page without a headline."""
    claim: Claim = ClaimFactory(statement="The harbour is closed.")
    house = SourceFactory(name="Checks", kind="outlet")
    page = DocumentFactory(title="", url=URL, publisher=house, medium="fact_check")
    AppearanceFactory(claim=claim, document=page, role="reports", speaker=None)
    AssessmentFactory(claim=claim, source=house, document=page, label="Falso", approved_at=timezone.now())
    actions.publish(claims=[claim], by=editor)
    return claim


def test_the_api_says_that_there_is_none(claim: Claim, reader: APIClient) -> None:
    document: Any = reader.get(f"/api/v1/claims/{claim.slug}/").json()
    assert {shown["document"]["url"]: shown["document"]["title"] for shown in document["appearances"]}[URL] is None
    listed = reader.get("/api/v1/documents/").json()["results"]
    assert {each["url"]: each["title"] for each in listed}[URL] is None


@pytest.mark.parametrize("ending", ["claimreview.jsonld", "stix.json", "csv", "ndjson"])
def test_no_export_makes_one_up(claim: Claim, reader: APIClient, ending: str) -> None:
    answer = reader.get(f"/api/v1/claims/export.{ending}")
    assert answer.status_code == 200, answer.content
    body = b"".join(answer) if answer.streaming else answer.content
    assert URL.encode() in body
    assert b" at checks.example.org" not in body


def test_googles_answer_leaves_the_title_out(claim: Claim) -> None:
    [found] = published(claim)
    [review] = reviewed_claim(found, our_site())["claimReview"]
    assert review["url"] == URL
    assert "title" not in review


@pytest.mark.parametrize("ending", ["md", "html"])
def test_a_dossier_shows_the_address_in_its_place(claim: Claim, reader: APIClient, ending: str) -> None:
    answer = reader.get(f"/api/v1/claims/{claim.slug}/dossier.{ending}")
    told = answer.content.decode()
    assert "checks.example.org/2021/harbour" in told
    assert "“”" not in told
    assert "“None”" not in told


def test_an_edition_that_printed_one_is_read_without_it_and_its_bytes_stay(claim: Claim, reader: APIClient) -> None:
    text = Edition.objects.get(subject_id=claim.pk, number=1).text or ""
    document = json.loads(text)
    document["format"] = 2
    pages = [item for item in (*document["appearances"], *document["assessments"]) if item["document"]["url"] == URL]
    for item in pages:
        item["document"]["title"] = "[Fact-check at checks.example.org]"
    document["evidence"] = [{"item": {"document": {**pages[0]["document"], "title": "[Minutes of the board]"}}}]
    read = today(json.dumps(document), subject_type=CLAIM, format_=2)
    titles = [item["document"] for item in (*read["appearances"], *read["assessments"])]
    assert [item["title"] for item in titles if item["url"] == URL] == [None] * len(pages)
    assert read["evidence"][0]["item"]["document"]["title"] == "[Minutes of the board]"


def test_a_person_gives_a_title_or_an_address(editor: User) -> None:
    house: Source = SourceFactory()
    with pytest.raises(ValidationError, match="its address, or a short description"):
        write([Create(fields=DocumentFields(publisher=house.pk, medium="post"), place="")], by=editor)
    write([Create(fields=DocumentFields(publisher=house.pk, medium="post", url=URL), place="")], by=editor)
