"""The words of a text, folded, with their places in it. Where a script has no spaces, its pairs of characters.

A stretch without spaces is cut into each pair of neighbours and its last character by itself: a stretch that is
asked for stands in a text exactly where its pairs follow each other, and a single character is the beginning of a
pair, or such a last one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from claimtrack.analysis.folding import WITHOUT_WIDTH, fold

#: Longer words are compared by their beginnings: they are addresses, or nobody's words.
MAX_WORD: Final = 64


class Token(NamedTuple):
    """A folded word, the `text[start:end]` that it was read from, and how it is `written`, which a pair is not."""

    word: str
    start: int
    end: int
    written: str

    @property
    def unspaced(self) -> bool:
        """Whether it is a pair of characters, or the last one, of a script without spaces."""
        return not self.written


def tokens(text: str) -> list[Token]:
    """Every word in its order. Linear in the length of the text."""
    found: list[Token] = []
    for match in _RUNS.finditer(text):
        run, start = match[0], match.start()
        if run.isascii():
            written = run[:MAX_WORD]
            found.append(Token(written.lower(), start, match.end(), written))
        else:
            found += _of_run(run, start)
    return found


def _of_run(run: str, offset: int) -> Iterator[Token]:
    if not _UNSPACED.search(run):
        yield from _words(run, offset)
        return
    for part in _PARTS.finditer(run):
        start = offset + part.start()
        yield from _pairs(part[0], start) if part["unspaced"] else _words(part[0], start)


def _words(run: str, offset: int) -> Iterator[Token]:
    """One word, but for characters that stand for several: ½, ﷺ."""
    words = _RUNS.findall(fold(run))
    for word in words:
        written = run if len(words) == 1 else word
        yield Token(word[:MAX_WORD], offset, offset + len(run), written[:MAX_WORD])


def _pairs(run: str, offset: int) -> Iterator[Token]:
    letters = [Token(letter, *place, "") for place, cluster in _clusters(run, offset) for letter in fold(cluster)]
    for one, two in pairwise(letters):
        yield Token(one.word + two.word, one.start, two.end, "")
    yield from letters[-1:]


def _clusters(run: str, offset: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Each character with the marks that go with it, however they were composed."""
    start = 0
    for end in range(1, len(run) + 1):
        if end == len(run) or not _joins(run[end]):
            yield (offset + start, offset + end), run[start:end]
            start = end


def _joins(letter: str) -> bool:
    return letter in _VOICED or letter in WITHOUT_WIDTH or unicodedata.category(letter)[0] == "M"


# -- characters -----------------------------------------------------------------------------------

#: The half-width marks that voice a kana.
_VOICED: Final = "\uff9e\uff9f"
#: Thai and Lao; Myanmar; Khmer; kana, Bopomofo, Han, in the blocks of which all is written without spaces.
_UNSPACED_BLOCKS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f\u3005-\u3007\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
#: Digits of those scripts are numbers, which stand whole.
_DIGITS: Final = "\u0e50-\u0e59\u0ed0-\u0ed9\u1040-\u1049\u1090-\u1099\u17e0-\u17e9"
#: Where the planes with scripts in them end.
_LAST_MARK: Final = 0x20000


def _ranges(codes: Iterable[int]) -> str:
    """These characters, as they stand between the brackets of a class."""
    found = []
    for _, group in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        run = [code for _, code in group]
        found.append(f"{re.escape(chr(run[0]))}-{re.escape(chr(run[-1]))}")
    return "".join(found)


#: What belongs to the word it stands in without being a letter: marks, and what has no width.
_BESIDE: Final = _ranges(
    sorted(
        {code for code in range(_LAST_MARK) if unicodedata.category(chr(code))[0] == "M"} | set(map(ord, WITHOUT_WIDTH))
    )
)
# Each class is followed by what it does not hold: nothing is ever read twice.
_RUNS: Final = re.compile(rf"[^\W_]+(?:[{_BESIDE}]+[^\W_]*)*")
_UNSPACED: Final = re.compile(f"[{_UNSPACED_BLOCKS}]")
_PARTS: Final = re.compile(
    rf"(?P<unspaced>(?:(?![{_DIGITS}])[{_UNSPACED_BLOCKS}])(?:(?![{_DIGITS}])[{_UNSPACED_BLOCKS}{_BESIDE}])*)"
    rf"|(?:[{_DIGITS}]|[^{_UNSPACED_BLOCKS}])+"
)
