"""How alike two names are, word by word: spelled otherwise, in other letters, or wrongly.

It goes by the same words and keys as the index of names (`claimtrack.analysis.names`), so that what is found by them
is measured by them. That two names are alike says nothing about whose they are: `candidates` decides what follows.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from claimtrack.analysis import Token, fold, tokens
from claimtrack.analysis.names import ANY, keys_asked, keys_of_name

#: Words of a name that are compared.
MAX_WORDS: Final = 12
#: From here on two words may be one, wrongly written; a name of one word alone needs more.
ALIKE, ALIKE_ALONE = 0.85, 0.93
#: Letters of a word from which an error is told from another word: with what else speaks for it, and without.
SHORT, LONG = 4, 6


class Word(NamedTuple):
    """A folded word, the consonants that it is heard by, and whether a name may have it or not: `al`, `von`."""

    word: str
    heard: frozenset[str]
    optional: bool
    script: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name by its words, and without anything between them. `turned`: a comma says that the last comes first."""

    words: Sequence[Word]
    joined: str
    turned: bool

    @property
    def needed(self) -> list[Word]:
        return [word for word in self.words if not word.optional] or list(self.words)


class Likeness(NamedTuple):
    """How alike a name that is asked for is to one that is known, from 0 to 100.

    `exact`: the same words; `sure`: every word of either has its like in the other, in their order; `same`: it is what
    somebody might call both, in whatever letters. `unlike` are the words that were asked for and are spelled otherwise
    there, where the spelling may make it another name.
    """

    score: float
    exact: bool = False
    sure: bool = False
    same: bool = False
    unlike: Sequence[str] = ()


def name_of(text: str) -> Name:
    """Linear in the length of the text."""
    found = tokens(text)[:MAX_WORDS]
    joined = "".join(letter for letter in fold(text) if letter.isalnum())
    return Name([_word(token) for token in found], joined, "," in text)


def _word(token: Token) -> Word:
    heard = () if token.unspaced else (key for key in keys_of_name(token.word) if key[0] == ANY and key != ANY)
    script = unicodedata.name(token.word[0], "").split(" ")[0]
    return Word(token.word, frozenset(heard), keys_asked(token) == (ANY,), script)


def likeness(asked: Name, known: Name) -> Likeness:
    if not asked.words or not known.words:
        return Likeness(0)
    if asked.joined == known.joined:
        return Likeness(100, exact=True, sure=True, same=True)
    mine, theirs = asked.needed, known.needed
    pairs = _pairs(mine, theirs)
    shared = sum((len(mine[one].word) + len(theirs[two].word)) * alike for one, two, alike in pairs)
    score = 100 * shared / sum(len(word.word) for word in (*mine, *theirs))
    if len(pairs) < max(len(mine), len(theirs)):
        return Likeness(min(score, 90))
    in_order = all(one == two for one, two, _ in pairs)
    if all(alike == 1 for *_, alike in pairs):
        return Likeness(
            99 if in_order else 95, exact=in_order, sure=in_order or asked.turned != known.turned, same=True
        )
    sure = in_order or asked.turned != known.turned
    words = [(mine[one], theirs[two], alike) for one, two, alike in pairs]
    return Likeness(
        min(score, 97),
        sure=sure and _may_be_one(words),
        same=all(word.heard & other.heard or word.word == other.word for word, other, _ in words),
        unlike=[word.word for word, other, _ in words if _is_another_spelling(word, other)],
    )


def _may_be_one(words: Sequence[tuple[Word, Word, float]]) -> bool:
    if len(words) == 1:
        word, _, alike = words[0]
        return alike >= ALIKE_ALONE and len(word.word) >= LONG
    return all(alike >= ALIKE for *_, alike in words)


def _is_another_spelling(word: Word, other: Word) -> bool:
    """Whether it is another word of the same letters, and not the same word with one more or less that is not heard."""
    if word.word == other.word or word.script != other.script:
        return False
    return not word.heard & other.heard or len(word.word) == len(other.word)


def _pairs(mine: Sequence[Word], theirs: Sequence[Word]) -> list[tuple[int, int, float]]:
    """Each word with the one that is most like it, none twice; the closest pairs first, then those in order."""
    all_pairs = [
        (one, two, alike)
        for one, word in enumerate(mine)
        for two, other in enumerate(theirs)
        if (alike := word_likeness(word, other))
    ]
    chosen: list[tuple[int, int, float]] = []
    for one, two, alike in sorted(all_pairs, key=lambda pair: (-pair[2], abs(pair[0] - pair[1]))):
        if all(one != taken and two != other for taken, other, _ in chosen):
            chosen.append((one, two, alike))
    return chosen


def word_likeness(word: Word, other: Word) -> float:
    """From 0 to 1. Numbers are the same or not; of short words, a letter makes another word."""
    if word.word == other.word:
        return 1
    if any(letter.isdecimal() for letter in word.word + other.word):
        return 0
    heard = bool(word.heard & other.heard)
    if word.script != other.script:
        return 0.95 if heard else 0
    return _spelled(word.word, other.word, heard=heard)


def _spelled(word: str, other: str, *, heard: bool) -> float:
    """Of two words in the same letters. Another letter for one is an error in a long word, and in a short one a name.

    A letter too many or too few, or two that changed places, are errors rather.
    """
    shorter, distance = min(len(word), len(other)), OSA.distance(word, other, score_cutoff=2)
    is_another_letter = len(word) == len(other) and sorted(word) != sorted(other)
    begins_alike = word[0] == other[0]
    for alike, holds in (
        (0.95, distance == 1 and shorter >= LONG and begins_alike),
        (0.93, distance == 1 and shorter >= SHORT and heard and begins_alike),
        (0.92, distance == 1 and shorter > SHORT and begins_alike and not is_another_letter),
        (0.9, distance == 2 and shorter >= LONG and heard),  # noqa: PLR2004 - two letters
        (0.86, distance == 1 and shorter >= LONG and not is_another_letter),
        (0.75, (distance == 1 and shorter >= SHORT) or heard),
        (0.7, distance == 2 and shorter >= LONG + 2),  # noqa: PLR2004 - two letters
        (0.5, 1 in {len(word), len(other)} and begins_alike),
    ):
        if holds:
            return alike
    return 0
