"""Readers always have a place, whatever others do with the threads of a web process."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest

from tests.databases import ROOT
from tests.processes.launch import until

pytestmark = pytest.mark.rendering

THREADS = 2
CROWD = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture(autouse=True)
def server(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """One web process, with two threads for readers."""
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "claimtrack.serving.Worker", "--threads", str(THREADS)]
    command = [sys.executable, "-m", "gunicorn", "tests.processes.places:application", *options, "--no-control-socket"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        until(lambda: listens(port), seconds=20)
        yield process
    finally:
        with suppress(ProcessLookupError):  # it may have stopped by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def sent(port: int, request: bytes) -> socket.socket:
    """A client that sends this, and takes next to nothing of an answer."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(request)
    return client


@contextmanager
def crowd(port: int, request: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as clients:
        yield [clients.enter_context(sent(port, request)) for _ in range(CROWD)]


def read(port: int, path: str = "/api/v1/claims/", body: bytes | None = None) -> bytes:
    """As a reader who does not wait long."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("POST" if body else "GET", path, body)
        response = connection.getresponse()
        assert response.status == 200
        return response.read()


def head(line: str, *more: str) -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", *more, "", ""]).encode()


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"GET /api/v1/claims/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        head("POST /api/v1/claims/", "Content-Length: 1000") + b"a tenth",
        head("GET /admin/"),
        head("POST /%61dmin/", "Content-Length: 3") + b"abc",
        head("GET /api/v1/claims.ndjson"),
        head("GET /api/v1/large/"),
    ],
    ids=[
        "nothing",
        "half a head",
        "half a body",
        "the desk",
        "the desk, spelt otherwise",
        "an endless file",
        "no reading",
    ],
)
def test_forty_clients_of_one_sort_keep_no_reader_waiting(port: int, request_: bytes) -> None:
    with crowd(port, request_):
        for _ in range(3):
            assert read(port) == b"read"


def test_what_a_client_sends_and_reads_slowly_is_whole(port: int) -> None:
    with closing(sent(port, b"POST /api/v1/claims/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCont")) as slow:
        assert read(port) == b"read"
        slow.sendall(b"ent-Length: 200000\r\n\r\n")
        for _ in range(4):
            slow.sendall(b"y" * 50_000)
        with slow.makefile("rb") as answer:
            response = http.client.HTTPResponse(slow)
            response.fp = answer
            response.begin()
            assert response.read() == b"y" * 200_000
    assert len(read(port, "/api/v1/large/")) == 3_000_000


def test_requests_that_come_together_are_answered_one_after_the_other(port: int) -> None:
    three = (
        head("POST /api/v1/claims/", "Content-Length: 3")
        + b"one"
        + head("GET /a/")
        + head("GET /b/", "Connection: close")
    )
    with closing(sent(port, three)) as client, client.makefile("rb") as answers:
        said = answers.read()
    assert [said.count(b"HTTP/1.1 200 OK"), said.count(b"one"), said.count(b"read")] == [3, 1, 2]


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(port: int) -> None:
    with closing(sent(port, head("POST /api/v1/claims/", "Content-Length: 4", "Expect: 100-continue"))) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 100 Continue")
        client.sendall(b"body")
        client.settimeout(5)
        until(lambda: b"body" in client.recv(1000), seconds=5)


def test_a_server_with_idle_clients_stops_at_once(port: int, server: "subprocess.Popen[bytes]") -> None:
    with crowd(port, b""):
        assert read(port) == b"read"
        server.terminate()
        assert server.wait(timeout=5) == 0
