"""Reviews of media beside those of claims: the category stands on the appearance that shows the medium."""

from typing import Any

import orjson
import pytest

from claims.imports.claimreview import media
from claims.imports.claimreview.records import MEDIA
from claims.imports.read import Refused
from claims.models import Appearance
from tests.import_runs import counts, run_import
from tests.markup import PAGE, Node, claim, found, html, markup, one, reads

POST = "https://posts.example.net/a/1"  # where `markup` says that the claim was made
VIDEO = "https://posts.example.net/v/9.mp4"


def of_media(address: str, category: Any = "DecontextualizedContent", **members: Any) -> Node:
    item = {"@type": "VideoObject", "contentUrl": address}
    node = {"@type": "MediaReview", "url": PAGE, "mediaAuthenticityCategory": category, "itemReviewed": item}
    return {name: value for name, value in (node | members).items() if value is not None}


def shown(content: Any) -> list[tuple[str, str]]:
    return [(seen.page.url, seen.media_category) for seen in one(content).seen]


@pytest.mark.parametrize(
    "category",
    [
        "DecontextualizedContent",
        "https://schema.org/DecontextualizedContent",
        {"@id": "schema:DecontextualizedContent"},
        ["decontextualizedcontent"],
    ],
)
def test_the_category_stands_on_the_appearance_of_the_same_medium(category: Any) -> None:
    review = one({"@graph": [markup(), of_media(POST, category)]})
    assert [(seen.page.url, seen.media_category) for seen in review.seen] == [(POST, "DecontextualizedContent")]
    assert review.notes == (media.BESIDE,)


@pytest.mark.parametrize("member", ["associatedMediaReview", "associatedReview"])
def test_a_review_of_media_in_a_review_belongs_to_it_whatever_its_address(member: str) -> None:
    inner = of_media(VIDEO, url="https://checks.example.org/media/9/")
    assert shown(markup(**{member: [inner]})) == [(POST, ""), (VIDEO, "DecontextualizedContent")]


def test_a_medium_that_is_no_appearance_yet_is_a_further_one_of_the_only_claim_of_the_page() -> None:
    assert shown([markup(), of_media(VIDEO)]) == [(POST, ""), (VIDEO, "DecontextualizedContent")]
    assert shown(markup(**{"@type": ["ClaimReview", "MediaReview"], "mediaAuthenticityCategory": "StagedContent"}, itemReviewed=claim(contentUrl=POST))) == [(POST, "StagedContent")]  # fmt: skip


def test_a_medium_that_is_reviewed_with_the_claim_is_where_it_stands() -> None:
    film = {"@type": "VideoObject", "contentUrl": VIDEO, "name": "A film"}
    assert shown(markup(itemReviewed=[claim(), film])) == [(POST, ""), (VIDEO, "")]


def test_on_a_page_of_several_claims_only_the_medium_itself_tells_which_is_meant() -> None:
    second = markup(claimReviewed="The quay burned.", itemReviewed=claim(appearance=[{"url": VIDEO}]))
    first, last = found({"@graph": [markup(), second, of_media(VIDEO)]})
    assert [seen.media_category for seen in (*first.seen, *last.seen)] == ["", "DecontextualizedContent"]
    lost = found({"@graph": [markup(), second, of_media("https://posts.example.net/other")]})
    assert lost[2] == Refused(media.MEDIA_ALONE)


def test_a_medium_that_another_review_names_is_not_an_appearance_of_this_claim() -> None:
    inner = of_media(VIDEO, url=None)
    other = markup(url=f"{PAGE}other/", claimReviewed="The quay burned.", associatedMediaReview=inner)
    first, second = found({"@type": "WebPage", "hasPart": [markup(), other]})
    assert [seen.page.url for seen in first.seen] == [POST]
    assert [(seen.page.url, seen.media_category) for seen in second.seen] == [
        (POST, ""),
        (VIDEO, "DecontextualizedContent"),
    ]


def test_a_category_that_is_none_is_left_out_and_noted() -> None:
    review = one([markup(), of_media(POST, "Fishy")])  # type: ignore[arg-type]  # any JSON
    assert [seen.media_category for seen in review.seen] == [""]
    assert media.NO_CATEGORY in review.notes


def test_a_review_of_media_in_another_block_of_the_page_is_found_and_counted() -> None:
    first, second = reads(html(orjson.dumps(markup()).decode(), orjson.dumps(of_media(POST)).decode()))
    assert first.found[0].seen[0].media_category == "DecontextualizedContent"  # type: ignore[union-attr]  # a review
    assert (second.found, second.note) == ((), MEDIA)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_readings")
def test_a_category_is_stored_and_one_that_comes_later_is_an_update() -> None:
    def categories() -> dict[str, str]:
        return dict(Appearance.objects.values_list("document__url", "media_category"))

    assert counts(run_import(orjson.dumps(markup()))) == {"read": 1, "created": 1, "editions": 1}
    both = orjson.dumps({"@graph": [markup(), of_media(POST)]})
    assert counts(run_import(both)) == {"read": 1, "updated": 1, "editions": 1}
    assert categories() == {POST: "DecontextualizedContent", PAGE: ""}
    assert counts(run_import(both)) == {"read": 1, "unchanged": 1}
