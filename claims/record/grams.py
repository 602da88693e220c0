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
_FACTOR: Final = np.uint64(1_000_003)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


def grams(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The bucket of every piece of every text, and the text's number; words are told apart by single spaces."""
    letters = np.frombuffer(" ".join(["", *texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    # What begins with a space belongs to the text after it.
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) + 1 for text in texts])
    inside = letters != _SPACE
    buckets, places = [], []
    hashed, whole = letters.astype(np.uint64), np.ones(len(letters), dtype=bool)
    for size in range(2, _LONGEST + 1):
        count = max(0, len(letters) - size + 1)
        hashed = hashed[:count] * _FACTOR + letters[size - 1 :]
        # A piece may begin before a word and end after one, but hold no space within.
        whole = whole[:count] & inside[size - 2 : size - 2 + count] if size > 2 else whole[:count]  # noqa: PLR2004
        if size >= _SHORTEST:
            places.append(np.flatnonzero(whole[: len(owners)]))
            buckets.append((hashed[places[-1]] * _SPREAD) >> np.uint64(64 - BITS))
    return np.concatenate(buckets).astype(np.int64), owners[np.concatenate(places)]


def standing(texts: Sequence[str]) -> Numbers:
    """In how many of the texts a piece of each bucket stands."""
    buckets, owners = grams(texts)
    return np.bincount(np.unique(owners.astype(np.int64) << BITS | buckets) & (BUCKETS - 1), minlength=BUCKETS)


def likeness(asked: str, texts: Sequence[str], rarity: Numbers) -> Numbers:
    """The cosine of each text with the one that is asked for, each piece weighed by its rarity."""
    wanted, often = np.unique(grams([asked])[0], return_counts=True)
    vector = np.zeros(BUCKETS)
    vector[wanted] = (1 + np.log(often)) * rarity[wanted]
    buckets, owners = grams(texts)
    weights = rarity[buckets]
    dots = np.bincount(owners, weights * vector[buckets], minlength=len(texts))
    norms = np.sqrt(np.bincount(owners, weights**2, minlength=len(texts)))
    length = float(np.sqrt((vector[wanted] ** 2).sum()))
    return np.divide(dots, norms * length, out=np.zeros(len(texts)), where=norms * length > 0)
