"""The Admiralty code, letters and numbers."""

from claims.scales import (
    Credibility,
)
from sources.reliability import Reliability


def test_the_admiralty_code_is_worded_as_nato_words_it() -> None:
    assert {grade.value: grade.label for grade in Reliability} == {
        "A": "completely reliable",
        "B": "usually reliable",
        "C": "fairly reliable",
        "D": "not usually reliable",
        "E": "unreliable",
        "F": "cannot be judged",
    }
    assert {grade.value: grade.label for grade in Credibility} == {
        1: "confirmed by other sources",
        2: "probably true",
        3: "possibly true",
        4: "doubtful",
        5: "improbable",
        6: "truth cannot be judged",
    }
