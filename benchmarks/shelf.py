"""Claims that are matched in memory, as `claims.finding` reads those of the database, with the same arithmetic."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from claims.finding.index import Claim, Postings, claim_of, gram_rarity
from claims.record import grams
from claims.record.matched import Field, MatchedText, frequencies, stored, weights_of
from claimtrack.analysis import fold

Given = tuple[str, Sequence[tuple[Field, str]], str, date | None]


def _postings(found: Sequence[tuple[int, int]]) -> Postings:
    claims, weights = zip(*found, strict=True)
    return Postings(np.array(claims, dtype=np.int32), np.array(weights, dtype=np.uint8))


class Shelf:
    """`given` are of each claim its id, its texts with their fields, its language and its date."""

    def __init__(self, given: Iterable[Given]) -> None:
        self.rows: list[tuple[str, date | None, str]] = []
        standing: dict[str, list[tuple[int, int]]] = defaultdict(list)
        languages: dict[str, int] = defaultdict(int)
        for number, (claim_id, texts, language, dated) in enumerate(given):
            row = stored(MatchedText(field, text, language) for field, text in texts if text)
            self.rows.append((claim_id, dated, row))
            languages[language] += 1
            for term, weight in weights_of(frequencies(row)).items():
                standing[term].append((number, weight))
        self.claims = len(self.rows)
        self.languages: Sequence[str] = sorted(languages, key=lambda each: -languages[each])[:16]
        self._postings = {term: _postings(found) for term, found in standing.items()}
        self.gram_rarity = gram_rarity(self.claims, self._counted())

    def _counted(self) -> Any:
        counts = np.zeros(grams.BUCKETS)
        for start in range(0, self.claims, 1000):
            texts = [" ".join(fold(t.text) for t in claim_of(*row).texts) for row in self.rows[start : start + 1000]]
            counts += grams.standing(texts)
        return counts

    def postings(self, terms: Collection[str]) -> Mapping[str, Postings]:
        return {term: self._postings[term] for term in terms if term in self._postings}

    def texts(self, numbers: Collection[int]) -> Mapping[int, Claim]:
        return {number: claim_of(*self.rows[number]) for number in numbers}

    def frequency(self, term: str) -> int:
        found = self._postings.get(term)
        return len(found.claims) if found else 0
