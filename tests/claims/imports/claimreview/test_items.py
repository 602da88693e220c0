"""One review of several claims: each claim by itself, with its own speaker, and all judged by the review."""

from typing import Any

import pytest

from claims.imports.claimreview.items import PARTS_LEFT_OUT, SEVERAL_CLAIMS, SUMMED_UP, WHO_SAID_WHICH
from claims.imports.reviewed import Reviewed
from claims.models import Appearance, Claim
from tests.import_runs import counts, run_import
from tests.markup import Node, found, markup, ndjson, one


def said(text: str | None, *speakers: str, **members: Any) -> Node:
    names = [{"@type": "Person", "name": name} for name in speakers]
    return {"@type": "Claim", **({"text": text} if text else {}), **({"author": names} if names else {}), **members}


def told(*reviews: Any) -> list[tuple[str, list[str], str]]:
    """(statement, speakers, label) of each review."""
    made = []
    for review in reviews:
        assert isinstance(review, Reviewed), review
        made.append(
            (
                review.statement,
                [party.name for party in review.claimants],
                review.judgement.label if review.judgement else "",
            )
        )
    return made


def test_parts_of_a_claim_that_nobody_judges_are_not_left_out_without_a_word() -> None:
    whole = said("All of it sank.", "Ada Quay", hasPart=[said("The ferry sank.", "Ben Mole")])
    assert PARTS_LEFT_OUT in one(markup(claimReviewed=None, itemReviewed=whole)).notes
    named = said("All of it sank.", "Ada Quay", hasPart=[{"@type": "Claim", "@id": "https://a.example/claims/1/"}])
    assert PARTS_LEFT_OUT not in one(markup(claimReviewed=None, itemReviewed=named)).notes


def test_the_name_of_a_work_in_the_place_of_the_reviewed_text_is_that_text() -> None:
    work = {"@type": "CreativeWork", "name": "The ferry sank."}
    assert one(markup(claimReviewed=work)).statement == "The ferry sank."


def test_of_several_claims_one_that_has_a_name_alone_is_not_lost() -> None:
    named = {"@type": "Claim", "name": "The quay burned.", "author": {"@type": "Person", "name": "Ben Mole"}}
    reviews = found(markup(claimReviewed=None, itemReviewed=[said("The ferry sank.", "Ada Quay"), named]))
    assert [(statement, who) for statement, who, _ in told(*reviews)] == [
        ("The ferry sank.", ["Ada Quay"]),
        ("The quay burned.", ["Ben Mole"]),
    ]


TWO = [("The ferry sank.", ["Ada Quay"], "Not true"), ("The quay burned.", ["Ben Mole"], "Not true")]
ADA, BEN = said("The ferry sank.", "Ada Quay"), said("The quay burned.", "Ben Mole")


@pytest.mark.parametrize(
    "members",
    [
        {"claimReviewed": None, "itemReviewed": [ADA, BEN]},
        {"claimReviewed": None, "itemReviewed": [[ADA], [BEN]]},
        {"claimReviewed": None, "itemReviewed": {"@list": [ADA, BEN]}},
        {"claimReviewed": None, "itemReviewed": {"@type": "ItemList", "itemListElement": [ADA, {"@type": "ListItem", "item": BEN}]}},
        {"claimReviewed": ["The ferry sank.", "The quay burned."], "itemReviewed": [ADA, BEN]},
        {"claimReviewed": ["The quay burned.", "The ferry sank."][::-1], "itemReviewed": [said(None, "Ada Quay"), said(None, "Ben Mole")]},
        {"claimReviewed": [ADA, BEN], "itemReviewed": None},
        {"claimReviewed": [said("The ferry sank."), said("The quay burned.")], "itemReviewed": [said(None, "Ada Quay"), said(None, "Ben Mole")]},
        {"claimReviewed": "The ferry sank.", "itemReviewed": [ADA, BEN]},
    ],
)  # fmt: skip
def test_each_of_several_claims_is_read_with_its_own_speaker(members: Node) -> None:
    reviews = found(markup(**members))
    assert told(*reviews) == TWO
    assert all(SEVERAL_CLAIMS in review.notes for review in reviews)


def test_claims_that_the_review_lists_in_another_order_than_their_speakers_find_them_by_their_words() -> None:
    assert (
        told(*found(markup(claimReviewed=["The quay burned.", "The ferry sank."], itemReviewed=[ADA, BEN])))
        == TWO[::-1]
    )


def test_several_claims_of_one_speaker_are_all_hers() -> None:
    reviews = found(markup(claimReviewed=["One.", "Two."], itemReviewed=said(None, "Ada Quay")))
    assert told(*reviews) == [("One.", ["Ada Quay"], "Not true"), ("Two.", ["Ada Quay"], "Not true")]


def test_where_nothing_says_who_made_which_claim_nobody_is_named() -> None:
    people = [said(None, "Ada Quay"), said(None, "Ben Mole")]
    reviews = found(markup(claimReviewed=["One.", "Two.", "Three."], itemReviewed=people))
    assert told(*reviews) == [(text, [], "Not true") for text in ("One.", "Two.", "Three.")]
    assert all(WHO_SAID_WHICH in review.notes for review in reviews)


def test_what_sums_up_several_claims_is_none_of_them() -> None:
    reviews = found(markup(claimReviewed="Rumours about the port.", itemReviewed=[ADA, BEN]))
    assert told(*reviews) == TWO
    assert all(SUMMED_UP in review.notes for review in reviews)


def test_as_many_ratings_as_claims_are_one_for_each() -> None:
    ratings = [{"alternateName": "False"}, {"alternateName": "True"}]
    reviews = found(markup(claimReviewed=None, itemReviewed=[ADA, BEN], reviewRating=ratings))
    assert [label for _, _, label in told(*reviews)] == ["False", "True"]


@pytest.mark.parametrize(
    "items",
    [
        [said(None, "Ada Quay"), said(None, "Ben Mole")],
        [said("It sank.", "Ada Quay"), said("it sank", "Ben Mole")],
    ],
)
def test_one_claim_that_two_people_made_is_one_claim(items: list[Node]) -> None:
    assert told(one(markup(claimReviewed="It sank.", itemReviewed=items))) == [
        ("It sank.", ["Ada Quay", "Ben Mole"], "Not true")
    ]


@pytest.mark.parametrize(
    "members",
    [
        {"claimReviewed": {"@type": "Claim", "text": "It sank."}},
        {"claimReviewed": {"@type": "Claim", "name": "It sank."}},
        {"claimReviewed": [{"@type": "Claim", "text": ["It sank."]}]},
        {"claimReviewed": {"text": "It sank."}},
        {"claimReviewed": {"@type": "Claim", "text": {"@value": "It sank."}}},
        {"claimReviewed": {"@type": "Claim", "name": "A title", "text": "It sank."}},
        {"claimReviewed": said("It sank.", "Ada Quay"), "itemReviewed": None},
        {"claimReviewed": None, "itemReviewed": said("It sank.", "Ada Quay")},
        {"claimReviewed": None, "itemReviewed": said(None, "Ada Quay", name="It sank.")},
    ],
)
def test_a_claims_node_in_the_place_of_its_text_is_read_as_the_text(members: Node) -> None:
    assert told(one(markup(**members))) == [("It sank.", ["Ada Quay"], "Not true")]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_readings")
def test_two_claims_of_one_review_become_two_claims_and_no_one_says_both() -> None:
    content = ndjson(markup(claimReviewed=None, itemReviewed=[ADA, BEN]))
    assert counts(run_import(content)) == {"read": 2, "created": 2, "editions": 2}
    speakers = Appearance.objects.order_by("claim__statement").values_list("claim__statement", "speaker__name")
    assert list(speakers) == [("The ferry sank.", "Ada Quay"), ("The quay burned.", "Ben Mole")]
    assert counts(run_import(content)) == {"read": 2, "unchanged": 2}
    assert Claim.objects.count() == 2
