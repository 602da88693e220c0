"""The conversions against the standards they follow, whose tables were copied here by hand."""

import pytest

from claims import scales
from claims.scales import (
    Confidence,
    Conversion,
    Credibility,
    Likelihood,
    StixScale,
    Verdict,
    claim_review_rating,
    confidence_from_stix,
    confidence_to_stix,
    credibility_to_stix,
    from_stix,
    likelihood_to_stix,
    reliability_to_stix,
    to_stix,
    verdict_from_label,
)
from sources.reliability import Reliability

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
