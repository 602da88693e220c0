"""Texts as a page of the desk shows them: whole words, no marks that turn what stands beside them."""

import re
import unicodedata
from typing import Final

from django.utils.text import Truncator

#: Embeddings, overrides and isolates (Unicode Standard Annex 9, sections 2.1 to 2.5).
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """The text without the marks that could turn around the words of ours beside it. Letters turn by themselves."""
    return _TURNS.sub("", text)


def is_in_other_letters(text: str) -> bool:
    """Whether the text has letters, and none of them is Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and not any("LATIN" in unicodedata.name(letter, "") for letter in letters)


def shortened(text: str, length: int = 120) -> str:
    return Truncator(straight(text)).chars(length)
