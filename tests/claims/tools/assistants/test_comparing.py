"""Words are held against a quotation as people read it, and every difference is told."""

import pytest

from claims.tools.assistants.comparing import Comparison, compared, folded

QUOTE = "I never said that the harbour was for sale, and I never will."


def held(asked: str, quoted: str = QUOTE) -> Comparison | None:
    return compared(folded(asked), folded(quoted))


def changes(asked: str, quoted: str = QUOTE) -> list[tuple[str, str, str]]:
    found = held(asked, quoted)
    assert found is not None
    return [(each["change"], each["asked"], each["quoted"]) for each in found.changes]


@pytest.mark.parametrize(
    ("asked", "likeness"),
    [
        (QUOTE, "whole"),
        (f"  “{QUOTE}” ", "whole"),
        (QUOTE.replace(" ", "\u00a0\n"), "whole"),
        (QUOTE.replace("f", "\uff46"), "whole"),  # full width
        (QUOTE.replace("harbour", "har\u00adbour"), "whole"),
        ("the harbour was for sale", "part"),
        ("I never will.", "part"),
    ],
)
def test_the_words_stand_in_it_whatever_typesetting_made_of_them(asked: str, likeness: str) -> None:
    found = held(asked)
    assert found is not None
    assert (found.likeness, found.changes, found.alike) == (likeness, (), 1)


def test_a_word_that_is_cut_does_not_stand_in_it() -> None:
    found = held("he harbour was for sal")
    assert found is not None
    assert found.likeness == "near"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("that the station was for sale, and I never will.", [("replaced", "station", "harbour")]),
        ("I said that the harbour was for sale", [("left_out", "", "never")]),
        ("I never said that the old harbour was for sale", [("added", "old", "")]),
        ("that the Harbour was for sale", [("replaced", "Harbour", "harbour")]),
        ("the harbour was for sale; and I never will.", [("replaced", ";", ",")]),
    ],
)
def test_every_difference_is_told_word_by_word(asked: str, told: list[tuple[str, str, str]]) -> None:
    assert changes(asked) == told


def test_what_the_quotation_has_around_the_words_is_not_missing_from_them() -> None:
    assert changes("that the port was for sale") == [("replaced", "port", "harbour")]


def test_what_is_given_around_a_whole_quotation_is_added() -> None:
    assert changes(f"Well, {QUOTE} Not ever!")[0] == ("added", "Well,", "")
    assert changes(f"Well, {QUOTE} Not ever!")[-1] == ("added", "Not ever!", "")


def test_scripts_without_spaces_are_compared_letter_by_letter() -> None:
    assert changes("我从来没有说过港口要出租", "我从来没有说过港口要出售。") == [("replaced", "租", "售")]


@pytest.mark.parametrize("asked", ["Penguins opened their own doors in winter.", "x", "ﷺ", "?", "0" * 2_000])
def test_another_text_is_not_near(asked: str) -> None:
    assert held(asked) is None
