"""Days and months written as people write them: how EDTF spells them."""

import re
from collections.abc import Sequence

from claimtrack.dates.months import MONTHS, fault_of_the_calendar
from claimtrack.dates.words import single_in_words

_NAME = r"(?P<name>[a-z]{3,9})\.?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# No spaces after commas: normalising took them. With dots the day comes first wherever such dates are written.
_OTHER_SPELLINGS = [
    re.compile(spelling, re.IGNORECASE | re.ASCII)
    for spelling in (
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})-(?=\d(?!\d)|\d\d-\d$)(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?",
        r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})",
        rf"(?:{_ORDINAL}\.?\s+(?:of\s+)?)?{_NAME}(?:\s+|,)(?P<year>\d{{4}})",
        rf"{_NAME}\s+{_ORDINAL}(?:\s+|,)(?P<year>\d{{4}})",
    )
]
_EITHER_ORDER = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", re.ASCII)


def fault_of_the_spelling(text: str) -> str | None:
    """How EDTF spells a day or month that is written as people write it; of two readings both. None for EDTF."""
    spellings = _spelled_as_edtf(text)
    if not spellings:
        return None
    possible = [spelling for spelling in spellings if not fault_of_the_calendar(spelling)]
    if not possible:
        return f"“{text}”: {fault_of_the_calendar(spellings[0])}"
    if len(possible) > 1:
        readings = " or ".join(str(single_in_words(spelling)) for spelling in possible)
        return f"“{text}” may be {readings}: write {' or '.join(possible)}."
    return f"“{text}” is not EDTF: write {possible[0]}."


def _spelled_as_edtf(text: str) -> Sequence[str]:
    """The EDTF of a day or month in another spelling, the calendar unasked; two where their order is open."""
    for spelling in _OTHER_SPELLINGS:
        if match := spelling.fullmatch(text):
            parts = match.groupdict()
            month = _month_called(parts["name"]) if "name" in parts else int(parts["month"])
            return [_iso(parts["year"], month, parts.get("day"))] if month is not None else []
    if match := _EITHER_ORDER.fullmatch(text):
        first, _, second, year = match.groups()
        return list(dict.fromkeys((_iso(year, int(second), first), _iso(year, int(first), second))))
    return []


def _month_called(name: str) -> int | None:
    months = enumerate(MONTHS, 1)
    return next((number for number, month in months if month.casefold().startswith(name.casefold())), None)


def _iso(year: str, month: int, day: str | None) -> str:
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
