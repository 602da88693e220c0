"""Candidates for a text, and how likely each answers it: a logistic regression whose weights are a readable file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
import orjson

from claims.finding.asking import Asked
from claims.finding.features import AMONG, Candidate, Rarity, compared, most_of, ranked, standardised
from claims.finding.index import Claim, Index, Postings
from claims.finding.own import own
from claims.record.grams import Numbers, likeness
from claims.record.matched import UNIT
from claimtrack.meaning.installed import MULTILINGUAL, NAMES

#: What tells that they mean the same: cosines of texts with nothing in common are .7 to .8, of translations .9.
MEANT: Final = f"{MULTILINGUAL}_best"
FAR, NEAR = 0.8, 0.88
#: How much nearness in meaning counts among the first candidates, beside words and pieces of words.
MEANING: Final = 1.5
WEIGHTS: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is read for one text: postings, claims that are compared by letters, and by every feature."""

    postings: int
    by_letters: int
    by_features: int


#: For a text by itself.
FULL: Final = Effort(3_000_000, 100, AMONG)
#: For each of many texts, such as the sentences of an article.
SHORT: Final = Effort(100_000, 24, 8)


#: Of the rarest words of a text of up to `SHORTEST` words, so much must be shared; of one of `LONG` words, nothing.
NEEDED: Final = 0.6
SHORTEST: Final = 8
LONG: Final = 16
#: A word of this rarity stands in one of fifty texts; to share nothing rarer says little.
RARE: Final = 4.0


@dataclass(frozen=True)
class Weights:
    """What each feature counts for. `threshold` is the probability from which a match is shown by default."""

    names: Sequence[str]
    means: Numbers
    scales: Numbers
    factors: Numbers
    constant: float
    threshold: float

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Weights":
        rows = document["features"]
        mean, scale, factor = (np.array([row[part] for row in rows]) for part in ("mean", "scale", "factor"))
        names = [row["name"] for row in rows]
        return cls(names, mean, scale, factor, document["constant"], document["threshold"])

    def probabilities(self, found: Mapping[str, Numbers]) -> Numbers:
        values = (np.column_stack([found[name] for name in self.names]) - self.means) / self.scales
        return 1 / (1 + np.exp(-np.clip(values @ self.factors + self.constant, -30, 30)))


def shipped(name: str) -> Weights:
    """`dated` or `undated`, and the models that they look at: `dated_e5`, `dated_e5_minilm`.

    This installation's own, where it has any that fit, or else those of the package.
    """
    weights = packaged(name)
    document = own(name, weights.names)
    return Weights.of(document) if document else weights


@cache
def packaged(name: str) -> Weights:
    return Weights.of(orjson.loads((WEIGHTS / f"{name}.json").read_bytes()))


def weights_for(kind: str, models: Collection[str]) -> str:
    """The name of the weights of a kind, `dated` or `undated`, for a claim of which these models know."""
    return "_".join([kind, *(name for name in NAMES if name in models)]) if MULTILINGUAL in models else kind


class Ranked(NamedTuple):
    """A claim with the probability that it answers the text."""

    probability: float
    candidate: Candidate


def terms_asked(texts: Sequence[Asked]) -> set[str]:
    return {term for asked in texts for word in asked.variants for term in word}


class Shortlist(NamedTuple):
    """The numbers of claims that share the rarest words with a text, the best first, with their BM25.

    `share` is the BM25 of the best, of what a claim with all of its words would have.
    """

    asked: Asked
    numbers: Sequence[int]
    scores: Numbers
    share: float


def shortlist(
    asked: Asked, rarity: Rarity, found: Mapping[str, Postings], effort: Effort, near: Sequence[int] = ()
) -> Shortlist:
    """The claims with the best BM25, and those that come `near` in what they mean: it reads nothing but postings."""
    scores = _bm25(asked, rarity, found, effort.postings)
    best = _best(scores, effort.by_letters)
    greatest = most_of(asked, rarity)
    share = float(scores[best[0]]) / greatest if len(best) and greatest else 0.0
    numbers = [*dict.fromkeys([*best.tolist(), *near])]
    return Shortlist(asked, numbers, np.array([scores[at] if at < len(scores) else 0.0 for at in numbers]), share)


def candidates(
    short: Shortlist,
    claims: Mapping[int, Claim],
    index: Index,
    effort: Effort,
    cosines: Mapping[int, Mapping[str, Numbers]] = MappingProxyType({}),
) -> list[Candidate]:
    """The best of a shortlist, by BM25 and by pieces of words together; a claim that went meanwhile is left out."""
    standing = [place for place, number in enumerate(short.numbers) if number in claims]
    if not standing:
        return []
    given = [claims[short.numbers[place]] for place in standing]
    scores = short.scores[standing]
    alike = likeness(
        short.asked.folded, [" ".join(text.folded for text in each.texts) for each in given], index.gram_rarity
    )
    known = [cosines.get(short.numbers[place], {}) for place in standing]
    fused = standardised(scores) + standardised(alike) + MEANING * _standardised_whole(known)
    chosen = np.argsort(-fused, kind="stable")[: effort.by_features]
    return [Candidate(given[at], float(scores[at]), float(alike[at]), known[at]) for at in chosen]


def _standardised_whole(cosines: Sequence[Mapping[str, Numbers]]) -> Numbers:
    """Of the multilingual model's with whole claims; those without vectors stand in the middle."""
    whole = np.array([each[MULTILINGUAL][0] if MULTILINGUAL in each else np.nan for each in cosines])
    if np.isnan(whole).all():
        return np.zeros(len(whole))
    return standardised(np.where(np.isnan(whole), np.nanmean(whole), whole))


def _bm25(asked: Asked, rarity: Rarity, found: Mapping[str, Postings], most: int) -> Numbers:
    """Of every claim. Each word counts once; the most common ones are left out where there is too much to read."""
    terms = sorted(
        {term for word in asked.variants for term in word if term in found}, key=lambda each: len(found[each].claims)
    )
    size = max((int(found[term].claims.max()) for term in terms), default=-1) + 1
    scores = np.zeros(size, dtype=np.float32)
    for term in terms:
        claims, weights = found[term]
        most -= len(claims)
        if most < 0:
            break
        scores[claims] += weights * np.float32(rarity(term) / UNIT)
    return scores


def _best(scores: Numbers, most: int) -> Numbers:
    places = np.flatnonzero(scores)
    if len(places) > most:
        places = places[np.argpartition(-scores[places], most)[:most]]
    return places[np.lexsort((places, -scores[places]))]


def likelihoods(asked: Asked, found: Mapping[str, Numbers], weights: Weights) -> Numbers:
    """The probability that each candidate answers the text, from its features."""
    near = _near(found) if MEANT in weights.names else 0.0
    return weights.probabilities(found) * np.maximum(_on_the_point(asked, found), near)


def _near(found: Mapping[str, Numbers]) -> Numbers:
    """How far a claim means the same, at most 1, whatever words it has: it may be in another language."""
    return np.clip((found[MEANT] - FAR) / (NEAR - FAR), 0, 1)


def _on_the_point(asked: Asked, found: Mapping[str, Numbers]) -> Numbers:
    """How far a claim has what a short text is about, at most 1: others say other things in the same frame.

    "Phones cause cancer" and "Vaccines cause autism" share most of their words, but not the rarest ones.
    """
    wanted = NEEDED * min(1.0, max(0.0, (LONG - asked.words) / (LONG - SHORTEST)))
    rare = np.minimum(1.0, found["rarest"] / RARE)
    shared = np.maximum(found["told_rarest"], found["asked_rarest"]) * rare
    return np.minimum(1.0, (shared / wanted) ** 2) if wanted else np.ones(len(shared))


def rank(asked: Asked, pool: Sequence[Candidate], rarity: Rarity, index: Index, kind: str) -> list[Ranked]:
    """The candidates with their probabilities, the likeliest first: each by the weights of what is known of it."""
    if not pool:
        return []
    found = ranked(compared(asked, pool, rarity, index.gram_rarity), cut=len(pool) == SHORT.by_features)
    likely = np.zeros(len(pool))
    for name in {weights_for(kind, each.cosines) for each in pool}:
        those = [weights_for(kind, each.cosines) == name for each in pool]
        likely[those] = likelihoods(asked, found, shipped(name))[those]
    order = sorted(range(len(pool)), key=lambda place: -likely[place])
    return [Ranked(float(likely[place]), pool[place]) for place in order]
