"""A text as it is matched: a short one whole, a longer one sentence by sentence, each with its place."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

import sentencex

#: Up to so many characters a text is one post, or one statement.
WHOLE: Final = 500
#: A sentence of fewer letters and digits states nothing that could be checked; one of Han or kana counts for three.
LEAST: Final = 12
SQUARE: Final = "\u2e80"
#: A longer sentence is matched in pieces: a list, or a text without stops.
LONGEST: Final = 1_000
#: Thai has no stops: a space between letters ends a sentence that has so many characters.
CLAUSE: Final = 30
_SPACE: Final = re.compile(r"(?<=[\u0e01-\u0e4e])\s+(?=[\u0e01-\u0e4e])")


class Span(NamedTuple):
    """Part of a text, `text[start:end]`."""

    start: int
    end: int


def spans(text: str, language: str | None) -> list[Span]:
    """What of the text is matched by itself."""
    if len(text) <= WHOLE:
        return [Span(0, len(text))] if text.strip() else []
    return sentences(text, language)


def sentences(text: str, language: str | None) -> list[Span]:
    """Its sentences, however short it is, but for those that state nothing."""
    return [span for span in _sentences(text, language or "en") if _says_something(text[span.start : span.end])]


def _sentences(text: str, language: str) -> Iterator[Span]:
    for found in sentencex.get_sentence_boundaries(language, text):
        for start, end in _clauses(text, found["start_index"], found["end_index"]):
            for piece in range(start, end, LONGEST):
                yield _trimmed(text, piece, min(end, piece + LONGEST))


def _clauses(text: str, start: int, end: int) -> Iterator[Span]:
    for space in _SPACE.finditer(text, start, end):
        if space.start() - start >= CLAUSE:
            yield Span(start, space.start())
            start = space.end()
    yield Span(start, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def _says_something(sentence: str) -> bool:
    """Marks count as well, which vowels are in the scripts of India."""
    return sum(3 if sign >= SQUARE else 1 for sign in sentence if unicodedata.category(sign)[0] in "LMN") >= LEAST
