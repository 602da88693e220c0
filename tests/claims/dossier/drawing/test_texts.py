"""Texts cut to a box."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.dossier.drawing.texts import _units, fitted

pytestmark = pytest.mark.rendering


@given(st.text(max_size=80), st.integers(5, 40), st.integers(1, 3))
def test_no_line_of_a_box_is_wider_than_it_or_turns_what_follows(text: str, units: int, lines: int) -> None:
    rows = fitted(text, units, lines)
    assert len(rows) <= max(lines, 1)
    for row in rows:
        assert sum(map(_units, row)) <= units + 1.35
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", row)


def test_what_joins_letters_stays_and_what_turns_them_goes() -> None:
    assert fitted("می\u200cروم \u202eabc", 40) == ["می\u200cروم abc"]
