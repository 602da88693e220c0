"""The calendar: what months and seasons are called, and what days months have."""

import calendar
import re

from django.utils.translation import gettext_noop as named

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# ISO 8601-2, sub-year groupings: 21 to 24 name no hemisphere, 25 to 28 are northern, 29 to 32 southern. Names of months
# are in Django's catalogues, these in ours.
_GROUPINGS = (
    (21, (named("spring"), named("summer"), named("autumn"), named("winter"))),
    (25, (named("northern spring"), named("northern summer"), named("northern autumn"), named("northern winter"))),
    (29, (named("southern spring"), named("southern summer"), named("southern autumn"), named("southern winter"))),
    (
        33,
        (
            named("first quarter of"),
            named("second quarter of"),
            named("third quarter of"),
            named("fourth quarter of"),
        ),
    ),
    (37, (named("first third of"), named("second third of"), named("last third of"))),
    (40, (named("first half of"), named("second half of"))),
)
MONTHS_AND_SEASONS = {
    f"{number:02}": name for first, names in ((1, MONTHS), *_GROUPINGS) for number, name in enumerate(names, first)
}
_IN_THE_CALENDAR = re.compile(r"(?P<year>-?[\dX]{4})-(?P<month>\d\d|XX)(?:-(?P<day>\d\d))?(?![\dX])")
_LONGEST_MONTH = 31


def fault_of_the_calendar(edtf: str) -> str | None:
    """Why the first month or day that no calendar has is none, and what to write instead."""
    for part in _IN_THE_CALENDAR.finditer(edtf):
        year, month, day = part["year"], part["month"], part["day"]
        # Seasons have numbers as months have, but no days.
        if month != "XX" and (month not in MONTHS_AND_SEASONS or (day and int(month) > len(MONTHS))):
            return f"there is no month {month}; write {year} if only the year is known."
        if day and not 1 <= int(day) <= _LONGEST_MONTH:
            return f"there is no day {day}; write {year}-{month} if only the month is known."
        if day and month != "XX" and int(day) > (last := _last_day(year, month)):
            name = MONTHS[int(month) - 1]
            has = f"{name} {year} has {last}" if year.isdigit() else f"{name} has at most {last}"
            return f"{has} days; write {year}-{month} if only the month is known."
    return None


def _last_day(year: str, month: str) -> int:
    """Of a leap year when digits of the year are open; years with a sign are left to the library's reading."""
    return calendar.monthrange(int(year) if year.isdigit() else 2000, int(month))[1]
