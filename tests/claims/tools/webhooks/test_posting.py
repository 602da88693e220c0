"""One try, to real servers on this machine: what is sent, what counts as taken, and where nothing is sent."""

import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from claims.tools.webhooks import posting
from claims.tools.webhooks.posting import Answer, Outcome, post
from claimtrack import guarded

HEADERS = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: tuple[int, dict[str, str]] = (204, {})
    asked: list[tuple[str, dict[str, str], bytes]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?for=cms"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        status, headers = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A receiver, which stands for one on the public network."""
    monkeypatch.setattr(guarded, "is_public", lambda text: True)
    with Server(("127.0.0.1", 0), Handler) as made:
        made.asked = []
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_the_body_is_sent_byte_for_byte_with_its_signature(server: Server) -> None:
    assert post(server.url, b'{"a": 1}', HEADERS) == Answer(Outcome.TAKEN, 204)
    [(path, headers, body)] = server.asked
    assert (path, body) == ("/hook?for=cms", b'{"a": 1}')
    assert headers.items() >= {**HEADERS, "content-type": "application/json"}.items()
    assert headers["user-agent"].startswith("claimtrack/")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "taken"), (299, "taken"), (301, "redirected"), (307, "redirected"), (400, "refused"), (410, "gone"),
     (500, "refused")],
)  # fmt: skip
def test_what_is_answered_is_taken_only_if_it_is_2xx(server: Server, status: int, outcome: str) -> None:
    server.answer = (status, {"Location": "/elsewhere", "Retry-After": " 7 "})
    assert post(server.url, b"{}", HEADERS) == Answer(Outcome(outcome), status, "7")
    assert len(server.asked) == 1, "redirects are not followed"


def test_nothing_is_sent_to_an_address_that_is_not_public(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert post(server.url, b"{}", HEADERS) == Answer(Outcome.NOT_PUBLIC)
    assert server.asked == []


def test_an_address_that_leads_nowhere_is_a_try_that_failed_as_any_other() -> None:
    for url in ("https://receiver.example:99999/", "https://receiver.example:0/", "https:///hook"):
        assert post(url, b"{}", {}).outcome == Outcome.NOT_PUBLIC


def test_a_receiver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "is_public", lambda text: True)
    monkeypatch.setattr(posting, "SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", HEADERS) == Answer(Outcome.SILENT)


def _hangs_up(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    connection.recv(65_536)
    connection.close()


def _speaks_no_tls(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    connection.close()


@pytest.mark.parametrize(
    ("scheme", "does", "outcome"),
    [("http", _hangs_up, Outcome.UNREACHABLE), ("https", _speaks_no_tls, Outcome.INSECURE)],
)
def test_a_connection_that_breaks_or_is_not_secure_is_told_as_that(
    monkeypatch: pytest.MonkeyPatch, scheme: str, does: Callable[[socket.socket], None], outcome: Outcome
) -> None:
    monkeypatch.setattr(guarded, "is_public", lambda text: True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=does, args=(listening,))
        thread.start()
        assert post(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/", b"{}", HEADERS) == Answer(outcome)
        thread.join()


def test_where_nobody_listens_it_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "is_public", lambda text: True)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"{}", HEADERS) == Answer(Outcome.UNREACHABLE)
