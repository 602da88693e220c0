import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.analysis import stems, tokens
from claimtrack.analysis.words import MAX_WORD


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def test_words_are_cut_at_whatever_is_no_letter_mark_or_digit() -> None:
    assert words("L'homme «Don’t» #MeToo snake_case, COVID-19!") == [
        *("l", "homme", "don", "t", "metoo", "snake", "case", "covid", "19"),
    ]
    assert words("ভ্যাকসিন নিরাপদ, टीका सुरक्षित है") == ["ভ্যাকসিন", "নিরাপদ", "टीका", "सुरक्षित", "है"]


def test_scripts_without_spaces_are_read_in_pairs_and_a_last_character() -> None:
    assert words("说癌症可治。") == ["说癌", "癌症", "症可", "可治", "治"]
    assert words("ガン治療") == ["ガン", "ン治", "治療", "療"]
    assert words("ไทย 2563") == ["ไท", "ทย", "ย", "2563"]
    assert words("COVID-19疫苗") == ["covid", "19", "疫苗", "苗"]
    assert words("한국 사람") == ["한국", "사람"]


@pytest.mark.parametrize("text", ["Il a FERMÉ l’usine", "ｶﾞﾝ治療", "نسبة ﷺ", "กำลัง", "मैं क़लम"])
def test_a_word_knows_where_it_was_read(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for token in (*tokens(text), *tokens(decomposed)):
        assert 0 <= token.start < token.end <= len(decomposed)
    places = [text[token.start : token.end] for token in tokens("Il a FERMÉ l’usine")]
    assert text != "Il a FERMÉ l’usine" or places == ["Il", "a", "FERMÉ", "l", "usine"]


@given(st.text())
def test_composition_and_case_change_no_word(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "text",
    [
        *("word " * 10_000, "a" * 50_000, "癌" * 50_000, "é" * 50_000, "\u0301" * 50_000, "\x00\x01" * 25_000),
        *("a\u200d" * 25_000, "กำ" * 12_500, "aж癌" * 16_666, "ﷺ " * 5_000, "ﷺ" * 10_000),
    ],
    ids=lambda text: ascii(text[:4]),
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    found = stems(text, "en")
    assert time.process_time() - began < 5
    assert all(len(each.word) <= MAX_WORD for each in found)
