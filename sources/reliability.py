"""How reliable a source is: the NATO Admiralty code's letters, and what they become in STIX.

The letter grades the source, never one piece of information; that is credibility, 1 to 6, which belongs to
appearances and evidence. A grade is an entry in a dated ledger, with reasons and by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from django.db import models

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Conversion(Generic[T_co]):
    """What a level becomes on another scale.

    `lossy`: the way back does not lead to what was converted, or the other scale says something else by it;
    `note` then says what is lost, in a sentence for readers.
    """

    value: T_co
    lossy: bool = False
    note: str = ""


class Described(models.TextChoices):
    """Choices written as `NAME = value, meaning, label`: the editorial meaning is published, hence data."""

    meaning: str

    # The default serves look-ups by value, `Verdict("true")`; every member gives its meaning.
    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class Reliability(Described):
    """Reliability of a source: NATO STANAG 2511, table I; AJP-2.1."""

    A = "A", "Tried and trusted; can be depended upon.", "completely reliable"
    B = "B", "Right in the past, with some doubt left in the case at hand.", "usually reliable"
    C = "C", "Used now and then before; some confidence can be based on it.", "fairly reliable"
    D = "D", "Used before, and wrong more often than right.", "not usually reliable"
    E = "E", "Used before, and proved unworthy of any confidence.", "unreliable"
    F = (
        "F",
        "Nothing to judge it by, as with a source not met before. Not the worst grade.",
        "cannot be judged",
    )


def reliability_to_stix(grade: Reliability) -> Conversion[None]:
    """Every letter leaves STIX `confidence` unset.

    STIX 2.1, appendix A, has a table for the Admiralty code's credibility and none for its reliability: its
    `confidence` (§ 3.2) is about the correctness of the data, not about a source.
    """
    if grade == Reliability.F:
        return Conversion(None, lossy=True, note="Not set in STIX, as if nobody had graded the source.")
    return Conversion(None, lossy=True, note="STIX 2.1 has no scale for the reliability of a source.")
