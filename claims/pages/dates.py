"""Dates as a page reads them out: EDTF with all that it leaves open, and instants by the clock they were read from."""

from datetime import datetime

from django.utils.translation import gettext as _

from claimtrack.dates import DateDocument, WorldDate, read_out


def dated(date: DateDocument | None) -> str:
    """`8 October 2018`; says so where the dating is ours, and where there is none."""
    if date is None:
        return _("undated")
    told = read_out(WorldDate(date["edtf"]))
    return _("%(date)s (dated by us)") % {"date": told} if date["inferred"] else told


def instant(time: str) -> str:
    """`23 November 2026, 06:51 UTC`; by another clock with its offset, `UTC+01:00`."""
    at = datetime.fromisoformat(time)
    offset = "" if time.endswith("Z") else time[-6:]
    return _("%(day)s, %(time)s") % {"day": day(at), "time": f"{at:%H:%M} UTC{offset}"}


def day(at: datetime) -> str:
    """The day in the form of the reader's language; in English `8 October 2018`."""
    return read_out(WorldDate(f"{at:%Y-%m-%d}"))
