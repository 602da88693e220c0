"""The scales and vocabularies of the record, each with its meaning and its source: tables, no models.

Three measures are kept apart everywhere, and never share a sentence:

- *likelihood*, the probability that the statement is true, in the words of ICD 203;
- *analytic confidence* in that judgement: low, moderate, high;
- the *Admiralty code*: reliability of a source (A to F), credibility of one piece of information (1 to 6).

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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NotRequired, Self, TypedDict

from django.db import models

from sources.reliability import Conversion, Described, Reliability, reliability_to_stix

# The judgement


class Status(Described):
    """Where a published claim stands."""

    UNDER_REVIEW = "under_review", "Published, and nobody has judged it yet.", "under review"
    RATED = "rated", "Judged: there is a verdict.", "rated"
    NOT_CHECKABLE = "not_checkable", "Examined, and not a matter that checking can settle.", "not checkable"


class Verdict(Described):
    """The normalised outcome of a judgement, only where a claim is rated."""

    TRUE = "true", "Accurate and complete.", "true"
    MOSTLY_TRUE = "mostly_true", "Right in substance, with a minor fault.", "mostly true"
    MIXED = "mixed", "Material parts are right and material parts are wrong.", "mixed"
    MOSTLY_FALSE = "mostly_false", "An element is true, the substance is wrong.", "mostly false"
    FALSE = "false", "Wrong in substance.", "false"
    MISLEADING = "misleading", "The details are right, the impression they give is wrong.", "misleading"
    UNPROVEN = "unproven", "Examined, and the evidence decides neither way.", "unproven"


class NotCheckableReason(Described):
    """Why checking cannot settle a claim."""

    OPINION = "opinion", "A value judgement.", "opinion"
    POSITION = "position", "What somebody wants or demands.", "position"
    TOO_VAGUE = "too_vague", "Too indefinite for any evidence to bear on it.", "too vague"
    NO_ACCESS = "no_access", "What would settle it cannot be reached.", "no access"
    NOT_DUE = "not_due", "A prediction whose time has not come.", "not due"
    NOT_ASSERTED = "not_asserted", "On a closer look nobody said it.", "not asserted"


class Likelihood(Described):
    """Probability that the statement is true, least to most: ICD 203, § D.6.e(2)(a), 2 January 2015."""

    ALMOST_NO_CHANCE = "almost_no_chance", "A probability of 01 to 05 %.", "almost no chance"
    VERY_UNLIKELY = "very_unlikely", "A probability of 05 to 20 %.", "very unlikely"
    UNLIKELY = "unlikely", "A probability of 20 to 45 %.", "unlikely"
    ROUGHLY_EVEN_CHANCE = "roughly_even_chance", "A probability of 45 to 55 %.", "roughly even chance"
    LIKELY = "likely", "A probability of 55 to 80 %.", "likely"
    VERY_LIKELY = "very_likely", "A probability of 80 to 95 %.", "very likely"
    ALMOST_CERTAIN = "almost_certain", "A probability of 95 to 99 %.", "almost certain"


class Confidence(Described):
    """Analytic confidence in a judgement: ICD 203, § D.6.e(2)(b); levels as in Joint Publication 2-0."""

    LOW = "low", "Scant, questionable or fragmentary evidence, or much that is assumed.", "low"
    MODERATE = "moderate", "Credible and plausible evidence that is not enough for more.", "moderate"
    HIGH = "high", "Good evidence from independent sources, few assumptions. Not certainty.", "high"


class Credibility(models.IntegerChoices):
    """Credibility of one piece of information: NATO STANAG 2511, table II; AJP-2.1."""

    meaning: str

    def __new__(cls, value: int, meaning: str = "") -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    CONFIRMED = 1, "Certainly known from another, independent source as well.", "confirmed by other sources"
    PROBABLY_TRUE = 2, "Independence is not sure, but much that is known makes it probable.", "probably true"
    POSSIBLY_TRUE = 3, "Not confirmed; agrees with what is known of how the subject behaves.", "possibly true"
    DOUBTFUL = 4, "Not confirmed; tends to disagree with what is known or established.", "doubtful"
    IMPROBABLE = 5, "Not confirmed; positively contradicts what is known.", "improbable"
    CANNOT_BE_JUDGED = 6, "Nothing to compare it with. Not the worst grade.", "truth cannot be judged"


class MediaCategory(Described):
    """Authenticity of media as they were shared: schema.org MediaManipulationRatingEnumeration."""

    ORIGINAL = (
        "OriginalMediaContent",
        "No sign that it was altered; what is said with it may be false.",
        "original",
    )
    DECONTEXTUALIZED = (
        "DecontextualizedContent",
        "Unaltered, but shown as another time or place.",
        "out of context",
    )
    EDITED = (
        "EditedOrCroppedContent",
        "Cut or rearranged so that it tells another story.",
        "edited or cropped",
    )
    TRANSFORMED = "TransformedContent", "Altered in itself, or made by a machine.", "transformed"
    STAGED = "StagedContent", "Made with actors or otherwise contrived.", "staged"
    SATIRE = "SatireOrParodyContent", "Made as commentary or humour, and shown as that.", "satire or parody"


# What was said, answered and weighed


class ClaimKind(Described):
    """What sort of statement a claim is."""

    FACTUAL = "factual", "Says how things are or were.", "factual"
    PREDICTION = "prediction", "Says what will be.", "prediction"
    OPINION = "opinion", "A value judgement.", "opinion"
    POSITION = "position", "What somebody wants.", "position"


class RebuttalKind(Described):
    """What an answer does."""

    DENIAL = "denial", "Says it is untrue and offers nothing more.", "denial"
    REFUTATION = "refutation", "Says it is untrue and offers evidence.", "refutation"
    CLARIFICATION = "clarification", "Says what was meant.", "clarification"
    CORRECTION = "correction", "Whoever said it amends it.", "correction"
    RETRACTION = "retraction", "Whoever said it withdraws it.", "retraction"
    ADMISSION = "admission", "Confirms it, in whole or in part.", "admission"
    NON_DENIAL = "non_denial", "Answers without denying it.", "non-denial"
    NO_RESPONSE = "no_response", "Asked, and silent: when, and until when, is recorded.", "no response"


class Standing(Described):
    """What gives whoever answers a say in the matter."""

    ORIGINATOR = "originator", "Said it first.", "originator"
    SUBJECT = "subject", "The claim is about them.", "subject"
    AFFILIATED = "affiliated", "Speaks for the subject or belongs to it.", "affiliated"
    ADVERSE = "adverse", "Opposes the subject.", "adverse"
    AUTHORITY = "authority", "A court, regulator or other body whose office it is to find.", "authority"
    NONE = "none", "Independent of all of them.", "none"
    UNKNOWN = "unknown", "Not known.", "unknown"


class Stake(Described):
    """Whether whoever answers has an interest in the answer; derived from the standing."""

    PARTY = "party", "Has an interest: a bare denial from here weighs little.", "party"
    INDEPENDENT = "independent", "No interest known.", "independent"
    UNKNOWN = "unknown", "Not known.", "unknown"


class AppearanceRole(Described):
    """What a document does with a claim."""

    ASSERTS = "asserts", "Says it in its own voice.", "asserts"
    REPORTS = "reports", "Gives it as somebody else's.", "reports"
    ENDORSES = "endorses", "Repeats it as true.", "endorses"
    QUERIES = "queries", "Asks whether it is true.", "queries"
    DISPUTES = "disputes", "Says it is not true.", "disputes"


class Bearing(Described):
    """What an item of evidence does to its target."""

    SUPPORTS = "supports", "Makes it more probable.", "supports"
    UNDERMINES = "undermines", "Makes it less probable.", "undermines"
    INCONCLUSIVE = "inconclusive", "Was examined and moves it neither way.", "inconclusive"
    CONTEXT = "context", "Helps to understand it and does not bear on its truth.", "context"


class Weight(Described):
    """How much an item of evidence matters to the judgement."""

    DECISIVE = "decisive", "Without it the judgement would be another.", "decisive"
    MATERIAL = "material", "Counts towards the judgement.", "material"
    MINOR = "minor", "Adds little.", "minor"


class AnswerScope(Described):
    """How a rebuttal answers one claim."""

    SPECIFIC = "specific", "Speaks of this claim.", "specific"
    BLANKET = "blanket", "Rejects the whole report the claim stands in.", "blanket"


class RelationKind(Described):
    """How one claim stands to another. The same claim twice is a merge, not a relation."""

    CONTRADICTS = "contradicts", "Both cannot be true.", "contradicts"
    SUPPORTS = "supports", "If true, makes the other more probable.", "supports"
    UNDERMINES = "undermines", "If true, makes the other less probable.", "undermines"
    PRESUPPOSES = "presupposes", "Makes no sense unless the other is true.", "presupposes"
    VARIANT_OF = "variant_of", "Another wording, near enough to be taken for it.", "variant of"
    UPDATES = "updates", "Says the same of a later time.", "updates"
    TRANSLATION_OF = "translation_of", "The same in another language.", "translation of"


class ChangeReason(Described):
    """Why a later judgement replaces an earlier one."""

    NEW_EVIDENCE = "new_evidence", "Evidence came to light.", "new evidence"
    WORLD_CHANGED = "world_changed", "What the claim speaks of has changed.", "world changed"
    OUR_ERROR = "our_error", "We were wrong; the edition is a corrected one.", "our error"
    METHOD = "method", "We judge by another method now.", "method"
    REMAPPED = "remapped", "Another publisher's label is read differently now.", "remapped"


# Which party a standing makes of whoever answers. An authority finds by office, hence has no stake.
STAKES: Final[Mapping[Standing, Stake]] = {
    Standing.ORIGINATOR: Stake.PARTY,
    Standing.SUBJECT: Stake.PARTY,
    Standing.AFFILIATED: Stake.PARTY,
    Standing.ADVERSE: Stake.PARTY,
    Standing.AUTHORITY: Stake.INDEPENDENT,
    Standing.NONE: Stake.INDEPENDENT,
    Standing.UNKNOWN: Stake.UNKNOWN,
}


def stake_of(standing: str) -> Stake:
    """Raises `ValueError` for a word that is no standing."""
    return STAKES[Standing(standing)]


# Likelihood


class Range(TypedDict):
    """Per cent, both ends included; ICD 203 lets neighbouring ranges share an end."""

    low: int
    high: int


LIKELIHOOD_RANGES: Final[Mapping[Likelihood, Range]] = {
    Likelihood.ALMOST_NO_CHANCE: {"low": 1, "high": 5},
    Likelihood.VERY_UNLIKELY: {"low": 5, "high": 20},
    Likelihood.UNLIKELY: {"low": 20, "high": 45},
    Likelihood.ROUGHLY_EVEN_CHANCE: {"low": 45, "high": 55},
    Likelihood.LIKELY: {"low": 55, "high": 80},
    Likelihood.VERY_LIKELY: {"low": 80, "high": 95},
    Likelihood.ALMOST_CERTAIN: {"low": 95, "high": 99},
}

# Both rows of the standard, spelled as it spells them. It asks writers not to mix rows in one product.
LIKELIHOOD_TERMS: Final[Mapping[Likelihood, tuple[str, str]]] = {
    Likelihood.ALMOST_NO_CHANCE: ("almost no chance", "remote"),
    Likelihood.VERY_UNLIKELY: ("very unlikely", "highly improbable"),
    Likelihood.UNLIKELY: ("unlikely", "improbable (improbably)"),
    Likelihood.ROUGHLY_EVEN_CHANCE: ("roughly even chance", "roughly even odds"),
    Likelihood.LIKELY: ("likely", "probable (probably)"),
    Likelihood.VERY_LIKELY: ("very likely", "highly probable"),
    Likelihood.ALMOST_CERTAIN: ("almost certain(ly)", "nearly certain"),
}

# The likelihoods a verdict may carry. The parts of a mixed claim have their own, the whole has none.
ALLOWED_LIKELIHOODS: Final[Mapping[Verdict, frozenset[Likelihood]]] = {
    Verdict.TRUE: frozenset({Likelihood.VERY_LIKELY, Likelihood.ALMOST_CERTAIN}),
    Verdict.MOSTLY_TRUE: frozenset(),
    Verdict.MIXED: frozenset(),
    Verdict.MOSTLY_FALSE: frozenset(),
    Verdict.FALSE: frozenset({Likelihood.ALMOST_NO_CHANCE, Likelihood.VERY_UNLIKELY}),
    Verdict.MISLEADING: frozenset(),
    Verdict.UNPROVEN: frozenset({Likelihood.UNLIKELY, Likelihood.ROUGHLY_EVEN_CHANCE, Likelihood.LIKELY}),
}


def likelihood_fits(verdict: str | None, likelihood: str | None) -> bool:
    """Whether a judgement may have both; no likelihood (None or "") fits every verdict and the lack of one.

    Raises `ValueError` for a word that is no verdict or no likelihood.
    """
    if not likelihood:
        return True
    return Likelihood(likelihood) in (ALLOWED_LIKELIHOODS[Verdict(verdict)] if verdict else ())


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

_CONFIDENCE_LEVELS: Final[Mapping[Confidence, str]] = {
    Confidence.LOW: "Low",
    Confidence.MODERATE: "Med",
    Confidence.HIGH: "High",
}
_CREDIBILITY_LEVELS: Final[Mapping[Credibility, str]] = {
    Credibility.CONFIRMED: "1 - Confirmed by other sources",
    Credibility.PROBABLY_TRUE: "2 - Probably True",
    Credibility.POSSIBLY_TRUE: "3 - Possibly True",
    Credibility.DOUBTFUL: "4 - Doubtful",
    Credibility.IMPROBABLE: "5 - Improbable",
    Credibility.CANNOT_BE_JUDGED: "6 - Truth cannot be judged",
}
_LIKELIHOOD_LEVELS: Final[Mapping[Likelihood, str]] = {
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
    return to_stix(StixScale.NONE_LOW_MED_HIGH, _CONFIDENCE_LEVELS[confidence])


def confidence_from_stix(confidence: int | None) -> Conversion[Confidence | None]:
    """STIX `confidence` as analytic confidence. Raises `ValueError` outside 0 to 100."""
    if confidence == 0:
        return Conversion(None, lossy=True, note="STIX says there is no confidence; our lowest level is low.")
    read = from_stix(StixScale.NONE_LOW_MED_HIGH, confidence)
    ours = {level: confidence for confidence, level in _CONFIDENCE_LEVELS.items()}
    return Conversion(ours[read.value] if read.value else None, lossy=read.lossy, note=read.note)


def credibility_to_stix(credibility: Credibility) -> Conversion[int | None]:
    """Where credibility stands on STIX's scale (6: not set): a comparison, not exported as `confidence`."""
    return to_stix(StixScale.ADMIRALTY_CREDIBILITY, _CREDIBILITY_LEVELS[credibility])


def likelihood_to_stix(likelihood: Likelihood) -> Conversion[int | None]:
    """Where likelihood stands on STIX's DNI scale: a comparison, not exported as `confidence`."""
    row = stix_row(StixScale.DNI, _LIKELIHOOD_LEVELS[likelihood])
    ours = LIKELIHOOD_RANGES[likelihood]
    note = f"STIX gives the words {row.low} to {row.high} of 100, ICD 203 {ours['low']:02} to {ours['high']} %."
    return Conversion(row.confidence, lossy=True, note=note)


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


# The public document


class StandardDocument(TypedDict):
    """Where a scale comes from; `section` within the standard."""

    standard: str
    section: str


class StixDocument(TypedDict):
    """A level on a table of STIX. `exported`: this is what we write into the STIX property `confidence`."""

    scale: str | None
    level: str | None
    confidence: int | None
    low: int | None
    high: int | None
    exported: bool
    lossy: bool
    note: str


class ClaimReviewDocument(TypedDict):
    rating: Rating
    lossy: bool
    note: str


class LevelDocument(TypedDict):
    """`terms`: the standard's own words, all of them; `range`: per cent."""

    value: str | int
    label: str
    meaning: str
    terms: list[str]
    range: Range | None
    stix: StixDocument | None
    claim_review: ClaimReviewDocument | None


class ScaleDocument(TypedDict):
    name: str
    title: str
    description: str
    source: StandardDocument
    levels: list[LevelDocument]


class StixRowDocument(TypedDict):
    level: str
    confidence: int | None
    low: int | None
    high: int | None


class StixTableDocument(TypedDict):
    name: str
    title: str
    source: StandardDocument
    levels: list[StixRowDocument]


class AgreementDocument(TypedDict):
    """The likelihoods a verdict may carry, besides none."""

    verdict: str
    likelihoods: list[str]


class ScalesDocument(TypedDict):
    scales: list[ScaleDocument]
    stix_confidence: list[StixTableDocument]
    agreement: list[AgreementDocument]


_OWN: Final[StandardDocument] = {"standard": "claimtrack", "section": "docs/scales.md"}
_STIX: Final[StandardDocument] = {
    "standard": "STIX 2.1, OASIS Standard",
    "section": "appendix A, Confidence Scales",
}


def level_document(choice: Described | Credibility) -> LevelDocument:
    """A level with all that is known of it; a word of a vocabulary has neither range nor equivalents."""
    return {
        "value": choice.value,
        "label": str(choice.label),
        "meaning": choice.meaning,
        "terms": list(LIKELIHOOD_TERMS[choice]) if isinstance(choice, Likelihood) else [str(choice.label)],
        "range": LIKELIHOOD_RANGES[choice] if isinstance(choice, Likelihood) else None,
        "stix": _stix_document(choice),
        "claim_review": _claim_review_document(choice) if isinstance(choice, Verdict) else None,
    }


def _claim_review_document(verdict: Verdict) -> ClaimReviewDocument:
    rating = claim_review_rating(verdict)
    return {"rating": rating.value, "lossy": rating.lossy, "note": rating.note}


def _stix_document(choice: Described | Credibility) -> StixDocument | None:
    match choice:
        case Confidence():
            level = stix_row(StixScale.NONE_LOW_MED_HIGH, _CONFIDENCE_LEVELS[choice])
            return _on_stix(StixScale.NONE_LOW_MED_HIGH, level, confidence_to_stix(choice), exported=True)
        case Credibility():
            level = stix_row(StixScale.ADMIRALTY_CREDIBILITY, _CREDIBILITY_LEVELS[choice])
            return _on_stix(StixScale.ADMIRALTY_CREDIBILITY, level, credibility_to_stix(choice))
        case Likelihood():
            level = stix_row(StixScale.DNI, _LIKELIHOOD_LEVELS[choice])
            return _on_stix(StixScale.DNI, level, likelihood_to_stix(choice))
        case Reliability():
            return _on_stix(None, _NOT_ON_STIX, reliability_to_stix(choice))
    return None


_NOT_ON_STIX: Final = StixLevel("", None, None, None)


def _on_stix(
    scale: StixScale | None, row: StixLevel, conversion: Conversion[int | None], *, exported: bool = False
) -> StixDocument:
    return {
        "scale": scale.value if scale else None,
        "level": row.level or None,
        "confidence": conversion.value,
        "low": row.low,
        "high": row.high,
        "exported": exported,
        "lossy": conversion.lossy,
        "note": conversion.note,
    }


def scale_document(
    name: str,
    title: str,
    levels: Iterable[Described | Credibility],
    *,
    description: str = "",
    source: StandardDocument = _OWN,
) -> ScaleDocument:
    """One scale or vocabulary as published, its levels in the order given."""
    return {
        "name": name,
        "title": title,
        "description": description,
        "source": source,
        "levels": [level_document(level) for level in levels],
    }


SCALES: Final[tuple[ScaleDocument, ...]] = (
    scale_document("status", "Status of a claim", Status),
    scale_document("verdict", "Verdict", Verdict, description="Given only where a claim is rated."),
    scale_document(
        "likelihood",
        "Likelihood",
        Likelihood,
        description="How probable it is that the statement is true.",
        source={"standard": "Intelligence Community Directive 203, 2 January 2015", "section": "D.6.e(2)(a)"},
    ),
    scale_document(
        "confidence",
        "Analytic confidence",
        Confidence,
        description="How firm the ground of a judgement is. Never in one sentence with a likelihood.",
        source={
            "standard": "Intelligence Community Directive 203, 2 January 2015; Joint Publication 2-0",
            "section": "D.6.e(2)(b); appendix A",
        },
    ),
    scale_document(
        "reliability",
        "Reliability of a source",
        Reliability,
        description="Admiralty code, letter: of a source. F means that it cannot be judged.",
        source={"standard": "NATO STANAG 2511; AJP-2.1", "section": "table I, reliability of source"},
    ),
    scale_document(
        "credibility",
        "Credibility of information",
        Credibility,
        description="Admiralty code, number: of an item of information. 6 means that it cannot be judged.",
        source={"standard": "NATO STANAG 2511; AJP-2.1", "section": "table II, credibility of information"},
    ),
    scale_document(
        "media_category",
        "Authenticity of media",
        MediaCategory,
        description="Beside a verdict, or beside not checkable.",
        source={"standard": "schema.org", "section": "MediaManipulationRatingEnumeration (MediaReview)"},
    ),
    scale_document("not_checkable_reason", "Why a claim is not checkable", NotCheckableReason),
    scale_document("claim_kind", "Kind of claim", ClaimKind),
    scale_document("appearance_role", "Role of a document in an appearance", AppearanceRole),
    scale_document("rebuttal_kind", "Kind of rebuttal", RebuttalKind),
    scale_document("standing", "Standing of whoever answers", Standing),
    scale_document("stake", "Stake of whoever answers", Stake, description="Derived from the standing."),
    scale_document("answer_scope", "How a rebuttal answers a claim", AnswerScope),
    scale_document("bearing", "Bearing of evidence", Bearing),
    scale_document("weight", "Weight of evidence", Weight),
    scale_document("relation_kind", "Relation between claims", RelationKind),
    scale_document("change_reason", "Why a judgement was replaced", ChangeReason),
)


def scales_document(*more: ScaleDocument) -> ScalesDocument:
    """All that `GET /scales/` answers; `more`: the vocabularies of other apps."""
    return {
        "scales": [*SCALES, *more],
        "stix_confidence": [_stix_table(scale) for scale in StixScale],
        "agreement": [
            {"verdict": verdict.value, "likelihoods": [word.value for word in Likelihood if word in allowed]}
            for verdict, allowed in ALLOWED_LIKELIHOODS.items()
        ],
    }


def _stix_table(scale: StixScale) -> StixTableDocument:
    rows: list[StixRowDocument] = [
        {"level": row.level, "confidence": row.confidence, "low": row.low, "high": row.high}
        for row in STIX_TABLES[scale]
    ]
    return {"name": scale.value, "title": str(scale.label), "source": _STIX, "levels": rows}


class SubjectKind(models.TextChoices):
    PERSON = "person", "person"
    ORGANIZATION = "organization", "organization"
    PLACE = "place", "place"
    EVENT = "event", "event"
