"""Starting steps in processes of their own, and waiting for what they do."""

import subprocess
import sys
import time
from collections.abc import Callable

from tests.databases import FreshDatabase


def start_in(database: FreshDatabase, name: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a step; its standard output is a pipe to read lines from."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.processes.steps", name],
        env=database.environment | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_in(database: FreshDatabase, name: str, **environment: str) -> str:
    """Run a step to its end; returns what it printed."""
    process = start_in(database, name, **environment)
    printed, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    return printed


def until(condition: Callable[[], object], *, seconds: float, pause: float = 0.1) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {condition}")
        time.sleep(pause)
