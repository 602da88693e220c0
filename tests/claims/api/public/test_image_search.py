"""`claims:imageSearch`: claims by the images that they appear in, from what is published alone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record import verifying_matched
from claims.record.models import Pictured, TermCounts
from claimtrack.editions.walks import SUBJECT, Walk
from claimtrack.writing import verbs, withholding
from sources import writing as source_actions
from sources.models import Capture
from tests import redacting
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, DocumentFactory
from tests.pictures import PNG_OF_NOTHING, encoded, scene, telling

pytestmark = pytest.mark.django_db

SEARCH = "/v1alpha1/claims:imageSearch"
AT = "https://pictures.example/quay.jpg"


def pictured(statement: str, content: bytes, url: str, *, editor: User, **of_media: Any) -> Claim:
    """A judged claim that appears in this image at this address, not published yet."""
    claim: Claim = ClaimFactory(statement=statement)
    document = DocumentFactory(url=url, medium="image")
    AppearanceFactory(
        claim=claim, document=document, quote="", description="A crane at a quay.", transcript="DANGER",
        media_category="DecontextualizedContent",
    )  # fmt: skip
    source_actions.capture(
        document=document, content=content, media_type="image/jpeg", tool="by hand", by=editor, **of_media
    )
    actions.approve(assessment=AssessmentFactory(claim=claim), by=editor)
    return claim


@pytest.fixture
def claim(editor: User) -> Claim:
    """Published."""
    made = pictured("The quay is new.", telling(), AT, editor=editor, particulars="keep")
    actions.publish(claims=[made], by=editor)
    return made


def found(reader: APIClient, url: str = AT, **parameters: Any) -> list[str]:
    answer = reader.get(SEARCH, {"imageUri": url, **parameters})
    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "no-store"
    return [each["claim"]["text"] for each in answer.json().get("results", [])]


def like(reader: APIClient, content: bytes, media_type: str = "image/jpeg") -> list[str]:
    answer = reader.post(SEARCH, content, content_type=media_type)
    assert answer.status_code == 200, answer.content
    return [each["claim"]["text"] for each in answer.json().get("results", [])]


def verified() -> list[str]:
    return list(verifying_matched.matched(Walk.all(SUBJECT)))


def test_an_address_of_an_image_is_found_however_it_is_spelled_and_is_not_fetched(
    claim: Claim, reader: APIClient
) -> None:
    """Sockets are blocked in tests: whatever was fetched would fail."""
    assert found(reader) == found(reader, "http://www.pictures.example/quay.jpg?utm_source=x") == ["The quay is new."]
    assert found(reader, "https://pictures.example/other.jpg") == []
    assert found(reader, "http://127.0.0.1/admin/") == []
    assert found(reader, languageCode="fr") == []


def test_an_image_itself_is_found_smaller_and_pressed_harder_and_another_is_not(
    claim: Claim, reader: APIClient
) -> None:
    assert like(reader, encoded(scene().resize((120, 90)), quality=40)) == ["The quay is new."]
    assert like(reader, encoded(scene(), "PNG"), "image/png") == ["The quay is new."]
    assert like(reader, encoded(scene(7))) == []
    large = encoded(scene().resize((2000, 1500)), "PNG", compress_level=0)
    assert len(large) > 8_000_000
    assert like(reader, large) == ["The quay is new."]
    assert Capture.objects.count() == 1


def test_claims_with_images_like_it_come_the_likest_first_and_in_pages(
    claim: Claim, editor: User, reader: APIClient
) -> None:
    near = scene()
    near.paste((128, 128, 128), (0, 0, 40, 40))
    other = pictured("The crane is old.", encoded(near), "https://p.example/2", editor=editor, nonetheless=True)
    actions.publish(claims=[other], by=editor)
    assert found(reader) == ["The quay is new.", "The crane is old."]
    page = reader.get(SEARCH, {"imageUri": AT, "pageSize": "1"}).json()
    rest = reader.get(SEARCH, {"imageUri": AT, "pageSize": "1", "pageToken": page["nextPageToken"]}).json()
    assert [each["claim"]["text"] for each in page["results"] + rest["results"]] == found(reader)
    assert "nextPageToken" not in rest
    assert found(reader, offset="1") == ["The crane is old."]


def test_what_is_not_published_is_not_found(editor: User, reader: APIClient) -> None:
    draft = pictured("The quay is new.", telling(), AT, editor=editor, particulars="keep")
    assert found(reader) == like(reader, telling()) == []
    actions.publish(claims=[draft], by=editor)
    assert found(reader)
    verbs.retract(root=draft, by=editor, reason="It was another quay.")
    assert found(reader) == like(reader, telling()) == []
    assert not Pictured.objects.exists()


def test_what_is_withheld_is_not_found_until_it_is_given_back(
    claim: Claim, editor: User, checker: User, reader: APIClient
) -> None:
    withholding.withhold(root=claim, reason="It is looked at.", by=editor)
    assert found(reader) == like(reader, telling()) == []
    assert not Pictured.objects.exists()


def test_what_is_redacted_is_not_found_and_its_hash_is_nowhere(
    claim: Claim, editor: User, checker: User, reader: APIClient
) -> None:
    redacting.redact(
        root=claim, numbers=None, legal_basis="An order.", public_reason=None, requested_by=editor, by=checker
    )
    assert found(reader) == like(reader, telling()) == []
    assert not Pictured.objects.exists()
    assert not Capture.objects.exists()


def test_the_rows_are_made_again_of_the_editions_alone(claim: Claim, editor: User, reader: APIClient) -> None:
    stood = list(Pictured.objects.values("claim_id", "number", "alike", "addresses"))
    assert len(stood) == 1
    Capture.objects.update(graphic=True)  # the desk is not asked
    Pictured.objects.all().delete()
    TermCounts.objects.get_or_create(claims=1, newest=1, languages=["en"], terms=b"", grams=b"")
    assert any("found by other images" in fault for fault in verified())
    call_command("rebuild_listings")
    assert not any("images" in fault for fault in verified())
    assert list(Pictured.objects.values("claim_id", "number", "alike", "addresses")) == stood
    assert found(reader)


def test_what_is_flagged_is_found_by_nobody_and_no_reader_is_told(editor: User, reader: APIClient) -> None:
    claim = pictured("The quay is new.", telling(), AT, editor=editor, particulars="keep", graphic=True)
    actions.publish(claims=[claim], by=editor)
    assert found(reader) == like(reader, telling()) == []
    document = reader.get(f"/api/v1/claims/{claim.pk}/").json()
    [appearance] = [each for each in document["appearances"] if each["description"]]
    assert appearance["document"]["capture"]["perceptual_hash"] is None
    for address in (f"claims/{claim.pk}/", "claims/", f"claims/{claim.pk}/dossier.md", "claims/export.ndjson"):
        body = b"".join(reader.get(f"/api/v1/{address}")).decode()
        assert "graphic" not in body
        assert "intimate" not in body


def test_readers_see_what_is_seen_and_written_in_it_in_place_of_a_quotation(claim: Claim, reader: APIClient) -> None:
    document = reader.get(f"/api/v1/claims/{claim.pk}/").json()
    [appearance] = [each for each in document["appearances"] if each["description"]]
    assert (appearance["description"], appearance["transcript"], appearance["quote"]) == (
        "A crane at a quay.", "DANGER", None,
    )  # fmt: skip
    assert appearance["media_category"] == "DecontextualizedContent"
    assert len(appearance["document"]["capture"]["perceptual_hash"]) == 32
    dossier = reader.get(f"/api/v1/claims/{claim.pk}/dossier.md").content.decode()
    assert "A crane at a quay." in dossier
    assert "DANGER" in dossier
    assert [each["id"] for each in reader.get("/api/v1/claims/?q=DANGER").json()["results"]] == [str(claim.pk)]


@pytest.mark.parametrize(
    ("content", "media_type", "status", "said"),
    [
        (PNG_OF_NOTHING, "image/png", 400, "damaged"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", 400, "damaged"),
        (b"", "image/png", 400, "Send the image itself"),
        (b"{}", "application/json", 400, "damaged"),
        (b"\xff" * 10_000_001, "image/png", 413, "too large"),
    ],
    ids=["damaged", "a page", "nothing", "JSON", "too much"],
)
def test_what_is_no_image_is_refused_in_words(
    reader: APIClient, content: bytes, media_type: str, status: int, said: str
) -> None:
    answer = reader.post(SEARCH, content, content_type=media_type)
    assert answer.status_code == status, answer.content
    assert said.lower() in answer.json()["error"]["message"].lower()


def test_an_address_is_needed_and_a_token_is_one_that_was_given_out(claim: Claim, reader: APIClient) -> None:
    assert reader.get(SEARCH).json()["error"]["message"] == "imageUri is required."
    assert reader.post(f"{SEARCH}?imageUri=x", telling(), content_type="image/jpeg").status_code == 400
    token = reader.get("/v1alpha1/claims:search?query=quay&pageSize=1").json().get("nextPageToken", "WzEsImEiLFsxXV0")
    assert reader.get(SEARCH, {"imageUri": AT, "pageToken": token}).status_code == 400
