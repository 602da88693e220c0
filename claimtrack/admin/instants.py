"""Instants on the desk: a day, a time, and the zone whose clock that is.

Where the row keeps the offset of its clock, an instant is shown by that clock again, and otherwise by the zone that the
browser remembers.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.forms.utils import from_current_timezone
from django.http import HttpRequest
from django.utils.timezone import override
from unfold.widgets import UnfoldAdminTextInputWidget

from claimtrack.deadlines import zone_named
from claimtrack.instants import TOLD, refuse_unkeepable

#: Where the browser of a person keeps the zone that they chose last.
REMEMBERED = "desk_zone"


def clock_named(name: str) -> tzinfo:
    """A zone of the IANA database (`Europe/London`), or an offset as documents print it (`+01:00`).

    Raises ValidationError for anything else.
    """
    try:
        if name[:1] in {"+", "-"}:
            return timezone(cast("timedelta", datetime.strptime(name, "%z").utcoffset()))
        return zone_named("UTC" if name.upper() == "Z" else name)
    except (ValueError, ValidationError) as error:
        told = f"“{name}” is no time zone: choose one such as Europe/London, or write its offset such as +01:00."
        raise ValidationError(told) from error


def zone_of(request: HttpRequest) -> str:
    """The zone that this browser remembers, or else the desk's."""
    remembered = request.COOKIES.get(REMEMBERED, "")
    try:
        clock_named(remembered)
    except ValidationError:
        return str(settings.DESK_TIME_ZONE)
    return remembered


class InstantWidget(forms.MultiWidget):
    """Day, time and zone; below them the instant as it is stored."""

    template_name = "admin/desk/instant.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, zone: str = "UTC") -> None:
        self.zone = zone
        boxes = (("date", "Day"), ("time", "Time"), ("text", "Time zone"))
        widgets = [UnfoldAdminTextInputWidget(attrs={"type": kind, "aria-label": name}) for kind, name in boxes]
        widgets[1].attrs["step"] = "1"
        widgets[2].attrs |= {"list": "desk-zones", "class": f"{widgets[2].attrs.get('class', '')} desk-zone"}
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[str]:
        if not isinstance(value, datetime):
            return ["", "", self.zone]
        zone = own_clock(value) or self.zone
        there = value.astimezone(clock_named(zone))
        return [f"{there:%Y-%m-%d}", f"{there:%H:%M:%S}", zone]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if isinstance(value, datetime):
            there = value if own_clock(value) else value.astimezone(UTC)
            context["widget"]["stored"] = f"{there:%Y-%m-%d %H:%M:%S} UTC{own_clock(value)}"
        return context


def own_clock(at: datetime) -> str:
    """The offset that an instant is given in, such as `+01:00`; empty for UTC."""
    return at.isoformat()[-6:] if at.utcoffset() else ""


class InstantField(forms.Field):
    """An aware datetime from a day, a time and a zone; empty while neither day nor time is given."""

    widget = InstantWidget

    def clean(self, value: Any) -> datetime | None:
        day, time, zone = self._parts(value)
        if not day and not time:
            return cast("datetime | None", super().clean(None))
        if not day or not time:
            raise ValidationError("An instant has a day and a time. Where only the day is known, write it as the date.")
        return _instant(day, time, zone)

    def _parts(self, value: Any) -> list[str]:
        """What was sent; a client that names no zone means the one that the page shows."""
        day, time, zone = [part or "" for part in (value or ["", "", ""])]
        return [day, time, zone.strip() or cast("InstantWidget", self.widget).zone]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            now = self.clean(data)
        except ValidationError:
            return True
        if isinstance(initial, datetime) and now is not None:
            # By another clock than its own it says something else; one whose clock nobody noted is shown by any.
            clock = own_clock(initial)
            return initial.replace(microsecond=0) != now or bool(clock and clock != own_clock(now))
        return bool((initial if initial not in EMPTY_VALUES else None) != now)


def _instant(day: str, time: str, zone: str) -> datetime:
    try:
        there = datetime.fromisoformat(f"{day}T{time}")
    except ValueError as error:
        raise ValidationError("Write the day as 2018-10-08 and the time as 16:49 or 16:49:30.") from error
    # Django's own, for it refuses hours that the clocks there leave out or have twice.
    with override(clock_named(zone)):
        try:
            at = from_current_timezone(there)
        except OverflowError as error:
            raise ValidationError(TOLD) from error
    refuse_unkeepable(at)
    return at
