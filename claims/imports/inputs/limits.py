"""How much of an input is read: bounds that real inputs stay far below and hostile ones run into."""

from dataclasses import dataclass
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes, unless said otherwise."""

    record: int = 4 * MIB  # one line, one item of a feed
    page: int = 16 * MIB  # one HTML page, or a JSON document that is read at once
    download: int = 512 * MIB
    unpacked: int = 8 * 1024 * MIB
    ratio: int = 200  # times an archive may grow, once it has grown past `page`
    seconds: float = 600  # a download may take, from the look-up of its host to its last byte
    kept: int = 1 * MIB  # of a refused record's raw input


LIMITS: Final = Limits()


class InputFault(ValueError):
    """The input cannot be read any further; the message says why. What was read before stays."""
