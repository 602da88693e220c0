"""A full disk, in words: whichever it is, and however it was come upon."""

import errno
from typing import Final

from psycopg.errors import DiskFull

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class DiskFullError(RuntimeError):
    """A disk is full; the message says which. For what one process tells another."""


def full_disk(error: BaseException | None) -> str | None:
    """Which disk is full, as a sentence, where that is why the error was raised; None for any other reason."""
    while error is not None:
        if isinstance(error, DiskFullError):
            return str(error)
        if isinstance(error, DiskFull):  # SQLSTATE 53100
            return "The disk of the database is full."
        if isinstance(error, OSError) and error.errno in _FULL:
            return "The disk of the program, or its share of one, is full."
        error = error.__cause__ or error.__context__
    return None
