"""Texts by their words: what spelling them otherwise does not change."""

import re
import unicodedata
from functools import lru_cache

_NAME = 60  # the length up to which a text is met again and again, as names and labels are
# Vowel signs and tone marks are part of the letters they stand on, though patterns do not count them as letters.
_MARKS = "".join(
    chr(code)
    for code in (*range(0x0300, 0x0370), *range(0x0900, 0x1B00), *range(0xA800, 0xAC00))
    if unicodedata.category(chr(code)).startswith("M")
)
_NOT_LETTERS = re.compile(rf"(?:[^\w{_MARKS}]|_)+")
_NOT_LETTERS_IN_ASCII = re.compile(r"[\W_]+", re.ASCII)
# Arabic is written with or without its vowel signs, and with a filler that only widens a word.
_ARABIC_SIGNS = (*range(0x064B, 0x0660), 0x0670, 0x0640)
# Soft hyphens, spaces of no width and marks of direction stand inside words and are none of their letters.
NO_LETTERS = (0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_WITHOUT_SIGNS = dict.fromkeys((*_ARABIC_SIGNS, *NO_LETTERS))


def words_of(text: str) -> str:
    """A text by its letters and digits alone: what spacing, case, quotation marks and stops cannot change."""
    return _words_of_name(text) if len(text) <= _NAME else _words_of(text)


@lru_cache(maxsize=16_384)
def _words_of_name(text: str) -> str:
    return _words_of(text)


def _words_of(text: str) -> str:
    if text.isascii():
        return _NOT_LETTERS_IN_ASCII.sub(" ", text.lower()).strip()
    text = unicodedata.normalize("NFKC", text).translate(_WITHOUT_SIGNS)
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()
