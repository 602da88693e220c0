"""Our own export of ClaimReview, taken in elsewhere, gives the same claims, but for what docs/interchange.md lists."""

import re
from typing import Any

import orjson
import pytest
from django.db import transaction

from claims.exports.claimreview import data_feed
from claims.imports.models import RatingLabel
from claims.models import Claim
from claims.record.reading import read_claims
from claims.writing.publish import publish
from claimtrack.editions.models import Edition, Head
from tests.claims.exports.conftest import HEADING
from tests.import_runs import counts, run_import
from tests.libya import ROOT
from tests.markup import PAGE, claim, markup, ndjson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_readings")]

#: What a file from elsewhere cannot know: ids and times of recording.
OF_ONE_RECORD = {"id", "api_url", "edition", "current_assessment", "recorded_at", "slug"}

REVIEWS = [
    markup(),
    markup(
        url="https://checks.example.org/2",
        claimReviewed="A & B met on “the quay” <here>.",
        reviewRating={"alternateName": "<b>Misleading</b>", "ratingExplanation": "They met, but elsewhere."},
        itemReviewed=claim(
            author=[{"@type": "Person", "name": "Ada Quay"}, {"@type": "Organization", "name": "Quay Ltd"}],
            firstAppearance={"@type": "VideoObject", "url": "https://tv.example.net/1", "name": "Evening news"},
            appearance=[
                {
                    "@type": "NewsArticle",
                    "url": "https://www.example.net/مرفأ",
                    "name": "The quay",
                    "publisher": {"@type": "Organization", "name": "The Example"},
                    "datePublished": "2021-02",
                    "inLanguage": "en-GB",
                    "archivedAt": "https://archive.example.org/1",
                }
            ],
        ),
    ),
    markup(
        url="https://pruefung.example.org/3",
        inLanguage="de",
        claimReviewed="Der Hafen wurde verkauft.",
        headline="Nein",
    ),
    {
        "text": "Two publishers looked at this.",
        "claimant": "Ben Pier",
        "claimDate": "2021-03-01T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": name, "site": f"{name.lower()}.example.org"},
                "url": f"https://{name.lower()}.example.org/1",
                "title": f"{name} says no",
                "reviewDate": "2021-03-09T00:00:00Z",
                "textualRating": "Not true",
                "languageCode": "en",
            }
            for name in ("One", "Two")
        ],
    },
]

#: Members that ClaimReview has no place for, or not the same; each is in the list of the documentation.
LOST: dict[str, Any] = {"text": "as the date is", "authors": [], "kind": "of a source"}


def claims() -> list[dict[str, Any]]:
    heads = Head.objects.filter(readable=True, subject_type="claim").values("position")
    texts = Edition.objects.filter(position__in=heads).values_list("text", flat=True)
    return sorted((orjson.loads(text or "") for text in texts), key=lambda document: document["statement"])


def export() -> bytes:
    heads = Head.objects.filter(readable=True, subject_type="claim").order_by("position")
    rows = [(head.subject_id, head.number) for head in heads]
    return b"".join(data_feed(HEADING, read_claims(rows, using="default", with_named=True)))


def surviving(value: Any) -> Any:
    """What an import of the export brings back."""
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if name not in OF_ONE_RECORD}
        return {name: LOST.get(name) if _is_lost(name, value) else surviving(item) for name, item in kept.items()}
    if isinstance(value, list):
        return sorted(map(surviving, value), key=lambda item: orjson.dumps(item, option=orjson.OPT_SORT_KEYS))
    return value


def _is_lost(name: str, within: dict[str, Any]) -> bool:
    return (name == "text" and "edtf" in within) or name == "authors" or (name == "kind" and "name" in within)


def test_an_import_of_our_own_export_gives_back_the_same_claims() -> None:
    with transaction.atomic():
        RatingLabel.objects.create(label="Not true", key="not true", verdict="false")
        RatingLabel.objects.create(label="Misleading", key="b misleading b", verdict="misleading")
        run_import(ndjson(*REVIEWS))
        before, exported = claims(), export()
        transaction.set_rollback(True)
    RatingLabel.objects.create(label="Not true", key="not true", verdict="false")
    RatingLabel.objects.create(label="Misleading", key="b misleading b", verdict="misleading")
    assert counts(run_import(exported)) == {"read": 5, "created": 5, "editions": 2}
    publish(claims=list(Claim.objects.filter(stage="draft")), by=None)  # an export names claimants by name alone
    after = claims()
    assert surviving(after) == surviving(before)
    assert [len(document["assessments"]) for document in after] == [1, 1, 1, 2]
    assert export() != exported
    assert counts(run_import(exported)) == {"read": 5, "unchanged": 5}


def test_a_claim_under_review_comes_back_with_its_documents_and_a_judgement_of_ours_with_its_verdict() -> None:
    alone = {"@type": "Claim", "@id": "https://other.example.org/api/v1/claims/01a20725-d9a8-72c0-a7ed-aed590eedce0/"}
    ours = "https://other.example.org/api/v1/assessments/01a20725-d9a8-72c0-a7ed-af6b30d0ed54/"
    exported = orjson.dumps(
        {
            "dataFeedElement": [
                {"@type": "DataFeedItem", "item": [{**alone, **claim(), "text": "Nobody has judged this."}]},
                {
                    "@type": "DataFeedItem",
                    "item": [
                        markup(
                            **{"@id": ours},
                            url="https://other.example.org/api/v1/claims/01a20725-d9a8-72c0-a7ed-aed590eedce1/dossier",
                            author={"@type": "Organization", "name": "Other Desk", "url": "https://other.example.org/"},
                            reviewRating={"alternateName": "Mostly false", "ratingValue": 2},
                            inLanguage=None,
                        )
                    ],
                },
            ]
        }
    )
    assert counts(run_import(exported)) == {"read": 2, "created": 2, "editions": 1}
    publish(claims=list(Claim.objects.filter(stage="draft")), by=None)  # whom nobody has judged, a person publishes
    waiting, judged = claims()
    assert (waiting["status"], [a["document"]["url"] for a in waiting["appearances"]]) == (
        "under_review",
        ["https://posts.example.net/a/1"],
    )
    [assessment] = judged["assessments"]
    assert (assessment["verdict"], assessment["by"]["source"]["name"]) == ("mostly_false", "Other Desk")
    assert PAGE not in [a["document"]["url"] for a in judged["appearances"]]


def test_what_does_not_survive_is_listed() -> None:
    listed = (ROOT / "docs" / "interchange.md").read_text(encoding="utf-8")
    [section] = re.findall(r"### What an import of our own export does not bring back\n(.+?)\n## ", listed, re.DOTALL)
    for words in (
        "wording",
        "authors",
        "kind of a source",
        "website",
        "under review",
        "role",
        "likelihood",
        "rebuttals",
    ):
        assert words in section
