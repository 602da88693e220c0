"""Which words of a quotation are searched for: rows of them, the rarest first, and never too many."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from claims.finding.meaning import Meanings
from claims.record.grams import Numbers
from claims.record.query import ClaimFilters
from claims.tools.assistants.quotations import LONGEST_QUOTATION, rows_of


class Usual:
    """An index of claims in which every word is usual but for a few."""

    claims = 1_000_000
    languages: Sequence[str] = ("en", "de")
    gram_rarity: Numbers = np.zeros(1, np.int32)
    meanings: Meanings | None = None

    def __init__(self, *rare: str) -> None:
        self.rare = rare

    def frequency(self, term: str) -> int:
        return 1 if term in self.rare else 90_000

    def postings(self, terms: Collection[str]) -> Mapping[str, Any]:
        raise NotImplementedError

    def texts(self, numbers: Collection[int]) -> Mapping[int, Any]:
        raise NotImplementedError


LONG = "It is one of the most, and so on and so on, but the zubrowka of Oberstadt did burst in the end of it all."


def test_rows_with_rare_words_are_searched_first() -> None:
    assert rows_of(LONG, Usual("zubrowka")).startswith('"but the zubrowka of" OR ')


def test_no_word_is_left_out_of_a_short_quotation() -> None:
    assert rows_of("one two three four five six", Usual()) == '"one two three four" OR "three four five six"'
    assert rows_of("one two", Usual()) == '"one two"'


@pytest.mark.parametrize(
    "text", ["word " * 400, "Donaudampfschifffahrt " * 90, "港" * LONGEST_QUOTATION, '" ' * 900 + "a"]
)
def test_there_are_never_more_than_a_search_may_have(text: str) -> None:
    assert 0 < len(rows_of(text, Usual())) <= ClaimFilters.base_filters["q"].max_length
