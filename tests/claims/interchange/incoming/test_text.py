"""Texts as markup carries them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.interchange.incoming.text import as_given, had_markup, readable, strings
from tests.markup import unhurried


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ["a"]),
        (["a", "", None, ["b"]], ["a", "b"]),
        ({"@value": "a", "@language": "de"}, ["a"]),
        ({"name": ["a", "b"]}, ["a", "b"]),
        ({"@type": "Claim", "text": "a"}, ["a"]),
        ({"name": "a", "text": "b"}, ["a"]),
        ({"en": "a", "pt-BR": ["b"], "@none": "c"}, ["a", "b", "c"]),
        ({"@value": {"en": "a"}}, ["a"]),
        ({"url": "a"}, []),
        ({"id": "a"}, []),
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


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("if a <b and c> d then x", "if a <b and c> d then x"),
        ("if a <b> c", "if a <b> c"),
        ("3 < 5 and 7 > 6, I <3 you", "3 < 5 and 7 > 6, I <3 you"),
        ("see https://a.example/?id=1&region=eu&copy=2 there", "see https://a.example/?id=1&region=eu&copy=2 there"),
        ("see https://a.example/?id=1&copy;=2", "see https://a.example/?id=1&copy;=2"),
        ("&quot;https://a.example/?a=1&amp;b=2&quot; said", '"https://a.example/?a=1&b=2" said'),
        ("Q&amp;A, AT&T, R&copy", "Q&A, AT&T, R&copy"),
        ("use &lt;b&gt; in HTML", "use <b> in HTML"),
        ("use &lt;strong&gt; in HTML", "use <strong> in HTML"),
        ("&lt;p&gt;The &lt;b&gt;ship&lt;/b&gt; sank&lt;/p&gt;", "The ship sank"),
        ("<i>the</i> <script>alert(1)</script>ship<br/>sank", "the ship sank"),
        ("<p>never closed, and <b>this</b>", "never closed, and this"),
        ("<a href='/x' class=y>link</a> and <b class=z>more", "link and more"),
        ("<strong>cut off", "cut off"),
    ],
)
def test_what_looks_like_markup_is_read_as_its_reader_has_seen_it(given: str, seen: str) -> None:
    assert readable(given) == seen
    assert had_markup(given) is (given != seen)
