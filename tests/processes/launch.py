"""Starting steps in processes of their own."""

import subprocess
import sys

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
