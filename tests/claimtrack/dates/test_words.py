"""A date in plain English."""

import pytest

from claimtrack.dates import WorldDate, describe
from tests.claimtrack.dates.cases import CASES, OTHERS


@pytest.mark.parametrize(("edtf", "_earliest", "_latest", "words"), CASES + OTHERS)
def test_a_date_reads_as_english_or_as_itself(
    edtf: str, _earliest: str | None, _latest: str | None, words: str
) -> None:
    assert describe(WorldDate(edtf)) == words
    assert str(WorldDate(edtf)) == words
