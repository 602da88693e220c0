"""What the web server refuses by itself, over a raw socket: every answer is a problem (RFC 9457)."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest

#: Seconds until a server counts as silent.
PATIENCE = 30


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What stands behind the server here: it reads the body, and falls over at one address."""
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/falls-over":
        raise RuntimeError("a secret")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[[bytes], Answer]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Send these bytes to a server with our worker, and read the answer until it hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        options = ["--worker-class", "claimtrack.serving.Worker", "--limit-request-line", "8190", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", "tests.claimtrack.test_web:application", *options]
        bound = ["--bind", f"fd://{listening.fileno()}", "--log-level", "critical"]
        server = subprocess.Popen([*command, *bound], pass_fds=[listening.fileno()])
        address = listening.getsockname()

        def asked(request: bytes) -> Answer:
            with socket.create_connection(address, timeout=PATIENCE) as client:
                client.sendall(request)
                return _parsed(b"".join(iter(lambda: client.recv(65536), b"")))

        yield asked
        server.terminate()
        server.wait(timeout=PATIENCE)


def _parsed(answer: bytes) -> Answer:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return Answer(int(status.split()[1]), headers, body)


HOST = b"Host: a.example\r\n"


@pytest.mark.parametrize(
    ("request_", "status", "told"),
    [
        (b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "Ask with fewer values"),
        (b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "Ask with fewer values"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a" * 9000 + b"\r\n\r\n", 431, "fewer or shorter"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % n for n in range(200)) + b"\r\n", 431, "fewer"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Expect: a-miracle\r\n\r\n", 417, "100-continue alone"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: made-up, chunked\r\n\r\n", 501, "Content-Length"),
        (b"GET / HTTP/3.0\r\n" + HOST + b"\r\n", 505, "HTTP/1.1 is spoken here"),
        (b"nonsense\r\n\r\n", 400, "request line"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"No colon here\r\n\r\n", 400, "header"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: many\r\n\r\n", 400, "header"),
        (b"get\x00 / HTTP/1.1\r\n" + HOST + b"\r\n", 400, "method"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "chunk size"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Bad Name: <b>\xff\r\n\r\n", 400, "header"),
    ],
)
def test_what_the_server_refuses_by_itself_is_a_problem(ask: Ask, request_: bytes, status: int, told: str) -> None:
    answer = ask(request_)
    problem = json.loads(answer.body)
    assert (answer.status, problem["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert (problem["type"], problem["errors"], bool(problem["title"])) == ("about:blank", [], True)
    assert told.lower() in problem["detail"].lower()


def test_why_our_own_code_failed_is_told_to_nobody(ask: Ask) -> None:
    answer = ask(b"GET /falls-over HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (answer.status, json.loads(answer.body)["status"]) == (500, 500)
    assert b"secret" not in answer.body


def test_the_server_answers_on_after_all_that(ask: Ask) -> None:
    answer = ask(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nConnection: close\r\n\r\nhi")
    assert (answer.status, answer.body) == (200, b"hi")


def test_make_run_serves_with_this_worker() -> None:
    # Here: the server of these tests reads this module, too, and has no Django.
    from claimtrack.management.commands.run import Server  # noqa: PLC0415

    configured: Any = Server(workers=1).cfg
    assert configured.worker_class_str == "claimtrack.serving.Worker"
