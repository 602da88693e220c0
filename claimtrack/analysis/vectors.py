"""Analysed texts as PostgreSQL keeps and asks them (`tsvector` and `tsquery`, PostgreSQL, section 8.11).

Both are written here, as texts to be cast, so that neither a parser of the server's nor its locale reads any word:
the same text has the same words on every server.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from claimtrack.analysis.asked import Reading, Term
from claimtrack.analysis.chinese import spellings
from claimtrack.analysis.stemming import stems, stems_of
from claimtrack.analysis.words import Token

Weight: TypeAlias = Literal["A", "B", "C", "D"]

#: PostgreSQL counts places up to here, and keeps so many of a word.
_LAST_PLACE: Final = 16_383
_MOST_PLACES: Final = 255
#: A vector has at most a megabyte; what comes after is not searched.
_MOST_BYTES: Final = 750_000
#: Between two texts, so that no phrase reaches from one into the other.
_GAP: Final = 8


class Text(NamedTuple):
    """A text to be searched, what it weighs, and its language as a BCP 47 tag, where it is known."""

    text: str
    weight: Weight = "A"
    language: str | None = None


def vector(texts: Iterable[Text], keys: Iterable[str] = ()) -> str:
    """The words and stems of these texts with their places, and `keys` without any, as the text form of a tsvector."""
    places: dict[str, list[str]] = {}
    place, size = 0, 0
    for text in texts:
        place += _GAP
        for found in stems(text.text, text.language):
            place += 1
            where = f"{min(place, _LAST_PLACE)}{text.weight}"
            for lexeme in (found.word, *found.stems):
                known = places.setdefault(lexeme, [])
                if len(known) < _MOST_PLACES:
                    known.append(where)
                    size += 4 if len(known) > 1 else 8 + 4 * len(lexeme)
            if size > _MOST_BYTES:
                return _written(places, ())
    return _written(places, keys)


def _written(places: dict[str, list[str]], keys: Iterable[str]) -> str:
    # No word holds a quotation mark or a backslash.
    words = [f"'{lexeme}':{','.join(where)}" for lexeme, where in places.items()]
    return " ".join([*words, *(f"'{key}'" for key in dict.fromkeys(keys) if key not in places)])


#: What a word may be found by besides itself.
Beside: TypeAlias = Callable[[Token], Sequence[str]]


def stemmed_in(languages: Sequence[str]) -> Beside:
    """A word's stems in each of these languages."""
    return lambda word: () if word.unspaced else stems_of(word, languages)


def question(reading: Reading, beside: Beside, *, in_order: bool = True) -> str:
    """The reading as the text form of a tsquery; "" asks nothing.

    A word in quotation marks, before an asterisk or to be left out is that word alone, Chinese in every way it is
    written. Words written together, as in
    `al-Sarraj`, follow each other; without `in_order` they need not where they are not quoted.
    """
    return " & ".join(_one_of([_term(term, beside, in_order) for term in group]) for group in reading.groups)


def _term(term: Term, beside: Beside, in_order: bool) -> str:  # noqa: FBT001 - passed on
    alone = term.exact or term.excluded
    words = [
        _one_of([_quoted(each) for each in (*spellings(word), *(() if alone else beside(word)))]) for word in term.words
    ]
    if term.prefix:
        words[-1] = _one_of([f"{_quoted(each)}:*" for each in spellings(term.words[-1])])
    between = " <-> " if in_order or term.exact else " & "
    asked = words[0] if len(words) == 1 else f"({between.join(words)})"
    return f"!{asked}" if term.excluded else asked


def _quoted(lexeme: str) -> str:
    return f"'{lexeme}'"


def _one_of(either: Sequence[str]) -> str:
    return either[0] if len(either) == 1 else f"({' | '.join(either)})"
