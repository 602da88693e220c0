"""What is asked for in words: `tanks "on the road" -parade Tobruk OR Derna vaccin*`.

Every word must occur, but for one behind `-`, which must not, and for those with OR between them, of which one must.
Words between quotation marks follow each other as they are written. `*` behind a word stands for any end of it.
Nothing is refused: what cannot be read as any of these is left out, and told with its place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from claimtrack.analysis.words import Token, tokens


class Ignored(TypedDict):
    """A piece of what was asked, from which character on, that nothing is searched by, and why."""

    at: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other, mostly one; `exact` as they are written, `prefix`: the last may go on."""

    words: Sequence[Token]
    excluded: bool = False
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Groups of which each has a term that occurs, and what was not understood."""

    groups: Sequence[Sequence[Term]]
    ignored: Sequence[Ignored]


def read(text: str) -> Reading:
    """What a text asks for. Linear in its length."""
    groups: list[list[Term]] = []
    ignored: list[Ignored] = []
    either: re.Match[str] | None = None
    for piece in _PIECES.finditer(text.translate(_MARKS)):
        if piece[0].lower() == "or" and groups and either is None:
            either = piece
            continue
        term = _term(piece)
        if not term.words:
            ignored.append(_ignored(piece, text, "It has no letters and no digits."))
            continue
        if piece["quoted"] is not None and not piece["closed"]:
            ignored.append({"at": piece.start("quoted"), "text": '"', "reason": "The quotation mark is not closed."})
        groups = [*groups[:-1], [*groups[-1], term]] if either else [*groups, [term]]
        either = None
    if either:
        ignored.append(_ignored(either, text, "Nothing follows it."))
    return Reading(groups, ignored)


#: Quotation marks of other kinds.
_MARKS: Final = dict.fromkeys(map(ord, "“”„‟«»＂「」『』"), '"')
# What one part of a pattern may end with, the next does not begin with.
_PIECES: Final = re.compile(
    r'(?P<excluded>-)?(?:(?P<quoted>"(?P<words>[^"]*))(?P<closed>"?)|(?P<word>[^\s"]+))(?P<rest>\*)?'
)


def _term(piece: re.Match[str]) -> Term:
    quoted = piece["quoted"] is not None
    group = "words" if quoted else "word"
    words = [_moved(token, piece.start(group)) for token in _without_last(tokens(piece[group]))]
    # A last character by itself may be the beginning of a longer stretch: 2021年 stands in 2021年世界.
    prefix = piece[0].endswith("*") or (bool(words) and words[-1].unspaced and len(words[-1].word) == 1)
    return Term(words, excluded=bool(piece["excluded"]), exact=quoted, prefix=prefix)


def _moved(token: Token, by: int) -> Token:
    return token._replace(start=token.start + by, end=token.end + by)


def _without_last(words: Sequence[Token]) -> Iterator[Token]:
    """Without the last characters of stretches without spaces: the pair before says them already."""
    for before, word in zip([None, *words], words, strict=False):
        if not (before and before.unspaced and word.unspaced and len(word.word) == 1 and before.end == word.end):
            yield word


def _ignored(piece: re.Match[str], text: str, reason: str) -> Ignored:
    return {"at": piece.start(), "text": text[piece.start() : piece.end()], "reason": reason}
