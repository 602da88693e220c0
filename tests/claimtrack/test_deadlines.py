"""Deadlines: an instant by a told clock, or the end of a day where a zone's clock is."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from claimtrack.dates import WorldDate
from claimtrack.deadlines import at_end_of, at_instant, everywhere


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
