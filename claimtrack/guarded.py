"""Connections to addresses that people gave: to the public network alone, and never for longer than was said.

Every connection goes to an address that was looked up and judged here, so a name cannot be answered one way when it is
judged and another when it is visited.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from threading import Thread
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

_LOOKUP_SECONDS: Final = 10.0


class NotPublic(ValueError):
    """A host has no address, or one that is not on the public network; the message says which."""


@dataclass(frozen=True, slots=True)
class Head:
    """How an answer begins; the names of its headers are in small letters."""

    status: int
    headers: Mapping[str, str]


def user_agent() -> str:
    """Who we say that we are, wherever we ask or send something."""
    return f"claimtrack/{settings.VERSION} (+{settings.PUBLIC_URL})"


def post(url: str, body: bytes, *, seconds: float, headers: Mapping[str, str] = MappingProxyType({})) -> Head:
    """Send this JSON to the public network alone, and read the head of the answer. Redirects are not followed.

    An address that leads nowhere, such as one with a port that there is not, is not public. `seconds` is all that it
    may take, from the look-up of the host on. Raises NotPublic, and what httpcore and ssl do.
    """
    if not is_address(url):
        raise NotPublic("the address has a port that there is not, or no host")
    guard = Guarded(time.monotonic() + seconds)
    ours = {"Content-Type": "application/json", "User-Agent": user_agent()}
    named: list[tuple[str | bytes, str | bytes]] = [*ours.items(), *headers.items()]
    with (
        httpcore.ConnectionPool(ssl_context=_trusting(), network_backend=guard) as pool,
        pool.stream("POST", url, headers=named, content=body) as answer,
    ):
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        return Head(answer.status, told)


def is_address(url: str) -> bool:
    """Whether there can be something at an address: it has a host, and a port from 1 to 65535 or none."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # raised by the port that is looked at
        return False


@cache
def _trusting() -> ssl.SSLContext:
    """Trusts whom this machine trusts: reading all of their certificates takes longer than a request."""
    return ssl.create_default_context()


class Guarded(httpcore.SyncBackend):
    """Connects to public addresses alone, and gives up altogether at `deadline` (of the monotonic clock)."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        fault: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError(f"{host} has no address")
        for ip in public_addresses(host, port, seconds=_left(self.deadline, _LOOKUP_SECONDS)):
            left = _left(self.deadline, timeout)
            try:
                stream = super().connect_tcp(ip, port, left, local_address, socket_options)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                fault = error
            else:
                return _Timed(stream, self.deadline)
        raise fault


def _left(deadline: float, timeout: float | None) -> float:
    """The seconds that a step may take. Raises httpcore.ReadTimeout when there are none left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("it took too long")
    return left if timeout is None else min(left, timeout)


class _Timed(httpcore.NetworkStream):
    """A connection that neither silence nor a slow trickle keeps open beyond the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def public_addresses(host: str, port: int, *, seconds: float) -> list[str]:
    """The addresses of a host. Raises `NotPublic` when it has none in so many seconds, or one that is not public."""
    try:
        found = _looking_up(host, port).result(seconds)
    except TimeoutError as error:
        raise NotPublic(f"the host {host} was not found: nobody told its address in {seconds:.1f} seconds") from error
    except (OSError, UnicodeError) as error:
        raise NotPublic(f"the host {host} was not found: {error}") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for each in addresses:
        if not is_public(each):
            raise NotPublic(f"the host {host} has the address {each}, which is not on the public network")
    return addresses


def _looking_up(host: str, port: int) -> Future[list[Any]]:
    """What the resolver will tell. It takes no deadline, so a silent one keeps this thread after we have gone."""
    told: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            told.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except BaseException as error:  # raised where it is waited for
            told.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return told


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public network, whatever IPv4 address it may carry in itself."""
    ip = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
        inner = ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner and not is_public(str(inner)):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip in _PROTOCOLS)


_PROTOCOLS: Final = ipaddress.IPv4Network("192.0.0.0/24")  # RFC 6890, § 2.2.2
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052, § 2.1
