"""Fields of bodies that hold texts, and what is said of them."""

import re
import unicodedata
from typing import Any, Final

import langcodes
from rest_framework import serializers

from claimtrack.query.texts import REFUSED_CHARACTERS

#: A tag, a comment, a declaration; not the sign of “less than” before a letter.
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?/]")
#: Control characters but for tabs and line breaks, and what turns the words around it.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")


class Language(serializers.CharField):
    """A language tag (BCP 47)."""

    def to_internal_value(self, data: Any) -> str:
        tag = super().to_internal_value(data)
        if not langcodes.tag_is_valid(tag):
            raise serializers.ValidationError("Write a BCP 47 tag, such as en or ar-LY.", code="malformed")
        return str(langcodes.standardize_tag(tag))


class PlainText(serializers.CharField):
    """Words of anybody: refused is what a browser could take for markup, cannot be stored, or is not to be seen."""

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if text and not any(map(_is_seen, text)):
            text = ""
            if not self.allow_blank:
                self.fail("blank")
        if _MARKUP.search(text):
            raise serializers.ValidationError("Write plain text, without markup.", code="malformed")
        if REFUSED_CHARACTERS.search(text) or _UNPRINTABLE.search(text):
            raise serializers.ValidationError("It has characters that cannot be stored or printed.", code="malformed")
        return text


def _is_seen(letter: str) -> bool:
    """Whether it is more than a space, a control character or a mark that nobody sees (Unicode categories Z and C)."""
    return unicodedata.category(letter)[0] not in "ZC"
