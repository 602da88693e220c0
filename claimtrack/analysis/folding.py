"""Texts as they are compared: what readers of a script write one way or another is one way here.

- Unicode's compatibility forms (NFKC) and case folding: full width, ligatures and presentation forms, ß and ss;
- marks: accents of Latin and Greek, stress and ё of Cyrillic (й, ї and ў are letters of their own), points of Arabic
  and Hebrew, the nukta of Devanagari; marks of other scripts are vowels and tones, and stay;
- letters of Latin that no mark was taken from but that are typed without: ø, ł, đ, æ, the dotless ı;
- Arabic and Persian: one alef, one ya, one kaf, one ha, whatever carries a hamza without it, no kashida;
- decimal digits of every script as 0 to 9;
- characters without width are left out.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final


def fold(text: str) -> str:
    """The text as it is compared. Linear in its length; what a character folds to depends on nothing around it."""
    if text.isascii():
        return text.lower()
    cased = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", cased).translate(_LETTERS)


def _characters(ends: tuple[str, str]) -> Iterable[str]:
    first, last = map(ord, ends)
    return map(chr, range(first, last + 1))


#: Blocks of marks that readers leave out: general, Cyrillic, Hebrew, Arabic, Syriac, and their supplements.
MARKS: Final = frozenset("\u0670\u0711").union(
    *map(_characters, (("\u0300", "\u036f"), ("\u0483", "\u0489"), ("\u0591", "\u05c7"), ("\u0610", "\u061a"))),
    *map(_characters, (("\u064b", "\u065f"), ("\u06d6", "\u06ed"), ("\u0730", "\u074a"), ("\u08ca", "\u08ff"))),
    *map(_characters, (("\u1ab0", "\u1aff"), ("\u1dc0", "\u1dff"), ("\u20d0", "\u20ff"), ("\ufe20", "\ufe2f"))),
)
#: Soft hyphen, joiners, marks of direction, selectors of variants.
WITHOUT_WIDTH: Final = frozenset("\u00ad\u034f\u061c\ufeff").union(
    *map(_characters, (("\u180b", "\u180f"), ("\u200b", "\u200f"), ("\u202a", "\u202e"), ("\u2060", "\u206f"))),
    *map(_characters, (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))),
)
#: Letters that are typed in other ways, after case folding.
TYPED: Final = {
    **dict(zip("øłđðıħŧŀёѐѝ", "olddihtlееи", strict=True)),
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیېۍێےۓئ", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۀہھۂۃەۿ", "ه"),
    "ؤ": "و",
    "ـ": "",
    "ँ": "ं",
    "़": "",
}
#: Scripts whose marks readers leave out, as the names of their letters begin.
_UNMARKED: Final = ("LATIN", "GREEK", "HEBREW")


class _Letters(dict[int, str]):
    """What each character folds to, worked out where it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(letter: str) -> str:
    if letter in TYPED:
        return TYPED[letter]
    if (letter in MARKS and unicodedata.category(letter)[0] == "M") or letter in WITHOUT_WIDTH:
        return ""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.name(letter, "").startswith(_UNMARKED):
        bare = "".join(each for each in unicodedata.normalize("NFD", letter) if not unicodedata.combining(each))
        return TYPED.get(bare, bare)
    return letter


_LETTERS: Final = _Letters()
