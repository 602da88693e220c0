"""Downloading what a person gave the address of, without being led to where only this machine may go, or kept waiting.

Every connection is guarded (`claimtrack.guarded`), those that redirects lead to as well. One deadline holds for all of
it: looking up, connecting, shaking hands, redirects, and every byte of the head and the body.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final, cast
from urllib.parse import urljoin

import httpcore

from claimtrack.guarded import Guarded, NotPublic, user_agent

MAX_REDIRECTS: Final = 5
_TIMEOUTS: Final = {"connect": 10.0, "read": 20.0, "write": 10.0, "pool": 10.0}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = 200


class NotDownloaded(ValueError):
    """Nothing was downloaded; the message says why. `status` is what the server answered, 0 where it did not."""

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds from the look-up of the host to the last byte, and bytes, as they come."""

    seconds: float
    most: int


@dataclass(frozen=True, slots=True)
class Download:
    """What was downloaded: the address it came from in the end, its bytes, from the beginning, and its headers."""

    url: str
    file: BinaryIO
    size: int
    headers: Sequence[tuple[str, str]]

    def header(self, name: str) -> str:
        """Its first header of this name, in small letters; empty without one."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def content_type(self) -> str:
        return self.header("content-type")


#: The address that a text gives, as it is visited. Raises ValueError.
Reading = Callable[[str], str]


@contextmanager
def downloaded(url: str, bounds: Bounds, *, read: Reading) -> Iterator[Download]:
    """Download into a temporary file. `read` judges the address and those of redirects. Raises `NotDownloaded`."""
    guard = Guarded(time.monotonic() + bounds.seconds)
    with (
        TemporaryFile() as file,
        httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=guard) as pool,
    ):
        try:
            final, headers = _follow(pool, url, file, bounds, read)
        except NotPublic as error:
            raise NotDownloaded(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ssl.SSLError) as error:
            raise NotDownloaded(f"{url} could not be downloaded: {str(error) or type(error).__name__}") from error
        size = file.tell()
        file.seek(0)
        yield Download(final, cast("BinaryIO", file), size, headers)


def _follow(
    pool: httpcore.ConnectionPool, url: str, file: IO[bytes], bounds: Bounds, read: Reading
) -> tuple[str, Sequence[tuple[str, str]]]:
    """Save what the address leads to; returns where that was and its headers."""
    for _ in range(MAX_REDIRECTS + 1):
        try:
            url = read(url)
        except ValueError as error:
            raise NotDownloaded(str(error)) from error
        with pool.stream("GET", url, headers=_asked_with(), extensions={"timeout": _TIMEOUTS}) as response:
            if response.status in _REDIRECTS:
                url = urljoin(url, _header(response, b"location"))
                continue
            if response.status != _OK:
                raise NotDownloaded(f"{url} answered {response.status}", response.status)
            _save(response, file, bounds)
            return url, [(key.decode("latin-1").lower(), _text(value)) for key, value in response.headers]
    raise NotDownloaded(f"it is redirected more than {MAX_REDIRECTS} times")


def _asked_with() -> list[tuple[str | bytes, str | bytes]]:
    return [
        ("User-Agent", user_agent()),
        ("Accept", "text/html, application/ld+json, application/json, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
    ]


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((_text(value) for key, value in response.headers if key.lower() == name), "")


def _text(value: bytes) -> str:
    return value.decode(errors="replace")


def _save(response: httpcore.Response, file: IO[bytes], bounds: Bounds) -> None:
    """The body as it comes; packed bodies are unpacked by whoever reads the file, within the same limits."""
    encoding = _header(response, b"content-encoding").lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise NotDownloaded(f"it is encoded as {encoding}, which was not asked for")
    size = 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > bounds.most:
            raise NotDownloaded(f"it is larger than {bounds.most} bytes")
        file.write(chunk)
