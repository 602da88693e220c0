"""Languages as markup gives them: tags, names, nodes, value objects, maps and contexts (JSON-LD 1.1)."""

from typing import Any

import pytest

from claims.imports.claimreview import notes
from claims.imports.values.languages import contradicts, language_in
from tests.markup import Node, claim, html, markup, one


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("pt_BR", "pt-BR"),
        ("Arabic (Libya)", "ar-LY"),
        ("Portuguese (Brazil)", "pt-BR"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("English (as spoken)", "en"),
        ("Français", "fr"),
        ("русский", "ru"),
        ({"@type": "Language", "name": "Arabic", "alternateName": "ar"}, "ar"),
        ({"@type": "Language", "name": "Spanish"}, "es"),
        ({"@type": "http://schema.org/Language", "http://schema.org/name": [{"@value": "Spanish"}]}, "es"),
        ([{"@value": "de"}], "de"),
        (["", "fr", "en"], "fr"),
        ({"@type": "Language", "name": "Something else"}, ""),
        (None, ""),
        (5, ""),
    ],
)
def test_a_language_is_read_however_it_is_given(given: Any, tag: str) -> None:
    assert language_in(given) == tag
    assert one(markup(inLanguage=given, claimReviewed="Le port est là.")).language == tag


@pytest.mark.parametrize(
    "members",
    [
        {"claimReviewed": {"@value": "Le port dort.", "@language": "fr"}},
        {"claimReviewed": [{"@value": "Le port dort.", "@language": "fr"}]},
        {"claimReviewed": {"fr": "Le port dort."}},
        {"claimReviewed": None, "itemReviewed": claim(text={"@value": "Le port dort.", "@language": "fr"})},
        {"claimReviewed": "Le port dort.", "@context": ["https://schema.org", {"@language": "fr"}]},
    ],
)
def test_the_language_that_a_text_says_it_is_in_is_the_claims(members: Node) -> None:
    review = one(markup(inLanguage=None, **members))
    assert (review.statement, review.language) == ("Le port dort.", "fr")


def test_the_context_of_a_feed_holds_for_its_items() -> None:
    feed = {
        "@context": {"@vocab": "https://schema.org/", "@language": "fr"},
        "dataFeedElement": [markup(inLanguage=None)],
    }
    assert one(feed).language == "fr"


def test_of_texts_in_several_languages_the_pages_own_comes_first_and_none_is_lost() -> None:
    statements = {"en": "The port sleeps.", "fr": "Le port dort.", "de": ["Der Hafen schläft."]}
    labels = [{"@value": "False", "@language": "en"}, {"@value": "Faux", "@language": "fr"}]
    told = markup(
        inLanguage="fr-CA", claimReviewed=statements, headline={"en": "No", "fr": "Non"},
        reviewRating={"alternateName": labels, "ratingExplanation": "Les cartes."},
    )  # fmt: skip
    review = one(told)
    assert (review.statement, review.language) == ("Le port dort.", "fr")
    assert review.context == "en: The port sleeps.\nde: Der Hafen schläft."
    assert review.page
    assert review.page.title == "Non"
    assert review.judgement
    assert (review.judgement.label, review.judgement.reasons) == ("Faux", "Les cartes.\nen: False")
    assert notes.TRANSLATED in review.notes
    assert notes.LABEL_IN_A_LIST not in review.notes


def test_without_a_language_of_the_page_the_first_of_a_map_comes_first() -> None:
    rating = {"alternateName": {"en": "False", "fr": "Faux"}}
    assert getattr(one(markup(inLanguage=None, reviewRating=rating)).judgement, "label", "") == "False"


def test_the_language_of_the_page_chooses_among_several() -> None:
    block = (
        '{"@type": "ClaimReview", "url": "https://checks.example.org/1", "claimReviewed": {"fr": "Oui.", "en": "Yes."}}'
    )
    assert one(html(block)).statement == "Yes."


def test_expanded_json_ld_is_read_as_compact_is() -> None:
    name = "http://schema.org/"
    expanded = [
        {
            "@id": "https://checks.example.org/1/",
            "@type": [f"{name}ClaimReview"],
            f"{name}claimReviewed": [{"@value": "Le port dort.", "@language": "fr"}],
            f"{name}url": [{"@id": "https://checks.example.org/1/"}],
            f"{name}inLanguage": [{"@value": "fr"}],
            f"{name}author": [{"@type": [f"{name}Organization"], f"{name}name": [{"@value": "Harbour Checks"}]}],
            f"{name}itemReviewed": [
                {
                    "@type": [f"{name}Claim"],
                    f"{name}author": {"@set": [{f"{name}name": [{"@value": "Ada Quay"}]}]},
                    f"{name}appearance": [{"@list": [{"@id": "https://posts.example.net/a/1"}]}],
                }
            ],
            f"{name}reviewRating": [{f"{name}alternateName": [{"@value": "Faux", "@language": "fr"}]}],
        }
    ]
    review = one(expanded)  # type: ignore[arg-type]  # any JSON
    assert (review.statement, review.language) == ("Le port dort.", "fr")
    assert [party.name for party in review.claimants] == ["Ada Quay"]
    assert [seen.page.url for seen in review.seen] == ["https://posts.example.net/a/1"]
    assert review.page
    assert (review.page.url, review.page.publisher.name) == ("https://checks.example.org/1/", "Harbour Checks")


@pytest.mark.parametrize(("text", "contradicted"), [("Порт", True), ("Порт A", False), ("Port", False), ("123", False)])
def test_only_a_text_without_any_latin_letter_contradicts_english(text: str, *, contradicted: bool) -> None:
    assert contradicts("en", text) is contradicted
