"""A document without a title: no reader is handed one that was made up for it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record.documents import CLAIM
from claims.record.works import UPGRADERS
from claimtrack.editions.formats import today
from claimtrack.editions.models import Edition
from claimtrack.writing import Create, write
from sources.models import Source
from sources.writing import DocumentFields
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, DocumentFactory, SourceFactory

pytestmark = pytest.mark.django_db

URL = "https://checks.example.org/2021/harbour"
FORMATS = ["claimreview.jsonld", "stix", "csv", "ndjson", "html", "md"]


@pytest.fixture
def claim(editor: User) -> Claim:
    """A claim judged in a page without a headline."""
    claim: Claim = ClaimFactory(statement="The harbour is closed.")
    house = SourceFactory(name="Checks", kind="outlet")
    page = DocumentFactory(title="", url=URL, publisher=house, medium="fact_check")
    AppearanceFactory(claim=claim, document=page, role="reports", speaker=None)
    AssessmentFactory(claim=claim, source=house, document=page, verdict="false", label="Falso", analyst=None)
    actions.publish(claims=[claim], by=editor)
    return claim


def test_the_api_says_that_there_is_none(claim: Claim, reader: APIClient) -> None:
    document: Any = reader.get(f"/api/v1/claims/{claim.slug}/").json()
    shown = document["appearances"][0]["document"]
    assert (shown["title"], shown["url"]) == (None, URL)
    [listed] = reader.get("/api/v1/documents/").json()["results"]
    assert listed["title"] is None


@pytest.mark.parametrize("ending", ["claimreview.jsonld", "stix.json", "csv", "ndjson"])
def test_no_export_makes_one_up(claim: Claim, reader: APIClient, ending: str) -> None:
    [each] = [path for path in (f"/api/v1/claims/export.{ending}",)]
    answer = reader.get(each)
    assert answer.status_code == 200, answer.content
    body = b"".join(answer) if answer.streaming else answer.content
    assert URL.encode() in body
    assert b" at checks.example.org" not in body


def test_googles_answer_leaves_the_title_out(claim: Claim, reader: APIClient) -> None:
    [found] = reader.get("/v1alpha1/claims:search", {"query": "harbour"}).json()["claims"]
    assert "title" not in found["claimReview"][0]


@pytest.mark.parametrize("ending", ["md", "html"])
def test_a_dossier_shows_the_address_in_its_place(claim: Claim, reader: APIClient, ending: str) -> None:
    answer = reader.get(f"/api/v1/claims/{claim.slug}/dossier.{ending}")
    told = answer.content.decode()
    assert "checks.example.org/2021/harbour" in told
    assert "“”" not in told
    assert "None" not in told


def test_an_edition_that_printed_one_is_read_without_it_and_its_bytes_stay(claim: Claim, reader: APIClient) -> None:
    text = Edition.objects.get(subject_id=claim.pk, number=1).text or ""
    document = json.loads(text)
    document["format"] = 2
    for item in (*document["appearances"], *document["assessments"]):
        item["document"]["title"] = "[Fact-check at checks.example.org]"
    document["evidence"] = [{"item": {"document": {**item["document"], "title": "[Minutes of the board]"}}}]
    read = today(json.dumps(document), subject_type=CLAIM, format_=2)
    assert 2 in UPGRADERS
    assert {item["document"]["title"] for item in (*read["appearances"], *read["assessments"])} == {None}
    assert read["evidence"][0]["item"]["document"]["title"] == "[Minutes of the board]"
    assert document["appearances"][0]["document"]["title"], "what was given is not changed"


def test_a_person_gives_a_title_or_an_address(editor: User) -> None:
    house: Source = SourceFactory()
    with pytest.raises(ValidationError, match="its address, or a short description"):
        write([Create(fields=DocumentFields(publisher=house.pk, medium="post"), place="")], by=editor)
    write([Create(fields=DocumentFields(publisher=house.pk, medium="post", url=URL), place="")], by=editor)
