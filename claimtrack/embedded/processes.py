"""The machine's processes, from /proc or ps(1)."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A running process: its number, its account, and its command line or title in one piece."""

    number: int
    owner: int
    command: bytes


def running(number: int | None = None) -> Iterator[Process]:
    """Yield the process of that number, if it runs, or all of them: from /proc, or by ps(1) where there is none."""
    return _from_proc(number) if sys.platform == "linux" else _from_ps(number)


def _from_proc(number: int | None) -> Iterator[Process]:
    places = [Path("/proc", str(number))] if number else [p for p in Path("/proc").iterdir() if p.name.isdigit()]
    for place in places:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ")
            yield Process(int(place.name), place.stat().st_uid, command)


def _from_ps(number: int | None) -> Iterator[Process]:
    which = ["-p", str(number)] if number else ["-ax"]
    command = ["/bin/ps", *which, "-ww", "-o", "pid=,uid=,args="]
    return _read_ps(subprocess.run(command, capture_output=True, check=False).stdout)  # noqa: S603 - fixed words


def _read_ps(listed: bytes) -> Iterator[Process]:
    for line in listed.splitlines():
        number, owner, *command = line.split(None, 2)
        yield Process(int(number), int(owner), b"".join(command) + b" ")
