from concurrent.futures import ThreadPoolExecutor

import pytest

from claimtrack.analysis import stemmed_languages, stems, stems_of, tokens


def stems_in(text: str, language: str | None) -> set[str]:
    return {stem for word in stems(text, language) for stem in word.stems}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "vaccines", "vaccine"),
        ("en-GB", "closed", "closing"),
        ("de", "Impfungen", "Impfung"),
        ("es", "vacunas", "vacuna"),
        ("fr", "fermées", "ferme"),
        ("ru", "вакцины", "вакцина"),
        ("ar", "المدرسة", "مدرسة"),
        ("pl", "szczepionki", "szczepionka"),
        ("hi", "टीके", "टीका"),
        ("nn", "vaksinane", "vaksina"),
        ("tr", "KITAPLARI", "kıtap"),
    ],
)
def test_forms_of_a_word_share_a_stem_of_its_language(language: str, one: str, other: str) -> None:
    assert stems_in(one, language) & stems_in(other, language)


def test_a_stem_is_no_word() -> None:
    [word] = stems("running", "en")
    assert (word.word, word.stems) == ("running", ("~run",))


def test_a_word_is_asked_for_by_its_stems_in_several_languages_each_once() -> None:
    [token] = tokens("vaccinations")
    assert stems_of(token, ["en", "fr", "ru"]) == ("~vaccin",)
    assert stems_of(token, ["en", "de"]) == ("~vaccin", "~vaccination")


@pytest.mark.parametrize(
    ("text", "language"),
    [("ক খ", "bn"), ("2026", "en"), ("癌症", "zh"), ("слово", "en"), ("word", "ru"), ("word", None)],
)
def test_without_a_stemmer_there_are_words_alone(text: str, language: str | None) -> None:
    found = stems(text, language)
    assert found
    assert not any(word.stems for word in found)


def test_languages_with_stemmers_are_told_once() -> None:
    assert stemmed_languages(["de-AT", "bn", "nb", "de", "nn", "en"]) == ["de", "no", "en"]


def test_threads_do_not_disturb_each_other() -> None:
    text = "vaccines running closures " * 200
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: stems(text, "en"), range(16)))
    assert all(each == found[0] for each in found)
