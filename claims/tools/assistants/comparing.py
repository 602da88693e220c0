"""Whether words stand in a quotation, and word by word in what they differ from it.

Both are folded first: in compatibility form (NFKC), and as `sources.quotations` folds white space, quotation marks and
characters without width. Case, dashes and every word stay: a quotation that differs in them is another quotation.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict

from rapidfuzz import fuzz

from sources import quotations

#: `whole`: the words are the quotation; `part`: they stand in it; `near`: they differ from words of it.
Likeness: TypeAlias = Literal["whole", "part", "near"]
ChangeValue: TypeAlias = Literal["replaced", "added", "left_out"]

#: What is less alike than this (of 100, by letters) is another text.
LEAST_ALIKE: Final = 60

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
    if len(asked) > len(quoted):
        passage = quoted
    else:
        passage = quoted[_begin(quoted, found.dest_start) : _end(quoted, found.dest_end)]
    changes = list(_changes(asked, passage))
    if not changes:  # but for spaces between marks
        return Comparison("part", 1, passage, ())
    alike = fuzz.ratio(asked, passage)
    return Comparison("near", round(alike / 100, 3), passage, changes) if alike >= LEAST_ALIKE else None


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


def _changes(asked: str, passage: str) -> Iterator[WordsChanged]:
    ours, theirs = ([*_PIECES.finditer(text)] for text in (asked, passage))
    steps = SequenceMatcher(None, [each[0] for each in ours], [each[0] for each in theirs], autojunk=False)
    codes = steps.get_opcodes()
    for place, (step, a, b, c, d) in enumerate(codes):
        if step == "equal" or (step == "insert" and place in {0, len(codes) - 1}):
            continue  # what the quotation has around the words is not missing from them
        yield {
            "change": CHANGES[step],
            "asked": _between(asked, ours[a:b]),
            "quoted": _between(passage, theirs[c:d]),
        }


#: What has to be done to the words that were given, to make the quotation of them; and what that says of them.
CHANGES: Final[dict[str, ChangeValue]] = {"replace": "replaced", "delete": "added", "insert": "left_out"}


def _between(text: str, pieces: Sequence[re.Match[str]]) -> str:
    return text[pieces[0].start() : pieces[-1].end()] if pieces else ""
