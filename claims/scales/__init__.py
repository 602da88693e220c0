"""The scales and vocabularies of the record, each with its meaning and its source: tables, no models.

Three measures are kept apart everywhere, and never share a sentence:

- *likelihood*, the probability that the statement is true, in the words of ICD 203;
- *analytic confidence* in that judgement: low, moderate, high;
- the *Admiralty code*: reliability of a source (A to F), credibility of one piece of information (1 to 6).

Whoever works with them imports them from here, wherever in the package they stand.
"""

from claims.scales.admiralty import Credibility
from claims.scales.conversions import (
    STIX_TABLES,
    Conversion,
    StixScale,
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
from claims.scales.document import SCALES, ScaleDocument, ScalesDocument, scale_document, scales_document
from claims.scales.icd203 import LIKELIHOOD_RANGES, LIKELIHOOD_TERMS, Confidence, Likelihood
from claims.scales.verdicts import (
    ALLOWED_LIKELIHOODS,
    ChangeReason,
    MediaCategory,
    NotCheckableReason,
    Status,
    Verdict,
    likelihood_fits,
)
from claims.scales.vocabulary import (
    STAKES,
    AnswerScope,
    AppearanceRole,
    Bearing,
    ClaimKind,
    RebuttalKind,
    RelationKind,
    Stake,
    Standing,
    SubjectKind,
    Weight,
    stake_of,
)

__all__ = [
    "ALLOWED_LIKELIHOODS",
    "LIKELIHOOD_RANGES",
    "LIKELIHOOD_TERMS",
    "SCALES",
    "STAKES",
    "STIX_TABLES",
    "AnswerScope",
    "AppearanceRole",
    "Bearing",
    "ChangeReason",
    "ClaimKind",
    "Confidence",
    "Conversion",
    "Credibility",
    "Likelihood",
    "MediaCategory",
    "NotCheckableReason",
    "RebuttalKind",
    "RelationKind",
    "ScaleDocument",
    "ScalesDocument",
    "Stake",
    "Standing",
    "Status",
    "StixScale",
    "SubjectKind",
    "Verdict",
    "Weight",
    "claim_review_rating",
    "confidence_from_stix",
    "confidence_to_stix",
    "credibility_to_stix",
    "from_stix",
    "likelihood_fits",
    "likelihood_to_stix",
    "reliability_to_stix",
    "scale_document",
    "scales_document",
    "stake_of",
    "to_stix",
    "verdict_from_label",
]
