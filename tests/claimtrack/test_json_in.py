"""JSON nested a hundred thousand deep, or only deeper than anything is, at each of our doors: a fault in words."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework.test import APIClient

from claims.exports.loading import InvalidDump, _lines
from claims.imports.case import InvalidCase, load_case
from claims.imports.claimreview.records import reviews
from claims.imports.inputs.streams import opened
from claims.imports.ratings.table import InvalidRatings, load_ratings
from claims.imports.read import Refused
from claims.models import Claim
from claimtrack.dates import WorldDateField
from claimtrack.json_in import MAX_DEPTH, TooDeep, loads
from claimtrack.writing.packing import unpacked
from tests.factories import ClaimFactory

DEEP = {
    f"{kind} {depth}": (opening * depth + inner + closing * depth).encode()
    for depth in (900, 100_000)
    for kind, opening, inner, closing in (("lists", "[", "", "]"), ("objects", '{"a":', "1", "}"))
}

nested = pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP.keys())


@nested
def test_what_is_nested_too_deep_is_no_value(deep: bytes) -> None:
    with pytest.raises(ValueError, match=r"deep|depth"):
        loads(deep)


def test_what_is_nested_as_deep_as_it_may_be_is_read() -> None:
    assert loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(TooDeep):
        loads("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


@nested
@pytest.mark.django_db
def test_the_desks_api_answers_400(deep: bytes, editor: User) -> None:
    api = APIClient()
    api.force_authenticate(editor)
    for body in (deep, b'{"url": ' + deep + b"}"):
        answer = api.generic("POST", "/api/v1/desk/imports/", body.decode(), content_type="application/json")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert "nested deeper than 64 levels" in answer.json()["errors"][0]["message"]


@nested
@pytest.mark.django_db
def test_a_form_of_the_desk_counts_it_as_not_shown(deep: bytes, desk: Client) -> None:
    claim = ClaimFactory()
    named = b'{"statement": ' + deep + b"}"
    assert unpacked(Claim, named.decode()) == unpacked(Claim, deep.decode()) == {}
    address = f"/admin/claims/claim/{claim.pk}/change/"
    assert desk.post(address, {"as_shown": named.decode(), "_save": "Save"}).status_code == 200


@nested
def test_a_date_is_none(deep: bytes) -> None:
    with pytest.raises(ValidationError):
        WorldDateField().to_python(deep.decode())


@nested
def test_an_import_refuses_the_record_and_goes_on(deep: bytes) -> None:
    def found(raw: bytes) -> list[Any]:
        with opened("reviews", upload=raw) as source:
            return [each for record in reviews(source) for each in record.found]

    for raw in (
        deep,
        b'{"a": 1}\n' + deep + b'\n{"b": 2}\n',
        b'{"@type": "ClaimReview", "claimReviewed": ' + deep + b"}",
    ):
        assert all(isinstance(each, Refused) for each in found(raw))
    for script in (deep, b"// a comment\n" + deep + b","):
        assert found(b'<html><script type="application/ld+json">' + script + b"</script></html>")


@nested
def test_files_that_are_loaded_are_refused_with_the_reason(deep: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(deep)
    with pytest.raises(InvalidCase, match=r"deep|depth"):
        load_case(path)
    with pytest.raises(InvalidRatings, match=r"deep|depth"):
        load_ratings(path)
    path.write_bytes(gzip.compress(deep + b"\n"))
    with gzip.open(path) as file, pytest.raises(InvalidDump, match=r"deep|depth"):
        list(_lines(file))
