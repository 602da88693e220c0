import pytest

from claimtrack.analysis import stemming
from claimtrack.analysis.asked import read
from claimtrack.analysis.vectors import question, stemmed_in


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tanks Tobruk", "('tanks' | '~tank') & ('tobruk' | '~tobruk')"),
        ('"Tanks on roads"', "('tanks' <-> 'on' <-> 'roads')"),
        ("“tanks” or 「天文」", "('tanks' | '天文')"),
        ("-parades 2026", "!'parades' & '2026'"),
        ("vaccin* OR 水", "('vaccin':* | '水':*)"),
        ("covid-19", "(('covid' | '~covid') <-> '19')"),
        ("天文大会", "('天文' <-> '文大' <-> ('大会' | '大會'))"),
        ("學生", "('學生' | '学生')"),
        ("2021年", "('2021' <-> '年':*)"),
        ("- ! 🙂", ""),
    ],
)
def test_words_phrases_exclusions_alternatives_and_beginnings_are_read(text: str, asked: str) -> None:
    assert question(read(text), stemmed_in(["en"])) == asked


def test_what_is_left_out_is_told_with_its_place() -> None:
    assert read("roads OR").ignored == [{"at": 6, "text": "OR", "reason": "Nothing follows it."}]
    assert [each["at"] for each in read('🙂 roads "of Tobruk').ignored] == [0, 8]


def test_no_language_is_declared_without_a_stemmer() -> None:
    for language in stemming.STEMMED:
        assert stemming.stemmed_languages([language]) == [language]
