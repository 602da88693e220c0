"""The picture that a link to a claim is shown with: how it stands in large letters, and below that what it says.

Drawn as SVG and made into PNG by resvg with the bundled fonts and nothing else: it has no text but ours, of bounded
length, loads nothing, and is as large as its canvas. What the fonts have no letters for is not drawn at all.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import resvg_py
from django.template.loader import render_to_string

from claims.dossier.drawing.texts import fitted
from claims.dossier.letters import BOLD_FONT, TEXT_FONT, advances, scripts_lacking
from claims.pages.standings import Standing

#: In pixels, as the Open Graph's consumers show them whole.
WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 60
#: Shown 300 pixels wide, letters of 48 are as high as small print.
LABEL_SIZES: Final = (84, 64, 52)
STATEMENT_SIZES: Final = (72, 60, 52, 48)
LABEL_LINES: Final = 2
LINE_HEIGHT: Final = 1.25
#: What is below the statement: whose record it is.
FOOT: Final = 90
#: More letters have no room, and marks that take none could be any number.
MOST_LETTERS: Final = 600

#: The colours of `pages.css` on white, dark enough for white letters on them.
COLOURS: Final = {
    "true": "#1d6b3a",
    "mostly_true": "#1d6b3a",
    "false": "#a3221c",
    "mostly_false": "#a3221c",
    "misleading": "#a3221c",
    "mixed": "#85550a",
    "unproven": "#85550a",
    "disputed": "#85550a",
}
OPEN: Final = "#45525f"

#: Right-to-left and left-to-right isolates (Unicode Standard Annex 9): SVG's `direction` is not looked at.
_RIGHT_TO_LEFT, _LEFT_TO_RIGHT, _END = "\u2067", "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, isolated in its direction; `y` is its baseline."""

    text: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Lines:
    size: int
    height: int
    texts: list[str]


def can_be_drawn(standing: Standing, statement: str) -> bool:
    """Whether the fonts have every letter of it."""
    return not (scripts_lacking(standing.label, BOLD_FONT) or scripts_lacking(statement[:MOST_LETTERS]))


def drawn(standing: Standing, statement: str, *, site: str) -> bytes:
    """PNG of 1200 by 630 pixels."""
    picture: bytes = resvg_py.svg_to_bytes(
        svg_string=as_svg(standing, statement, site=site),
        skip_system_fonts=True,
        font_files=[str(TEXT_FONT), str(BOLD_FONT)],
    )
    return picture


def as_svg(standing: Standing, statement: str, *, site: str) -> str:
    label = _set(standing.label[:MOST_LETTERS], BOLD_FONT, LABEL_SIZES, HEIGHT, LABEL_LINES)
    band = label.height + MARGIN
    room = HEIGHT - band - MARGIN // 2 - FOOT
    text = _set(statement[:MOST_LETTERS], TEXT_FONT, STATEMENT_SIZES, room)
    return render_to_string(
        "pages/card.svg",
        {
            "width": WIDTH,
            "height": HEIGHT,
            "band": band,
            "colour": COLOURS.get(standing.tone, OPEN),
            "label": _lines(label, MARGIN // 2),
            "label_size": label.size,
            "statement": _lines(text, band + MARGIN // 2),
            "statement_size": text.size,
            "site": _lines(_set("" if scripts_lacking(site) else site, TEXT_FONT, (34,), FOOT, 1), HEIGHT - FOOT + 10),
        },
    )


def _set(text: str, font: Path, sizes: tuple[int, ...], room: int, lines: int | None = None) -> Lines:
    """The text in the largest of these sizes that has room for all of it; in the smallest one cut."""
    for size in sizes:
        rows = fitted(text, _em(size), width=_width(font))
        if len(rows) <= (most := _most(size, room, lines)):
            break
    else:
        rows = fitted(text, _em(size), most, width=_width(font))
    return Lines(size, round(len(rows) * size * LINE_HEIGHT), rows)


def _em(size: int) -> float:
    return (WIDTH - 2 * MARGIN) / size


def _most(size: int, room: int, lines: int | None) -> int:
    by_room = int(room / (size * LINE_HEIGHT))
    return by_room if lines is None else min(lines, by_room)


def _width(font: Path) -> Callable[[str], float]:
    return partial(_advance, advances(font))


def _advance(known: Mapping[int, float], letter: str) -> float:
    """A letter that the font lacks is as wide as any; a mark that stands on another takes nothing."""
    return 0.0 if unicodedata.category(letter) in {"Mn", "Me", "Cf"} else known.get(ord(letter), 1.0)


def _lines(found: Lines, top: int) -> list[Line]:
    leftward = _runs_leftward(" ".join(found.texts))
    begins = _RIGHT_TO_LEFT if leftward else _LEFT_TO_RIGHT
    x, anchor = (WIDTH - MARGIN, "end") if leftward else (MARGIN, "start")
    step = found.size * LINE_HEIGHT
    return [
        Line(f"{begins}{row}{_END}", x, round(top + number * step + found.size), anchor)
        for number, row in enumerate(found.texts)
    ]


def _runs_leftward(text: str) -> bool:
    """As its first letter that has a direction does (Unicode Standard Annex 9, P2 and P3)."""
    turns = (unicodedata.bidirectional(letter) for letter in text)
    return next((turn for turn in turns if turn in {"L", "R", "AL"}), "L") != "L"
