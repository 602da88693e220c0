"""The claims that texts are matched with, as a matcher reads them: postings, texts of claims, and rarity."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

import numpy as np
import orjson
import psycopg
from django.conf import settings
from django.db import connections

from claims.finding import background
from claims.finding.asking import COMPARED, UNSPACED, capitals_of
from claims.finding.meaning import Meanings
from claims.finding.vectors import StoredMeanings
from claims.record.grams import BUCKETS, Numbers
from claims.record.matched import PUBLIC, Field, Tables
from claims.record.terms import bucket_of
from claimtrack.analysis import fold

#: A small record is counted exactly, up to so many claims.
COUNTED: Final = 2_000
#: From so many claims on, they tell alone how rare a word is.
ENOUGH: Final = 5_000
#: By the length of a word, from one letter on.
USUAL_SHARES: Final = (0.3, 0.2, 0.08, 0.02, 0.006, 0.002, 0.001, 0.0005)
#: A text whose language nobody names is read in so many of the record's.
LANGUAGES: Final = 16


class Postings(NamedTuple):
    """In which claims a term stands, by their numbers, and how much it weighs in each, by the hundredth."""

    claims: Numbers
    weights: Numbers


@dataclass(frozen=True)
class Text:
    """One text of a claim: its field, its words as they stand, its language and its terms, between spaces."""

    field: Field
    text: str
    language: str
    spaced: str

    @cached_property
    def terms(self) -> Sequence[str]:
        return self.spaced.split()

    @cached_property
    def folded(self) -> str:
        return fold(self.text[:COMPARED])

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.terms)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise(self.terms))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(term for term in self.terms if term[:1].isdecimal())

    @cached_property
    def capitals(self) -> frozenset[str]:
        return capitals_of(self.text)


class Claim(NamedTuple):
    """A claim by its texts, the statement first, its date, and the words of names that it has."""

    claim_id: Any
    texts: Sequence[Text]
    dated: date | None
    names: frozenset[str] = frozenset()


class Index(Protocol):
    """What is read of the claims. `claims` is how many there are; `languages` those of their statements."""

    claims: int
    languages: Sequence[str]
    gram_rarity: Numbers

    @property
    def meanings(self) -> Meanings | None:
        """None where texts are matched by words alone."""
        ...

    def postings(self, terms: Collection[str]) -> Mapping[str, Postings]: ...

    def texts(self, numbers: Collection[int]) -> Mapping[int, Claim]: ...

    def frequency(self, term: str) -> int: ...


def rarity_of(index: Index, found: Mapping[str, Postings]) -> Callable[[str], float]:
    """How rare a term is (BM25's inverse document frequency), exactly where its postings were read."""
    return _Rarities(index, found).__getitem__


class _Rarities(dict[str, float]):
    """How rare each term is, worked out where it is first asked for."""

    def __init__(self, index: Index, found: Mapping[str, Postings]) -> None:
        super().__init__()
        self._index, self._found = index, found

    def __missing__(self, term: str) -> float:
        postings = self._found.get(term)
        having = len(postings.claims) if postings else self._index.frequency(term)
        self[term] = rarity = _rarity(term, self._index.claims, having)
        return rarity


def _rarity(term: str, claims: int, having: int) -> float:
    """Of few claims little can be told, so claims that nobody made are added, with words as common as in general."""
    more = max(0, ENOUGH - claims)
    if more:
        claims, having = claims + more, having + round(more * _usual_share(term))
    return math.log(1 + (max(claims, having) - having + 0.5) / (having + 0.5))


def _usual_share(term: str) -> float:
    """In what share of texts a term stands; of a rare one, its length tells where words are spaced."""
    length = USUAL_SHARES[-1] if term >= UNSPACED else USUAL_SHARES[min(len(term), len(USUAL_SHARES)) - 1]
    return background.shares().get(term, length)


def gram_rarity(claims: int, counts: Numbers) -> Numbers:
    """How rare the pieces of words are; the same claims that nobody made are added to few."""
    more = max(0, ENOUGH - claims)
    counts = np.minimum(counts, claims) + more * background.gram_shares()
    return np.log((1 + claims + more) / (1 + counts)) + 1


def claim_of(claim_id: Any, dated: date | None, texts: str, names: str = "") -> Claim:
    """From a row's texts as they are stored."""
    read = [Text(each["field"], each["text"], each["language"], each["terms"]) for each in orjson.loads(texts)]
    return Claim(claim_id, read, dated, frozenset(names.split()))


# -- in PostgreSQL --------------------------------------------------------------------------------


class _Counts(NamedTuple):
    claims: int
    languages: Sequence[str]
    terms: Numbers
    gram_rarity: Numbers


#: The newest counts of each index, by its table, with the key of their row: two megabytes of numbers.
_KEPT: dict[str, tuple[int, _Counts]] = {}


POSTINGS: Final = "SELECT term, claims, weights FROM {} WHERE term = ANY(%s::text[])"


class Stored:
    """The claims of an index, as they stand in the database while this is asked.

    Those of `without` are not there: they are neither found nor counted.
    """

    def __init__(self, using: str, tables: Tables = PUBLIC, without: Collection[UUID] = ()) -> None:
        self.using, self.tables = using, tables
        rows = tables.claims._default_manager.using(using)
        self._rows = rows.exclude(claim_id__among=list(without)) if without else rows
        gone = rows.filter(claim_id__among=list(without)).values_list("pk", flat=True) if without else ()
        self._gone = np.fromiter(gone, np.int32)
        counts = _counts(using, tables)
        few = self._rows.order_by()[:COUNTED].count()
        self.claims = few if few < COUNTED else max(few, counts.claims)
        self.languages = counts.languages or self._languages()
        self.gram_rarity = counts.gram_rarity
        self._frequencies = counts.terms
        self.meanings = StoredMeanings(using) if settings.SEMANTIC else None

    def postings(self, terms: Collection[str]) -> Mapping[str, Postings]:
        parts: dict[str, list[tuple[bytes, bytes]]] = {}
        connection = connections[self.using]
        connection.ensure_connection()
        statement = POSTINGS.format(self.tables.postings._meta.db_table)
        # Bound apart from the statement, which the server's log may show: it holds words of what is asked.
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            for term, claims, weights in cursor.execute(statement, [list(terms)], prepare=False, binary=True):
                parts.setdefault(term, []).append((claims, weights))
        found = {term: self._standing(_joined(each)) for term, each in parts.items()}
        return {term: each for term, each in found.items() if len(each.claims)}

    def _standing(self, postings: Postings) -> Postings:
        if not len(self._gone):
            return postings
        keep = np.isin(postings.claims, self._gone, invert=True)
        return Postings(postings.claims[keep], postings.weights[keep])

    def texts(self, numbers: Collection[int]) -> Mapping[int, Claim]:
        rows = self._rows.filter(pk__among=list(numbers))
        fields = rows.values_list("pk", "claim_id", "dated", "texts", "names")
        return {number: claim_of(claim_id, dated, texts, names) for number, claim_id, dated, texts, names in fields}

    def frequency(self, term: str) -> int:
        return int(self._frequencies[bucket_of(term)])

    def _languages(self) -> Sequence[str]:
        some: Iterable[str] = self._rows.order_by()[:COUNTED].values_list("language", flat=True)
        return sorted(set(some))[:LANGUAGES]


def _joined(parts: Sequence[tuple[bytes, bytes]]) -> Postings:
    claims, weights = zip(*parts, strict=True)
    return Postings(np.frombuffer(b"".join(claims), np.int32), np.frombuffer(b"".join(weights), np.uint8))


def _counts(using: str, tables: Tables) -> _Counts:
    rows = tables.counts._default_manager.using(using)
    pk = rows.values_list("pk", flat=True).first()
    if pk is None:
        return _none()
    known, kept = _KEPT.get(tables.counts._meta.db_table, (None, _none()))
    if known != pk:
        row = rows.get(pk=pk)
        terms, pieces = (np.frombuffer(each, np.int32) for each in (row.terms, row.grams))
        kept = _Counts(row.claims, row.languages[:LANGUAGES], terms, gram_rarity(row.claims, pieces))
        _KEPT[tables.counts._meta.db_table] = pk, kept
    return kept


@cache
def _none() -> _Counts:
    """Before any were counted."""
    nowhere = np.zeros(BUCKETS, np.int32)
    return _Counts(0, (), nowhere, gram_rarity(0, nowhere))
