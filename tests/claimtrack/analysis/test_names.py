import pytest

from claimtrack.analysis import fold, tokens
from claimtrack.analysis.names import consonants, keys_asked, keys_of_name


def is_found(asked: str, name: str) -> bool:
    """Whether every word that is asked for has a word or a key of the name."""
    known = {*(token.word for token in tokens(name)), *keys_of_name(name)}
    return all(known & {token.word, *keys_asked(token)} for token in tokens(asked))


@pytest.mark.parametrize(
    "spellings",
    [
        ("Khalifa Haftar", "Khalifa Hifter", "خليفة حفتر", "Халифа Хафтар", "khalifah heftar"),
        ("Gaddafi", "القذافي", "Qadhafi", "Kadhafi", "Gheddafi"),
        ("Vladimir Putin", "Владимир Путин", "فلاديمير بوتين"),
        ("Zelensky", "Зеленський", "Selenskyj", "زيلينسكي"),
        ("Erdoğan", "أردوغان", "Эрдоган"),
        ("Fayez al-Sarraj", "فايز السراج", "Fayez Serraj"),
        ("Netanyahu", "נתניהו", "نتنياهو", "Нетаньяху"),
        ("Kyriakos", "Κυριάκος"),
        ("Wagner", "Вагнер", "فاغنر", "Vagner"),
    ],
)
def test_a_name_is_found_in_other_letters_and_spellings(spellings: tuple[str, ...]) -> None:
    assert [(a, b) for a in spellings for b in spellings if not is_found(a, b)] == []


@pytest.mark.parametrize("typed", ["haftr", "haftra", "hhaftar", "hafyar", "aftar", "hatfar", "haftarr"])
def test_a_name_is_found_with_one_letter_wrong(typed: str) -> None:
    assert is_found(typed, "Khalifa Haftar")


@pytest.mark.parametrize("other", ["Benghazi", "Hotel", "Khalifa", "Tripoli", "خالد"])
def test_another_name_is_not(other: str) -> None:
    assert not is_found("Haftar", other)


def test_short_words_alone_and_scripts_without_a_table_sound_like_nothing() -> None:
    assert [key for key in keys_of_name("Li 李明") if key.startswith("^")] == ["^"]
    assert keys_asked(tokens("Sisi")[0], alone=True) == tuple(
        f"?{each}" for each in ("sisi", "isi", "ssi", "sii", "sis")
    )
    assert set(keys_asked(tokens("السيسي")[0], alone=True)) & {*keys_of_name("Abdel Fattah el-Sisi")} == {"^ss"}
    assert consonants(fold("ქართული")) == ""
