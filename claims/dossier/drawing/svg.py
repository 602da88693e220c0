"""What every piece of SVG is written with: numbers, colours, escaped text."""

import re
from html import escape

from claims.dossier.blocks import visible, within

_NOWHERE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
QUIET = "#4b5563"
INK = "#111827"
INK_ON_DARK, QUIET_ON_DARK = "#ffffff", "#dbe4ee"


def num(number: float) -> str:
    """A number as short as it can be, the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")


def escaped(text: str) -> str:
    """Any text as XML takes it, on its own against the direction of writing around it."""
    return escape(_NOWHERE.sub("\ufffd", visible(within(text))))


def write(
    text: str,
    x: float,
    y: float,
    *,
    colour: str,
    size: int,
    anchor: str = "start",
    bold: bool = False,
    mirrored: bool = False,
) -> str:
    """A line of text; in a picture that is mirrored it is turned back where it stands, and can be read."""
    css = "note" if colour in {QUIET, QUIET_ON_DARK} else "name"
    weight = ' font-weight="bold"' if bold else ""
    turned = f' unicode-bidi="plaintext" transform="translate({num(2 * x)}) scale(-1 1)"' if mirrored else ""
    return (
        f'<text class="{css}" x="{num(x)}" y="{num(y)}" font-size="{size}" text-anchor="{anchor}"{weight}{turned} '
        f'fill="{colour}">{escaped(text)}</text>'
    )
