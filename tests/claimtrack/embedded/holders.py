"""Processes that hold a server, and what is seen of the server from outside."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from claimtrack.embedded import APP_ROLE, Server

ROOT = Path(__file__).parents[3]
OUR_PATH = {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
HOLD = """
import os
import sys
if "COVERAGE" in os.environ:
    from tests import coverage
    coverage.keep_at_exit()
from pathlib import Path
from claimtrack.embedded import ensure

def hold():
    # In one piece: several threads may print at once.
    print(str(ensure(Path(sys.argv[1])).socket_directory) + "\\n", end="", flush=True)

hold()
{body}
"""
UNTIL_TOLD = "sys.stdin.read()"


class Holder:
    """A process that holds the server of a home until it is told to leave, or killed."""

    def __init__(self, home: Path, body: str = UNTIL_TOLD, **options: Any) -> None:
        environment = {**os.environ, **OUR_PATH, **options.pop("env", {})}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(body=body), str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            **options,
        )

    def line(self) -> str:
        assert self.process.stdout
        return str(self.process.stdout.readline()).strip()

    def server(self) -> Server:
        """The server that the process was given; waits until it was."""
        line = self.line()
        assert line, "the process ended without a server"
        return Server(Path(line))

    def again(self) -> None:
        """Have the process call `ensure` a second time; needs the body `CALL_AGAIN`."""
        assert self.process.stdin
        self.process.stdin.write("again\n")
        self.process.stdin.flush()

    def leave(self) -> int:
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()
        return self.process.returncode

    def kill(self) -> None:
        with self.process:
            self.process.kill()


CALL_AGAIN = """
for _ in sys.stdin:
    hold()
"""


def open_directory() -> Path:
    """A directory any account may pass through: pytest's own shut out whom the server runs as for root."""
    directory = Path(tempfile.mkdtemp(prefix="claimtrack-test-"))
    directory.chmod(0o711)
    return directory


def eventually(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def processes(home: Path) -> dict[int, str]:
    """The postmaster and the supervisor of a home: whose command lines name it, this test's own apart.

    For a moment also a child that the postmaster has just forked.
    """
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if os.fsencode(home) in command and HOLD[:20].encode() not in command:
                found[int(entry.name)] = command.replace(b"\0", b" ").decode()
    return found


def supervisor_of(home: Path) -> int:
    (found,) = [number for number, command in processes(home).items() if "embedded/__main__.py" in command]
    return found


def postmaster_of(home: Path) -> int:
    return int((home / "postgresql/data/postmaster.pid").read_text().split()[0])


def connected(server: Server, role: str = APP_ROLE, database: str = "claimtrack") -> AbstractContextManager[Any]:
    return psycopg.connect(server.url(role=role, database=database), autocommit=True)


def answer(server: Server, query: str, role: str = APP_ROLE) -> Any:
    with connected(server, role) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


def kill(process: int) -> None:
    """Kill a process that is not our child, and wait until it is dead."""
    descriptor = os.pidfd_open(process)
    signal.pidfd_send_signal(descriptor, signal.SIGKILL)
    select.select([descriptor], [], [])
    os.close(descriptor)


def is_gone(home: Path) -> bool:
    return not processes(home) and not (home / "postgresql/socket").exists()


@contextmanager
def rewritten(path: Path, text: str) -> Iterator[None]:
    before = path.read_text()
    path.write_text(text)
    yield
    path.write_text(before)
