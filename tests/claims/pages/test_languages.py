"""A page in the language of its reader: its direction, its words and figures, and what is quoted as it was said."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from claims.pages.words import Glossary, glossary
from tests.claims.pages.conftest import STATEMENT, page
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    ObservationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(editor: User) -> Claim:
    made: Claim = ClaimFactory(slug="the-port", statement=STATEMENT, language="en", appearance=None)
    daily = SourceFactory(slug="the-daily", name="The Daily Example", country="LY")
    document = DocumentFactory(publisher=daily, title="بيع الميناء", language="ar")
    AppearanceFactory(claim=made, document=document, quote="بيع الميناء لقاعدة بحرية.")
    ObservationFactory(claim=made, figure=9_300_000, shown=True)
    judge = SourceFactory(name="Example Facts")
    judged = AssessmentFactory(claim=made, verdict="unproven", source=judge, document=DocumentFactory(publisher=judge))
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[made], by=editor)
    return made


def test_a_page_in_arabic_runs_from_right_to_left_and_a_statement_in_english_from_left_to_right(
    client: Client, claim: Claim
) -> None:
    found = page(client, "/claims/the-port/?lang=ar")
    assert '<html lang="ar" dir="rtl">' in found
    assert f'<h1 lang="en" dir="ltr">{STATEMENT}</h1>' in found
    assert '<blockquote lang="ar" dir="rtl">' in found
    # The title and the timeline hold texts of the other direction in isolates, so that none of the words change places.
    assert f"\u2066{STATEMENT}\u2069" in found.replace("\u2068", "\u2066").partition("</title>")[0]
    assert "<span>\u2068The Daily Example\u2069: " in found
    assert f'lang="en" dir="ltr">{STATEMENT}</a>' in page(client, "/claims/?lang=ar")


def test_the_picture_speaks_the_language_of_the_page_and_in_arabic_is_read_from_the_right(
    client: Client, claim: Claim
) -> None:
    pictures = {
        language: page(client, f"/claims/the-port/?lang={language}").partition("<svg")[2].partition("</svg>")[0]
        for language in ("en", "de", "ar")
    }
    assert ">The claim<" in pictures["en"]
    assert ">Die Behauptung<" in pictures["de"]
    assert ">asserts<" in pictures["en"]
    assert "behauptet (asserts)" in pictures["de"]
    assert [language for language, svg in pictures.items() if 'direction="rtl"' in svg] == ["ar"]
    # The whole is mirrored, and each line of text is turned back where it stands.
    assert pictures["ar"].count("scale(-1 1)") == pictures["ar"].count("<text") + 1


def test_an_english_page_holds_what_is_arabic_from_right_to_left(client: Client, claim: Claim) -> None:
    found = page(client, "/claims/the-port/")
    assert '<html lang="en" dir="ltr">' in found
    assert '<blockquote lang="ar" dir="rtl">' in found
    assert "\u2068" not in found.partition("</title>")[0]


@pytest.mark.parametrize(
    ("language", "standing", "figure", "country"),
    [
        ("en", "Unproven, says Example Facts", "9,300,000", "Libya"),
        ("es", "No demostrado (unproven), según Example Facts", "9\xa0300\xa0000", "Libia"),
        ("fr", "Non prouvé (unproven), selon Example Facts", "9\xa0300\xa0000", "Libye"),
        ("de", "Unbelegt (unproven), so Example Facts", "9.300.000", "Libyen"),
        ("ru", "Не доказано (unproven) — оценка: Example Facts", "9\xa0300\xa0000", "Ливия"),
        ("ar", "غير مثبت (unproven)، بحسب \u2068Example Facts\u2069", "9300000", "ليبيا"),
    ],
)
def test_the_standing_the_figures_and_the_countries_are_in_the_language_of_the_page(
    client: Client, claim: Claim, language: str, standing: str, figure: str, country: str
) -> None:
    found = page(client, f"/claims/the-port/?lang={language}")
    assert f"<title>{standing}" in found
    assert re.search(f"<strong>{figure}</strong>", found)
    assert country in page(client, f"/sources/the-daily/?lang={language}")


def test_the_original_beside_a_translated_word_is_marked_as_english(client: Client, claim: Claim) -> None:
    found = page(client, "/claims/the-port/?lang=de")
    assert '<strong>unbelegt (<bdi lang="en">unproven</bdi>)</strong>' in found
    assert "&lt;bdi" not in found


def test_the_page_of_scales_says_that_nobody_has_reviewed_the_words_or_who_has(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "hat noch niemand geprüft" in page(client, "/scales/?lang=de")
    assert "reviewed" not in page(client, "/scales/?lang=en")
    reviewed = Glossary("Edda Example", glossary("de").words)
    monkeypatch.setattr("claims.pages.words.glossary", lambda language: reviewed)
    told = page(client, "/scales/?lang=de")
    assert "geprüft von Edda Example" in told
    assert "(false)" not in told


@pytest.mark.parametrize(
    ("path", "status", "words"), [("/claims/never/", 404, "Nicht gefunden"), ("/claims/?x=1", 400, "Ungültige")]
)
def test_a_problem_is_named_in_the_language_of_the_page(client: Client, path: str, status: int, words: str) -> None:
    joined = "&" if "?" in path else "?"
    found = page(client, f"{path}{joined}lang=de", status=status)
    assert f"<h1>{words}" in found
    assert f"<title>{words}" in found
