"""Sentences that state something checkable come before the others: on articles that the rule was not made with."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from claims.finding.checkable import reading_of

ARTICLES = Path(__file__).parent / "articles"
#: `+` worth checking, `o` an opinion, `p` a prediction, `-` any other.
SIGNS = "+op-"
FIRST = 10


class Labelled(NamedTuple):
    """A sentence, and what its reader made of it."""

    sign: str
    text: str


def article(path: Path) -> list[Labelled]:
    return [Labelled(line[0], line[2:]) for line in path.read_text("utf-8").splitlines()]


ALL = {path.stem: article(path) for path in sorted(ARTICLES.glob("*.txt"))}


def precision(sentences: Sequence[Labelled]) -> float:
    """Of the first ten, the share that is worth checking."""
    return sum(each.sign == "+" for each in sentences[:FIRST]) / FIRST


def by_rule(name: str) -> list[Labelled]:
    return sorted(ALL[name], key=lambda each: -reading_of(each.text, name[:2]).score)


def test_there_are_sentences_enough() -> None:
    assert len(ALL) >= 5
    assert sum(map(len, ALL.values())) >= 300
    assert {each.sign for given in ALL.values() for each in given} == set(SIGNS)


def test_the_first_ten_are_worth_checking_more_often_than_in_the_order_of_the_text_or_by_length() -> None:
    ruled = [precision(by_rule(name)) for name in ALL]
    as_written = [precision(given) for given in ALL.values()]
    by_length = [precision(sorted(given, key=lambda each: -len(each.text))) for given in ALL.values()]
    assert min(ruled) >= 0.6
    assert sum(ruled) > sum(by_length)
    assert sum(ruled) > sum(as_written)


@pytest.mark.parametrize(("sign", "kind"), [("o", "opinion"), ("p", "prediction")])
def test_most_opinions_and_predictions_are_labelled(sign: str, kind: str) -> None:
    told = [reading_of(each.text, name[:2]).kind for name, given in ALL.items() for each in given if each.sign == sign]
    assert sum(label == kind for label in told) >= 0.6 * len(told), told


@pytest.mark.parametrize(
    ("text", "language", "kind", "reason"),
    [
        ("The bridge cost 84 million crowns.", "en", "statement", "figure"),
        ("The mayor said that nobody was hurt.", "en", "statement", "said"),
        ("What were they afraid of?", "en", "question", "question"),
        ("من دفع ثمن الجسر؟", "ar", "question", "question"),
        ("该市花了150万元建桥。", "zh", "statement", "figure"),
        ("", "", "statement", "short"),
    ],
)
def test_examples(text: str, language: str, kind: str, reason: str) -> None:
    reading = reading_of(text, language)
    assert reading.kind == kind
    assert reason in reading.reasons
