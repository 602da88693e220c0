"""The site as a process of its own, on a database of its own, for clients that are no part of these tests."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.databases import FreshDatabase

#: Seconds a page or an element may take: CI has two cores for the client, the server and the database.
PATIENCE = 40


@contextmanager
def serving(database: FreshDatabase, home: Path, **environment: str) -> Iterator[str]:
    """The address of a server, as soon as it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"CLAIMTRACK_HOME": str(home), "DEBUG": "true", "PORT": str(port)} | environment
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload", "--skip-checks"]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=database.environment | told, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/admin/login/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server has stopped"
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")
