"""Holding what is about to be made, so that two who name the same new thing at once make one of it."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from claimtrack.database.waiting import hold

#: Advisory locks of this room: the first number, and how many there are. Few enough that a file of hundreds stays far
#: below what the server has room for (`max_locks_per_transaction`); two things that share one only wait for each other.
_FIRST: Final = 0x7265_0000
_MANY: Final = 512


def hold_keys(keys: Iterable[str]) -> None:
    """Hold what these keys stand for until the end of the transaction. Raises Held.

    All at once, in the order of their numbers and before any row is locked, so that nobody waits in a ring.
    """
    for number in sorted({_FIRST + _digest(key) % _MANY for key in keys}):
        hold(number)


def _digest(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest())
