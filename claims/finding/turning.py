"""Whether a text turns a statement around: by its negations, and by what calls it false.

Each word is a mark: `n` a negation, `d` a denial, `t` truth, `|` the end of a sentence, `.` any other. Then
what two of them mean together is one thing, and a denial of a denial none: "it is not false that", "he denies that it
is a lie that".
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from claims.finding.wordlists import ANSWERS, DENIALS, NEGATIONS, NEUTRAL, TRUTHS
from claimtrack.analysis import fold

#: Words of these are found among other characters.
UNSPACED: Final = ("ja", "ko", "th", "zh")
_WORD: Final = r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0963\u0970-\u0dff])*"
_STOPS: Final = ".!?:;…—\n。！？؟؛۔।"
_ANSWER: Final = re.compile(
    rf"(?:^|(?<=[{re.escape(_STOPS)}\"“«]))\s*(?:{'|'.join(map(fold, ANSWERS.split()))})\s*[,،:!]"
)
#: In turn: several negations are one, a negation of truth is a denial, said twice it is one, and negated it is none.
_TOGETHER: Final = (
    (re.compile(r"n(?=\.{0,2}n)"), "."),
    (re.compile(r"n\.{0,2}t|t\.{0,3}n"), "d"),
    (re.compile(r"d\.?(?=d)"), ""),
    (re.compile(r"n\.{0,2}d|d\.?n"), "."),
)


def turned(text: str, language: str) -> bool:
    """Whether the text denies what its other words say; where a language's words are not known, never."""
    marks = _marks(fold(text), language)
    for pattern, meaning in _TOGETHER:
        marks = pattern.sub(meaning, marks)
    denied = any(sentence.count("d") % 2 for sentence in marks.split("|"))
    return denied != ("n" in marks)


def _marks(folded: str, language: str) -> str:
    known, pattern = _known(language), _pattern(language)
    return "".join(_mark(match[0], known) for match in pattern.finditer(_ANSWER.sub("|", folded)))


def _mark(word: str, known: Mapping[str, str]) -> str:
    if word in _STOPS or word == "|":
        return "|"
    ends = (known[f"{word[:size]}-"] for size in range(2, len(word)) if f"{word[:size]}-" in known)
    begins = (known[f"-{word[-size:]}"] for size in (2, 3) if f"-{word[-size:]}" in known)
    return known.get(word) or next(ends, "") or next(begins, ".")


@cache
def _known(language: str) -> Mapping[str, str]:
    """Marks of words, parts of words, and several words, folded."""
    return dict(_listed(language))


def _listed(language: str) -> Iterator[tuple[str, str]]:
    for mark, lists in (("t", TRUTHS), ("d", DENIALS), ("n", NEGATIONS), (".", NEUTRAL)):
        for word in lists.get(language, "").split():
            yield fold(word).replace("_", " "), mark


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Everything that has a mark, the longest first."""
    listed = sorted((word for word in _known(language) if "-" not in (word[0], word[-1])), key=len, reverse=True)
    stops = f"[|{re.escape(_STOPS)}]"
    if language in UNSPACED:
        return re.compile("|".join([*map(re.escape, listed), r"\w", stops]))
    several = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in listed if not word.isalpha()]
    return re.compile("|".join([*several, rf"{_WORD}(?:['’]t(?!\w))?", stops]))
