"""Texts cut to the room they have, by an estimate of their width that is the same on every machine."""

import unicodedata
from collections.abc import Callable
from typing import Final

from claims.dossier.blocks import visible


def _units(letter: str) -> float:
    """How wide a letter is, in small letters of the Latin alphabet; East Asian letters and pictures count twice."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 2
    return 1.35 if letter.isupper() or letter in "mw@%—…" else 1


#: They say how letters join, which Persian and the scripts of India are written with; and turn nothing.
_JOINERS: Final = "\u200c\u200d"


def _plain(text: str) -> str:
    """Without marks that change the direction of writing: the cut text is closed off again as a whole."""
    return "".join(letter for letter in " ".join(visible(text).split()) if not _is_mark(letter))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" and letter not in _JOINERS


def fitted(text: str, units: float, lines: int | None = None, *, width: Callable[[str], float] = _units) -> list[str]:
    """Lines of so many units, broken between words where there are any; no more than `lines`, with `…` where cut.

    `width` is that of a letter; one unit is left free for the `…`.
    """
    words = [piece for word in _plain(text).split(" ") for piece in _pieces(word, units, width)]
    rows: list[str] = []
    for word in words:
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and sum(map(width, joined)) <= units:
            rows[-1] = joined
        else:
            rows.append(word)
    if lines and len(rows) > lines:
        last = _pieces(f"{rows[lines - 1]} {rows[lines]}", units - 1, width)[0].rstrip()
        return [*rows[: lines - 1], f"{last}…"]
    return rows


def _pieces(word: str, units: float, width: Callable[[str], float]) -> list[str]:
    """A word in pieces of at most so many units; a mark stays with the letter it stands on."""
    pieces, taken = [""], 0.0
    for letter in word:
        if taken + width(letter) > units:
            pieces.append("")
            taken = 0.0
        pieces[-1] += letter
        taken += width(letter)
    return pieces
