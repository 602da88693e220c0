"""Pieces of three to five characters inside words, as numbers: they need no stemmer and forgive misspelling."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np

Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]

#: Pieces are told apart by so many bits of a hash.
BITS: Final = 18
BUCKETS: Final = 1 << BITS
_SHORTEST: Final = 3
_LONGEST: Final = 5
_SPACE: Final = 32
_FACTOR: Final = np.uint32(1_000_003)
_SPREAD: Final = np.uint32(0x9E3779B1)
#: How much the length of a text counts against it: 1 would be the cosine, 0 nothing.
_LENGTH: Final = 0.7
#: What standing so often counts for.
_TIMES: Final = np.array([0.0, *(1 + np.log(np.arange(1, 256)))])


def grams(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The bucket of every piece of every text, and the text's number; words are told apart by single spaces."""
    letters = np.frombuffer(" ".join(["", *texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    # What begins with a space belongs to the text after it.
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) + 1 for text in texts])
    inside = letters != _SPACE
    buckets, places = [], []
    hashed, whole = letters, np.ones(len(letters), dtype=bool)
    for size in range(2, _LONGEST + 1):
        count = max(0, len(letters) - size + 1)
        hashed = hashed[:count] * _FACTOR + letters[size - 1 :]
        # A piece may begin before a word and end after one, but hold no space within.
        whole = whole[:count] & inside[size - 2 : size - 2 + count] if size > 2 else whole[:count]  # noqa: PLR2004
        if size >= _SHORTEST:
            places.append(np.flatnonzero(whole[: len(owners)]))
            buckets.append((hashed[places[-1]] * _SPREAD) >> np.uint32(32 - BITS))
    return np.concatenate(buckets).astype(np.int64), owners[np.concatenate(places)]


def standing(texts: Sequence[str]) -> Numbers:
    """In how many of the texts a piece of each bucket stands."""
    buckets, owners = grams(texts)
    return np.bincount(np.unique(owners.astype(np.int64) << BITS | buckets) & (BUCKETS - 1), minlength=BUCKETS)


def likeness(asked: str, texts: Sequence[str], rarity: Numbers) -> Numbers:
    """How much of the one that is asked for stands in each text, each piece weighed by its rarity.

    It is the cosine of their TF-IDF, where what stands often counts by its logarithm, but for a long text, which
    loses less by its length (pivoted normalisation: Singhal and others, 1996).
    """
    wanted, often = np.unique(grams([asked])[0], return_counts=True)
    weights = (1 + np.log(often)) * rarity[wanted] ** 2
    length = float(np.sqrt((weights**2 / rarity[wanted] ** 2).sum()))
    buckets, owners = grams(texts)
    norms = np.bincount(owners, np.square(rarity[buckets]), minlength=len(texts)) ** (_LENGTH / 2)
    columns = np.full(BUCKETS, -1, np.int16)
    columns[wanted] = np.arange(len(wanted))
    column = columns[buckets]
    shared = column >= 0
    cells = owners[shared] * np.int64(len(wanted)) + column[shared]
    counts = np.bincount(cells, minlength=len(texts) * len(wanted)).reshape(len(texts), len(wanted))
    dots = _TIMES[np.minimum(counts, len(_TIMES) - 1)] @ weights
    lengths = norms * length
    alike: Numbers = np.divide(dots, lengths, out=np.zeros(len(texts)), where=lengths > 0)
    return alike
