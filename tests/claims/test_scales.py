"""The scales against the standards they come from, copied here by hand from the standards' own tables."""

import json
import re
from pathlib import Path

import pytest

from claims import scales
from claims.scales import (
    ALLOWED_LIKELIHOODS,
    LIKELIHOOD_RANGES,
    LIKELIHOOD_TERMS,
    Confidence,
    Credibility,
    Likelihood,
    MediaCategory,
    Standing,
    Status,
    StixScale,
    Verdict,
    claim_review_rating,
    confidence_from_stix,
    confidence_to_stix,
    credibility_to_stix,
    from_stix,
    likelihood_fits,
    likelihood_to_stix,
    scales_document,
    stake_of,
    to_stix,
    verdict_from_label,
)
from sources.reliability import Conversion, Described, Reliability, reliability_to_stix

# STIX 2.1, appendix A: level, STIX confidence value, range of values.
APPENDIX_A = {
    StixScale.NONE_LOW_MED_HIGH: """
        None | 0 | 0-0
        Low | 15 | 1-29
        Med | 50 | 30-69
        High | 85 | 70-100
    """,
    StixScale.ZERO_TO_TEN: """
        0 | 0 | 0-4
        1 | 10 | 5-14
        2 | 20 | 15-24
        3 | 30 | 25-34
        4 | 40 | 35-44
        5 | 50 | 45-54
        6 | 60 | 55-64
        7 | 70 | 65-74
        8 | 80 | 75-84
        9 | 90 | 85-94
        10 | 100 | 95-100
    """,
    StixScale.ADMIRALTY_CREDIBILITY: """
        5 - Improbable | 10 | 0-19
        4 - Doubtful | 30 | 20-39
        3 - Possibly True | 50 | 40-59
        2 - Probably True | 70 | 60-79
        1 - Confirmed by other sources | 90 | 80-100
    """,
    StixScale.WEP: """
        Impossible | 0 | 0-0
        Highly Unlikely/Almost Certainly Not | 10 | 1-19
        Unlikely/Probably Not | 30 | 20-39
        Even Chance | 50 | 40-59
        Likely/Probable | 70 | 60-79
        Highly likely/Almost Certain | 90 | 80-99
        Certain | 100 | 100-100
    """,
    StixScale.DNI: """
        Almost No Chance / Remote | 5 | 0-9
        Very Unlikely / Highly Improbable | 15 | 10-19
        Unlikely / Improbable | 30 | 20-39
        Roughly Even Chance / Roughly Even Odds | 50 | 40-59
        Likely / Probable | 70 | 60-79
        Very Likely / Highly Probable | 85 | 80-89
        Almost Certain / Nearly Certain | 95 | 90-100
    """,
}


def rows(scale: StixScale) -> list[tuple[str, int, range]]:
    read = []
    for line in APPENDIX_A[scale].strip().splitlines():
        level, value, span = (cell.strip() for cell in line.split("|"))
        low, high = span.split("-")
        read.append((level, int(value), range(int(low), int(high) + 1)))
    return read


# STIX


def test_all_five_tables_of_appendix_a_are_there() -> None:
    assert set(APPENDIX_A) == set(StixScale)
    for scale in StixScale:
        levels = [row.level for row in scales.STIX_TABLES[scale] if row.confidence is not None]
        assert levels == [level for level, _, _ in rows(scale)]


@pytest.mark.parametrize("scale", StixScale)
def test_every_level_is_written_as_the_standard_writes_it(scale: StixScale) -> None:
    for level, value, _ in rows(scale):
        assert to_stix(scale, level) == Conversion(value)


@pytest.mark.parametrize("scale", StixScale)
def test_every_value_from_0_to_100_is_read_as_the_standard_reads_it(scale: StixScale) -> None:
    for confidence in range(101):
        [(level, value)] = [(level, value) for level, value, span in rows(scale) if confidence in span]
        read = from_stix(scale, confidence)
        assert read.value == level
        assert read.lossy is (confidence != value)
        assert bool(read.note) is read.lossy


@pytest.mark.parametrize("scale", StixScale)
@pytest.mark.parametrize("confidence", [-1, 101, 1000])
def test_a_value_outside_0_to_100_is_refused(scale: StixScale, confidence: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        from_stix(scale, confidence)


def test_a_level_spelled_otherwise_than_the_standard_is_refused_with_those_it_has() -> None:
    with pytest.raises(ValueError, match="Roughly Even Chance / Roughly Even Odds"):
        to_stix(StixScale.DNI, "Roughly Even Change / Roughly Even Odds")


def test_truth_cannot_be_judged_leaves_stix_confidence_out_and_says_what_is_lost() -> None:
    written = to_stix(StixScale.ADMIRALTY_CREDIBILITY, "6 - Truth cannot be judged")
    assert (written.value, written.lossy) == (None, True)
    assert written == credibility_to_stix(Credibility.CANNOT_BE_JUDGED)
    read = from_stix(StixScale.ADMIRALTY_CREDIBILITY, None)
    assert (read.value, read.lossy) == ("6 - Truth cannot be judged", True)


@pytest.mark.parametrize("scale", [scale for scale in StixScale if scale != StixScale.ADMIRALTY_CREDIBILITY])
def test_a_confidence_that_is_not_there_is_no_level_of_the_other_scales(scale: StixScale) -> None:
    assert from_stix(scale, None) == Conversion(None)


def test_analytic_confidence_goes_to_stix_and_comes_back() -> None:
    written = {Confidence.LOW: 15, Confidence.MODERATE: 50, Confidence.HIGH: 85}
    assert {level: confidence_to_stix(level).value for level in Confidence} == written
    for level, value in written.items():
        assert confidence_to_stix(level).lossy is False
        assert confidence_from_stix(value) == Conversion(level)


def test_stix_confidence_is_read_over_its_whole_range_and_rounding_is_owned_up_to() -> None:
    def expected(value: int) -> Confidence:
        return Confidence.LOW if value <= 29 else Confidence.MODERATE if value <= 69 else Confidence.HIGH

    for value in range(1, 101):
        assert confidence_from_stix(value).value == expected(value)
        assert confidence_from_stix(value).lossy is (value not in (15, 50, 85))


def test_no_confidence_in_stix_is_no_level_of_ours() -> None:
    assert confidence_from_stix(None) == Conversion(None)
    assert (confidence_from_stix(0).value, confidence_from_stix(0).lossy) == (None, True)
    with pytest.raises(ValueError, match="0 to 100"):
        confidence_from_stix(101)


def test_credibility_has_the_admiralty_values() -> None:
    assert [credibility_to_stix(level).value for level in Credibility] == [90, 70, 50, 30, 10, None]


def test_likelihood_has_the_values_of_the_dni_scale_and_says_that_its_ranges_differ() -> None:
    assert [likelihood_to_stix(level).value for level in Likelihood] == [5, 15, 30, 50, 70, 85, 95]
    assert all(likelihood_to_stix(level).lossy for level in Likelihood)
    assert "10 to 19" in likelihood_to_stix(Likelihood.VERY_UNLIKELY).note
    assert "05 to 20" in likelihood_to_stix(Likelihood.VERY_UNLIKELY).note


@pytest.mark.parametrize("grade", Reliability)
def test_no_grade_of_a_source_becomes_stix_confidence(grade: Reliability) -> None:
    written = reliability_to_stix(grade)
    assert (written.value, written.lossy, bool(written.note)) == (None, True, True)


def test_only_analytic_confidence_is_exported() -> None:
    exported = {
        (scale["name"], level["value"])
        for scale in scales_document()["scales"]
        for level in scale["levels"]
        if level["stix"] and level["stix"]["exported"]
    }
    assert exported == {("confidence", "low"), ("confidence", "moderate"), ("confidence", "high")}


# ICD 203


def test_the_seven_terms_of_icd_203_have_their_ranges_and_both_rows_of_words() -> None:
    # § D.6.e(2)(a)
    table = {
        "almost_no_chance": ("almost no chance", "remote", 1, 5),
        "very_unlikely": ("very unlikely", "highly improbable", 5, 20),
        "unlikely": ("unlikely", "improbable (improbably)", 20, 45),
        "roughly_even_chance": ("roughly even chance", "roughly even odds", 45, 55),
        "likely": ("likely", "probable (probably)", 55, 80),
        "very_likely": ("very likely", "highly probable", 80, 95),
        "almost_certain": ("almost certain(ly)", "nearly certain", 95, 99),
    }
    ours = {
        word.value: (*LIKELIHOOD_TERMS[word], LIKELIHOOD_RANGES[word]["low"], LIKELIHOOD_RANGES[word]["high"])
        for word in Likelihood
    }
    assert ours == table
    assert list(ours) == list(table)


def test_the_meaning_of_a_likelihood_says_its_range() -> None:
    for word, span in LIKELIHOOD_RANGES.items():
        assert f"{span['low']:02} to {span['high']:02} %" in word.meaning


@pytest.mark.parametrize(
    ("verdict", "fitting"),
    [
        ("true", {"very_likely", "almost_certain"}),
        ("mostly_true", set()),
        ("mixed", set()),
        ("mostly_false", set()),
        ("false", {"almost_no_chance", "very_unlikely"}),
        ("misleading", set()),
        ("unproven", {"unlikely", "roughly_even_chance", "likely"}),
        (None, set()),
        ("", set()),
    ],
)
def test_verdict_and_likelihood_agree(verdict: str | None, fitting: set[str]) -> None:
    assert {word for word in Likelihood.values if likelihood_fits(verdict, word)} == fitting
    assert likelihood_fits(verdict, None)
    assert likelihood_fits(verdict, "")


def test_every_verdict_has_its_rule() -> None:
    assert set(ALLOWED_LIKELIHOODS) == set(Verdict)


def test_a_word_that_is_no_likelihood_is_no_silent_mismatch() -> None:
    with pytest.raises(ValueError, match="probably"):
        likelihood_fits("true", "probably")
    with pytest.raises(ValueError, match="pants on fire"):
        likelihood_fits("pants on fire", "likely")


# The Admiralty code and the other vocabularies


def test_the_admiralty_code_is_worded_as_nato_words_it() -> None:
    assert {grade.value: grade.label for grade in Reliability} == {
        "A": "completely reliable",
        "B": "usually reliable",
        "C": "fairly reliable",
        "D": "not usually reliable",
        "E": "unreliable",
        "F": "cannot be judged",
    }
    assert {grade.value: grade.label for grade in Credibility} == {
        1: "confirmed by other sources",
        2: "probably true",
        3: "possibly true",
        4: "doubtful",
        5: "improbable",
        6: "truth cannot be judged",
    }


def test_media_categories_are_spelled_as_schema_org_spells_them() -> None:
    assert MediaCategory.values == [
        "OriginalMediaContent",
        "DecontextualizedContent",
        "EditedOrCroppedContent",
        "TransformedContent",
        "StagedContent",
        "SatireOrParodyContent",
    ]


@pytest.mark.parametrize(
    ("vocabulary", "values"),
    [
        (Status, "under_review rated not_checkable"),
        (Verdict, "true mostly_true mixed mostly_false false misleading unproven"),
        (Confidence, "low moderate high"),
        (scales.NotCheckableReason, "opinion position too_vague no_access not_due not_asserted"),
        (scales.ClaimKind, "factual prediction opinion position"),
        (
            scales.RebuttalKind,
            "denial refutation clarification correction retraction admission non_denial no_response",
        ),
        (Standing, "originator subject affiliated adverse authority none unknown"),
        (scales.Stake, "party independent unknown"),
        (scales.AppearanceRole, "asserts reports endorses queries disputes"),
        (scales.Bearing, "supports undermines inconclusive context"),
        (scales.Weight, "decisive material minor"),
        (scales.AnswerScope, "specific blanket"),
        (
            scales.RelationKind,
            "contradicts supports undermines presupposes variant_of updates translation_of",
        ),
        (scales.ChangeReason, "new_evidence world_changed our_error method remapped"),
    ],
)
def test_a_vocabulary_has_the_words_clients_depend_on(vocabulary: type[Described], values: str) -> None:
    assert vocabulary.values == values.split()


@pytest.mark.parametrize(
    ("standing", "stake"),
    [
        ("originator", "party"),
        ("subject", "party"),
        ("affiliated", "party"),
        ("adverse", "party"),
        ("authority", "independent"),
        ("none", "independent"),
        ("unknown", "unknown"),
    ],
)
def test_the_stake_follows_from_the_standing(standing: str, stake: str) -> None:
    assert stake_of(standing) == stake


def test_every_standing_has_a_stake() -> None:
    assert set(scales.STAKES) == set(Standing)


# ClaimReview


@pytest.mark.parametrize(
    ("verdict", "value", "name"),
    [
        (Verdict.FALSE, 1, "False"),
        (Verdict.MOSTLY_FALSE, 2, "Mostly false"),
        (Verdict.MIXED, 3, "Mixed"),
        (Verdict.MOSTLY_TRUE, 4, "Mostly true"),
        (Verdict.TRUE, 5, "True"),
    ],
)
def test_a_degree_of_truth_has_a_number_from_1_false_to_5_true(verdict: Verdict, value: int, name: str) -> None:
    rating = {
        "@type": "Rating",
        "ratingValue": value,
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": name,
    }
    assert claim_review_rating(verdict) == Conversion(rating)


@pytest.mark.parametrize(("verdict", "name"), [(Verdict.MISLEADING, "Misleading"), (Verdict.UNPROVEN, "Unproven")])
def test_what_is_no_degree_of_truth_has_no_number_and_says_so(verdict: Verdict, name: str) -> None:
    rating = claim_review_rating(verdict)
    assert rating.value == {"@type": "Rating", "alternateName": name}
    assert rating.lossy
    assert rating.note


@pytest.mark.parametrize("verdict", Verdict)
def test_a_rating_of_ours_comes_back_by_its_label(verdict: Verdict) -> None:
    name = claim_review_rating(verdict).value["alternateName"]
    assert verdict_from_label(name) == Conversion(verdict)
    assert verdict_from_label(f" {verdict.value.upper()} ").value == verdict


@pytest.mark.parametrize("label", ["Pants on Fire", "", "1", "5", "Half true", "truefalse", "Untrue"])
def test_another_publishers_label_or_a_number_is_no_verdict_of_ours(label: str) -> None:
    read = verdict_from_label(label)
    assert (read.value, read.lossy, bool(read.note)) == (None, True, True)


# The public document


def test_the_document_is_json_and_nothing_in_it_is_lost_on_the_way() -> None:
    document = scales_document()
    assert json.loads(json.dumps(document)) == document


def test_every_scale_and_vocabulary_of_the_module_is_published_once() -> None:
    published = [sorted(str(level["value"]) for level in scale["levels"]) for scale in scales_document()["scales"]]
    defined = [
        sorted(map(str, choices.values))
        for choices in vars(scales).values()
        if isinstance(choices, type) and issubclass(choices, Described | Credibility)
        if choices not in (Described, StixScale)
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

PAGE = (Path(__file__).parents[2] / "docs" / "scales.md").read_text()


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
