"""What pages say is said in every language: catalogues and glossaries are whole, and say who reviewed them."""

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.utils.translation import ngettext, override

from claims.pages import catalogues, words
from claims.pages.words import GLOSSARIES, SCALES, Glossary, read_glossary, write_glossary
from claims.scales import LIKELIHOOD_RANGES, Verdict
from claimtrack.pages.languages import LANGUAGES

OTHERS = catalogues.translated_into()
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: What comes out of a message as it went in: what is filled in, and elements.
HELD = re.compile(r"%\(\w+\)s|</?\w+>")


def forms(said: str | Sequence[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


def texts(language: str) -> list[Message]:
    return [each for each in catalogues.read(language) if each.id]


# -- catalogues -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def said() -> set[tuple[str, str, str]]:
    """All that pages say: text, plural and context."""
    return {(each.text, each.plural, each.context) for each in catalogues.messages()}


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_translates_all_that_pages_say_and_nothing_more(
    language: str, said: set[tuple[str, str, str]]
) -> None:
    found = catalogues.read(language)
    translated = {(*(*forms(each.id), "")[:2], each.context or "") for each in texts(language)}
    assert said - translated == set(), "run `manage.py catalogues`, then translate what is empty"
    assert translated - said == set(), "run `manage.py catalogues`"
    assert [each.id for each in texts(language) if not all(forms(each.string)) or each.fuzzy] == []
    assert not found.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_holds_what_the_original_holds(language: str) -> None:
    for each in texts(language):
        held = set(HELD.findall(forms(each.id)[0]))
        for form in forms(each.string):
            assert set(HELD.findall(form)) == held, form
            if each.python_format:
                assert "%" not in form % dict.fromkeys(PLACEHOLDER.findall(form), "x"), form


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_read_is_what_was_translated(language: str) -> None:
    kept = catalogues.po_file(language).with_suffix(".mo").read_bytes()
    assert kept == catalogues.compiled(language), "run `manage.py catalogues`"


@pytest.mark.parametrize("language", OTHERS)
def test_no_catalogue_says_that_it_was_reviewed_without_a_name(language: str) -> None:
    head = catalogues.po_file(language).read_text().partition("msgid")[0]
    named = re.search(r"^# Reviewed by: (.+?)\.", head, re.MULTILINE)
    assert named is not None
    assert (named[1] == "nobody yet") == ("Whoever reviews it puts their name here." in head)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            {1: "1 утверждение", 2: "2 утверждения", 5: "5 утверждений", 11: "11 утверждений", 21: "21 утверждение"},
        ),
        ("ar", {1: "ادعاء واحد (1)", 2: "ادعاءان (2)", 3: "3 ادعاءات", 11: "11 ادعاءً", 100: "100 ادعاء"}),
        ("ar", {0: "لا ادعاءات (0)"}),
        ("fr", {0: "0 affirmation", 1: "1 affirmation", 2: "2 affirmations"}),
        ("es", {1: "1 afirmación", 2: "2 afirmaciones", 1_000_000: "1000000 de afirmaciones"}),
        ("de", {0: "0 Behauptungen", 1: "1 Behauptung"}),
    ],
)
def test_a_number_has_the_form_of_the_noun_that_its_language_gives_it(language: str, told: dict[int, str]) -> None:
    with override(language):
        for number, words_ in told.items():
            assert ngettext("%(number)s claim", "%(number)s claims", number) % {"number": number} == words_


# -- glossaries -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", OTHERS)
def test_a_glossary_has_a_word_for_every_value_of_every_scale_and_no_other(language: str) -> None:
    found = read_glossary(GLOSSARIES / f"{language}.json")
    assert {scale: list(of_scale) for scale, of_scale in found.words.items()} == {
        scale: [str(value) for value in vocabulary.values] for scale, vocabulary in SCALES.items()
    }
    assert all(word.strip() for of_scale in found.words.values() for word in of_scale.values())
    assert found.reviewed_by is None or found.reviewed_by.strip()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("scale", ["verdict", "likelihood", "confidence", "rebuttal_kind", "reliability", "status"])
def test_no_two_values_of_a_scale_have_one_word(language: str, scale: str) -> None:
    of_scale = read_glossary(GLOSSARIES / f"{language}.json").words[scale]
    assert len(set(of_scale.values())) == len(of_scale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_readers_meet_can_be_said(language: str) -> None:
    with override(language):
        assert all(words.word("verdict", each) for each in Verdict.values)
        assert all(words.word("likelihood", each) for each in LIKELIHOOD_RANGES)


def test_the_original_stands_beside_a_word_until_a_named_person_has_reviewed_the_glossary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with override("de"):
        assert words.word("verdict", "unproven") == "unbelegt (unproven)"
        reviewed = Glossary("Edda Example", words.glossary("de").words)
        monkeypatch.setattr(words, "glossary", lambda language: reviewed)
        assert words.word("verdict", "unproven") == "unbelegt"


def test_a_glossary_brought_up_to_date_keeps_its_words_and_its_reviewer_and_counts_what_is_empty(
    tmp_path: Path,
) -> None:
    path = tmp_path / "xx.json"
    path.write_text('{"reviewed_by": "Edda Example", "words": {"verdict": {"false": "nope", "gone": "away"}}}')
    empty = write_glossary(path)
    found = read_glossary(path)
    assert found.reviewed_by == "Edda Example"
    assert found.words["verdict"]["false"] == "nope"
    assert "gone" not in found.words["verdict"]
    assert empty == sum(len(vocabulary.values) for vocabulary in SCALES.values()) - 1


def test_no_message_stands_inside_an_f_string_where_none_is_found() -> None:
    inside = [
        f"{path}:{call.lineno}"
        for root in catalogues.ROOTS
        for path in sorted((settings.BASE_DIR / root).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogues.CALLED
    ]
    assert inside == []
