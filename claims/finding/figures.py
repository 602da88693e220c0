"""Numbers and days in a text, in digits of any script or in words, whatever notation they are written in.

What can be read in two ways has both readings: 2/3/2021 is in March or in February, 1.500 many or little more than one.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from claimtrack.analysis import fold

FILE: Final = Path(__file__).parent / "figures.json"
YEARS: Final = range(1500, 2101)
#: The years of the Buddhist era, as Thai texts count, and how far they are ahead.
BUDDHIST: Final = range(2400, 2644)
AHEAD: Final = 543
HALF: Final = 0.5
#: Where words are not spaced, number words are found among other characters.
UNSPACED: Final = ("ja", "th", "zh")
#: Words that begin like numbers: in Thai can, chair, to fall over; in Chinese together, just in case, very.
_NO_NUMBERS: Final = re.compile("สามารถ|เก้าอี้|หกล้ม|สามี|一起|万一|十分|一些|一样|一直|一定")


class Day(NamedTuple):
    """A day, or the month or the year of one: what is not written is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def agrees(self, other: "Day") -> bool:
        return all(ours is None or theirs is None or ours == theirs for ours, theirs in zip(self, other, strict=True))


class Figures(NamedTuple):
    """Each number and each day by its readings."""

    numbers: frozenset[frozenset[float]]
    days: frozenset[frozenset[Day]]


def figures_of(text: str, language: str) -> Figures:
    """The figures of a text in a language (ISO 639-1); the names of months are known in all languages of the file."""
    plain, days = _without_days(fold(text), _Alone(text, language))
    numbers = set(_numbers(plain, language))
    years = {readings for readings in numbers if all(_is_year(number) for number in readings)}
    days |= {frozenset(Day(_year(int(number))) for number in readings) for readings in years}
    # Two thousand may be people or a year.
    return Figures(frozenset(each for each in numbers if each not in years or min(each) % 100 == 0), frozenset(days))


@cache
def _file() -> Mapping[str, Any]:
    document: Mapping[str, Any] = orjson.loads(FILE.read_bytes())
    return document


# -- days -----------------------------------------------------------------------------------------

_ISO: Final = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHED: Final = re.compile(r"(?<![\d./-])(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?![\d/-])")
_SQUARE: Final = re.compile(r"(?:(\d{4}) ?[年년] ?)?(\d{1,2}) ?[月월] ?(?:(\d{1,2}) ?[日號号일])?")
_NTH: Final = r"(?:st|nd|rd|th|er|[oa.])?"
_OF: Final = r"(?:de|del|of|di|d'|the|year|roku|عام|سنه|سال|พ\.ศ\.|ค\.ศ\.|পাল|সালের)\s+"


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?:(?<!\d)(\d{{1,2}}){_NTH},?\s+(?:{_OF})?)?(?<![^\W\d_ก-๙])({names})(?![^\W\d_ก-๙])\.?"
        rf"(?:\s+(?:the\s+)?(\d{{1,2}}){_NTH}(?!\d))?(?:,?\s*(?:{_OF})?(\d{{4}})(?!\d))?"
    )


@cache
def _months() -> Mapping[str, int]:
    """By their names in every language, abbreviated or not."""
    return {
        name.rstrip(".").replace("_", " "): month
        for months in _file()["months"].values()
        for month, names in enumerate(months, 1)
        for name in names.split()
    }


@cache
def _whole_names(language: str) -> frozenset[str]:
    words = " ".join(_file()["months"].get(language, ())).split()
    return frozenset(word.replace("_", " ") for word in words if not word.endswith("."))


class _Alone(NamedTuple):
    """Where a month is named without a day or a year, which other words may look like."""

    text: str
    language: str

    def allows(self, name: str) -> bool:
        """In English, May and March only with a capital letter."""
        whole = name in _whole_names(self.language)
        return whole and (self.language != "en" or name.capitalize() in self.text)


def _without_days(plain: str, alone: _Alone) -> tuple[str, set[frozenset[Day]]]:
    """The text with gaps where days stood, and these."""
    days: set[frozenset[Day]] = set()

    def taken(match: re.Match[str]) -> str:
        readings = frozenset(filter(_is_possible, _READERS[match.re](match, alone)))
        days.update([readings] if readings else [])
        return " | " if readings else match[0]

    for pattern in _READERS:
        plain = pattern.sub(taken, plain)
    return plain, days


def _of_iso(match: re.Match[str], _: _Alone) -> list[Day]:
    year, month, day = map(int, match.groups())
    return [Day(_year(year), month, day)]


def _of_slashed(match: re.Match[str], _: _Alone) -> list[Day]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) < len("2021"):
        year += 2000 if year < 70 else 1900  # noqa: PLR2004 - as POSIX reads them
    return [Day(_year(year), second, first), Day(_year(year), first, second)]


def _of_square(match: re.Match[str], _: _Alone) -> list[Day]:
    year, month, day = (int(part) if part else None for part in match.groups())
    return [Day(year, month, day)]


def _of_named(match: re.Match[str], alone: _Alone) -> list[Day]:
    before, name, after, year = match.groups()
    if not (before or after or year or alone.allows(name)):
        return []
    day = before or after
    return [Day(_year(int(year)) if year else None, _months()[name], int(day) if day else None)]


_READERS: Final[Mapping[re.Pattern[str], Callable[[re.Match[str], _Alone], list[Day]]]] = {
    _ISO: _of_iso,
    _SLASHED: _of_slashed,
    _SQUARE: _of_square,
    _named(): _of_named,
}


def _is_possible(day: Day) -> bool:
    return day.month in (None, *range(1, 13)) and day.day in (None, *range(1, 32))


def _is_year(number: float) -> bool:
    return number in YEARS or number in BUDDHIST


def _year(year: int) -> int:
    return year - AHEAD if year in BUDDHIST else year


# -- numbers --------------------------------------------------------------------------------------

_LITERAL: Final = r"\d+(?:[.,'’\u066b\u066c]\d+|[ \u00a0\u202f]\d{3}(?!\d))*"
#: With the vowels of Indian scripts, which are marks.
_WORD: Final = r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0963\u0970-\u0dff])*"
_SEPARATOR: Final = re.compile(r"[^\d]")
#: What multiplies only the words before it in its own part: two hundred and five thousand.
_SMALL: Final = 100


class _Known(NamedTuple):
    """The number words of a language, folded, and a pattern of what a text is read by."""

    values: Mapping[str, float]
    scales: Mapping[str, float]
    tokens: re.Pattern[str]


@cache
def _known(language: str) -> _Known:
    spelled = {**_file()["numbers"].get(language, {}), f"{HALF}": _file()["halves"]}
    values, scales = (
        {fold(word): float(value) for value, words in given.items() for word in words.split()}
        for given in (spelled, _file()["scales"])
    )
    inside = {word for word in (*values, *scales) if language in UNSPACED or "-" in word}
    word = r"[^\W\d_]" if language in UNSPACED else _WORD
    parts = [_LITERAL, *sorted(inside, key=len, reverse=True), word, r"\S"]
    return _Known(values, scales, re.compile("|".join(parts)))


@cache
def _words(part: str) -> frozenset[str]:
    return frozenset(map(fold, _file()[part].split()))


def is_figure(word: str, language: str) -> bool:
    """Whether a folded word is part of a number, stands beside one, or is the name of a month."""
    known = _known(language)
    return word[:1].isdecimal() or any(
        word in words for words in (known.values, known.scales, _months(), _words("beside"))
    )


def without_figures(folded: str, language: str) -> str:
    """What is left of a folded text when its days and numbers are taken out."""
    plain, _ = _without_days(folded, _Alone(folded, language))
    return "".join(token for token in _known(language).tokens.findall(plain) if not is_figure(token, language))


class _Run:
    """Number words that follow each other, as one number."""

    def __init__(self) -> None:
        self.readings: frozenset[float] = frozenset()
        self.total = self.part = 0.0
        self.largest = math.inf

    def holds(self) -> bool:
        return bool(self.readings or self.total or self.part)

    def takes(self, value: float) -> bool:
        """Whether a word goes on with it: twenty and one, but not two and three."""
        if self.readings:
            return False
        ones, tens = sorted((self.part % _SMALL, value))
        return ones in (0, HALF) or (ones < 10 <= tens and tens % 10 == 0)  # noqa: PLR2004

    def add(self, value: float) -> None:
        """A half is of what was said last: two millions and a half."""
        if value == HALF and self.total:
            self.total += HALF * self.largest
        else:
            self.part += value

    def multiply(self, scale: float) -> None:
        if self.readings:
            self.readings = frozenset(each * scale for each in self.readings)
        elif scale <= _SMALL:
            rest = self.part % _SMALL
            self.part += (rest or 1) * scale - rest
        elif scale > self.largest:
            self.total, self.part, self.largest = (self.total + self.part) * scale, 0.0, scale
        else:
            self.total, self.part, self.largest = self.total + (self.part or 1) * scale, 0.0, scale

    def value(self) -> frozenset[float]:
        number = self.total + self.part
        return self.readings or frozenset({round(number, 6)} if number >= 2 else ())  # noqa: PLR2004 - one is an article


def _numbers(plain: str, language: str) -> Iterator[frozenset[float]]:
    known, run = _known(language), _Run()
    for token in [*known.tokens.findall(_NO_NUMBERS.sub(" ", plain)), "."]:
        value = known.values.get(token)
        if token[0].isdecimal() or value is not None:
            if value is None or not run.takes(value):
                yield from _ended(run)
                run = _Run()
            if value is None:
                run.readings = _readings(token)
            else:
                run.add(value)
        elif token in known.scales and (run.holds() or token not in _words("vague")):
            run.multiply(known.scales[token])
        elif token not in _words("joined"):
            yield from _ended(run)
            run = _Run()


def _ended(run: _Run) -> list[frozenset[float]]:
    value = run.value()
    return [value] if value else []


def _readings(literal: str) -> frozenset[float]:
    """Of digits with separators: in groups of three, or with a fraction, or either."""
    first, *others = _SEPARATOR.split(literal)
    if not others:
        return frozenset({float(first)})
    *groups, last = others
    found = set()
    if len(last) == 3 and len(first) <= 3:  # noqa: PLR2004 - also in India, where the other groups have two
        found.add(float("".join([first, *others])))
    if not groups or len(last) < 3:  # noqa: PLR2004
        found.add(float("".join([first, *groups]) + "." + last))
    return frozenset(found or {float(first), float(last)})
