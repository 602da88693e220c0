"""Texts as markup carries them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.imports.values.text import as_given, had_markup, readable, strings
from tests.markup import unhurried


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ["a"]),
        (["a", "", None, ["b"]], ["a", "b"]),
        ({"@value": "a", "@language": "de"}, ["a"]),
        ({"name": ["a", "b"]}, ["a", "b"]),
        ({"@type": "Thing"}, []),
        (5, ["5"]),
        (True, []),
        (None, []),
    ],
)
def test_every_text_of_a_value_is_found(value: object, expected: list[str]) -> None:
    assert strings(value) == expected


@unhurried
@given(st.text(st.characters(codec=None)))
def test_what_is_read_can_be_stored_and_reading_it_again_changes_nothing(text: str) -> None:
    for made in (as_given(text), readable(text)):
        assert "\x00" not in made
        made.encode()
    plain = readable(text)
    assert as_given(plain) == plain
    if not had_markup(plain):
        assert readable(plain) == plain


@pytest.mark.parametrize("unit", ["<!--", "<script>", "<a ", "&", "&#", "</script", "<style", " "])
def test_megabytes_of_tags_that_never_end_are_read_in_linear_time(unit: str) -> None:
    begun = time.process_time()
    readable("x" + unit * (500_000 // len(unit)) + "x")
    assert time.process_time() - begun < 1
