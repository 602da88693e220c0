"""A date of the world as the code holds it, and the shapes it is stored and published in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import override

from claimtrack.dates.bounds import bounds
from claimtrack.dates.parsing import InvalidDate, normalised
from claimtrack.dates.words import in_words
from claimtrack.notations import Day, Edtf


class DateDocument(TypedDict):
    """A date as public documents carry it; `earliest` and `latest` are ISO days, inclusive."""

    edtf: Edtf
    earliest: Day | None
    latest: Day | None
    text: str
    inferred: bool
    basis: str | None


class DateJSON(TypedDict):
    """A date as the database and case files store it: nothing derived."""

    edtf: str
    text: str
    inferred: bool
    basis: str


@dataclass(frozen=True, slots=True)
class WorldDate:
    """A date of the world: `edtf`, the document's wording (`text`), and whether the dating is ours.

    Raises `InvalidDate` when `edtf` is not accepted, when an inferred date gives no basis, or when a basis
    stands beside a date that is not inferred.
    """

    edtf: str
    text: str = ""
    inferred: bool = False
    basis: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "edtf", normalised(self.edtf))
        object.__setattr__(self, "text", self.text.strip())
        object.__setattr__(self, "basis", self.basis.strip())
        bounds(self.edtf)
        if self.inferred and not self.basis:
            raise InvalidDate("A date dated by us needs its basis.", "Say from what it is inferred.")
        if self.basis and not self.inferred:
            raise InvalidDate("A basis is given for a date that is not marked as dated by us.", "Mark it as inferred.")

    def __str__(self) -> str:
        return describe(self)

    @property
    def earliest(self) -> dt.date | None:
        return bounds(self.edtf).earliest

    @property
    def latest(self) -> dt.date | None:
        return bounds(self.edtf).latest

    def as_document(self) -> DateDocument:
        return {
            "edtf": self.edtf,
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
            "text": self.text,
            "inferred": self.inferred,
            "basis": self.basis or None,
        }

    def to_json(self) -> DateJSON:
        return {"edtf": self.edtf, "text": self.text, "inferred": self.inferred, "basis": self.basis}

    @classmethod
    def from_json(cls, value: object) -> WorldDate:
        """Read the form `to_json` writes; everything but `edtf` may be left out. Raises `InvalidDate`."""
        accepted = "A date has the keys edtf, text, inferred and basis."
        if not isinstance(value, Mapping):
            raise InvalidDate(f"A date is an object, not {type(value).__name__}.", accepted)
        if unknown := sorted(str(key) for key in value.keys() - DateJSON.__annotations__.keys()):
            raise InvalidDate(f"Unknown key in a date: {', '.join(unknown)}.", accepted)
        if "edtf" not in value:
            raise InvalidDate("A date needs the key edtf.", accepted)
        for key in ("edtf", "text", "basis"):
            if not isinstance(value.get(key, ""), str):
                raise InvalidDate(f"In a date, {key} is a text.", accepted)
        if not isinstance(value.get("inferred", False), bool):
            raise InvalidDate("In a date, inferred is true or false.", accepted)
        return cls(**value)


def describe(date: WorldDate) -> str:
    """How the date reads in plain English, whichever language is in use: what is kept and handed on depends on none."""
    with override("en"):
        return read_out(date)


def read_out(date: WorldDate) -> str:
    """How the date reads in the language in use; forms that newsrooms hardly meet stay as EDTF."""
    return in_words(date.edtf) or date.edtf
