"""What a publisher's system forgot to fill is refused, and what only looks so is not."""

import pytest

from claims.imports.reviewed import Reviewed
from tests.markup import Node, claim, found, markup, refusal


@pytest.mark.parametrize(
    "left",
    [
        "{{ claim.text }}",
        "The {{claim}} was sold",
        "{% block claim %}",
        "%%sitename%%",
        "${claim.text}",
        "#{claim}",
        "<%= claim %>",
        "<?php echo $claim ?>",
        "[% claim %]",
        "{claim_text}",
        "%title%",
        "[claim-text]",
        "__CLAIM_TEXT__",
        "[[claim]]",
        "##CLAIM_TEXT##",
        "{0}",
        "[object Object]",
    ],
)
def test_an_unfilled_text_is_refused_with_that_reason(left: str) -> None:
    assert "template" in refusal(markup(claimReviewed=left))


@pytest.mark.parametrize("text", ["undefined", "null", "NaN", " None "])
def test_what_programs_write_for_a_text_they_have_not_is_none(text: str) -> None:
    assert "where the reviewed text should" in refusal(markup(claimReviewed=text))


@pytest.mark.parametrize(
    "members",
    [
        {"headline": "%%title%%"},
        {"url": "https://checks.example.org/{{ slug }}"},
        {"author": {"@type": "Organization", "name": "%%sitename%%"}},
        {"reviewRating": {"alternateName": "{{ rating }}"}},
        {"itemReviewed": claim(author={"@type": "Person", "name": "{{ claimant }}"})},
    ],
)
def test_whatever_was_left_unfilled_the_review_is_refused(members: Node) -> None:
    assert "template" in refusal(markup(**members))


@pytest.mark.parametrize(
    "text",
    ["100 %", "{a, b} and [1]", "50% off, 20% more", "[sic] he said", "a < b", "The set {x} is empty", "$5 {five}"],
)
def test_braces_and_percents_of_a_text_are_its_own(text: str) -> None:
    [review] = found(markup(claimReviewed=text))
    assert isinstance(review, Reviewed)
    assert review.statement == text
