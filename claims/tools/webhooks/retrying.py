"""When an event is tried again (“Deliverability and reliability”, “Delivery success and failure”)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.utils.http import parse_http_date_safe

from claims.tools.webhooks.posting import Answer

#: How long after each try the next one comes: the specification's table. The first is at once.
DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: A delay is longer by up to so much of it, so that what failed together is not tried together.
JITTER: Final = 0.1
#: A receiver that asks for more time gets no more than this at once.
LONGEST_REST: Final = timedelta(hours=24)
#: How long a receiver is left alone altogether that could not be reached, or said that it has too much to do.
REST: Final = timedelta(minutes=1)
OVERLOADED: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


def delay_after(failures: int, *, chance: Callable[[], float]) -> timedelta | None:
    """How long to wait after so many failures; None where the schedule is spent. `chance` gives 0 up to 1."""
    if failures > len(DELAYS):
        return None
    return DELAYS[failures - 1] * (1 + JITTER * chance())


def rest_after(answer: Answer, delay: timedelta, *, now: datetime) -> timedelta:
    """How long nothing is sent to whoever answered this: as long as it asks for, else a moment, or not at all."""
    if (asked := _asked_for(answer.retry_after, now)) is not None:
        return min(asked, LONGEST_REST)
    if answer.status is None or answer.status in OVERLOADED:
        return min(delay, REST)
    return timedelta()


def _asked_for(retry_after: str, now: datetime) -> timedelta | None:
    """What a `Retry-After` says (RFC 9110, section 10.2.3): seconds, or a date."""
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=min(int(retry_after[:10]), LONGEST_REST.total_seconds()))
    at = parse_http_date_safe(retry_after)
    return None if at is None else max(timedelta(), timedelta(seconds=at - now.timestamp()))
