"""Deadlines: an instant by a told clock, or the end of a day where a zone's clock is."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from claimtrack.dates import WorldDate
from claimtrack.deadlines import at_end_of, at_instant, everywhere, refuse_future


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_day_ends_where_its_clock_is_whatever_the_clock_does_on_it() -> None:
    assert at_end_of(date(2026, 11, 5), "Europe/Malta").passes_at == at("2026-11-06T00:00+01:00")
    # The clocks go back in that night: the day has twenty-five hours.
    assert at_end_of(date(2026, 10, 25), "Europe/Malta").passes_at == at("2026-10-26T00:00+01:00")
    assert at_end_of(date(2026, 10, 24), "Europe/Malta").passes_at == at("2026-10-25T00:00+02:00")
    assert everywhere(date(2026, 11, 5)) == at("2026-11-06T12:00+00:00")


@pytest.mark.parametrize("zone", ["Malta time", "../etc/passwd", "+01:00", "Europe"])
def test_a_zone_that_there_is_not_is_refused_with_what_is_expected(zone: str) -> None:
    with pytest.raises(ValidationError, match="such as Europe/London"):
        at_end_of(date(2026, 11, 5), zone)


def test_a_deadline_lies_before_what_happened_once_it_has_passed_for_certain() -> None:
    noon = at_instant(at("2026-11-05T12:00+01:00"))
    assert noon.is_before(WorldDate("2026-11-06"), None)
    assert not noon.is_before(WorldDate("2026-11-05"), None)  # it may have been in the morning
    assert noon.is_before(WorldDate("2026-11-05"), at("2026-11-05T12:00+01:00"))
    assert not noon.is_before(WorldDate("2026-11-05"), at("2026-11-05T11:59+01:00"))
    assert not noon.is_before(WorldDate("2026-11"), None)
    assert not noon.is_before(None, None)


def test_a_deadline_lies_after_what_happened_only_for_certain() -> None:
    midnight = at_end_of(date(2026, 11, 5), "UTC")
    assert midnight.is_after(WorldDate("2026-11-05"), None)
    assert not midnight.is_after(WorldDate("2026-11-06"), None)
    assert not at_instant(datetime(2026, 11, 5, 12, tzinfo=UTC)).is_after(WorldDate("2026-11-05"), None)


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posix/Europe/Malta", "right/UTC"])
def test_what_is_kept_beside_zones_is_none(zone: str) -> None:
    with pytest.raises(ValidationError, match="is no time zone"):
        at_end_of(date(2026, 11, 5), zone)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_deadline_is_in_a_year_that_deadlines_are_given_in(day: date) -> None:
    with pytest.raises(ValidationError, match="between the years 1900 and 2199"):
        at_end_of(day, "Pacific/Kiritimati")
    with pytest.raises(ValidationError, match="between the years 1900 and 2199"):
        at_instant(datetime.combine(day, datetime.min.time(), UTC))


def test_a_date_at_the_end_of_the_calendar_is_compared_and_breaks_nothing() -> None:
    noon = at_instant(at("2026-11-05T12:00+01:00"))
    assert not noon.is_after(WorldDate("9999"), None)
    assert everywhere(date.max).year == 9998


def test_what_cannot_have_happened_yet_is_refused_and_today_never_is() -> None:
    today = datetime.now(UTC)
    for day, moment in ((WorldDate(f"{today:%Y-%m-%d}"), None), (WorldDate(f"{today:%Y}"), None), (None, today)):
        refuse_future(day, moment)
    for day, moment in ((WorldDate(f"{today.year + 1}-12"), None), (None, today.replace(year=today.year + 1, day=1))):
        with pytest.raises(ValidationError, match="has not come yet"):
            refuse_future(day, moment)
