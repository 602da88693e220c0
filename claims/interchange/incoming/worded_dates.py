"""Dates in words, in many languages: “Thursday, April 1, 2021”, “1er avril 2021”, “نيسان/أبريل 2021”, “2021年4月1日”.

What is read is a year and a month, and a day where one stands there. A word that is not listed may say anything
(“before”, “early”, “between”), so a date that has one is not read.
"""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from claims.interchange.incoming.text import without_marks

_CLOCK = re.compile(
    r"(?:\b(?:at|um|às|à|alle|ore|kl|klo|saat|pukul|о|в)\.?\s+)?\b\d{1,2}\s?[:h]\s?\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"(?:\s?[ap]\.?m\b\.?)?(?:\s?uhr\b)?",
    re.IGNORECASE,
)
#: Zones of time by their offsets and letters. A day is taken as it is written, in its own zone.
_ZONE = re.compile(
    r"\(.{0,60}\)|(?:\bgmt|\butc)?(?<![\d-])[+-]\d{2}:?\d{2}\b|"
    r"\b(?:z|gmt|utc|[cewmp]e?s?[dst]?t|bst|ist|wib|wita|wit|msk|jst|kst|sast|ae[sd]t|brt|brst|art|pkt)\b",
    re.IGNORECASE,
)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号號일])?")
_PART = re.compile(r"\d+|[^\d\s.,،;:/|\-–—()]+")


class Worded(NamedTuple):
    """The numbers of a date in words: `day` is 0 where none is given, `short_year` is one of two digits."""

    year: int
    month: int
    day: int = 0
    short_year: bool = False


def worded(text: str) -> Worded | None:
    """The date that a text gives in words, or None."""
    plain = without_marks(text).casefold()
    if match := _EAST_ASIAN.match(plain):
        rest = _CLOCK.sub("", plain[match.end() :]).strip()
        return None if rest and not rest.startswith("(") else Worded(int(match[1]), int(match[2]), int(match[3] or 0))
    plain = _ZONE.sub(" ", _CLOCK.sub(" ", plain)).replace("تشرين ال", "تشرين_ال").replace("كانون ال", "كانون_ال")
    numbers, months = [], set()
    for part in _PART.findall(plain):
        if part.isdecimal():
            numbers.append(part)
        elif part in _MONTHS:
            months.add(_MONTHS[part])
        elif part not in _SAY_NOTHING:
            return None
    return _put_together(numbers, months.pop()) if len(months) == 1 else None


def _put_together(numbers: list[str], month: int) -> Worded | None:
    years = [number for number in numbers if len(number) == len("2021")]
    days = [number for number in numbers if len(number) <= len("31")]
    if len(years) + len(days) != len(numbers):
        return None
    if len(years) == 1 and len(days) <= 1:
        return Worded(int(years[0]), month, int(days[0]) if days else 0)
    if not years and len(days) == len(("day", "year")):
        return Worded(int(days[1]), month, int(days[0]), short_year=True)
    return None


def _with_plain_letters(word: str) -> set[str]:
    """The word as it is, and without its accents."""
    decomposed = unicodedata.normalize("NFD", word)
    return {word, "".join(letter for letter in decomposed if not unicodedata.combining(letter))}


def _listed() -> tuple[dict[str, int], frozenset[str]]:
    """Months by their names in lower case, and the words that say nothing."""
    lines = Path(__file__).with_name("months.txt").read_text(encoding="utf-8").casefold().splitlines()
    names, others = (
        [line.split() for line in part.splitlines() if not line.startswith("#")]
        for part in "\n".join(lines).split("\n\n")
    )
    months: dict[str, int] = {}
    for language in names:
        for month, spellings in enumerate(language, start=1):
            for name in spellings.split("/"):
                months |= dict.fromkeys(_with_plain_letters(name) - months.keys(), month)
    return months, frozenset(form for line in others for word in line for form in _with_plain_letters(word))


_MONTHS, _SAY_NOTHING = _listed()
