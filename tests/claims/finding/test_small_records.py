"""In a record of few claims, what only sounds like a claim does not match it, and what says it otherwise does."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from claims.finding.index import Claim, Postings, claim_of, gram_rarity
from claims.finding.match import Wanted, match
from claims.record import grams
from claims.record.matched import MatchedText, frequencies, stored, weights_of
from claimtrack.analysis import fold
from tests.claims.finding.small_record import CLAIMS, OTHERS
from tests.claims.finding.spoken_pairs import spoken


class InMemory:
    """An index of statements, each with its language."""

    def __init__(self, statements: Sequence[tuple[str, str]]) -> None:
        rows = [stored([MatchedText("statement", text, language)]) for language, text in statements]
        standing: dict[str, list[tuple[int, int]]] = {}
        for number, row in enumerate(rows):
            for term, weight in weights_of(frequencies(row)).items():
                standing.setdefault(term, []).append((number, weight))
        self._claims = [claim_of(number, None, row) for number, row in enumerate(rows)]
        self._postings = {term: Postings(*map(np.array, zip(*found, strict=True))) for term, found in standing.items()}
        self.claims = len(rows)
        self.meanings = None
        self.languages: Sequence[str] = sorted({language for language, _ in statements})
        self.gram_rarity = gram_rarity(len(rows), grams.standing([fold(text) for _, text in statements]))

    def postings(self, terms: Collection[str]) -> Mapping[str, Postings]:
        return {term: self._postings[term] for term in terms if term in self._postings}

    def texts(self, numbers: Collection[int]) -> Mapping[int, Claim]:
        return {number: self._claims[number] for number in numbers}

    def frequency(self, term: str) -> int:
        return len(self._postings[term].claims) if term in self._postings else 0


STATEMENTS = [(language, text) for language, lines in CLAIMS.items() for text in lines.strip().splitlines()]


@pytest.fixture(scope="module")
def index() -> InMemory:
    return InMemory(STATEMENTS)


def first(index: InMemory, text: str, language: str | None, least: float | None = None) -> Any:
    (matches,) = match([text], index, Wanted(language, limit=1, least=least))
    return matches.found[0].claim_id if matches.found else None


@pytest.mark.parametrize("named", [True, False])
def test_the_same_frame_about_another_matter_is_no_match(index: InMemory, *, named: bool) -> None:
    asked = [(language, text) for language, lines in OTHERS.items() for text in lines.strip().splitlines()]
    told = [text for language, text in asked if first(index, text, language if named else None) is not None]
    assert len(asked) >= 80
    assert len(told) <= 0.05 * len(asked), told


def test_every_claim_is_found_by_its_own_words(index: InMemory) -> None:
    assert [first(index, text, language) for language, text in STATEMENTS] == list(range(len(STATEMENTS)))


def test_what_is_said_otherwise_is_found() -> None:
    pairs = [pair for pair in spoken() if pair.kind != "name"]
    statements = list(dict.fromkeys((pair.language, pair.statement) for pair in pairs))
    index = InMemory(statements)
    found = [
        first(index, each.text, each.language) == statements.index((each.language, each.statement)) for each in pairs
    ]
    assert sum(found) >= 0.9 * len(found)


def test_a_lower_score_that_is_asked_for_shows_more_on_the_same_scale(index: InMemory) -> None:
    text = "Vaccines, they say, may cause autism in children."
    (usual,) = match([text], index, Wanted("en"))
    (everything,) = match([text], index, Wanted("en", least=0))
    assert [each.probability for each in usual.found] == [
        each.probability for each in everything.found if each.probability >= usual.threshold
    ]
    assert len(everything.found) > len(usual.found) >= 1


def test_words_that_every_text_has_match_nothing(index: InMemory) -> None:
    assert first(index, "The of and to a.", "en") is None
