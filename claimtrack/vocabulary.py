"""Choices that are published with what they mean."""

from __future__ import annotations

from typing import Self

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
