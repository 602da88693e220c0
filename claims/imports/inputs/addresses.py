"""Downloading what a person gave the address of, without being led to where only this machine may go, or kept waiting.

Every connection is guarded (`claimtrack.guarded`), those that redirects lead to as well. One deadline holds for all of
it: looking up, connecting, shaking hands, redirects, and every byte of the head and the body.
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final, cast
from urllib.parse import urljoin

import httpcore
from django.conf import settings

from claims.imports.inputs.limits import InputFault, Limits
from claims.imports.values.addresses import NoAddress, address
from claimtrack.guarded import Guarded, NotPublic

MAX_REDIRECTS: Final = 5
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
        except NotPublic as error:
            raise InputFault(str(error)) from error
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
