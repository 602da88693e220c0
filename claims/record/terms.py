"""The terms that texts are matched by: of each word its stem, or the word itself where its language has no stemmer."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from claimtrack.analysis import Stemmed, stems
from claimtrack.analysis.stemming import MARK

#: More words of one text are not looked at: they are no statement, and no title.
MAX_WORDS: Final = 1_000


class Term(NamedTuple):
    """A term, the folded word that it was made of, and where the word stands."""

    term: str
    word: str
    start: int
    end: int


def terms_of(text: str, language: str | None) -> list[Term]:
    """Every word of the text as a term, in its order; single letters are no words."""
    return [
        Term(_term(each), each.word, each.start, each.end)
        for each in stems(text, language)[:MAX_WORDS]
        if len(each.word) > 1 or not each.word.isascii() or each.word.isdecimal()
    ]


def variants_of(text: str, languages: Iterable[str]) -> list[set[str]]:
    """Of each word, the terms that it has in texts of these languages, and the word itself."""
    readings = [terms_of(text, language) for language in languages] or [terms_of(text, None)]
    return [{reading.term for reading in word} | {word[0].word} for word in zip(*readings, strict=True)]


def _term(word: Stemmed) -> str:
    """Without the mark of its language: a name is the same word in most, and is found across them."""
    return (word.stems[-1].rpartition(MARK)[2] if word.stems else "") or word.word
