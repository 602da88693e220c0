"""Addresses as markup gives them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.imports.values.addresses import MAX_LENGTH, address, several, unarchived
from sources.addresses import NoAddress
from sources.models import web_address
from tests.markup import unhurried


@pytest.mark.parametrize(
    ("given_text", "base", "expected"),
    [
        ("http:/example.org/a", "", "http://example.org/a"),
        ("HTTPS://Example.org/a", "", "https://example.org/a"),
        ("example.org", "", "https://example.org"),
        ("www.example.org/a?b=1#c", "", "https://www.example.org/a?b=1#c"),
        ("../b", "https://example.org/a/x", "https://example.org/b"),
        ("https://münchen.example/ä", "", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://example.org:8080/a", "", "https://example.org:8080/a"),
        ("https://user:secret@example.org/a", "", "https://example.org/a"),
        ("https://example.org/a,", "", "https://example.org/a"),
        ('"https://example.org/a"', "", "https://example.org/a"),
    ],
)
def test_an_address_is_completed(given_text: str, base: str, expected: str) -> None:
    assert address(given_text, base=base) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html;base64,AAAA",
        "vbscript:x",
        "ftp://example.org/a",
        "mailto:a@example.org",
        "https://",
        "https://localhost/a",
        "http://[::1]/",
        "http://2130706433/",
        "https://exa mple.org/a",
        "https://example.org:99999/",
        "not an address",
        "/relative",
        "https://" + "a." * 130 + "org/",
        "https://example.org/" + "a" * MAX_LENGTH,
    ],
)
def test_what_is_no_address_on_the_web_is_told(text: str) -> None:
    with pytest.raises(NoAddress):
        address(text)


@unhurried
@given(st.text(max_size=80), st.sampled_from(["", "https://example.org/a/"]))
def test_an_address_is_one_that_stays_as_it_is_and_passes_the_models_validator(text: str, base: str) -> None:
    try:
        made = address(text, base=base)
    except NoAddress:
        return
    web_address(made)
    assert made.isascii()
    assert address(made) == made


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://a.org/1,https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1 ; https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1 and https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1\n\nhttps://b.org/2 ", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1,2,3", ["https://a.org/1,2,3"]),
        (" , ", []),
    ],
)
def test_several_addresses_in_one_text_are_taken_apart(text: str, parts: list[str]) -> None:
    assert several(text) == parts


def test_an_archived_page_is_told_from_its_copy() -> None:
    copy = "https://web.archive.org/web/20210301000000/http://example.org/a"
    assert unarchived(copy) == ("http://example.org/a", copy)
    assert unarchived("https://example.org/") == ("https://example.org/", "")


@pytest.mark.parametrize("unit", ["/", " ", "a.", ",", "http:", "a b ", "%"])
def test_a_text_of_megabytes_is_looked_at_once(unit: str) -> None:
    begun = time.process_time()
    for part in several(f"https://example.org/ x{unit * 500_000}x"):
        with pytest.raises(NoAddress):
            address(part, base="https://example.org/")
    assert time.process_time() - begun < 1
