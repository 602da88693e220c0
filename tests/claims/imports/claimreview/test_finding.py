"""Reviews wherever they stand: in reviews, in claims, in feeds; and nothing of an input is passed over in silence."""

from typing import Any

import orjson
import pytest

from claims.imports.claimreview.media import MEDIA_ALONE
from claims.imports.claimreview.records import READ_THERE
from claims.imports.read import Refused
from claims.imports.reviewed import Reviewed
from claims.models import Claim
from claimtrack.editions.roots import Stage
from tests.import_runs import counts, run_import
from tests.markup import PAGE, Node, claim, found, html, markup, ndjson, one, reads, refusal


def other(number: int, **members: Any) -> Node:
    return markup(url=f"https://checks.example.org/{number}/", claimReviewed=f"Statement {number}.", **members)


def addresses(content: Any) -> list[tuple[str, str]]:
    """(statement, address) of every review; none is refused."""
    made = []
    for review in found(content):
        assert isinstance(review, Reviewed), review
        made.append((review.statement, review.page.url if review.page else ""))
    return made


@pytest.mark.parametrize("member", ["associatedClaimReview", "associatedReview", "hasPart", "review", "citation"])
def test_reviews_in_a_review_are_each_read(member: str) -> None:
    inner = [other(1), other(2, associatedReview=other(3))]
    assert [statement for statement, _ in addresses(markup(**{member: inner}))] == [
        "The harbour was sold in secret.",
        "Statement 1.",
        "Statement 2.",
        "Statement 3.",
    ]


def test_a_review_in_what_another_reviews_is_read_and_counted() -> None:
    nested = markup(itemReviewed=claim(review=[other(1)]))
    assert [statement for statement, _ in addresses(nested)] == ["The harbour was sold in secret.", "Statement 1."]


def test_a_name_of_a_review_that_stands_elsewhere_is_no_review() -> None:
    named = {"@type": "ClaimReview", "@id": "#one"}
    graph = {"@graph": [{"@type": "NewsArticle", "review": named}, {**other(1), "@id": "#one"}]}
    assert addresses(graph) == [("Statement 1.", "https://checks.example.org/1/")]
    assert "what was reviewed" in refusal({"@graph": [named]})


CLAIM = {"@type": "Claim", "text": "The dock was flooded.", "author": {"@type": "Person", "name": "Ada Quay"}}
BARE = markup(claimReviewed=None, itemReviewed=None)


@pytest.mark.parametrize(
    "value",
    [
        {**CLAIM, "review": BARE},
        {**CLAIM, "reviews": [BARE]},
        {**CLAIM, "claimReview": BARE},
        {**CLAIM, "subjectOf": BARE},
        {**CLAIM, "@reverse": {"itemReviewed": BARE}},
        {**CLAIM, "@id": "#c", "review": {**BARE, "itemReviewed": {"@id": "#c"}}},
        {"@graph": [{**CLAIM, "review": {"@id": "#r"}}, {**BARE, "@id": "#r"}]},
        {"@graph": [{**BARE, "@id": "#r"}, {**CLAIM, "review": [{"@type": "ClaimReview", "@id": "#r"}]}]},
    ],
)
def test_a_claim_that_holds_or_names_its_review_is_what_the_review_reviews(value: Node) -> None:
    review = one(value)
    assert (review.statement, [party.name for party in review.claimants]) == ("The dock was flooded.", ["Ada Quay"])
    assert review.judgement
    assert review.judgement.label == "Not true"


def test_a_claim_that_a_review_names_in_a_bare_text_is_read_with_it() -> None:
    named, review = reads({"@graph": [{**CLAIM, "@id": "#c"}, {**BARE, "itemReviewed": "#c"}]})
    assert (named.found, named.note) == ((), READ_THERE)
    assert [each.statement for each in review.found if isinstance(each, Reviewed)] == ["The dock was flooded."]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_readings")
def test_the_reviews_that_one_claim_holds_are_judgements_of_one_claim() -> None:
    held = [{**BARE, "url": f"https://checks.example.org/{number}/"} for number in (1, 2)]
    assert counts(run_import(ndjson({**CLAIM, "review": held}))) == {"read": 2, "created": 2, "editions": 1}
    assert Claim.objects.count() == 1


def test_a_claim_that_stands_nowhere_is_refused_for_it_could_never_be_published() -> None:
    assert "never be published" in refusal({"@graph": [{**CLAIM, "name": "x"}]})


@pytest.mark.django_db
@pytest.mark.usefixtures("no_readings")
def test_nothing_that_is_taken_in_stays_unpublished() -> None:
    outcome = run_import(ndjson({**CLAIM, "review": BARE}, {"@graph": [{**CLAIM, "text": "Alone."}]}))
    assert counts(outcome) == {"read": 2, "created": 1, "refused": 1, "editions": 1}
    assert list(Claim.objects.values_list("stage", flat=True)) == [Stage.PUBLISHED]


@pytest.mark.parametrize(
    "outer",
    [
        {"@type": "DataFeedItem", "url": PAGE},
        {"@type": "DataFeedItem", "url": [PAGE]},
        {"@type": "DataFeedItem", "url": {"@id": PAGE}},
        {"@type": "ListItem", "url": PAGE},
        {"@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage", "@id": PAGE}},
        {"@type": "http://schema.org/AnalysisNewsArticle", "url": PAGE},
        {"url": PAGE},
    ],
)
@pytest.mark.parametrize("member", ["item", "review"])
def test_a_review_without_an_address_stands_where_its_item_does(outer: Node, member: str) -> None:
    feed = {"@type": "DataFeed", "dataFeedElement": [{**outer, member: [markup(url=None)]}]}
    assert addresses(feed) == [("The harbour was sold in secret.", PAGE)]


def test_the_address_of_a_list_or_of_a_claim_is_not_that_of_a_review_in_it() -> None:
    for outer in ({"@type": "ItemList"}, {"@type": "Organization"}, {"@type": "Claim", "text": "x"}):
        assert "at which address" in refusal({**outer, "url": PAGE, "review": markup(url=None)})


def test_reviews_beside_a_list_of_items_are_read_with_it() -> None:
    value = {"@type": "NewsArticle", "review": other(1), "@graph": [other(2)]}
    assert [read.place for read in reads(value)] == ["item 1", "beside the items"]
    assert sorted(addresses(value))[0] == ("Statement 1.", "https://checks.example.org/1/")


@pytest.mark.parametrize(
    "type_", ["Claim Review", "claim_review", "schema:ClaimReview", "https://schema.org/ClaimReview/"[:-1]]
)
def test_a_type_is_read_however_it_is_spelled(type_: str) -> None:
    assert addresses(other(1, **{"@type": type_})) == [("Statement 1.", "https://checks.example.org/1/")]


def test_a_review_of_a_claim_is_one_by_whatever_type() -> None:
    plain = {**other(1), "@type": "Review"}
    assert addresses(plain) == [("Statement 1.", "https://checks.example.org/1/")]
    of_a_node = {**plain, "claimReviewed": None, "itemReviewed": claim(text="Statement 1.")}
    assert addresses(html(orjson.dumps(of_a_node).decode())) == [("Statement 1.", "https://checks.example.org/1/")]


def test_a_review_of_media_alone_is_refused_with_that_reason() -> None:
    alone = {"@type": "MediaReview", "url": PAGE, "mediaAuthenticityCategory": "StagedContent"}
    assert refusal(alone) == MEDIA_ALONE
    assert refusal(html(orjson.dumps(alone).decode())) == MEDIA_ALONE
    assert [type(each) for each in found([alone, other(1)])] == [Refused, Reviewed]  # type: ignore[arg-type]  # any JSON
