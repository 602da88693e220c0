"""Fields of bodies that hold texts, and what is said of them."""

from typing import Any

import langcodes
from rest_framework import serializers


class Language(serializers.CharField):
    """A language tag (BCP 47)."""

    def to_internal_value(self, data: Any) -> str:
        tag = super().to_internal_value(data)
        if not langcodes.tag_is_valid(tag):
            raise serializers.ValidationError("Write a BCP 47 tag, such as en or ar-LY.", code="malformed")
        return str(langcodes.standardize_tag(tag))
