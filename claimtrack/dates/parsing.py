"""EDTF text, read by the `edtf` library or refused with the reason."""

import re

from edtf import EDTFObject, EDTFParseException, parse_edtf

from claimtrack.dates.months import fault_of_the_calendar
from claimtrack.dates.spellings import fault_of_the_spelling

ACCEPTED = (
    "Write the date as EDTF (ISO 8601-2), for example: 2008-10-31 (a day), 2008-10 (a month), 2008 (a year), "
    "2008-10-31~ (about that day), 2008? (uncertain), 198X (the 1980s), XXXX-02-07 (year unknown), "
    "XXXX (unknown), 2008-10-31/2008-11-02 (from, to), 2008/.. (from 2008 on), "
    "[1975..1987] (some time between), [..1987] (1987 or earlier)."
)

# The grammar reads a day in 5 to 10 ms, a set of twenty in 200 ms: nothing longer than a real date is tried.
MAX_LENGTH = 120

_PUNCTUATION_WITH_SPACE = re.compile(r"\s*([,/\[\]{}])\s*")
_NOT_EDTF = re.compile(r"[^0-9XYE?~%.,/\[\]{}-]")
_INSTANT = re.compile(r"\dT\d|\d \d{1,2}:\d")
_SIGNIFICANT_DIGITS = re.compile(r"\dS\d")
_NO_DATE_AT_ALL = re.compile(r"[./]*")
_HALF_KNOWN_PART = re.compile(r"-(?:\dX|X\d)(?![\dX])")
_MONTH_UNSPECIFIED = re.compile(r"(\d{4}-XX)(?![\dX-])")


class InvalidDate(ValueError):
    """A date that is not accepted: `reason` says why, `accepted` what would be."""

    def __init__(self, reason: str, accepted: str = ACCEPTED) -> None:
        super().__init__(f"{reason} {accepted}")
        self.reason = reason
        self.accepted = accepted


def normalised(edtf: str) -> str:
    """Without the white space at its ends and around its marks."""
    return _PUNCTUATION_WITH_SPACE.sub(r"\1", edtf.strip())


def parsed(edtf: str) -> EDTFObject:
    """A normalised text as the library reads it. Raises `InvalidDate`."""
    _refuse_other_spellings(edtf)
    _refuse_what_the_library_should_not_see(edtf)
    _refuse_what_no_calendar_has(edtf)
    try:
        # The library reads `2008-XX` only alone; `2008-XX-XX` has the same bounds and is read everywhere.
        read: EDTFObject = parse_edtf(_MONTH_UNSPECIFIED.sub(r"\1-XX", edtf))
    except (EDTFParseException, AttributeError, TypeError, ValueError) as error:
        raise InvalidDate(f"“{edtf}” is not an EDTF date.") from error
    return read


def _refuse_other_spellings(edtf: str) -> None:
    if fault := fault_of_the_spelling(edtf):
        raise InvalidDate(fault)


def _refuse_what_the_library_should_not_see(edtf: str) -> None:
    """Refuse with a reason of our own what the library would misread, or print and fail at."""
    if not edtf:
        raise InvalidDate("The date is empty.")
    if len(edtf) > MAX_LENGTH:
        raise InvalidDate(f"The date is longer than {MAX_LENGTH} characters.")
    if _INSTANT.search(edtf):
        raise InvalidDate(
            f"“{edtf}” has a time of day. Give the day alone; the moment goes under “Occurred at”, where a page has it."
        )
    if _SIGNIFICANT_DIGITS.search(edtf):
        raise InvalidDate(f"“{edtf}” counts significant digits. Write 19XX for a year of the 1900s.")
    if character := _NOT_EDTF.search(edtf):
        raise InvalidDate(f"“{edtf}” is not an EDTF date: “{character[0]}” has no place in one.")
    if _NO_DATE_AT_ALL.fullmatch(edtf):
        raise InvalidDate(f"“{edtf}” has no date in it; an unknown date is XXXX.")
    if _HALF_KNOWN_PART.search(edtf):
        raise InvalidDate(f"“{edtf}” knows one digit of a month or day. Write a set: [2008-10-20..2008-10-29].")


def _refuse_what_no_calendar_has(edtf: str) -> None:
    if fault := fault_of_the_calendar(edtf):
        raise InvalidDate(f"“{edtf}”: {fault}")
