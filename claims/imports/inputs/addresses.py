"""Downloading what a person gave the address of, without being led to where only this machine may go, or kept waiting.

Every connection goes to an address that was looked up and judged here, so a name cannot be answered one way when
it is judged and another when it is visited. Redirects are judged again. One deadline holds for all of it: looking
up, connecting, shaking hands, redirects, and every byte of the head and the body.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, Any, BinaryIO, Final, cast
from urllib.parse import urljoin

import httpcore
from django.conf import settings

from claims.imports.inputs.limits import InputFault, Limits
from claims.imports.values.addresses import NoAddress, address

MAX_REDIRECTS: Final = 5
_LOOKUP_SECONDS: Final = 10.0
_TIMEOUTS: Final = {"connect": 10.0, "read": 20.0, "write": 10.0, "pool": 10.0}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Download:
    """A downloaded input: the address it came from in the end, and its bytes, from the beginning."""

    url: str
    file: BinaryIO
    size: int
    content_type: str


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
    """The addresses of a host. Raises `InputFault` when it has none in so many seconds, or one that is not public."""
    try:
        found = _looking_up(host, port).result(seconds)
    except TimeoutError as error:
        raise InputFault(f"the host {host} was not found: nobody told its address in {seconds:.1f} seconds") from error
    except (OSError, UnicodeError) as error:
        raise InputFault(f"the host {host} was not found: {error}") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for each in addresses:
        if not is_public(each):
            raise InputFault(f"the host {host} has the address {each}, which is not on the public network")
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


@contextmanager
def fetched(url: str, limits: Limits) -> Iterator[Download]:
    """Download into a temporary file. Raises `InputFault` with what went wrong."""
    guard = Guarded(time.monotonic() + limits.seconds)
    with (
        TemporaryFile() as file,
        httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=guard) as pool,
    ):
        try:
            final, content_type = _follow(pool, url, file, limits)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ssl.SSLError) as error:
            raise InputFault(f"{url} could not be downloaded: {str(error) or type(error).__name__}") from error
        size = file.tell()
        file.seek(0)
        yield Download(final, cast("BinaryIO", file), size, content_type)


def _follow(pool: httpcore.ConnectionPool, url: str, file: IO[bytes], limits: Limits) -> tuple[str, str]:
    """Save what the address leads to; returns where that was and what type of content it is."""
    for _ in range(MAX_REDIRECTS + 1):
        try:
            url = address(url)
        except NoAddress as error:
            raise InputFault(str(error)) from error
        with pool.stream("GET", url, headers=_headers(), extensions={"timeout": _TIMEOUTS}) as response:
            if response.status in _REDIRECTS:
                url = urljoin(url, _header(response, b"location"))
                continue
            if response.status != _OK:
                raise InputFault(f"{url} answered {response.status}")
            _save(response, file, limits)
            return url, _header(response, b"content-type")
    raise InputFault(f"it is redirected more than {MAX_REDIRECTS} times")


def _headers() -> list[tuple[str | bytes, str | bytes]]:
    return [
        ("User-Agent", f"claimtrack/{settings.VERSION} (+{settings.PUBLIC_URL})"),
        ("Accept", "text/html, application/ld+json, application/json, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
    ]


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode(errors="replace") for key, value in response.headers if key.lower() == name), "")


def _save(response: httpcore.Response, file: IO[bytes], limits: Limits) -> None:
    """The body as it comes; packed bodies are unpacked by whoever reads the file, within the same limits."""
    encoding = _header(response, b"content-encoding").lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise InputFault(f"it is encoded as {encoding}, which was not asked for")
    size = 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > limits.download:
            raise InputFault(f"it is larger than {limits.download} bytes")
        file.write(chunk)
