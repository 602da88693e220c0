"""A text as it is matched: a short one whole, a longer one sentence by sentence, each with its place."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import sentencex

#: Up to so many characters a text is one post, or one statement.
WHOLE: Final = 500
#: A sentence of fewer letters and digits states nothing that could be checked.
LEAST: Final = 12
#: A longer sentence is matched in pieces: a list, or a text without stops.
LONGEST: Final = 1_000


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
        start, end = found["start_index"], found["end_index"]
        for piece in range(start, end, LONGEST):
            yield _trimmed(text, piece, min(end, piece + LONGEST))


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def _says_something(sentence: str) -> bool:
    return sum(map(str.isalnum, sentence)) >= LEAST
