"""The terms that texts are matched by: of each word its stem, or the word itself where its language has no stemmer."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from zlib import crc32

from claims.record.grams import BUCKETS
from claimtrack.analysis import Stemmed, Token, stemmed, tokens
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
    return _terms(_words(text), language)


def bucket_of(term: str) -> int:
    """Where a term is counted, together with whatever else falls there."""
    return crc32(term.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)


class Variants:
    """Of words, the terms that they have in texts of some languages, and the words themselves; each looked up once."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._languages = list(dict.fromkeys(languages))
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def of(self, text: str) -> list[frozenset[str]]:
        """Those of every word of the text, in its order."""
        words = _words(text)
        keys = {(token.word, token.written): token for token in words}
        new = {key: token for key, token in keys.items() if key not in self._known}
        readings = [_terms([*new.values()], language) for language in self._languages]
        for place, (key, token) in enumerate(new.items()):
            self._known[key] = frozenset({token.word, *(reading[place].term for reading in readings)})
        return [self._known[token.word, token.written] for token in words]


def _words(text: str) -> list[Token]:
    return [
        token
        for token in tokens(text)[:MAX_WORDS]
        if len(token.word) > 1 or not token.word.isascii() or token.word.isdecimal()
    ]


def _terms(words: Sequence[Token], language: str | None) -> list[Term]:
    return [Term(_term(each), each.word, each.start, each.end) for each in stemmed(words, language)]


def _term(word: Stemmed) -> str:
    """Without the mark of its language: a name is the same word in most, and is found across them."""
    return (word.stems[-1].rpartition(MARK)[2] if word.stems else "") or word.word
