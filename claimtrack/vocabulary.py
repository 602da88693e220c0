"""Choices that are published with what they mean.

Documents are plain JSON. Beside each vocabulary they use stands a `Literal` of its values, the type of their members:
`VerdictValue` beside `Verdict`. A checker reads no values out of a class, so they are written twice and held together
by a test.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class Described(models.TextChoices):
    """Choices written as `NAME = value, meaning, label`: the editorial meaning is published, hence data."""

    meaning: str

    # The default serves look-ups by value, `Verdict("true")`; every member gives its meaning.
    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


def value_of(vocabulary: type[models.Choices], value: str | int | None) -> Any:
    """A row's value as documents print it: its columns are text to a checker, and an empty one is no value (None).

    Of no type, so that it fits the `Literal` of its vocabulary; raises `ValueError` for what the vocabulary lacks.
    """
    return vocabulary(value).value if value else None
