"""What a level becomes on the scales of others: STIX 2.1, and schema.org's ClaimReview.

STIX 2.1, appendix A, has five tables of confidence; they stand below as the OASIS standard prints them. The
`confidence` property of an exported STIX object carries analytic confidence alone; the other equivalents are
published for comparison. Where tools and the standard differ, the standard is followed:

- the `stix2` Python library documents *Unlikely/Probably Not* as 20; the standard, and what the library
  returns, is 30;
- the library spells DNI's middle term *Roughly Even Change*; the standard says *Chance*;
- the library's labels are case sensitive and leave *6 - Truth cannot be judged* without an answer; the
  standard leaves the property out ("Not Specified");
- the library cites appendix B, after a draft; in the standard it is appendix A.

The DNI table has ICD 203's words but not its ranges: *very unlikely* is 10 to 19 there, and 05 to 20 % here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, Literal, NotRequired, TypedDict, TypeVar

from claims.scales.admiralty import Credibility
from claims.scales.icd203 import LIKELIHOOD_RANGES, Confidence, Likelihood
from claims.scales.verdicts import Verdict
from claimtrack.vocabulary import Described
from sources.reliability import Reliability

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Conversion(Generic[T_co]):
    """What a level becomes on another scale.

    `lossy`: the way back does not lead to what was converted, or the other scale says something else by it;
    `note` then says what is lost, in a sentence for readers.
    """

    value: T_co
    lossy: bool = False
    note: str = ""


# STIX 2.1


class StixScale(Described):
    """The five tables of STIX 2.1, appendix A; labels as the standard prints them."""

    NONE_LOW_MED_HIGH = "none_low_med_high", "Confidence in four steps.", "None/Low/Med/High"
    ZERO_TO_TEN = "zero_to_ten", "Confidence in eleven steps.", "0-10 Scale"
    ADMIRALTY_CREDIBILITY = "admiralty_credibility", "Credibility of information.", "Admiralty Credibility"
    WEP = "wep", "Words of Estimative Probability.", "WEP"
    DNI = "dni", "ICD 203's words of likelihood, with other ranges than its own.", "DNI Scale"


@dataclass(frozen=True, slots=True)
class StixLevel:
    """One row: the level is written as `confidence`, and a value from `low` to `high` is read as the level.

    All three are None where the standard says "Not Specified": the property is left out.
    """

    level: str
    confidence: int | None
    low: int | None
    high: int | None


STIX_TABLES: Final[Mapping[StixScale, tuple[StixLevel, ...]]] = {
    StixScale.NONE_LOW_MED_HIGH: (
        StixLevel("None", 0, 0, 0),
        StixLevel("Low", 15, 1, 29),
        StixLevel("Med", 50, 30, 69),
        StixLevel("High", 85, 70, 100),
    ),
    StixScale.ZERO_TO_TEN: (
        StixLevel("0", 0, 0, 4),
        StixLevel("1", 10, 5, 14),
        StixLevel("2", 20, 15, 24),
        StixLevel("3", 30, 25, 34),
        StixLevel("4", 40, 35, 44),
        StixLevel("5", 50, 45, 54),
        StixLevel("6", 60, 55, 64),
        StixLevel("7", 70, 65, 74),
        StixLevel("8", 80, 75, 84),
        StixLevel("9", 90, 85, 94),
        StixLevel("10", 100, 95, 100),
    ),
    StixScale.ADMIRALTY_CREDIBILITY: (
        StixLevel("6 - Truth cannot be judged", None, None, None),
        StixLevel("5 - Improbable", 10, 0, 19),
        StixLevel("4 - Doubtful", 30, 20, 39),
        StixLevel("3 - Possibly True", 50, 40, 59),
        StixLevel("2 - Probably True", 70, 60, 79),
        StixLevel("1 - Confirmed by other sources", 90, 80, 100),
    ),
    StixScale.WEP: (
        StixLevel("Impossible", 0, 0, 0),
        StixLevel("Highly Unlikely/Almost Certainly Not", 10, 1, 19),
        StixLevel("Unlikely/Probably Not", 30, 20, 39),
        StixLevel("Even Chance", 50, 40, 59),
        StixLevel("Likely/Probable", 70, 60, 79),
        StixLevel("Highly likely/Almost Certain", 90, 80, 99),
        StixLevel("Certain", 100, 100, 100),
    ),
    StixScale.DNI: (
        StixLevel("Almost No Chance / Remote", 5, 0, 9),
        StixLevel("Very Unlikely / Highly Improbable", 15, 10, 19),
        StixLevel("Unlikely / Improbable", 30, 20, 39),
        StixLevel("Roughly Even Chance / Roughly Even Odds", 50, 40, 59),
        StixLevel("Likely / Probable", 70, 60, 79),
        StixLevel("Very Likely / Highly Probable", 85, 80, 89),
        StixLevel("Almost Certain / Nearly Certain", 95, 90, 100),
    ),
}


# The row that each level of ours is, in the table that has its kind.
CONFIDENCE_LEVELS: Final[Mapping[Confidence, str]] = {
    Confidence.LOW: "Low",
    Confidence.MODERATE: "Med",
    Confidence.HIGH: "High",
}
CREDIBILITY_LEVELS: Final[Mapping[Credibility, str]] = {
    Credibility.CONFIRMED: "1 - Confirmed by other sources",
    Credibility.PROBABLY_TRUE: "2 - Probably True",
    Credibility.POSSIBLY_TRUE: "3 - Possibly True",
    Credibility.DOUBTFUL: "4 - Doubtful",
    Credibility.IMPROBABLE: "5 - Improbable",
    Credibility.CANNOT_BE_JUDGED: "6 - Truth cannot be judged",
}
LIKELIHOOD_LEVELS: Final[Mapping[Likelihood, str]] = {
    Likelihood.ALMOST_NO_CHANCE: "Almost No Chance / Remote",
    Likelihood.VERY_UNLIKELY: "Very Unlikely / Highly Improbable",
    Likelihood.UNLIKELY: "Unlikely / Improbable",
    Likelihood.ROUGHLY_EVEN_CHANCE: "Roughly Even Chance / Roughly Even Odds",
    Likelihood.LIKELY: "Likely / Probable",
    Likelihood.VERY_LIKELY: "Very Likely / Highly Probable",
    Likelihood.ALMOST_CERTAIN: "Almost Certain / Nearly Certain",
}


def stix_row(scale: StixScale, level: str) -> StixLevel:
    """The row of a level, spelled as the standard spells it. Raises `ValueError` for any other level."""
    for row in STIX_TABLES[scale]:
        if row.level == level:
            return row
    accepted = ", ".join(row.level for row in STIX_TABLES[scale])
    raise ValueError(f"{scale.label} has no level {level!r}; it has: {accepted}.")


def to_stix(scale: StixScale, level: str) -> Conversion[int | None]:
    """What STIX writes for a level, None where it leaves `confidence` out. Raises as `stix_row`."""
    row = stix_row(scale, level)
    if row.confidence is None:
        return Conversion(None, lossy=True, note="Not set in STIX, as if nobody had graded it.")
    return Conversion(row.confidence)


def from_stix(scale: StixScale, confidence: int | None) -> Conversion[str | None]:
    """How a STIX `confidence` reads on a scale; None is a `confidence` that is not there.

    Raises `ValueError` outside 0 to 100.
    """
    if confidence is None:
        return _from_unset(scale)
    for row in STIX_TABLES[scale]:
        if row.low is not None and row.high is not None and row.low <= confidence <= row.high:
            if confidence == row.confidence:
                return Conversion(row.level)
            note = f"{row.level} stands for {row.low} to {row.high}; that it was {confidence} is lost."
            return Conversion(row.level, lossy=True, note=note)
    raise ValueError(f"STIX confidence is 0 to 100, not {confidence}.")


def _from_unset(scale: StixScale) -> Conversion[str | None]:
    for row in STIX_TABLES[scale]:
        if row.confidence is None:
            return Conversion(row.level, lossy=True, note="In STIX it may also be that nobody graded it.")
    return Conversion(None)


def confidence_to_stix(confidence: Confidence) -> Conversion[int | None]:
    """Analytic confidence as STIX `confidence`: 15, 50 or 85 (None/Low/Med/High)."""
    return to_stix(StixScale.NONE_LOW_MED_HIGH, CONFIDENCE_LEVELS[confidence])


def confidence_from_stix(confidence: int | None) -> Conversion[Confidence | None]:
    """STIX `confidence` as analytic confidence. Raises `ValueError` outside 0 to 100."""
    if confidence == 0:
        return Conversion(None, lossy=True, note="STIX says there is no confidence; our lowest level is low.")
    read = from_stix(StixScale.NONE_LOW_MED_HIGH, confidence)
    ours = {level: confidence for confidence, level in CONFIDENCE_LEVELS.items()}
    return Conversion(ours[read.value] if read.value else None, lossy=read.lossy, note=read.note)


def credibility_to_stix(credibility: Credibility) -> Conversion[int | None]:
    """Where credibility stands on STIX's scale (6: not set): a comparison, not exported as `confidence`."""
    return to_stix(StixScale.ADMIRALTY_CREDIBILITY, CREDIBILITY_LEVELS[credibility])


def likelihood_to_stix(likelihood: Likelihood) -> Conversion[int | None]:
    """Where likelihood stands on STIX's DNI scale: a comparison, not exported as `confidence`."""
    row = stix_row(StixScale.DNI, LIKELIHOOD_LEVELS[likelihood])
    ours = LIKELIHOOD_RANGES[likelihood]
    note = f"STIX gives the words {row.low} to {row.high} of 100, ICD 203 {ours['low']:02} to {ours['high']} %."
    return Conversion(row.confidence, lossy=True, note=note)


def reliability_to_stix(grade: Reliability) -> Conversion[None]:
    """Every letter leaves STIX `confidence` unset.

    STIX 2.1, appendix A, has a table for the Admiralty code's credibility and none for its reliability: its
    `confidence` (§ 3.2) is about the correctness of the data, not about a source.
    """
    if grade == Reliability.F:
        return Conversion(None, lossy=True, note="Not set in STIX, as if nobody had graded the source.")
    return Conversion(None, lossy=True, note="STIX 2.1 has no scale for the reliability of a source.")


# ClaimReview

Rating = TypedDict(
    "Rating",
    {
        "@type": Literal["Rating"],
        "alternateName": str,
        "ratingValue": NotRequired[int],
        "bestRating": NotRequired[int],
        "worstRating": NotRequired[int],
    },
)
"""schema.org Rating, as Google's fact-check guide reads it: the nearer to `bestRating`, the truer."""


# The truth line, 1 false to 5 true. Misleading and unproven are no points on it.
CLAIM_REVIEW_VALUES: Final[Mapping[Verdict, int]] = {
    Verdict.FALSE: 1,
    Verdict.MOSTLY_FALSE: 2,
    Verdict.MIXED: 3,
    Verdict.MOSTLY_TRUE: 4,
    Verdict.TRUE: 5,
}


def claim_review_rating(verdict: Verdict) -> Conversion[Rating]:
    """The `reviewRating` of a schema.org ClaimReview; no number where a verdict is no degree of truth."""
    rating: Rating = {"@type": "Rating", "alternateName": verdict.label.capitalize()}
    if verdict not in CLAIM_REVIEW_VALUES:
        note = "No number: it is no point between false and true, and a reader of numbers alone misses it."
        return Conversion(rating, lossy=True, note=note)
    rating["ratingValue"] = CLAIM_REVIEW_VALUES[verdict]
    rating["bestRating"], rating["worstRating"] = 5, 1
    return Conversion(rating)


def verdict_from_label(label: str) -> Conversion[Verdict | None]:
    """The verdict a rating's label (`alternateName`) names in our own words; None for any other label.

    There is no way from a number alone: publishers' numbers run in either direction and over any range.
    """
    words = " ".join(label.replace("_", " ").replace("-", " ").split()).casefold()
    for verdict in Verdict:
        if verdict.label == words:
            return Conversion(verdict)
    return Conversion(None, lossy=True, note=f"“{label}” is not one of our verdicts; a person has to map it.")
