"""A match says in what the text differs from the claim: negated, another figure, day or person."""

from collections import Counter

import pytest

from claims.finding.differs import Words, difference
from tests.claims.finding.changed_pairs import PARAPHRASES, pairs
from tests.claims.finding.spoken_pairs import Spoken, spoken

LANGUAGES = "en es de ar fr pt ru pl fa hi bn zh ja th"


def told_of(text: str, claim: str, language: str) -> str:
    return difference(Words(text, language), Words(claim, language))


def test_there_are_pairs_enough() -> None:
    kinds = Counter((pair.language, pair.kind) for pair in pairs())
    assert set(kinds.values()) == {25}
    assert kinds.total() >= 400


def test_a_changed_text_is_told_apart() -> None:
    missed = [pair for pair in pairs() if told_of(pair.text, pair.statement, pair.language) == "none"]
    assert len(missed) <= 0.03 * 400, missed


@pytest.mark.parametrize("kind", ["negation", "number", "name", "date"])
def test_it_is_told_what_differs(kind: str) -> None:
    told: list[str] = [told_of(pair.text, pair.statement, pair.language) for pair in pairs() if pair.kind == kind]
    assert told.count(kind) >= 0.9 * len(told), Counter(told)


def test_most_paraphrases_differ_in_nothing() -> None:
    told = [
        (told_of(text, statement, language), text)
        for language, given in PARAPHRASES.items()
        for statement, text in given
    ]
    assert sum(what == "none" for what, _ in told) >= 0.8 * len(told), told


def spoken_otherwise(kinds: str) -> tuple[list[Spoken], list[Spoken]]:
    """Of the spoken pairs of these kinds, all, and those that are told as another kind."""
    asked = [pair for pair in spoken() if pair.kind in kinds.split()]
    return asked, [pair for pair in asked if told_of(pair.text, pair.statement, pair.language) != pair.kind]


def test_what_is_spoken_is_told_apart_in_fourteen_languages() -> None:
    asked, missed = spoken_otherwise("negation number date name")
    assert {pair.language for pair in asked} >= {*LANGUAGES.split()}
    assert len(missed) <= 0.05 * len(asked), missed


def test_the_same_in_another_notation_or_tone_differs_in_nothing() -> None:
    asked, alarms = spoken_otherwise("none")
    assert len(asked) >= 60
    assert len(alarms) <= 0.05 * len(asked), alarms


@pytest.mark.parametrize(
    ("text", "claim", "told"),
    [
        ("Two million people marched.", "2,000,000 people marched.", "none"),
        ("٤٠ شخصا في السفينة", "40 شخصا في السفينة", "none"),
        ("Nine of them: 3.5 percent.", "Nine of them: 3,5 percent.", "none"),
        ("The law passed on 3 May.", "The law passed on 3 June.", "date"),
        ("Vaccines don’t cause autism.", "Vaccines cause autism.", "negation"),
        ("It is not raining here. " + "Filler of all kinds stands here. " * 3 + "Vaccines cause autism.", "Vaccines cause autism.", "none"),
        ("疫苗不会导致自闭症", "疫苗会导致自闭症", "negation"),
        ("ワクチンは自閉症の原因ではない", "ワクチンは自閉症の原因である", "negation"),
        ("वैक्सीन से बांझपन नहीं होता", "वैक्सीन से बांझपन होता है", "negation"),
        ("Вакцины не вызывают аутизм", "Вакцины вызывают аутизм", "negation"),
        ("Die Impfung verursacht kein Fieber", "Die Impfung verursacht Fieber", "negation"),
        ("", "Vaccines cause autism.", "none"),
    ],
)  # fmt: skip
def test_examples(text: str, claim: str, told: str) -> None:
    language = {"疫": "zh", "ワ": "ja", "व": "hi", "В": "ru", "D": "de", "4": "ar"}.get(claim[:1], "en")
    assert told_of(text, claim, language) == told


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("The ministry refused to back the northern army.", "The ministry backs the northern army."),
        ("The ministry stopped backing the northern army.", "The ministry backs the northern army."),
        ("The cabinet is unrecognised by the council.", "The cabinet is recognised by the council."),
        ("El ministerio se negó a apoyar al ejército.", "El ministerio apoya al ejército."),
    ],
)
def test_who_refuses_or_stops_does_not(text: str, statement: str) -> None:
    language = "es" if text.startswith("El ") else "en"
    assert told_of(text, statement, language) == "negation"
