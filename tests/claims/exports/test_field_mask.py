"""The `fields` parameter of Google's APIs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.api.public.field_mask import InvalidMask, masked, read_mask

REVIEW = {"url": "u", "publisher": {"name": "n", "site": "s"}}
DOCUMENT = {"claims": [{"text": "a", "claimReview": [REVIEW]}], "next": "t"}


@pytest.mark.parametrize(
    ("mask", "kept"),
    [
        ("next", {"next": "t"}),
        ("claims", {"claims": DOCUMENT["claims"]}),
        ("claims/text", {"claims": [{"text": "a"}]}),
        ("claims(text),next", {"claims": [{"text": "a"}], "next": "t"}),
        ("claims/claimReview/publisher/name", {"claims": [{"claimReview": [{"publisher": {"name": "n"}}]}]}),
        ("claims(text,claimReview(url))", {"claims": [{"text": "a", "claimReview": [{"url": "u"}]}]}),
        ("claims/claimReview(url,publisher(name,site))", {"claims": [{"claimReview": [REVIEW]}]}),
        ("*", DOCUMENT),
        ("claims/*/publisher/name", {"claims": [{"text": "a", "claimReview": [{"publisher": {"name": "n"}}]}]}),
        ("nothing", {}),
        ("next/deeper", {"next": "t"}),
    ],
)  # fmt: skip
def test_a_mask_keeps_what_it_names(mask: str, kept: Any) -> None:
    assert masked(DOCUMENT, read_mask(mask)) == kept


NO_MASKS = ("", ",", "a,", "a/", "/a", "a(", "a(b", "a)b", "a)", "a()", "a b", "a-b", "(a)", "a(b)c", "a" + "(a" * 50)


@pytest.mark.parametrize("mask", NO_MASKS)
def test_what_is_no_mask_is_refused(mask: str) -> None:
    with pytest.raises(InvalidMask):
        read_mask(mask)


@given(st.text(alphabet="ab*,/()", max_size=30))
def test_a_mask_is_read_or_refused_and_never_adds_anything(text: str) -> None:
    try:
        mask = read_mask(text)
    except InvalidMask:
        return
    document = {"a": {"a": 1, "b": [{"a": 2}]}, "b": "x"}
    assert masked(document, mask).keys() <= document.keys()
