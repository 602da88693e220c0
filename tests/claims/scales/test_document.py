"""The document of `/scales/`, and the page for readers that says the same."""

import json
import re
from pathlib import Path

from claims import scales
from claims.scales import (
    LIKELIHOOD_RANGES,
    LIKELIHOOD_TERMS,
    Credibility,
    Likelihood,
    StixScale,
    scales_document,
)
from claimtrack.vocabulary import Described
from sources.reliability import Reliability
from sources.vocabulary import Medium, SourceKind


def test_the_document_is_json_and_nothing_in_it_is_lost_on_the_way() -> None:
    document = scales_document()
    assert json.loads(json.dumps(document)) == document


def test_every_scale_and_vocabulary_of_the_module_is_published_once() -> None:
    published = [sorted(str(level["value"]) for level in scale["levels"]) for scale in scales_document()["scales"]]
    defined = [
        sorted(map(str, choices.values))
        for choices in (*vars(scales).values(), Reliability, SourceKind, Medium)
        if isinstance(choices, type) and issubclass(choices, Described | Credibility)
        # What the desk answers or notes for itself is no part of it.
        if choices not in (StixScale, scales.PairAnswer, scales.Means)
    ]
    assert sorted(published) == sorted(defined)
    names = [scale["name"] for scale in scales_document()["scales"]]
    assert len(set(names)) == len(names)


def test_every_level_has_a_label_a_meaning_and_a_source() -> None:
    for scale in scales_document()["scales"]:
        assert all(scale["source"].values())
        for level in scale["levels"]:
            assert level["label"]
            assert level["meaning"].endswith(".")
            assert level["terms"]


def test_labels_are_lower_case_english() -> None:
    for scale in scales_document()["scales"]:
        for level in scale["levels"]:
            assert level["label"] == level["label"].lower()


def test_whatever_is_lossy_says_what_is_lost() -> None:
    equivalents = [
        equivalent
        for scale in scales_document()["scales"]
        for level in scale["levels"]
        for equivalent in (level["stix"], level["claim_review"])
        if equivalent
    ]
    assert any(equivalent["lossy"] for equivalent in equivalents)
    assert all(bool(equivalent["note"]) is equivalent["lossy"] for equivalent in equivalents)


def test_only_analytic_confidence_is_exported() -> None:
    exported = {
        (scale["name"], level["value"])
        for scale in scales_document()["scales"]
        for level in scale["levels"]
        if level["stix"] and level["stix"]["exported"]
    }
    assert exported == {("confidence", "low"), ("confidence", "moderate"), ("confidence", "high")}


def test_the_document_carries_the_five_tables_and_the_rule_of_agreement() -> None:
    document = scales_document()
    assert {table["name"]: len(table["levels"]) for table in document["stix_confidence"]} == {
        "none_low_med_high": 4,
        "zero_to_ten": 11,
        "admiralty_credibility": 6,
        "wep": 7,
        "dni": 7,
    }
    assert {"verdict": "unproven", "likelihoods": ["unlikely", "roughly_even_chance", "likely"]} in document[
        "agreement"
    ]


def test_vocabularies_of_other_apps_join_the_document() -> None:
    more = scales.scale_document("grade", "Grade", Reliability)
    assert scales_document(more)["scales"][-1] == more


# The page for readers


PAGE = (Path(__file__).parents[3] / "docs" / "scales.md").read_text()


def test_the_page_names_every_level_of_every_scale() -> None:
    missing = [
        (scale["name"], level["value"])
        for scale in scales_document()["scales"]
        for level in scale["levels"]
        if not re.search(rf"^\| `{re.escape(str(level['value']))}` \|.*{re.escape(level['meaning'])}", PAGE, re.M)
    ]
    assert missing == []


def test_the_page_names_every_row_of_the_stix_tables() -> None:
    for table in scales_document()["stix_confidence"]:
        assert table["title"] in PAGE
        for row in table["levels"]:
            value = "not set" if row["confidence"] is None else str(row["confidence"])
            span = "" if row["low"] is None else f"{row['low']}–{row['high']}"
            span = str(row["low"]) if row["low"] is not None and row["low"] == row["high"] else span
            assert f"| {row['level']} | {value} | {span} |" in PAGE


def test_the_page_gives_ranges_and_second_words_of_likelihood() -> None:
    for word in Likelihood:
        span, (_, second) = LIKELIHOOD_RANGES[word], LIKELIHOOD_TERMS[word]
        percent = f"{span['low']:02}–{span['high']:02} %"
        assert re.search(rf"^\| `{word.value}` \|.*{re.escape(second)} \| {percent} \|", PAGE, re.M)
