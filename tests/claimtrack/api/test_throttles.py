"""The limit of public readers, and whose address counts."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from claimtrack.api.problems import RateLimited
from claimtrack.api.throttles import ReaderRateThrottle, client_address
from tests.desk_api import DESK, Program


class Clock:
    """The time of a throttle, moved by hand; it starts in the middle of a minute."""

    def __init__(self) -> None:
        self.now = 1_714_564_830.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(ReaderRateThrottle, "timer", lambda _throttle: clock())
    return clock


@pytest.fixture
def rate(settings: Settings) -> Callable[[str | None], None]:
    def limit(rate: str | None) -> None:
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"reader": rate}}

    return limit


def asked_by(remote: str = "192.0.2.1", forwarded: str | None = None) -> Request:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return Request(APIRequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


def ask(request: Request) -> None:
    assert ReaderRateThrottle().allow_request(request, APIView())


def test_the_limit_is_named_with_the_seconds_to_wait(rate: Callable[[str], None], clock: Clock) -> None:
    rate("2/min")
    ask(asked_by())
    ask(asked_by())
    with pytest.raises(RateLimited) as refused:
        ask(asked_by())
    document = refused.value.document()
    assert document["status"] == 429
    assert "2 requests a minute" in document["detail"]
    assert refused.value.headers == {"Retry-After": "30"}


def test_after_the_wait_the_reader_is_answered(rate: Callable[[str], None], clock: Clock) -> None:
    rate("1/min")
    ask(asked_by())
    with pytest.raises(RateLimited) as refused:
        ask(asked_by())
    clock.now += int(refused.value.headers["Retry-After"])
    ask(asked_by())


def test_one_reader_does_not_use_up_anothers_limit(rate: Callable[[str], None], clock: Clock) -> None:
    rate("1/min")
    ask(asked_by("192.0.2.1"))
    ask(asked_by("192.0.2.2"))


def test_a_rate_of_none_limits_nobody(rate: Callable[[str | None], None]) -> None:
    rate(None)
    for _request in range(5):
        ask(asked_by())


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [
        (0, "192.0.2.1", None, "192.0.2.1"),
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (None, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "198.51.100.66, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "192.0.2.1", None, "192.0.2.1"),
        (1, "192.0.2.1", "not an address", "192.0.2.1"),
        (0, "::ffff:192.0.2.1", None, "192.0.2.1"),
        (0, "", None, ""),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    settings: Settings, proxies: int | None, remote: str, forwarded: str | None, expected: str
) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    assert client_address(asked_by(remote, forwarded)) == expected


def test_an_ipv6_network_is_one_client() -> None:
    one, other = (asked_by(address) for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"))
    assert client_address(one) == client_address(other) == "2001:db8:1:2::"
    assert client_address(asked_by("2001:db8:1:3::1")) != client_address(one)


@pytest.mark.django_db
def test_each_program_and_each_person_has_a_limit_that_neighbours_at_their_address_do_not_use_up(
    settings: Settings, editor: User
) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"reader": "1/hour", "desk": "2/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    anybody, browser = APIClient(), APIClient()
    browser.force_login(editor)
    assert [anybody.get("/api/v1/topics/").status_code for _ in range(3)] == [200, 429, 429]
    for client in (Program(editor), Program(editor), browser):
        assert [client.get(f"{DESK}topics/").status_code for _ in range(3)] == [200, 200, 429]
    limited = browser.get(f"{DESK}topics/")
    assert "2 requests an hour for one person or token" in limited.json()["detail"]
    assert int(limited["Retry-After"]) > 0
