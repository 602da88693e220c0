"""Claims that are matched in memory, as `claims.finding` reads those of the database, with the same arithmetic."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from claims.finding.index import Claim, Postings, claim_of, gram_rarity
from claims.record import grams
from claims.record.matched import Field, MatchedText, frequencies, stored, weights_of
from claims.record.vectors import TEXTS, made_of
from claimtrack.analysis import fold
from claimtrack.meaning.encoding import Encoder
from claimtrack.meaning.installed import ENGLISH, MULTILINGUAL

Given = tuple[str, Sequence[tuple[Field, str]], str, date | None]


def _postings(found: Sequence[tuple[int, int]]) -> Postings:
    claims, weights = zip(*found, strict=True)
    return Postings(np.array(claims, dtype=np.int32), np.array(weights, dtype=np.uint8))


class ShelfMeanings:
    """What the claims of a shelf mean, by the texts of each, and by its language to the English model."""

    def __init__(self, claims: Sequence[tuple[str, Sequence[str]]], encoders: Mapping[str, Encoder]) -> None:
        self.encoders = encoders
        self._known: list[dict[str, Any]] = [{} for _ in claims]
        for name, encoder in encoders.items():
            read = [place for place, (language, _) in enumerate(claims) if name != ENGLISH or language == "en"]
            made = made_of([claims[place][1] for place in read], encoder) if read else []
            for place, (whole, texts) in zip(read, made, strict=True):
                self._known[place][name] = np.vstack([whole / np.linalg.norm(whole), texts])
        self._whole = np.array([known[MULTILINGUAL][0] for known in self._known], np.float32)

    def near(self, vector: Any, most: int) -> Sequence[int]:
        found: list[int] = np.argsort(-(self._whole @ vector), kind="stable")[:most].tolist()
        return found

    def of(self, numbers: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
        return {number: self._known[number] for number in numbers}


class Shelf:
    """`given` are of each claim its id, its texts with their fields, its language and its date."""

    def __init__(self, given: Iterable[Given], encoders: Mapping[str, Encoder] | None = None) -> None:
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
        self.meanings = self._meanings(encoders) if encoders else None

    def _meanings(self, encoders: Mapping[str, Encoder]) -> ShelfMeanings:
        claims = [claim_of(*row).texts for row in self.rows]
        return ShelfMeanings([(texts[0].language, [each.text for each in texts[:TEXTS]]) for texts in claims], encoders)

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
