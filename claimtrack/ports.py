"""The port of `manage.py run`, which the run before may still hold: it gives answers under way time to end.

Every run holds a lock of its home for as long as one of its web processes lives (flock(2), which a fork shares and the
kernel lets go however a process ends). So a port that is about to be free is told from one that somebody else has.
"""

import fcntl
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

#: How long a run before is waited for: gunicorn ends answers under way after 30 seconds.
PATIENCE: Final = 40.0
_PAUSE: Final = 0.1


class PortTakenError(RuntimeError):
    """Something listens there; the message says what to do."""


def await_port(port: int, lock: Path, *, tell: Callable[[str], object]) -> None:
    """Return once the port is free; waits, and tells of it, while a run of the same home holds the lock.

    Raises PortTakenError: at once where no run of this home is there.
    """
    deadline = time.monotonic() + PATIENCE
    waiting = False
    while not _is_free(port):
        if not _is_held(lock) and not _is_free(port):
            raise PortTakenError(f"Port {port} is taken: stop what listens there, or set PORT.")
        if time.monotonic() > deadline:
            raise PortTakenError(f"Port {port} is taken: claimtrack runs there already. Stop it, or set PORT.")
        if not waiting:
            tell(f"Port {port} is still held by claimtrack, run before: waiting for it to stop …")
        waiting = True
        time.sleep(_PAUSE)


def hold(lock: Path) -> int:
    """Hold the lock to the end of this process and of all that are forked from it."""
    descriptor = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server: closed connections are no obstacle
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
