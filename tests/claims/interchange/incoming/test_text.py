"""Texts as markup carries them."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.interchange.incoming.text import (
    as_given,
    had_markup,
    name_of,
    readable,
    steers_direction,
    strings,
    with_whole_characters,
    without_marks,
)
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
    ("given", "name"),
    [
        ("Mara\u200b Quill\u202e", "Mara Quill"),
        ("\u2067\u0645\u0646\u0649\u2069", "\u0645\u0646\u0649"),
        ("Ma\xadra", "Mara"),
        ("\ufeffMara\u200f", "Mara"),
        ("\u0646\u0648\u0631\u200c\u0632\u0627\u062f", "\u0646\u0648\u0631\u200c\u0632\u0627\u062f"),
        ("Mara\u200d", "Mara"),
    ],
)
def test_what_steers_the_direction_of_writing_is_no_part_of_a_name_and_joiners_inside_it_are(
    given: str, name: str
) -> None:
    assert name_of(given) == name


def test_a_text_keeps_its_marks_and_says_that_it_steers() -> None:
    text = "photo\u202egpj.exe"
    assert (readable(text), steers_direction(text), steers_direction("photo\u200f")) == (text, True, False)
    assert without_marks(text) == "photogpj.exe"


@pytest.mark.parametrize(
    ("escaped", "read"),
    [
        (r"a \ud83d.", "a \ufffd."),
        (r"a \ude00\ud83d", "a \ufffd\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d", "\\\ufffd"),
        (r"\uD83D\uD83D\uDE00", "\ufffd\U0001f600"),
    ],
)
def test_half_of_a_character_is_replaced_and_whole_ones_stay(escaped: str, read: str) -> None:
    assert json.loads(with_whole_characters(f'"{escaped}"')) == read


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
