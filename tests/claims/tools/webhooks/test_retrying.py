"""When an event is tried again: the specification's schedule, with chance, and what the receiver asks for."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.tools.webhooks.posting import Answer, Outcome
from claims.tools.webhooks.retrying import JITTER, LONGEST_REST, REST, delay_after, rest_after

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_the_schedule_is_the_specifications() -> None:
    """Its table: 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours; 75:35:05 after the first try is the last."""
    delays = [delay_after(failures, chance=lambda: 0.0) for failures in range(1, 11)]
    assert delays[-1] is None
    given = [delay for delay in delays if delay]
    assert [delay.total_seconds() for delay in given] == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert sum(given, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_chance_makes_a_delay_longer_and_never_shorter() -> None:
    first, most = (delay_after(2, chance=lambda chance=chance: chance) for chance in (0.0, 1.0))  # type: ignore[misc]
    assert (first, most) == (timedelta(minutes=5), timedelta(minutes=5) * (1 + JITTER))


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Tue, 01 Dec 2026 12:02:00 GMT", 120),
        ("Tue, 01 Dec 2026 11:00:00 GMT", 0),
        ("99999999999999999999", LONGEST_REST.total_seconds()),
        ("Fri, 01 Jan 2100 00:00:00 GMT", LONGEST_REST.total_seconds()),
    ],
)
def test_a_receiver_is_left_alone_for_as_long_as_it_asks_up_to_a_day(retry_after: str, seconds: float) -> None:
    answer = Answer(Outcome.REFUSED, 503, retry_after)
    assert rest_after(answer, timedelta(seconds=5), now=NOW).total_seconds() == seconds


@pytest.mark.parametrize("nonsense", ["", "soon", "-5", "1.5", "٣", "1e9"])
def test_what_cannot_be_read_as_a_time_asks_for_nothing(nonsense: str) -> None:
    assert rest_after(Answer(Outcome.REFUSED, 500, nonsense), timedelta(hours=1), now=NOW) == timedelta()


@pytest.mark.parametrize("status", [429, 502, 503, 504, None])
def test_whoever_has_too_much_to_do_or_is_away_is_left_alone_for_a_moment(status: int | None) -> None:
    answer = Answer(Outcome.REFUSED if status else Outcome.SILENT, status)
    assert rest_after(answer, timedelta(seconds=5), now=NOW) == timedelta(seconds=5)
    assert rest_after(answer, timedelta(hours=5), now=NOW) == REST
