"""Bytes in, whatever they come from and however they are packed: a path, standard input, an address, an upload."""

import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from claims.imports.inputs.addresses import fetched
from claims.imports.inputs.limits import KIB, LIMITS, InputFault, Limits

STANDARD_INPUT: Final = "-"
_GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = 64 * KIB


@dataclass(slots=True)
class Input:
    """An opened input. `base` is its own address, when it has one; `position` counts its bytes as they came.

    `content_type` is what the server said that it is, with the character encoding.
    """

    stream: "Reader"
    base: str
    size: int | None
    content_type: str = ""

    @property
    def position(self) -> int:
        return self.stream.taken


@contextmanager
def opened(origin: str, *, upload: bytes | None = None, limits: Limits = LIMITS) -> Iterator[Input]:
    """Open what `origin` names. Raises `InputFault`, or `OSError` for a path that cannot be read."""
    if upload is not None:
        yield Input(Reader(BytesIO(upload), limits), base="", size=len(upload))
    elif is_address(origin):
        with fetched(origin, limits) as download:
            stream = Reader(download.file, limits)
            yield Input(stream, base=download.url, size=download.size, content_type=download.content_type)
    elif origin == STANDARD_INPUT:
        yield Input(Reader(cast("BinaryIO", sys.stdin.buffer), limits), base="", size=None)
    else:
        path = Path(origin)
        with path.open("rb") as file:
            yield Input(Reader(file, limits), base="", size=path.stat().st_size)


def is_address(origin: str) -> bool:
    """Whether an input is named by its address on the web."""
    return origin.lower().startswith(("http://", "https://"))


class Reader(RawIOBase):
    """Reads bytes, unpacking them when they are gzip (RFC 1952), and no more than the limits allow."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.taken = 0
        self.given = 0
        self._file, self._limits = file, limits
        self._ended = False
        self._buffer = self._take()
        while not self._buffer[1:] and not self._ended:
            self._buffer += self._take()
        self._packed: bytes | None = None
        if self._buffer.startswith(_GZIP):
            self._packed, self._buffer = self._buffer, b""
            self._inflater = _inflater()
            self._fill()
            if self._buffer.startswith(_GZIP):
                raise InputFault("it is packed twice: unpack it once")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        self._fill()
        size = min(len(target), len(self._buffer))
        target[:size] = self._buffer[:size]
        self._buffer = self._buffer[size:]
        return size

    def _fill(self) -> None:
        """Have at least one byte to give, unless the input has ended."""
        while not (self._buffer or self._ended):
            self._buffer = self._take() if self._packed is None else self._unpacked(self._packed)
            self.given += len(self._buffer)
            self._check()

    def _take(self) -> bytes:
        data = self._file.read(_CHUNK)
        self.taken += len(data)
        self._ended = not data
        return data

    def _unpacked(self, packed: bytes) -> bytes:
        packed = packed or self._take()
        if self._inflater.eof:
            packed = self._next_member(packed)
        elif self._ended:
            raise InputFault("the archive breaks off: it is not complete")
        if self._ended:
            return b""
        try:
            data: bytes = self._inflater.decompress(packed, _CHUNK)
        except zlib.error as error:
            raise InputFault(f"the archive is damaged: {error}") from error
        self._packed = self._inflater.unused_data or self._inflater.unconsumed_tail
        return data

    def _next_member(self, packed: bytes) -> bytes:
        """What follows a finished archive: another one joined to it, or the zeros that tapes are padded with."""
        while not self._ended and not (packed := packed.lstrip(b"\0"))[1:]:
            packed += self._take()
        if packed and not packed.startswith(_GZIP):
            raise InputFault("the archive is followed by something else, which was not read")
        self._ended = not packed
        self._inflater = _inflater()
        return packed

    def _check(self) -> None:
        if self.given > self._limits.unpacked:
            raise InputFault(f"it is larger than {self._limits.unpacked} bytes")
        if self._packed is not None and self.given > max(self._limits.page, self.taken * self._limits.ratio):
            raise InputFault(f"the archive unpacks to more than {self._limits.ratio} times its size")


def _inflater() -> Any:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
