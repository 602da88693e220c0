"""What is compared of a text that is asked and the claims that may answer it: numbers by name, one a claim."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from heapq import nlargest
from typing import Final

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from claims.finding.asking import Asked, Reading
from claims.finding.index import Claim, Text
from claims.record.grams import Numbers, likeness
from claimtrack.meaning.installed import ENGLISH, MULTILINGUAL

Rarity = Callable[[str], float]

#: Scores that say most by how they stand among those of the other candidates.
COMPONENTS: Final = ("bm25", "grams", "grams_best", "cover", "cover_there")
#: So begin the names of what is compared by a model.
MEANINGS: Final = (f"{MULTILINGUAL}_", f"{ENGLISH}_")
#: Among so many candidates a claim stands.
AMONG: Final = 30
#: So many words of a text say what it is about.
RAREST: Final = 4
#: What needs a date of the text and of the claim.
DATED: Final = ("dated", "near", "week", "month", "year", "before")
#: What one BM25 can reach at most, for each unit of rarity.
_MOST: Final = 2.2


@dataclass(frozen=True)
class Candidate:
    """A claim that shares words with what is asked, its BM25, and how alike they are by pieces of words."""

    claim: Claim
    score: float
    alike: float
    #: By model, the cosines of the text with the claim as a whole, then with each of its texts; none without models.
    cosines: Mapping[str, Numbers] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset().union(*(text.known for text in self.claim.texts))


def compared(asked: Asked, candidates: Sequence[Candidate], rarity: Rarity, gram_rarity: Numbers) -> dict[str, Numbers]:
    """Every feature by its name, but for how components stand among each other (`ranked`)."""
    pairs = [_of_pair(asked, candidate, rarity) for candidate in candidates]
    found = {name: np.array([pair[name] for pair in pairs]) for name in pairs[0]}
    found["bm25"] = np.array([candidate.score for candidate in candidates])
    found["bm25_share"] = found["bm25"] / (most_of(asked, rarity) or 1)
    return found | _letters(asked, candidates, gram_rarity) | _meanings(candidates)


def most_of(asked: Asked, rarity: Rarity) -> float:
    """The BM25 that a claim would have with nothing but the words of the text."""
    return _MOST * sum(max(map(rarity, words)) for words in {*asked.variants})


def ranked(found: Mapping[str, Numbers], *, cut: bool = False) -> dict[str, Numbers]:
    """The features, and how each component stands among those of `AMONG` candidates.

    Fewer are all that share a word with the text, unless they were `cut`: then others are like the last of them.
    """
    made = dict(found)
    for name in (each for each in found if each in COMPONENTS or each.startswith(MEANINGS)):
        made |= {f"{name}_{place}": values for place, values in _standing(found[name], cut=cut).items()}
    return made


def _standing(scores: Numbers, *, cut: bool) -> dict[str, Numbers]:
    """Distance from the mean, rank, and distance from the best of the others."""
    among = np.concatenate([scores, np.full(max(0, AMONG - len(scores)), scores.min() if cut else 0.0)])
    best = scores.max()
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    second = np.partition(scores, -2)[-2] if len(scores) > 1 else 0.0
    rivals = np.where(scores >= best, second, best)
    return {
        "z": (scores - among.mean()) / (among.std() + 1e-9),
        "rank": 1 / ranks,
        "gap": (scores - rivals) / (abs(best) + 1e-9),
    }


def standardised(scores: Numbers) -> Numbers:
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros(len(scores))  # noqa: PLR2004


def _letters(asked: Asked, candidates: Sequence[Candidate], gram_rarity: Numbers) -> dict[str, Numbers]:
    """How alike they are by their letters: all texts of a claim together, the best of them, the statement."""
    texts = [[text.folded for text in each.claim.texts] for each in candidates]
    singly = likeness(asked.folded, [text for each in texts for text in each], gram_rarity)
    starts = np.cumsum([0, *map(len, texts)])[:-1]
    return {
        "grams": np.array([each.alike for each in candidates]),
        "grams_best": np.maximum.reduceat(singly, starts),
        "grams_statement": singly[starts],
        "token_set": cdist([asked.folded], [each[0] for each in texts], scorer=fuzz.token_set_ratio)[0] / 100,
    }


def _meanings(candidates: Sequence[Candidate]) -> dict[str, Numbers]:
    """How nearly they mean the same. Claims without vectors are as far as the farthest: no weights look at theirs."""
    made = {}
    for model in {model for each in candidates for model in each.cosines}:
        known = {place: each.cosines[model] for place, each in enumerate(candidates) if model in each.cosines}
        for part, of in PARTS.items():
            values = {place: float(of(cosines)) for place, cosines in known.items()}
            least = min(values.values())
            made[f"{model}_{part}"] = np.array([values.get(place, least) for place in range(len(candidates))])
    return made


#: What is made of a claim's cosines.
PARTS: Final[dict[str, Callable[[Numbers], float]]] = {
    "whole": lambda cosines: cosines[0],
    "statement": lambda cosines: cosines[1],
    "best": lambda cosines: cosines[1:].max(),
}


def _of_pair(asked: Asked, candidate: Candidate, rarity: Rarity) -> dict[str, float]:
    texts = candidate.claim.texts
    statement, *others = texts
    reading = asked.reading(statement.language)
    shared = reading.known & candidate.known
    rarest = sorted(map(rarity, shared), reverse=True)[:3]
    asked_for, of_all = _weight(reading.known, rarity) or 1, _weight(shared, rarity)
    of_statement = _weight(reading.known & statement.known, rarity)
    return (
        {
            "cover": of_all / asked_for,
            "cover_there": of_all / (_weight(candidate.known, rarity) or 1),
            "cover_statement": of_statement / (_weight(statement.known, rarity) or 1),
            "covered_by_statement": of_statement / asked_for,
            "told_rarest": max(
                _rarest_covered(text.known, asked.reading(text.language).known, rarity) for text in texts
            ),
            "asked_rarest": _rarest_covered(reading.known, candidate.known, rarity),
            "cover_other": max((_cover(asked, text, rarity) for text in others), default=0.0),
            "rarest": rarest[0] if rarest else 0.0,
            "rarest_three": sum(rarest),
            "jaccard": len(reading.known & statement.known) / (len(reading.known | statement.known) or 1),
            "length": float(np.log1p(len(reading.known))),
            "length_there": float(np.log1p(len(statement.known))),
            "handle": len(asked.handles & candidate.known) / (len(asked.handles) or 1),
        }
        | _of_order(asked, reading, texts)
        | _of_marked(asked, texts)
        | _of_dates(asked.said, candidate.claim.dated)
    )


def _weight(terms: Collection[str], rarity: Rarity) -> float:
    return sum(map(rarity, terms))


def _rarest_covered(terms: Collection[str], there: Collection[str], rarity: Rarity) -> float:
    """Of its rarest terms, those that say what it is about, what share stands there."""
    rarest = nlargest(RAREST, terms, key=rarity)
    return _weight([term for term in rarest if term in there], rarity) / (_weight(rarest, rarity) or 1)


def _cover(asked: Asked, text: Text, rarity: Rarity) -> float:
    return _weight(asked.reading(text.language).known & text.known, rarity) / (_weight(text.known, rarity) or 1)


def _of_order(asked: Asked, reading: Reading, texts: Sequence[Text]) -> dict[str, float]:
    return {
        "run": float(max(_longest_run(asked.reading(text.language), text.terms) for text in texts)),
        "pairs": float(sum(len(asked.reading(text.language).pairs & text.pairs) for text in texts)),
        "pairs_statement": len(reading.pairs & texts[0].pairs) / (len(texts[0].pairs) or 1),
    }


def _longest_run(reading: Reading, terms: Sequence[str]) -> int:
    """Of how many terms the longest passage is that stands in both."""
    longest, before = 0, dict[int, int]()
    for term in terms:
        before = {place: before.get(place - 1, 0) + 1 for place in reading.places.get(term, ())}
        longest = max(longest, *before.values()) if before else longest
    return longest


def _of_marked(asked: Asked, texts: Sequence[Text]) -> dict[str, float]:
    """Of numbers and of words with capital letters."""
    numbers = frozenset[str]().union(*(text.numbers for text in texts[:2]))
    capitals = texts[0].capitals
    return {
        "numbers_shared": float(len(asked.numbers & numbers)),
        "numbers_missing_here": float(len(numbers - asked.numbers)),
        "numbers_missing_there": float(len(asked.numbers - numbers)),
        "capitals_shared": float(len(asked.capitals & capitals)),
        "capitals_share": len(asked.capitals & capitals) / (len(capitals) or 1),
    }


def _of_dates(said: date | None, dated: date | None) -> dict[str, float]:
    if said is None or dated is None:
        return dict.fromkeys(DATED, 0.0)
    days = (dated - said).days
    near = {name: float(abs(days) <= most) for name, most in (("week", 7), ("month", 31), ("year", 365))}
    return {"dated": 1.0, "near": float(-np.log1p(abs(days))), "before": float(days < -2)} | near  # noqa: PLR2004
