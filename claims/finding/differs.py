"""In what a text differs from the words of a claim that it matches: by rules over their words, nothing learned.

A match says that both are about the same matter. Whether one turns the other around, or tells of another figure, day
or person, decides what the match is worth, and is told first where several hold.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import groupby
from typing import Final, Literal, TypeAlias, TypeVar

from claims.finding.figures import UNSPACED, figures_of, is_figure, without_figures
from claims.finding.turning import turned
from claims.record.terms import Term, terms_of
from claimtrack.analysis import fold

Difference: TypeAlias = Literal["negation", "number", "date", "name", "none"]

#: Words beside the passage that both share, which belong to it.
AROUND: Final = 4
#: The same where terms are pairs of characters.
AROUND_UNSPACED: Final = 16
#: Words before it in which its sentence may turn it around: "the ministry denied on Monday that".
BEFORE: Final = 14
#: From so much of the claim's words on, the text is its wording with something changed.
SAME_WORDING: Final = 0.5
#: A name is so long; what takes its place is no longer than that.
LONGEST_NAME: Final = 4

#: Where words are not spaced, so many characters are the same in both, and so many a name.
SAME_STRETCH: Final = 2
LONGEST_STRETCH: Final = 12
#: Of a longer text only the beginning is compared character by character.
COMPARED_STRETCH: Final = 300
#: Han, katakana and Thai letters.
_NAMING: Final = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\u30a1-\u30ff\u0e01-\u0e2e]")

_Figure = TypeVar("_Figure")
_ENDS: Final = re.compile(r"[.!?…:;\n\u061f\u3002\u06d4\u0964\"“”«»(—–-]\s*$")


@dataclass(frozen=True)
class Words:
    """A text by its terms, in one language (ISO 639-1)."""

    text: str
    language: str

    @cached_property
    def terms(self) -> Sequence[Term]:
        return terms_of(self.text, self.language)

    def part(self, first: int, last: int) -> "Words":
        """From one of its terms to another."""
        terms = self.terms[first : last + 1]
        start, end = terms[0].start, terms[-1].end
        part = Words(self.text[start:end], self.language)
        part.__dict__["terms"] = [Term(each.term, each.word, each.start - start, each.end - start) for each in terms]
        return part

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset({term.term for term in self.terms} | {term.word for term in self.terms})

    def written(self, term: Term) -> str:
        return self.text[term.start : term.end]

    def begins(self, term: Term) -> bool:
        """Whether it stands at the beginning of a sentence, where every word has a capital letter."""
        before = self.text[max(0, term.start - 4) : term.start]
        return not before.strip() or bool(_ENDS.search(before))


def difference(said: Words, told: Words, names: Collection[str] = ()) -> Difference:
    """In what a text differs from a claim's words, both read in the claim's language.

    `names` are folded words of names that the claim is known to have.
    """
    passage = _passage(said, told)
    if turned(_clause(said, told).text, said.language) != turned(told.text, told.language):
        return "negation"
    ours, theirs = figures_of(passage.text, said.language), figures_of(told.text, told.language)
    if _conflict(ours.numbers, theirs.numbers, lambda one, other: bool(one & other)):
        return "number"
    if _conflict(ours.days, theirs.days, lambda one, other: any(a.agrees(b) for a in one for b in other)):
        return "date"
    return "name" if _has_another_name(passage, told, said, names) else "none"


def _conflict(ours: Collection[_Figure], theirs: Collection[_Figure], same: Callable[[_Figure, _Figure], bool]) -> bool:
    """Whether each has something that the other lacks: what one merely leaves out is no difference."""
    ours_alone = any(not any(same(one, other) for other in theirs) for one in ours)
    return ours_alone and any(not any(same(one, other) for one in ours) for other in theirs)


def _passage(said: Words, told: Words) -> Words:
    """The part of the text that speaks of the claim: from the first word that both have to the last, and a little."""
    shared = _shared(said, told)
    if shared is None:
        return said
    around = _around(said)
    return said.part(max(0, shared[0] - around), min(len(said.terms) - 1, shared[1] + around))


def _shared(said: Words, told: Words) -> tuple[int, int] | None:
    places = [place for place, term in enumerate(said.terms) if term.term in told.known]
    return (places[0], places[-1]) if places else None


def _clause(said: Words, told: Words) -> Words:
    """The passage, from the beginning of its sentence on."""
    passage = _shared(said, told)
    if passage is None:
        return said
    first, last = passage
    earliest = max(0, first - BEFORE)
    begin = next((place for place in range(first, earliest, -1) if said.begins(said.terms[place])), earliest)
    around = _around(said)
    return said.part(min(begin, max(0, first - around)), min(len(said.terms) - 1, last + around))


def _around(words: Words) -> int:
    return AROUND_UNSPACED if words.language in UNSPACED else AROUND


# -- names ----------------------------------------------------------------------------------------


def _has_another_name(passage: Words, told: Words, said: Words, names: Collection[str]) -> bool:
    """Whether a name of the claim is missing and another stands in its place."""
    if told.language in UNSPACED:
        return _has_another_stretch(passage, told)
    if not any(_is_cased(words.text) for words in (passage, told)):
        return _is_replaced(passage, told, names)
    missing = [run for run in _names(told, names) if not run & said.known]
    other = [run for run in _names(passage, names) if not run & told.known]
    return bool(missing and other) or _is_replaced(passage, told, names)


def _is_cased(text: str) -> bool:
    return any(letter.isupper() for letter in text)


def _names(words: Words, names: Collection[str]) -> list[set[str]]:
    """Words with capital letters that follow each other, as one name; not the first of a sentence alone."""
    marked = [(term, words.written(term)[:1].isupper() or term.word in names) for term in words.terms]
    runs = ([term for term, _ in run] for capital, run in groupby(marked, key=lambda pair: pair[1]) if capital)
    return [
        {form for term in run for form in (term.term, term.word)}
        for run in runs
        if words.language != "de" and (len(run) > 1 or not words.begins(run[0]))
    ]


def _is_replaced(passage: Words, told: Words, names: Collection[str]) -> bool:
    """Whether in the claim's own wording a few words stand for others, both names as far as that can be seen."""
    ours, theirs = [term.term for term in passage.terms], [term.term for term in told.terms]
    if sum(term in set(ours) for term in theirs) < SAME_WORDING * len(theirs):
        return False
    changes = SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    return any(
        _may_be_name(told, told.terms[a:b], names, passage) and _may_be_name(passage, passage.terms[c:d], (), told)
        for change, a, b, c, d in changes
        if change == "replace" and b - a <= LONGEST_NAME and d - c <= LONGEST_NAME
    )


def _may_be_name(words: Words, terms: Sequence[Term], names: Collection[str], other: Words) -> bool:
    """Capital letters tell in scripts that have them; elsewhere any word of some length may be a name."""
    new = [term for term in terms if term.term not in other.known and not is_figure(term.word, words.language)]
    if not _is_cased(words.text):
        return any(len(term.word) > 2 for term in new)  # noqa: PLR2004
    if words.text.isupper():
        return any(not words.begins(term) for term in new)
    return any(words.written(term)[:1].isupper() or term.word in names for term in new)


def _has_another_stretch(passage: Words, told: Words) -> bool:
    """The same where words are not spaced: between stretches that both have, two others that look like names."""
    ours, theirs = (fold(words.text[:COMPARED_STRETCH]) for words in (passage, told))
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    same = [block for block in matcher.get_matching_blocks() if block.size >= SAME_STRETCH or not block.size]
    if sum(block.size for block in same) < SAME_WORDING * len(theirs):
        return False
    at, there = 0, 0
    for block in same:
        gaps = theirs[at : block.a], ours[there : block.b]
        if all(_is_name_like(gap, told.language) for gap in gaps):
            return True
        at, there = block.a + block.size, block.b + block.size
    return False


def _is_name_like(stretch: str, language: str) -> bool:
    """Two letters or more of those that names are written in, and no more than a name has."""
    return len(stretch) <= LONGEST_STRETCH and len(_NAMING.findall(without_figures(stretch, language))) > 1
