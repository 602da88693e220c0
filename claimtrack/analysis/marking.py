"""Where the words that were asked for stand in a text, and a piece of it that shows them."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypedDict

from claimtrack.analysis.asked import Reading, Term
from claimtrack.analysis.chinese import spellings
from claimtrack.analysis.stemming import Stemmed, stems
from claimtrack.analysis.vectors import Beside

Span = tuple[int, int]

#: As far as a text is looked through, and how long a piece of it is that is shown.
_READ: Final = 20_000
_SHOWN: Final = 240
#: So much of a piece stands before the first word that was found.
_BEFORE: Final = 60


class Part(TypedDict):
    """A part of a text as it is written, and whether it is what was asked for."""

    text: str
    matched: bool


class _Wanted(NamedTuple):
    """A term: for each of its words, everything that it is found by; of a last one that may go on, its beginnings."""

    words: Sequence[frozenset[str]]
    prefixes: tuple[str, ...]
    #: It is a character of a script without spaces: the first one of a pair.
    is_character: bool = False


class Marker:
    """Marks texts with what one reading asks for."""

    def __init__(self, reading: Reading, beside: Beside) -> None:
        terms = [term for group in reading.groups for term in group if not term.excluded]
        self._beginning: dict[str, list[_Wanted]] = {}
        for wanted in (_wanted(term, beside) for term in terms):
            for lexeme in wanted.words[0] if wanted.words else {each[:1] for each in wanted.prefixes}:
                self._beginning.setdefault(lexeme, []).append(wanted)

    def marks(self, text: str, language: str | None) -> list[Span]:
        """The places of whatever was asked for, in order, none within another. Linear in the text's length."""
        found: list[Span] = []
        words = stems(text[:_READ], language)
        for place, word in enumerate(words):
            end = max(self._ends(words, place, word), default=0)
            if end > (found[-1][1] if found else 0):
                start = max(word.start, found[-1][1]) if found and found[-1][1] > word.start else word.start
                found.append((start, end))
        return found

    def _ends(self, words: Sequence[Stemmed], place: int, word: Stemmed) -> Iterator[int]:
        """Where the terms end that begin with this word."""
        for lexeme in (word.word, *word.stems, word.word[:1]):
            for wanted in self._beginning.get(lexeme, ()):
                end = _end(wanted, words, place)
                if end is not None:
                    yield end


def _wanted(term: Term, beside: Beside) -> _Wanted:
    alone = term.exact
    words = [frozenset((*spellings(word), *(() if alone else beside(word)))) for word in term.words]
    last = term.words[-1]
    return _Wanted(words[:-1], tuple(spellings(last)), last.unspaced) if term.prefix else _Wanted(words, ())


def _end(wanted: _Wanted, words: Sequence[Stemmed], place: int) -> int | None:
    for asked in wanted.words:
        if place >= len(words) or asked.isdisjoint((words[place].word, *words[place].stems)):
            return None
        place += 1
    if wanted.prefixes:
        if place >= len(words) or not words[place].word.startswith(wanted.prefixes):
            return None
        if wanted.is_character and place + 1 < len(words):
            return min(words[place].end, words[place + 1].start)
        place += 1
    return words[place - 1].end


def piece(text: str, marks: Sequence[Span]) -> list[Part]:
    """The text about the first of these places, cut between words, as parts that read one after the other."""
    start = 0 if len(text) <= _SHOWN else _word_from(text, max(0, marks[0][0] - _BEFORE), marks[0][0])
    end = len(text) if len(text) - start <= _SHOWN else _word_until(text, max(start + _SHOWN, marks[0][1]), marks[0][1])
    parts = [("…", False)] if start else []
    at = start
    for first, last in marks:
        if last > end:
            break
        parts += [(text[at:first], False), (text[first:last], True)]
        at = last
    parts += [(text[at:end], False), *([("…", False)] if end < len(text) else [])]
    return [{"text": shown, "matched": matched} for shown, matched in parts if shown]


def _word_from(text: str, start: int, latest: int) -> int:
    """Behind the first space from here on, if there is one before the place to be shown."""
    space = text.find(" ", start, latest) if start else -1
    return space + 1 if space >= 0 else start


def _word_until(text: str, end: int, earliest: int) -> int:
    space = text.rfind(" ", earliest, end)
    return space if space > 0 else end
