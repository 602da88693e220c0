"""ClaimReview: read back by extruct and pyld, as search engines and newsrooms would read it."""

from collections.abc import Iterator
from typing import Any

import extruct
import pytest
from django.contrib.auth.models import User
from pyld import jsonld
from rest_framework.test import APIClient

from claims import writing as actions
from claims.exports.claimreview import data_feed, json_ld, reviews
from claims.models import Assessment, Claim
from claimtrack.dates import WorldDate
from tests.claims.exports.conftest import HEADING, HOSTILE, SITE, fetched, parsed, published
from tests.factories import AssessmentFactory, ClaimFactory, SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SCHEMA = "https://schema.org/"
#: The part of schema.org's own context that bears on our terms, so that nothing is fetched.
CONTEXT = {
    "@context": {
        "@vocab": SCHEMA,
        **{name: {"@type": "@id"} for name in ("url", "sameAs", "license", "sdLicense", "archivedAt")},
    }
}


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    def load(url: str, options: object) -> dict[str, object]:
        assert url.rstrip("/") == "https://schema.org"
        return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}

    jsonld.set_document_loader(load)
    yield
    jsonld.set_document_loader(jsonld.requests_document_loader())


def embedded(document: bytes) -> Any:
    """What a reader finds of it in a page."""
    page = f'<html><head><script type="application/ld+json">{document.decode()}</script></head><body></body></html>'
    [found] = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    return found


def nodes(document: Any, type_: str) -> list[Any]:
    """The nodes of this type after JSON-LD's own flattening, which joins nodes by their @id."""
    flat = jsonld.flatten(document)
    return [node for node in flat if f"{SCHEMA}{type_}" in node.get("@type", ())]


def value(node: Any, name: str) -> Any:
    [found] = node[f"{SCHEMA}{name}"]
    return found.get("@value", found.get("@id"))


def review_of(claim: Claim, author: str) -> Any:
    document: Any = parsed(json_ld(published(claim)[0].document, SITE).decode())
    [found] = [item for item in document["@graph"] if item["author"]["name"] == author]
    return found


def test_a_page_that_embeds_it_yields_one_review_for_each_assessment(whole_claim: Claim) -> None:
    [claim] = published(whole_claim)
    found = nodes(embedded(json_ld(claim.document, SITE)), "ClaimReview")
    assert {node["@id"] for node in found} == {
        f"https://claims.example.org/api/v1/assessments/{assessment['id']}/"
        for assessment in claim.document["assessments"]
    }
    assert len(found) == 2
    assert {value(node, "claimReviewed") for node in found} == {"The port was taken over."}


def test_both_reviews_are_of_one_claim_with_its_first_and_other_appearances(whole_claim: Claim) -> None:
    document = embedded(json_ld(published(whole_claim)[0].document, SITE))
    [claim] = [node for node in nodes(document, "Claim") if f"{SCHEMA}text" in node]
    assert claim["@id"] == f"https://claims.example.org/api/v1/claims/{whole_claim.pk}/"
    assert len(claim[f"{SCHEMA}firstAppearance"]) == 1
    assert len(claim[f"{SCHEMA}appearance"]) == 2
    by_id = {node["@id"]: node for node in jsonld.flatten(document)}
    first = by_id[claim[f"{SCHEMA}firstAppearance"][0]["@id"]]
    assert value(first, "url") == "https://www.paper.example/2018/10/08/ports"
    authors = {value(by_id[author["@id"]], "name") for author in claim[f"{SCHEMA}author"]}
    assert "A. Speaker" in authors, "the end of the chain of attribution"
    assert "The Paper" not in authors, "it only reports"
    assert value(by_id[value(claim, "claimInterpreter")], "name") == "The Desk"
    assert value(claim, "datePublished") == "2018-10-08"
    assert value(claim, "temporalCoverage") == "2018-08/2018-10"


def test_the_label_of_another_publisher_stays_letter_for_letter_and_gets_no_number_of_ours(whole_claim: Claim) -> None:
    review = review_of(whole_claim, "Fact Checkers")
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Pants on Fire!"}
    assert review["url"] == "https://www.factcheckers.example/port"
    assert (review["name"], review["inLanguage"]) == ("No, the port was not taken over", "fr")
    assert review["datePublished"] == "2018-10-12"


def test_our_own_verdict_has_its_place_on_the_scale_from_false_to_true(whole_claim: Claim) -> None:
    review = review_of(whole_claim, "The Desk")
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "False", "ratingValue": 1, "bestRating": 5, "worstRating": 1,
    }  # fmt: skip
    assert review["datePublished"] == "2026-11-20"
    assert [work["name"] for work in review["citation"]] == ["The report"]


def test_a_judgement_without_a_verdict_says_so_and_why(editor: User) -> None:
    claim = ClaimFactory()
    judged = AssessmentFactory(claim=claim, status="not_checkable", verdict="", not_checkable_reason="opinion")
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    assert review_of(claim, "The Desk")["reviewRating"] == {
        "@type": "Rating", "alternateName": "Not checkable", "ratingExplanation": "A value judgement.",
    }  # fmt: skip


def test_a_date_that_iso_8601_cannot_say_is_left_out_and_never_made_more_exact(editor: User) -> None:
    claim = ClaimFactory(made=WorldDate("2018-10-08~"))
    source = SourceFactory(name="Judge")
    judged = AssessmentFactory(claim=claim, source=source, label="No", assessed_at=WorldDate("[2018..2020]"))
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    review = review_of(claim, "Judge")
    assert "datePublished" not in review
    assert "datePublished" not in review["itemReviewed"]


def test_a_superseded_judgement_is_not_handed_on_as_one_that_stands(whole_claim: Claim, editor: User) -> None:
    old = Assessment.objects.get(claim=whole_claim, source__isnull=True)
    new = AssessmentFactory(
        claim=whole_claim, verdict="true", supersedes=old, change_reason="our_error", rationale="It was."
    )
    actions.approve(assessment=new, by=editor)
    actions.correct(claim=whole_claim, by=editor, note="The witness was right.")
    review = review_of(whole_claim, "The Desk")
    assert review["reviewRating"]["alternateName"] == "True"
    assert [comment["text"] for comment in review["correction"]] == ["The witness was right."]
    assert [comment["text"] for comment in review["itemReviewed"]["correction"]] == ["The witness was right."]
    assert "correction" not in review_of(whole_claim, "Fact Checkers"), "it is ours, not theirs"


def test_a_claim_that_nobody_has_judged_is_handed_on_as_a_claim(editor: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    document: Any = parsed(b"".join(reviews(HEADING, published(claim))).decode())
    assert [node["@type"] for node in document["@graph"]] == ["Claim"]


def test_a_list_is_a_data_feed_with_an_item_for_each_claim(whole_claim: Claim, editor: User) -> None:
    other = ClaimFactory()
    actions.publish(claims=[other], by=editor)
    feed: Any = parsed(b"".join(data_feed(HEADING, published(whole_claim, other))).decode())
    assert (feed["@type"], len(feed["dataFeedElement"])) == ("DataFeed", 2)
    assert [len(item["item"]) for item in feed["dataFeedElement"]] == [2, 1]
    assert len(nodes(embedded(b"".join(data_feed(HEADING, published(whole_claim)))), "ClaimReview")) == 2


def test_an_empty_list_is_a_data_feed_all_the_same() -> None:
    feed: Any = parsed(b"".join(data_feed(HEADING, [])).decode())
    assert feed["dataFeedElement"] == []


def test_hostile_texts_come_back_unharmed_from_a_page(hostile_claims: list[Claim]) -> None:
    for claim, text in zip(published(*hostile_claims), HOSTILE, strict=True):
        document = embedded(json_ld(claim.document, SITE))
        assert {item["claimReviewed"] for item in document["@graph"]} == {text}
        assert {item["reviewBody"] for item in document["@graph"]} == {text}
        assert b"<" not in json_ld(claim.document, SITE)


def test_every_id_leads_to_what_it_names(whole_claim: Claim, reader: APIClient) -> None:
    document: Any = parsed(fetched(reader, "/api/v1/claims/port-taken-over/export.claimreview.jsonld").decode())
    own = {node["@id"] for node in jsonld.flatten(document) if "/api/v1/" in node["@id"]}
    assert len(own) > 8
    for address in own:
        path = "/" + address.split("/", 3)[3]
        assert reader.get(path).status_code == 200, path
