"""Which published claims are about the matter of a text: the one entry of matching.

Nothing that is asked is stored, logged or kept: texts are parameters of functions, and terms those of a query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from rapidfuzz import fuzz

from claims.finding.article import Span, spans
from claims.finding.asking import Asked, read
from claims.finding.differs import Difference, Words, difference
from claims.finding.features import Candidate, Rarity
from claims.finding.index import Claim, Index, Text, rarity_of
from claims.finding.meaning import MOST, Vectors, cosines, meant
from claims.finding.ranking import (
    FULL,
    SHORT,
    Effort,
    Ranked,
    Shortlist,
    candidates,
    rank,
    shipped,
    shortlist,
    terms_asked,
    weights_for,
)
from claims.record.terms import Variants
from claimtrack.meaning.installed import MULTILINGUAL

#: Of many sentences, so many are compared with claims: those that share most with one.
MOST_COMPARED: Final = 120
#: Of several texts, one that shares less with every claim is not compared: no claim is likely to answer it.
LEAST_SHARE: Final = 0.15


class Match(NamedTuple):
    """A claim that a part of the text is about: with what probability, by which of its texts, and what differs."""

    probability: float
    claim_id: Any
    span: Span
    matched: Text
    differs: Difference


@dataclass(frozen=True, slots=True)
class Matches:
    """What one text is about, the likeliest first, and the probability from which that is shown by default."""

    found: Sequence[Match]
    threshold: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of each text; `least` is the probability from which a match is told, the threshold where None."""

    language: str | None = None
    said: date | None = None
    limit: int = 10
    least: float | None = None


def match(texts: Sequence[str], index: Index, wanted: Wanted) -> list[Matches]:
    """The claims of the index that each text is about. All texts share one reading of the postings."""
    variants = Variants([wanted.language] if wanted.language else index.languages)
    parts = [
        [(span, read(text[span.start : span.end], variants, said=wanted.said)) for span in spans(text, wanted.language)]
        for text in texts
    ]
    asked = [each for part in parts for _, each in part]
    found = index.postings(terms_asked(asked))
    rarity = rarity_of(index, found)
    effort = FULL if len(asked) == 1 else SHORT
    vectors, near = _meanings(asked, index, effort)
    short = _worth_comparing([shortlist(each, rarity, found, effort, near.get(each, ())) for each in asked])
    numbers = {number for each in short.values() for number in each.numbers}
    claims = index.texts(numbers)
    known = index.meanings.of(numbers) if index.meanings and vectors else {}
    pools = {
        asked: candidates(each, claims, index, effort, cosines(vectors.get(asked, {}), known))
        for asked, each in short.items()
    }
    return [_of_text(part, pools, index, rarity, wanted) for part in parts]


def _meanings(asked: Sequence[Asked], index: Index, effort: Effort) -> tuple[Vectors, dict[Asked, Sequence[int]]]:
    """What the texts mean, where models are there and the texts are few, and which claims come near."""
    if index.meanings is None or len(asked) > MOST:
        return {}, {}
    vectors = meant(asked, index.meanings.encoders)
    return vectors, {
        each: index.meanings.near(known[MULTILINGUAL], effort.by_letters) for each, known in vectors.items()
    }


def _worth_comparing(short: Sequence[Shortlist]) -> dict[Asked, Shortlist]:
    """By what was asked, the shortlists that are read on."""
    best = sorted(short, key=lambda each: -each.share)[:MOST_COMPARED]
    return {each.asked: each for each in best if len(short) == 1 or each.share >= LEAST_SHARE}


def _of_text(
    part: Sequence[tuple[Span, Asked]],
    pools: dict[Asked, list[Candidate]],
    index: Index,
    rarity: Rarity,
    wanted: Wanted,
) -> Matches:
    kind = "dated" if any(asked.said for _, asked in part) else "undated"
    used = {weights_for(kind, each.cosines) for _, asked in part for each in pools.get(asked, [])}
    threshold = max(shipped(name).threshold for name in used or {kind})
    least = threshold if wanted.least is None else wanted.least
    best: dict[Any, tuple[Ranked, Span, Asked]] = {}
    for span, asked in part:
        for each in rank(asked, pools.get(asked, []), rarity, index, kind):
            claim_id = each.candidate.claim.claim_id
            if each.probability >= least and (claim_id not in best or each.probability > best[claim_id][0].probability):
                best[claim_id] = each, span, asked
    order = sorted(best.values(), key=lambda each: -each[0].probability)[: wanted.limit]
    said = _Said()
    return Matches([_match(*each, said) for each in order], threshold)


class _Said(dict[tuple[Asked, str], Words]):
    """Parts of the text by their words, each read once in a language."""

    def of(self, asked: Asked, language: str) -> Words:
        return self.setdefault((asked, language), Words(asked.text, language))


def _match(ranked: Ranked, span: Span, asked: Asked, said: _Said) -> Match:
    claim = ranked.candidate.claim
    text = _best_text(asked, claim)
    language = text.language.partition("-")[0]
    differs = difference(said.of(asked, language), Words(text.text, language), claim.names)
    return Match(ranked.probability, claim.claim_id, span, text, differs)


def _best_text(asked: Asked, claim: Claim) -> Text:
    """Of the claim's texts, the one that the text comes closest to; the statement where several do."""
    return max(claim.texts, key=lambda text: _closeness(asked, text))


def _closeness(asked: Asked, text: Text) -> float:
    shared = len(asked.reading(text.language).known & text.known)
    return shared / (len(text.known) or 1) + fuzz.token_set_ratio(asked.folded, text.folded) / 100
