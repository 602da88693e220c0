"""The server's log, kept under a bound."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from claimtrack.embedded.layout import Layout

LOG_BYTES = 8 * 1024 * 1024


@contextlib.contextmanager
def opened_log(layout: Layout) -> Iterator[int]:
    descriptor = os.open(layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def bound(log: Path, limit: int) -> None:
    """Set a grown log aside as `….1` and empty the file itself, which the server has open."""
    if not log.exists() or log.stat().st_size <= limit:
        return
    older = log.with_name(f"{log.name}.1")
    older.unlink(missing_ok=True)
    shutil.copy2(log, older)
    os.truncate(log, 0)


def read_from(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()
