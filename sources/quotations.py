"""Where a quotation stands in a document's text.

A quotation is checked letter by letter, after folding what typesetting and copying change and no speaker
utters:

- Unicode composition: both texts in normalisation form C;
- white space: any run of it, no-break spaces and line ends included, is one space;
- quotation marks: every double one, guillemets too, is `"`; every single one is `'`, and so are apostrophes,
  primes and the accents typed for them. Double and single stay apart;
- characters without width are left out: soft hyphen, zero-width space, joiner and non-joiner, word joiner,
  byte-order mark and the marks of direction.

Case, dashes, ellipses, hyphens at line ends and every word stay as they are: a quotation that differs in them
is another quotation.

`prefix` and `suffix` are those of the W3C Web Annotation Data Model's TextQuoteSelector (§ 4.2.4): what
stands right before and right after the quotation, white space in between aside.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WITHOUT_WIDTH = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff").union(
    map(chr, range(0x202A, 0x202F)), map(chr, range(0x2066, 0x206A))
)
_DOUBLE_MARKS = "“”„‟«»″〝〞〟＂"
# Form C makes a grave and an acute accent of the last two.
_SINGLE_MARKS = "‘’‚‛‹›′ʼ＇`´\u1fef\u1ffd"
_MARKS = str.maketrans(dict.fromkeys(_DOUBLE_MARKS, '"') | dict.fromkeys(_SINGLE_MARKS, "'"))

# A text is cut into pieces that fold each by itself: runs of white space other than one plain space, and the
# words between them; two hundred words at a time, or the matcher would keep a place to step back to for every
# word of a book.
_ZERO_WIDTH = "".join(sorted(_WITHOUT_WIDTH))
_PIECES = re.compile(
    rf"(?P<words>\S+(?: [^\s{_ZERO_WIDTH}]\S*){{0,200}})"
    rf"|(?P<space>\s[\s{_ZERO_WIDTH}]*)"
)
_FIRST_THAT_JOINS = "\u0300"


def fold(text: str) -> str:
    """The text as quotations are compared."""
    return _Folded(text).text


def anchored(*, quote: str, prefix: str = "", suffix: str = "", texts: Iterable[str]) -> bool | None:
    """Whether the quotation occurs in one of the texts, between its prefix and suffix where they are given.

    None when there is nothing to check: no quotation, or no text. Linear in the length of the texts.
    """
    if not fold(quote).strip():
        return None
    verdict = None
    for text in texts:
        if find(quote=quote, prefix=prefix, suffix=suffix, text=text):
            return True
        if text.strip():
            verdict = False
    return verdict


def find(*, quote: str, prefix: str = "", suffix: str = "", text: str) -> list[tuple[int, int]]:
    """The places of the quotation, in order, as `(start, end)` in `text` as it was given.

    Letters are not cut from their accents: there is no `e` in `é`, however that is composed.
    """
    wanted = fold(quote).strip()
    if not wanted:
        return []
    folded = _Folded(text)
    places = (
        folded.place(start, start + len(wanted))
        for start in _starts(folded.text, wanted, fold(prefix).strip(), fold(suffix).strip())
    )
    return [place for place in places if place]


def _starts(text: str, wanted: str, prefix: str, suffix: str) -> list[int]:
    befores = (prefix, f"{prefix} ") if prefix else ("",)
    afters = (suffix, f" {suffix}") if suffix else ("",)
    starts = set()
    for before in befores:
        for after in afters:
            passage = before + wanted + after
            found = text.find(passage)
            while found != -1:
                starts.add(found + len(before))
                # What follows one place may be the prefix of the next: only the quotation itself is used up.
                found = text.find(passage, found + len(wanted))
    return sorted(starts)


class _Piece(NamedTuple):
    """`text[start:end]` and what it folds to; `verbatim` if character for character."""

    folded: str
    start: int
    end: int
    verbatim: bool


class _Folded:
    """A folded text that knows where its characters came from."""

    def __init__(self, text: str) -> None:
        # Arrays, because a book in decomposed characters has millions of pieces.
        self._folded_starts, self._starts, self._ends = array("Q"), array("Q"), array("Q")
        self._verbatim = bytearray()
        folded, length = [], 0
        for piece in _pieces(text):
            self._folded_starts.append(length)
            self._starts.append(piece.start)
            self._ends.append(piece.end)
            self._verbatim.append(piece.verbatim)
            folded.append(piece.folded)
            length += len(piece.folded)
        self._folded_starts.append(length)
        self.text = "".join(folded)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `self.text[start:end]` stands in the original; None if that would cut a character."""
        if self._is_accent(start) or self._is_accent(end):
            return None
        first, last = self._piece_at(start), self._piece_at(end - 1)
        if self._verbatim[first]:
            original_start = self._starts[first] + start - self._folded_starts[first]
        elif start == self._folded_starts[first]:
            original_start = self._starts[first]
        else:
            return None
        if self._verbatim[last]:
            return original_start, self._starts[last] + end - self._folded_starts[last]
        return (original_start, self._ends[last]) if end == self._folded_starts[last + 1] else None

    def _is_accent(self, index: int) -> bool:
        return index < len(self.text) and unicodedata.combining(self.text[index]) != 0

    def _piece_at(self, index: int) -> int:
        return bisect_right(self._folded_starts, index) - 1


def _pieces(text: str) -> Iterator[_Piece]:
    for match in _PIECES.finditer(text):
        if match.lastgroup == "space":
            yield _Piece(" ", *match.span(), verbatim=False)
        else:
            # Folding quotation marks moves no character.
            yield from _pieces_of_words(match[0].translate(_MARKS), match.start())


def _pieces_of_words(words: str, offset: int) -> Iterator[_Piece]:
    """One piece when the words are composed already, else a piece for each character with its accents."""
    if _WITHOUT_WIDTH.isdisjoint(words) and unicodedata.is_normalized("NFC", words):
        yield _Piece(words, offset, offset + len(words), verbatim=True)
        return
    cluster, start, end = "", 0, 0
    for index, character in enumerate(words, offset):
        if character in _WITHOUT_WIDTH:
            continue
        if cluster and not _joins(cluster, character):
            yield _Piece(unicodedata.normalize("NFC", cluster), start, end, verbatim=False)
            cluster = ""
        if not cluster:
            start = index
        cluster += character
        end = index + 1
    if cluster:
        yield _Piece(unicodedata.normalize("NFC", cluster), start, end, verbatim=False)


def _joins(cluster: str, character: str) -> bool:
    """Whether form C may change the character together with those before it: an accent, a jamo."""
    if character < _FIRST_THAT_JOINS:
        return False
    decomposed = unicodedata.normalize("NFD", character)
    if unicodedata.combining(decomposed[0]):
        return True
    together = unicodedata.normalize("NFC", cluster + character)
    return together != unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", character)
