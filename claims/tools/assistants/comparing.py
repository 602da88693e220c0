"""Whether words stand in a quotation, and word by word in what they differ from it.

Both are folded first: in compatibility form (NFKC), and as `sources.quotations` folds white space, quotation marks and
characters without width. Case, dashes and every word stay: a quotation that differs in them is another quotation.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from sources import quotations

#: `whole`: the words are the quotation; `part`: they stand in it; `near`: they differ from words of it.
Likeness: TypeAlias = Literal["whole", "part", "near"]
ChangeValue: TypeAlias = Literal["replaced", "added", "left_out"]
#: A word, a mark, or a letter where words are not spaced.
Piece: TypeAlias = re.Match[str]

#: What is less alike than this (of 100, by letters) is another text.
LEAST_ALIKE: Final = 60
#: Pieces of a quotation beside those that are most alike, in which the words may begin and end.
BESIDE: Final = 3

#: Letters of scripts without spaces are compared one by one, words elsewhere as a whole, marks by themselves.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PIECES: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['-][^\W{_UNSPACED}]+)*|[^\w\s]")
_WORD_CHARACTER: Final = re.compile(rf"[^\W{_UNSPACED}]")


class WordsChanged(TypedDict):
    """One difference: `asked` are the words that were given, `quoted` those of the quotation; either may be empty."""

    change: ChangeValue
    asked: str
    quoted: str


class Comparison(NamedTuple):
    """How a quotation has the words: `alike` is from 0 to 1; `passage` is the part of it that was compared."""

    likeness: Likeness
    alike: float
    passage: str
    changes: Sequence[WordsChanged]


def folded(text: str) -> str:
    """As both are compared; quotation marks around the whole are no part of what was said."""
    plain = quotations.fold(unicodedata.normalize("NFKC", text)).strip()
    is_marked = len(plain) > 1 and plain[0] in "\"'" and plain[-1] == plain[0]
    return plain[1:-1].strip() if is_marked else plain


def compared(asked: str, quoted: str) -> Comparison | None:
    """Both as `folded` gives them; None where they are no more alike than texts are by chance."""
    if asked == quoted:
        return Comparison("whole", 1, quoted, ())
    if _stands_in(asked, quoted):
        return Comparison("part", 1, asked, ())
    found = fuzz.partial_ratio_alignment(asked, quoted, score_cutoff=LEAST_ALIKE)
    if found is None:
        return None
    ours, theirs = ([*_PIECES.finditer(text)] for text in (asked, quoted))
    if len(asked) <= len(quoted):
        theirs = _around(theirs, found.dest_start, found.dest_end)
    steps = _steps(ours, theirs)
    passage = _between(quoted, theirs[steps[0].c : steps[-1].d])
    alike = fuzz.ratio(asked, passage)
    if alike < LEAST_ALIKE:
        return None
    changes = [_told(step, asked, quoted, ours, theirs) for step in steps if not step.same]
    if not changes:  # but for spaces between marks
        return Comparison("part", 1, passage, ())
    return Comparison("near", round(alike / 100, 3), passage, changes)


def _stands_in(asked: str, quoted: str) -> bool:
    """Whether the words stand in it, none of them cut."""
    at = quoted.find(asked)
    while at != -1:
        if _begin(quoted, at) == at and _end(quoted, at + len(asked)) == at + len(asked):
            return True
        at = quoted.find(asked, at + 1)
    return False


def _begin(text: str, at: int) -> int:
    """Where the word begins that the place is within."""
    while 0 < at < len(text) and _WORD_CHARACTER.match(text[at]) and _WORD_CHARACTER.match(text[at - 1]):
        at -= 1
    return at


def _end(text: str, at: int) -> int:
    while 0 < at < len(text) and _WORD_CHARACTER.match(text[at]) and _WORD_CHARACTER.match(text[at - 1]):
        at += 1
    return at


def _around(pieces: list[Piece], start: int, end: int) -> list[Piece]:
    """The pieces of a text that stand between two places, and a few more on both sides."""
    within = [place for place, piece in enumerate(pieces) if piece.end() > start and piece.start() < end]
    return pieces[max(0, within[0] - BESIDE) : within[-1] + 1 + BESIDE] if within else pieces


class Step(NamedTuple):
    """`theirs[c:d]` stands where ours have `ours[a:b]`; `same` where they are equal."""

    same: bool
    a: int
    b: int
    c: int
    d: int


def _steps(ours: Sequence[Piece], theirs: Sequence[Piece]) -> list[Step]:
    """From the first piece of ours to the last: what theirs have around these is not missing from them."""
    codes = Levenshtein.opcodes([each[0] for each in ours], [each[0] for each in theirs])
    runs = ([*run] for _, run in groupby(codes, key=lambda code: code.tag == "equal"))
    steps = [
        Step(run[0].tag == "equal", run[0].src_start, run[-1].src_end, run[0].dest_start, run[-1].dest_end)
        for run in runs
    ]
    if not steps[0].same:
        steps[0] = steps[0]._replace(c=max(steps[0].c, steps[0].d - (steps[0].b - steps[0].a)))
    if not steps[-1].same:
        steps[-1] = steps[-1]._replace(d=min(steps[-1].d, steps[-1].c + (steps[-1].b - steps[-1].a)))
    return [step for step in steps if step.b > step.a or step.d > step.c]


def _told(step: Step, asked: str, quoted: str, ours: Sequence[Piece], theirs: Sequence[Piece]) -> WordsChanged:
    return {
        "change": "added" if step.c == step.d else "left_out" if step.a == step.b else "replaced",
        "asked": _between(asked, ours[step.a : step.b]),
        "quoted": _between(quoted, theirs[step.c : step.d]),
    }


def _between(text: str, pieces: Sequence[Piece]) -> str:
    return text[pieces[0].start() : pieces[-1].end()] if pieces else ""
