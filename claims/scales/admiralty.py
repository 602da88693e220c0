"""The Admiralty code's numbers, which grade one piece of information.

Its letters grade a source, and belong to sources (`sources/reliability.py`).
"""

from __future__ import annotations

from typing import Literal, Self, TypeAlias

from django.db import models


class Credibility(models.IntegerChoices):
    """Credibility of one piece of information: NATO STANAG 2511, table II; AJP-2.1."""

    meaning: str

    def __new__(cls, value: int, meaning: str = "") -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    CONFIRMED = 1, "Certainly known from another, independent source as well.", "confirmed by other sources"
    PROBABLY_TRUE = 2, "Independence is not sure, but much that is known makes it probable.", "probably true"
    POSSIBLY_TRUE = 3, "Not confirmed; agrees with what is known of how the subject behaves.", "possibly true"
    DOUBTFUL = 4, "Not confirmed; tends to disagree with what is known or established.", "doubtful"
    IMPROBABLE = 5, "Not confirmed; positively contradicts what is known.", "improbable"
    CANNOT_BE_JUDGED = 6, "Nothing to compare it with. Not the worst grade.", "truth cannot be judged"


CredibilityValue: TypeAlias = Literal[1, 2, 3, 4, 5, 6]
