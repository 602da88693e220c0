"""The servers that benchmarks ask: started for one run, with what `make run` chooses, and ended with it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from claimtrack.management.commands.run import CONNECTIONS, THREADS

ROOT: Final = Path(__file__).resolve().parent.parent
WORKERS: Final = 2
OPTIONS: Final = (
    *("--workers", str(WORKERS), "--threads", str(THREADS), "--worker-connections", str(CONNECTIONS)),
    *("--worker-class", "claimtrack.serving.Worker"),
    *("--log-level", "warning", "--no-control-socket"),
)


class Served(NamedTuple):
    """Where a server answers, and its process."""

    port: int
    pid: int


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str], folder: Path = ROOT) -> Iterator[Served]:
    """The command, from when it answers at the port on."""
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        for _ in range(200):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {process.returncode}.")
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def gunicorn(application: str, environment: Mapping[str, str], folder: Path = ROOT) -> Iterator[Served]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *OPTIONS]
    # Whatever is served has the project on its path: the class of workers is the project's.
    with serving(command, port, {**environment, "PYTHONPATH": str(ROOT)}, folder) as served:
        yield served


def memory(pid: int) -> float:
    """Megabytes that a server and its workers have for themselves: their proportional set size (proc(5), smaps)."""
    return sum(map(_own, _processes(pid))) / 1024


def processor_time(pid: int) -> float:
    """Seconds that a server and its workers have had of processors so far, whoever else was waiting (proc(5), stat)."""
    stats = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in _processes(pid))
    return sum(int(ticks) for stat in stats for ticks in stat[11:13]) / os.sysconf("SC_CLK_TCK")


def _processes(pid: int) -> list[str]:
    return [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _own(pid: str) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
