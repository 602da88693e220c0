"""Locks by flock(2), which the kernel lets go however a process ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from claimtrack.embedded.layout import Layout


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def try_lock(descriptor: int, operation: int) -> bool:
    try:
        fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_open_on(descriptor: int, path: Path) -> bool:
    """Tell whether the descriptor is still that file: a daemon closes descriptors, a person deletes homes."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


@contextlib.contextmanager
def supervisor_seat(layout: Layout) -> Iterator[int | None]:
    """Give the supervisor's lock if nobody has it, else None: then a supervisor is alive or being started."""
    descriptor = open_lock(layout.supervisor)
    try:
        yield descriptor if try_lock(descriptor, fcntl.LOCK_EX) else None
    finally:
        os.close(descriptor)
