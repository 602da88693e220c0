"""Entity tags and 304."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIRequestFactory

from claimtrack.api.conditional import etag_of, json_bytes, not_modified

parts = st.lists(st.text() | st.integers(0, 2**63 - 1))
TAG = etag_of(812, "/api/v1/claims/", "0.1.0")


@given(parts, parts)
def test_a_tag_is_the_same_only_for_the_same_parts(one: list[str | int], other: list[str | int]) -> None:
    assert (etag_of(*one) == etag_of(*other)) is (one == other)


def test_parts_are_not_run_together() -> None:
    assert len({etag_of("ab", "c"), etag_of("a", "bc"), etag_of("abc"), etag_of(1), etag_of("1")}) == 5


def test_a_tag_is_strong_and_quoted() -> None:
    assert TAG.startswith('"')
    assert TAG.endswith('"')
    assert TAG[1:-1].isalnum()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("held", [TAG, f"W/{TAG}", f'"other", {TAG}', f'"a",W/{TAG} , "b"', "*", " * "])
def test_a_reader_who_holds_the_answer_gets_304_without_a_body(method: str, held: str) -> None:
    request = APIRequestFactory().generic(method, "/", headers={"If-None-Match": held})
    answer = not_modified(request, TAG)
    assert answer is not None
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == TAG
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" not in answer


@pytest.mark.parametrize("held", ["", '"other"', TAG.strip('"'), f"w/{TAG}", f"X{TAG}"])
def test_a_reader_who_holds_something_else_gets_the_answer(held: str) -> None:
    assert not_modified(APIRequestFactory().get("/", headers={"If-None-Match": held}), TAG) is None
    assert not_modified(APIRequestFactory().get("/"), TAG) is None


def test_a_post_is_never_answered_with_304() -> None:
    assert not_modified(APIRequestFactory().post("/", headers={"If-None-Match": TAG}), TAG) is None


def test_bytes_are_served_as_they_are() -> None:
    body = '{"statement":"é","a":1.0}'.encode()
    answer = json_bytes(body, etag=TAG)
    assert answer.content == body
    assert answer["Content-Type"] == "application/json"
    assert answer["ETag"] == TAG
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Vary" not in answer


def test_a_tombstone_keeps_its_status() -> None:
    assert json_bytes(b"{}", etag=TAG, status=410).status_code == 410
