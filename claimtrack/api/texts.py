"""Fields of bodies that hold texts, and what is said of them."""

import re
from typing import Any, Final

import langcodes
from rest_framework import serializers

from claimtrack.query.texts import REFUSED_CHARACTERS

_MARKUP: Final = re.compile("<[a-zA-Z/!?]")


class Language(serializers.CharField):
    """A language tag (BCP 47)."""

    def to_internal_value(self, data: Any) -> str:
        tag = super().to_internal_value(data)
        if not langcodes.tag_is_valid(tag):
            raise serializers.ValidationError("Write a BCP 47 tag, such as en or ar-LY.", code="malformed")
        return str(langcodes.standardize_tag(tag))


class PlainText(serializers.CharField):
    """Words of anybody: what a browser could take for markup is refused, and so is what cannot be stored."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if _MARKUP.search(text):
            raise serializers.ValidationError("Write plain text, without markup.", code="malformed")
        if REFUSED_CHARACTERS.search(text):
            raise serializers.ValidationError("It has characters that cannot be stored.", code="malformed")
        return text
