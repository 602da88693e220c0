"""The scales and vocabularies as `GET /scales/` publishes them, each with its levels, meanings and source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypedDict

from claims.scales.admiralty import Credibility
from claims.scales.conversions import (
    CONFIDENCE_LEVELS,
    CREDIBILITY_LEVELS,
    LIKELIHOOD_LEVELS,
    STIX_TABLES,
    Conversion,
    Rating,
    StixLevel,
    StixScale,
    claim_review_rating,
    confidence_to_stix,
    credibility_to_stix,
    likelihood_to_stix,
    reliability_to_stix,
    stix_row,
)
from claims.scales.icd203 import LIKELIHOOD_RANGES, LIKELIHOOD_TERMS, Confidence, Likelihood, LikelihoodValue, Range
from claims.scales.verdicts import (
    ALLOWED_LIKELIHOODS,
    ChangeReason,
    MediaCategory,
    NotCheckableReason,
    Status,
    Verdict,
    VerdictValue,
)
from claims.scales.vocabulary import (
    AnswerScope,
    AppearanceRole,
    Bearing,
    ClaimKind,
    InquiryOutcome,
    Measure,
    Precision,
    RebuttalKind,
    RelationKind,
    Stake,
    Standing,
    SubjectKind,
    Weight,
)
from claimtrack.vocabulary import Described, value_of
from sources.reliability import Reliability
from sources.vocabulary import Medium, SourceKind


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

    verdict: VerdictValue
    likelihoods: list[LikelihoodValue]


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
            level = stix_row(StixScale.NONE_LOW_MED_HIGH, CONFIDENCE_LEVELS[choice])
            return _on_stix(StixScale.NONE_LOW_MED_HIGH, level, confidence_to_stix(choice), exported=True)
        case Credibility():
            level = stix_row(StixScale.ADMIRALTY_CREDIBILITY, CREDIBILITY_LEVELS[choice])
            return _on_stix(StixScale.ADMIRALTY_CREDIBILITY, level, credibility_to_stix(choice))
        case Likelihood():
            level = stix_row(StixScale.DNI, LIKELIHOOD_LEVELS[choice])
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
    scale_document("subject_kind", "Kind of subject", SubjectKind),
    scale_document("source_kind", "Kind of source", SourceKind),
    scale_document("medium", "Medium of a document", Medium),
    scale_document("appearance_role", "Role of a document in an appearance", AppearanceRole),
    scale_document("rebuttal_kind", "Kind of rebuttal", RebuttalKind),
    scale_document("standing", "Standing of whoever answers", Standing),
    scale_document("stake", "Stake of whoever answers", Stake, description="Derived from the standing."),
    scale_document("answer_scope", "How a rebuttal answers a claim", AnswerScope),
    scale_document("bearing", "Bearing of evidence", Bearing),
    scale_document("weight", "Weight of evidence", Weight),
    scale_document("relation_kind", "Relation between claims", RelationKind),
    scale_document("inquiry_outcome", "What came of asking somebody", InquiryOutcome),
    scale_document(
        "measure", "What a figure of spread counts", Measure, description="Figures of two measures are never added up."
    ),
    scale_document("precision", "How exact a figure is", Precision),
    scale_document("change_reason", "Why a judgement was replaced", ChangeReason),
)


def scales_document(*more: ScaleDocument) -> ScalesDocument:
    """All that `GET /scales/` answers; `more`: the vocabularies of other apps."""
    return {
        "scales": [*SCALES, *more],
        "stix_confidence": [_stix_table(scale) for scale in StixScale],
        "agreement": [
            {
                "verdict": value_of(Verdict, verdict),
                "likelihoods": [value_of(Likelihood, word) for word in Likelihood if word in allowed],
            }
            for verdict, allowed in ALLOWED_LIKELIHOODS.items()
        ],
    }


def _stix_table(scale: StixScale) -> StixTableDocument:
    rows: list[StixRowDocument] = [
        {"level": row.level, "confidence": row.confidence, "low": row.low, "high": row.high}
        for row in STIX_TABLES[scale]
    ]
    return {"name": scale.value, "title": str(scale.label), "source": _STIX, "levels": rows}
