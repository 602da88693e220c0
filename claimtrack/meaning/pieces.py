"""A multilingual text in pieces of words: of all ways to take it apart, the likeliest (Kudo, 2018).

The pieces lie in files that are mapped into memory, so that all processes share them: the usual reader of such a
vocabulary (the library `tokenizers`) takes 290 MB of each process.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]
#: A piece that begins at some place of a text: where it ends, its number and its score.
Piece: TypeAlias = tuple[int, int, float]

#: What stands for the space before a word.
SPACE: Final = "\u2581"
#: The numbers of the beginning of a text, of its end, and of a character that is no piece.
FIRST, LAST, UNKNOWN = 0, 2, 3
#: Longer pieces are not looked for: they are rows of dots and lines.
LONGEST: Final = 16
#: A character that is no piece costs so much more than the rarest one.
_UNKNOWN_COSTS: Final = 10.0
_FACTOR: Final = 0x9E3779B97F4A7C15
_WRAPS: Final = (1 << 64) - 1
_SPACES: Final = re.compile(" {2,}")
_FILES: Final = ("hashes", "numbers", "scores")


class Pieces:
    """The vocabulary that `write` laid down in a folder."""

    def __init__(self, folder: Path) -> None:
        self._hashes, self._numbers, self._scores = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES)
        self._letters = str.maketrans(json.loads((folder / "letters.json").read_text("utf-8")))
        self._unknown = float(self._scores.min()) - _UNKNOWN_COSTS

    def numbers_of(self, text: str, most: int) -> list[int]:
        """The numbers of a text's pieces, those of its beginning and its end included: together at most `most`."""
        plain = _SPACES.sub(" ", text.translate(self._letters))
        written = (plain if plain.startswith(" ") else f" {plain}").replace(" ", SPACE)
        return [FIRST, *self._likeliest(written)[: most - 2], LAST]

    def _likeliest(self, text: str) -> list[int]:
        """The numbers of the pieces whose scores have the greatest sum (Viterbi, 1967)."""
        scores = [0.0] + [-np.inf] * len(text)
        ways = [(0, UNKNOWN)] * (len(text) + 1)
        for start, pieces in enumerate(self._found(text)):
            for end, number, score in (*pieces, (start + 1, UNKNOWN, self._unknown)):
                if scores[start] + score > scores[end]:
                    scores[end], ways[end] = scores[start] + score, (start, number)
        numbers, end = [], len(text)
        while end:
            end, number = ways[end]
            numbers.append(number)
        return numbers[::-1]

    def _found(self, text: str) -> list[list[Piece]]:
        """The pieces that begin at each place of the text."""
        found: list[list[Piece]] = [[] for _ in text]
        for size, hashes in enumerate(_hashes_of(text), start=1):
            places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
            known = np.flatnonzero(self._hashes[places] == hashes)
            numbers, scores = self._numbers[places[known]].tolist(), self._scores[places[known]].tolist()
            for start, number, score in zip(known.tolist(), numbers, scores, strict=True):
                found[start].append((start + size, number, score))
        return found


def _hashes_of(text: str) -> Iterator[Numbers]:
    """Of every part of one character, of two, and so on, as `_hash` has them."""
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    hashed = np.zeros(len(letters) + 1, np.uint64)
    for size in range(1, min(LONGEST, len(letters)) + 1):
        hashed = hashed[:-1] * np.uint64(_FACTOR) + letters[size - 1 :] + np.uint64(1)
        yield hashed


def _hash(piece: str) -> int:
    hashed = 0
    for letter in piece:
        hashed = (hashed * _FACTOR + ord(letter) + 1) & _WRAPS
    return hashed


def write(folder: Path, pieces: Sequence[str], scores: Sequence[float], letters: Mapping[str, str]) -> None:
    """Lay a vocabulary down: pieces in the order of their numbers, and what is read in place of some characters."""
    kept = [number for number, piece in enumerate(pieces) if number > UNKNOWN and len(piece) <= LONGEST]
    hashes = np.array([_hash(pieces[number]) for number in kept], np.uint64)
    if len(np.unique(hashes)) < len(hashes):
        raise ValueError("Two pieces have the same hash.")
    order = np.argsort(hashes)
    values: tuple[Numbers, ...] = hashes, np.array(kept, np.int32), np.array(scores, np.float32)[kept]
    for name, each in zip(_FILES, values, strict=True):
        np.save(folder / f"{name}.npy", each[order])
    (folder / "letters.json").write_text(json.dumps(letters), "utf-8")
