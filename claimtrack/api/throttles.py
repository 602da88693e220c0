"""How often one client address may ask, and how often a member of staff or one of their programs.

Time is cut into windows of the rate's period, and each client has one counter a window: constant memory for a
client however often it asks. The counters live in the cache `process`; a cache in local memory counts for each
worker process by itself.
"""

import math
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import caches
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from claimtrack.accounts.models import Token
from claimtrack.api.problems import RateLimited

PERIODS = {1: "a second", 60: "a minute", 3600: "an hour", 86400: "a day"}
#: A household or a server is given at least this much of IPv6 (RFC 6177), so addresses in it are one client.
IPV6_CLIENT_BITS = 64


class ReaderRateThrottle(SimpleRateThrottle):
    """Public readers, by address, at the rate `DEFAULT_THROTTLE_RATES["reader"]` ("600/min").

    Raises `RateLimited` (429) naming the limit, with Retry-After.
    """

    cache = caches["process"]
    scope: str = "reader"
    whom: str = "one address"

    def get_rate(self) -> str | None:
        rate = api_settings.DEFAULT_THROTTLE_RATES[self.scope]
        return None if rate is None else str(rate)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}

    def allow_request(self, request: Request, view: APIView) -> bool:
        limit, period = self.parse_rate(self.rate)
        if limit is None or period is None:
            return True
        now = self.timer()
        if self._count(f"{self.get_cache_key(request, view)}_{now // period:.0f}", period) <= limit:
            return True
        seconds = max(1, math.ceil(period - now % period))
        raise RateLimited(
            f"The limit is {limit} requests {PERIODS[period]} for {self.whom}; try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )

    def _count(self, key: str, period: int) -> int:
        if self.cache.add(key, 1, timeout=period):
            return 1
        try:
            return self.cache.incr(key)
        except ValueError:  # the cache dropped it in between
            return 1


class GuestRateThrottle(ReaderRateThrottle):
    """Whoever tries links of guests, by address, at the rate of `guest`: whether the links are right or not."""

    scope = "guest"


class DeskRateThrottle(ReaderRateThrottle):
    """Staff, whatever their address: each token, and each person in a browser, at the rate of `desk`.

    A person's program that asks too often leaves the person, and their other programs, what is theirs.
    """

    scope = "desk"
    whom = "one person or token"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        token = f"token_{request.auth.pk}" if isinstance(request.auth, Token) else f"person_{request.user.pk}"
        return self.cache_format % {"scope": self.scope, "ident": token}


class DeskMatchRateThrottle(DeskRateThrottle):
    """Staff who have texts matched, at the rate of `match`: it takes more time than a row."""

    scope = "match"


class CorrectionRateThrottle(ReaderRateThrottle):
    """Who asks for corrections, by address, at the rate of `correction`: people read each of them."""

    scope = "correction"


def client_address(request: Request | HttpRequest) -> str:
    """The client's address, counted back over the `NUM_PROXIES` proxies that are ours; IPv6 by its network.

    X-Forwarded-For is the word of whoever wrote it, so only the entries our own proxies appended are
    believed; with fewer entries than proxies the request passed them by, and none is.
    """
    remote: str = request.META.get("REMOTE_ADDR", "")
    proxies = api_settings.NUM_PROXIES or 0
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    claimed = forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) else remote
    try:
        address = ip_address(claimed)
    except ValueError:
        return remote
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, IPV6_CLIENT_BITS), strict=False).network_address)
