"""What is read of a text that is to be matched: its words, and what posts on the web carry beside them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Final

from claims.record.terms import Term, Variants, terms_of
from claimtrack.analysis import fold

#: Of a longer text, so many characters are compared letter by letter.
COMPARED: Final = 2_000

#: The first letter of the first script without spaces, in which pairs of characters stand for words.
UNSPACED: Final = "\u0e00"
PAIR: Final = 2

_ADDRESSES: Final = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S{1,2000}", re.IGNORECASE)
_TAGS: Final = re.compile(r"[#@](\w{1,140})")
_HANDLES: Final = re.compile(r"@(\w{1,60})")
#: Words that were written together: aHashTag, COVID19.
_JOINED: Final = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]|\d|_|$)|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_CAPITALS: Final = re.compile(r"\b[^\W\d_a-zß-öø-ÿ]\w+")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: How a post that is quoted ends: "— Name (@handle) March 2, 2021".
_SIGNED: Final = re.compile(rf"\b({'|'.join(_MONTHS)})\s+(\d{{1,2}}),\s+(\d{{4}})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """The terms of a text in one language."""

    terms: Sequence[Term]

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(term.term for term in self.terms)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise(term.term for term in self.terms))

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where each term stands."""
        found: dict[str, list[int]] = {}
        for place, term in enumerate(self.terms):
            found.setdefault(term.term, []).append(place)
        return found


@dataclass(frozen=True, eq=False)
class Asked:
    """A text without addresses, with the words of hashtags and handles apart, and when it was said.

    `variants` are of each word the terms that claims may have it by. Two that say the same are not one: each has its
    own place.
    """

    text: str
    variants: Sequence[frozenset[str]]
    said: date | None
    handles: frozenset[str]
    _readings: dict[str, Reading] = field(default_factory=dict, repr=False)

    def reading(self, language: str) -> Reading:
        """Its terms, as texts of that language have them."""
        if language not in self._readings:
            self._readings[language] = Reading(terms_of(self.text, language))
        return self._readings[language]

    @cached_property
    def words(self) -> float:
        """How many words it has; where they are not spaced, a third of its pairs of characters."""
        terms = {term.word for term in self.reading("").terms}
        return sum(1 / 3 if len(word) <= PAIR and word >= UNSPACED else 1 for word in terms)

    @cached_property
    def folded(self) -> str:
        return fold(self.text[:COMPARED])

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(term.word for term in self.reading("").terms if term.word[:1].isdecimal())

    @cached_property
    def capitals(self) -> frozenset[str]:
        return capitals_of(self.text)


def capitals_of(text: str) -> frozenset[str]:
    """Words with a capital letter, folded."""
    return frozenset(fold(word) for word in _CAPITALS.findall(text))


def read(text: str, variants: Variants, *, said: date | None = None) -> Asked:
    """The text as it is matched. A date at its end is when it was said, unless the caller says when.

    `variants` are of the languages that its words are read in: the one that is named, or those of the record.
    """
    handles = {fold(word) for handle in _HANDLES.findall(text) for word in _JOINED.findall(handle)}
    words = _TAGS.sub(lambda match: " ".join(_JOINED.findall(match[1])) or match[1], _ADDRESSES.sub(" ", text))
    return Asked(words, variants.of(words), said or signed(text)[0], frozenset(handles))


def signed(text: str) -> tuple[date | None, str]:
    """The date that a text ends with, as quoted posts do, and the text without it."""
    match = _SIGNED.search(text, max(0, len(text) - 40))
    if match is None:
        return None, text
    try:
        said = date(int(match[3]), _MONTHS.index(match[1].lower()) + 1, int(match[2]))
    except ValueError:
        return None, text
    return said, text[: match.start()]
