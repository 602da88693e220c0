"""Candidates for a text, and how likely each answers it: a logistic regression whose weights are a readable file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import orjson

from claims.finding.asking import Asked
from claims.finding.features import Candidate, Rarity, compared, ranked, standardised
from claims.finding.index import Index, Postings, rarity_of
from claims.record.grams import Numbers, likeness
from claims.record.matched import UNIT

WEIGHTS: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is read for one text: postings, claims that are compared by letters, and by every feature."""

    postings: int
    by_letters: int
    by_features: int


#: For a text by itself.
FULL: Final = Effort(3_000_000, 150, 40)
#: For each of many texts, such as the sentences of an article.
SHORT: Final = Effort(100_000, 30, 12)


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


@cache
def shipped(name: str) -> Weights:
    """`dated` or `undated`."""
    return Weights.of(orjson.loads((WEIGHTS / f"{name}.json").read_bytes()))


class Ranked(NamedTuple):
    """A claim with the probability that it answers the text."""

    probability: float
    candidate: Candidate


def weights_for(asked: Asked) -> Weights:
    return shipped("dated" if asked.said else "undated")


def terms_asked(texts: Sequence[Asked]) -> set[str]:
    return {term for asked in texts for word in asked.variants for term in word}


def candidates(asked: Asked, index: Index, found: Mapping[str, Postings], effort: Effort) -> list[Candidate]:
    """The claims that share the rarest words with the text, by BM25 and by pieces of words together."""
    scores = _bm25(asked, index, found, effort.postings)
    best = _best(scores, effort.by_letters)
    claims = index.texts([int(number) for number in best])
    numbers = [int(number) for number in best if int(number) in claims]
    if not numbers:
        return []
    texts = [" ".join(text.folded for text in claims[number].texts) for number in numbers]
    alike = likeness(asked.folded, texts, index.gram_rarity)
    fused = standardised(scores[numbers]) + standardised(alike)
    chosen = np.argsort(-fused, kind="stable")[: effort.by_features]
    return [Candidate(claims[numbers[at]], float(scores[numbers[at]]), float(alike[at])) for at in chosen]


def _bm25(asked: Asked, index: Index, found: Mapping[str, Postings], most: int) -> Numbers:
    """Of every claim. Each word counts once; the most common ones are left out where there is too much to read."""
    terms = sorted({term for word in asked.variants for term in word if term in found}, key=lambda t: len(found[t].claims))
    rarity = rarity_of(index, found)
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
    if len(scores) > most:
        places = np.argpartition(-scores, most)[:most]
    else:
        places = np.arange(len(scores))
    places = places[scores[places] > 0]
    return places[np.lexsort((places, -scores[places]))]


def rank(asked: Asked, pool: Sequence[Candidate], rarity: Rarity, index: Index, weights: Weights) -> list[Ranked]:
    """The candidates with their probabilities, the likeliest first."""
    if not pool:
        return []
    found = ranked(compared(asked, pool, rarity, index.gram_rarity))
    likely = weights.probabilities(found)
    order = sorted(range(len(pool)), key=lambda place: -likely[place])
    return [Ranked(float(likely[place]), pool[place]) for place in order]


