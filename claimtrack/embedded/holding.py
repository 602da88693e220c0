"""Holding the server of a home, and seeing it down after the last holder."""

import atexit
import contextlib
import fcntl
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from claimtrack.embedded.accounts import account_name
from claimtrack.embedded.errors import EmbeddedError
from claimtrack.embedded.launching import start_supervisor
from claimtrack.embedded.layout import Layout
from claimtrack.embedded.locks import is_open_on, open_lock, supervisor_seat, try_lock
from claimtrack.embedded.passage import check_passage, explained
from claimtrack.embedded.server import Server, answering

_PEER_SECONDS = 300  # for a server that another process is starting; recovery after a crash takes its time
_LEAVE_SECONDS = 10


def ensure(home: Path) -> Server:
    """Return the running server of `home`, started if need be, and keep it running while this process lives.

    `home` is made where it is missing. Calling again is cheap and brings back a server that is gone.
    A process forked after the call shares its hold; any other process calls for itself.

    Raises EmbeddedError (or its kind) with a message for the person at the terminal.
    """
    if sys.platform not in {"linux", "darwin"}:
        raise EmbeddedError("The embedded PostgreSQL runs on Linux and macOS. Set DATABASE_URL to a PostgreSQL server.")
    layout = Layout(Path(os.path.realpath(home)))
    layout.check()
    try:
        check_passage(layout, account_name(os.geteuid()))
        layout.make()
        with _one_thread:
            return _held_and_reached(layout)
    except OSError as error:
        raise EmbeddedError(explained(error, layout)) from error


def _held_and_reached(layout: Layout) -> Server:
    taken = _hold(layout)
    try:
        return _reach(layout)
    except BaseException:
        if taken:
            os.close(_holds.pop(layout).descriptor)
        raise


@dataclass(frozen=True)
class _Hold:
    descriptor: int
    process: int


_holds: dict[Layout, _Hold] = {}
#: Threads that come together hold it once. A fork waits as well: its child would find the lock taken for ever.
_one_thread = threading.Lock()
os.register_at_fork(before=_one_thread.acquire, after_in_parent=_one_thread.release, after_in_child=_one_thread.release)


def _hold(layout: Layout) -> bool:
    """Hold the shared lock; tell whether it was taken now. Waits while a supervisor is stopping the server.

    The descriptor is closed in programs that this process starts (PEP 446). A forked child has it as well,
    and with it the lock, so it is only ever let go by closing: unlocking would take it away from all of them.
    """
    held = _holds.get(layout)
    if held and is_open_on(held.descriptor, layout.holders):
        return False
    descriptor = open_lock(layout.holders)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    if not _holds:
        atexit.register(_leave)
    _holds[layout] = _Hold(descriptor, os.getpid())
    return True


def _reach(layout: Layout) -> Server:
    deadline = time.monotonic() + _PEER_SECONDS
    while True:
        with supervisor_seat(layout) as seat:
            if seat is not None:
                start_supervisor(layout, seat)
        if server := answering(layout):
            return server
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL has been starting for {_PEER_SECONDS} s. Its log: {layout.log}")
        time.sleep(0.02)


def _leave() -> None:
    """Let go at the end of the process, and see the server down if nobody is left."""
    for layout, hold in _holds.items():
        if hold.process != os.getpid() or not is_open_on(hold.descriptor, layout.holders):
            continue  # a forked child leaves its parent's hold alone
        os.close(hold.descriptor)
        with contextlib.suppress(OSError, EmbeddedError):
            deadline = time.monotonic() + _LEAVE_SECONDS
            while not _is_settled(layout) and time.monotonic() < deadline:
                time.sleep(0.01)


def _is_settled(layout: Layout) -> bool:
    """Tell whether others hold the server, or it is down. The room itself is locked while looking.

    Without that, two processes that leave together would each take the other's look for a hold.
    """
    room = os.open(layout.room, os.O_RDONLY)
    holders = open_lock(layout.holders)
    try:
        fcntl.flock(room, fcntl.LOCK_EX)
        if not try_lock(holders, fcntl.LOCK_EX):
            is_stopping = not try_lock(holders, fcntl.LOCK_SH)  # the supervisor has it, and nobody else
            return not is_stopping
        with supervisor_seat(layout) as seat:
            if seat is None:
                return False
            if not answering(layout):
                return True
            # The supervisor was killed: a new one takes the server over and, with nobody left, stops it.
            fcntl.flock(holders, fcntl.LOCK_UN)
            start_supervisor(layout, seat)
            return False
    finally:
        os.close(holders)
        os.close(room)
