"""Texts cut to the room they have, by an estimate of their width that is the same on every machine."""

import unicodedata

from claims.dossier.blocks import visible


def _units(letter: str) -> float:
    """How wide a letter is, in small letters of the Latin alphabet; East Asian letters and pictures count twice."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 2
    return 1.35 if letter.isupper() or letter in "mw@%—…" else 1


def _plain(text: str) -> str:
    """Without marks that change the direction of writing: the cut text is closed off again as a whole."""
    return "".join(letter for letter in " ".join(visible(text).split()) if unicodedata.category(letter) != "Cf")


def fitted(text: str, units: int, lines: int | None = None) -> list[str]:
    """Lines of so many units, broken between words where there are any; no more than `lines`, with `…` where cut."""
    words = [piece for word in _plain(text).split(" ") for piece in _pieces(word, units)]
    rows: list[str] = []
    for word in words:
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and sum(map(_units, joined)) <= units:
            rows[-1] = joined
        else:
            rows.append(word)
    if lines and len(rows) > lines:
        last = _pieces(f"{rows[lines - 1]} {rows[lines]}", units - 1)[0].rstrip()
        return [*rows[: lines - 1], f"{last}…"]
    return rows


def _pieces(word: str, units: int) -> list[str]:
    """A word in pieces of at most so many units; a mark stays with the letter it stands on."""
    pieces, width = [""], 0.0
    for letter in word:
        if width + _units(letter) > units:
            pieces.append("")
            width = 0.0
        pieces[-1] += letter
        width += _units(letter)
    return pieces
