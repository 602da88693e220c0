"""Intelligence Community Directive 203: the words of likelihood, and analytic confidence in a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, TypedDict

from claimtrack.vocabulary import Described


class Likelihood(Described):
    """Probability that the statement is true, least to most: ICD 203, § D.6.e(2)(a), 2 January 2015."""

    ALMOST_NO_CHANCE = "almost_no_chance", "A probability of 01 to 05 %.", "almost no chance"
    VERY_UNLIKELY = "very_unlikely", "A probability of 05 to 20 %.", "very unlikely"
    UNLIKELY = "unlikely", "A probability of 20 to 45 %.", "unlikely"
    ROUGHLY_EVEN_CHANCE = "roughly_even_chance", "A probability of 45 to 55 %.", "roughly even chance"
    LIKELY = "likely", "A probability of 55 to 80 %.", "likely"
    VERY_LIKELY = "very_likely", "A probability of 80 to 95 %.", "very likely"
    ALMOST_CERTAIN = "almost_certain", "A probability of 95 to 99 %.", "almost certain"


LikelihoodValue: TypeAlias = Literal[
    "almost_no_chance", "very_unlikely", "unlikely", "roughly_even_chance", "likely", "very_likely", "almost_certain"
]


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


class Confidence(Described):
    """Analytic confidence in a judgement: ICD 203, § D.6.e(2)(b); levels as in Joint Publication 2-0."""

    LOW = "low", "Scant, questionable or fragmentary evidence, or much that is assumed.", "low"
    MODERATE = "moderate", "Credible and plausible evidence that is not enough for more.", "moderate"
    HIGH = "high", "Good evidence from independent sources, few assumptions. Not certainty.", "high"


ConfidenceValue: TypeAlias = Literal["low", "moderate", "high"]
