import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.analysis import fold


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("fermé", unicodedata.normalize("NFD", "fermé")),
        ("fermé", "FERME"),
        ("Straße", "STRASSE"),
        ("ＣＯＶＩＤ－19", "covid-19"),
        ("Łódź, Ærø", "lodz, aero"),
        ("İstanbul", "ıstanbul"),
        ("ΟΔΟΣ", "οδός"),
        ("ёлка", "елка"),
        ("за́мок", "замок"),
        ("йод", unicodedata.normalize("NFD", "йод")),
        ("الأردن", "الاردن"),
        ("مسؤولة", "مسوولة"),
        ("مُحَمَّد", "محمد"),
        ("العـــراق", "العراق"),
        ("مستشفى", "مستشفي"),
        ("دنیای کتاب", "دنياي كتاب"),
        ("ﻻ", "لا"),
        ("٢٠٢٦ ۱۴۰۵", "2026 1405"),
        ("क़ानून १२", "कानून 12"),
        ("שָׁלוֹם", "שלום"),
        ("می\u200cخواهم", "میخواهم"),
        ("Kraft\u00adwerk", "kraftwerk"),
        ("ｶﾞﾝ", "ガン"),
    ],
)
def test_what_readers_write_one_way_or_another_is_one_way(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("мой", "мои"), ("เก่า", "เกา"), ("कि", "क"), ("がん", "かん"), ("ড়", "ড"), ("한", "하")]
)
def test_marks_that_make_another_word_are_kept(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_composition_makes_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
