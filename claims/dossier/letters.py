"""The fonts that are bundled: which letters they have, how wide those are, and the scripts that they lack."""

import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
TEXT_FONT = FONTS / "DejaVuSansCondensed.ttf"
BOLD_FONT = FONTS / "DejaVuSansCondensed-Bold.ttf"


@cache
def advances(font: Path) -> Mapping[int, float]:
    """How wide each letter of a font is that stands by itself, in em."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a large library, for which few processes have a use

    with TTFont(font) as read:
        em, widths = read["head"].unitsPerEm, read["hmtx"]  # type: ignore[attr-defined]  # fontTools has few types
        return {code: widths[name][0] / em for code, name in (read.getBestCmap() or {}).items()}


_INVISIBLE = re.compile("[\\s\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def scripts_lacking(html: str, font: Path = TEXT_FONT) -> list[str]:
    """The scripts (ISO 15924, by their Unicode names) of letters in the page that the font does not have."""
    from fontTools import unicodedata  # noqa: PLC0415 - as above

    letters = {letter for letter in set(unescape(html)) if ord(letter) not in advances(font)}
    scripts = {unicodedata.script_name(unicodedata.script(x)) for x in letters if not _INVISIBLE.match(x)}  # type: ignore[no-untyped-call]  # fontTools has few types
    return sorted(NAMED.get(script, script) for script in scripts)


NAMED = {"Common": "symbols", "Inherited": "marks", "Unknown": "unassigned characters"}
