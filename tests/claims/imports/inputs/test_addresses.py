"""Downloading from an address a person gave: from real servers, and never from where only this machine may go."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from claims.imports.claimreview.records import reviews
from claims.imports.inputs.limits import KIB, LIMITS, InputFault
from claims.imports.inputs.streams import opened
from claims.imports.reviewed import Reviewed
from claimtrack import guarded
from claimtrack.downloads import MAX_REDIRECTS
from claimtrack.guarded import is_public
from tests.markup import html, markup, ndjson

LINES = ndjson(markup(), markup(url="https://checks.example.org/2"))
Answer = Callable[[BaseHTTPRequestHandler], None]


def answers(body: bytes, status: int = 200, **headers: str) -> Answer:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return write


def redirects(location: str) -> Answer:
    return answers(b"", 302, Location=location)


def trickles(handler: BaseHTTPRequestHandler) -> None:
    """A byte every now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.01)
    except OSError:
        return


class Server(ThreadingHTTPServer):
    daemon_threads = True
    routes: dict[str, Answer]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.routes[self.path](self)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        made.routes = {}
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own server stands for the public network; everything else is judged as ever."""
    monkeypatch.setattr(guarded, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))


def read(url: str, **limits: Any) -> list[Any]:
    with opened(url, limits=replace(LIMITS, **limits)) as source:
        return [each for record in reviews(source) for each in record.found]


def fault(url: str, **limits: Any) -> str:
    with pytest.raises(InputFault) as raised:
        read(url, **limits)
    return str(raised.value)


# -- what is read ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("reachable")
def test_an_input_is_downloaded_plain_packed_or_packed_on_the_way(server: Server) -> None:
    server.routes = {
        "/plain": answers(LINES),
        "/file.gz": answers(gzip.compress(LINES), Content_Type="application/gzip"),
        "/packed": answers(gzip.compress(LINES), Content_Encoding="gzip"),
        "/moved": redirects("/plain"),
        "/moved/far": redirects(server.url("/moved")),
    }
    for path in server.routes:
        assert [type(each) for each in read(server.url(path).replace("http:", "HTTP:"))] == [Reviewed, Reviewed], path


@pytest.mark.usefixtures("reachable")
def test_a_page_tells_its_address_after_redirects_and_its_encoding(server: Server) -> None:
    page = html('{"@type": "ClaimReview", "claimReviewed": "Гавань", "url": "../b"}').decode().encode("windows-1251")
    server.routes = {
        "/a": redirects("/x/y/"),
        "/x/y/": answers(page, Content_Type="text/html; charset=windows-1251"),
    }
    [review] = read(server.url("/a"))
    assert (review.statement, review.page.url) == ("Гавань", server.url("/x/b"))


# -- what is not -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:7f00:1::",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_an_address_of_this_machine_or_of_a_network_of_its_own_is_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_public_network_is(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1/", "not on the public network"),
        ("http://127.1/", "public network|no address"),
        ("http://0x7f.0.0.1/", "public network|no address"),
        ("http://2130706433/", "no host"),
        ("http://localhost/", "no host"),
        ("http://[::1]/", "no host"),
        ("http://[::ffff:127.0.0.1]/", "no address"),
        ("http://user:secret@127.0.0.1/", "not on the public network"),
        ("http://169.254.169.254/latest/meta-data/", "not on the public network"),
        ("https://", "no host|no address"),
    ],
)
def test_where_only_this_machine_may_go_is_not_visited(url: str, words: str) -> None:
    with pytest.raises(InputFault, match=words):
        read(url)


def test_a_name_that_nobody_has_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert "not found" in fault("http://name.invalid/")


@pytest.mark.parametrize("ips", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fd00::1"]])
def test_a_name_is_judged_by_every_address_it_has(ips: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ips]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    assert "not on the public network" in fault("http://rebound.example.org/")


@pytest.mark.usefixtures("reachable")
def test_the_name_that_was_judged_is_not_looked_up_again_to_be_visited(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []

    def lookup(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.1",)]

    server.routes = {"/": answers(LINES)}
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert len(read(f"http://named.example.org:{server.server_port}/")) == 2
    assert [host for host in looked_up if host != "127.0.0.1"] == ["named.example.org"]


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://127.0.0.2/", "not on the public network"),
        ("http://localhost/", "no host"),
        ("http://10.0.0.1/", "not on the public network"),
        ("file:///etc/passwd", "no address"),
        ("javascript:alert(1)", "no address"),
        ("ftp://example.org/", "no address"),
        ("gopher://127.0.0.1:6379/", "no address"),
        ("", "more than"),
    ],
)
def test_a_redirect_is_judged_as_an_address_that_was_given(server: Server, location: str, words: str) -> None:
    server.routes = {"/": redirects(location)}
    assert words in fault(server.url("/"))


@pytest.mark.usefixtures("reachable")
def test_redirects_are_followed_so_far_and_no_farther(server: Server) -> None:
    server.routes = {f"/{n}": redirects(f"/{n + 1}") for n in range(MAX_REDIRECTS + 1)}
    server.routes[f"/{MAX_REDIRECTS + 1}"] = answers(LINES)
    assert len(read(server.url("/1"))) == 2
    assert "redirected more than" in fault(server.url("/0"))


@pytest.mark.usefixtures("reachable")
def test_a_body_without_end_a_slow_one_and_one_of_errors_are_given_up(server: Server) -> None:
    server.routes = {
        "/huge": answers(b" " * 300 * KIB),
        "/declared": answers(b"x", Content_Length="99999999999"),
        "/slow": trickles,
        "/gone": answers(b"{}", 404),
        "/broken": answers(b"", 500),
        "/brotli": answers(b"x", Content_Encoding="br"),
        "/silent": lambda handler: handler.connection.close(),
        "/bomb": answers(gzip.compress(b" " * 64 * 1024 * KIB), Content_Encoding="gzip"),
    }
    assert "larger than" in fault(server.url("/huge"), download=100 * KIB)
    assert "could not be downloaded" in fault(server.url("/declared"))
    assert "took too long" in fault(server.url("/slow"), seconds=0)
    assert "answered 404" in fault(server.url("/gone"))
    assert "answered 500" in fault(server.url("/broken"))
    assert "encoded as br" in fault(server.url("/brotli"))
    assert "could not be downloaded" in fault(server.url("/silent"))
    assert "times its size" in fault(server.url("/bomb"))
    closed = server.url("/")
    server.socket.close()
    assert "could not be downloaded" in fault(closed)


# -- who keeps us waiting ----------------------------------------------------------------------------


def says_nothing(handler: BaseHTTPRequestHandler) -> None:
    handler.rfile.read(1)  # until the client hangs up


def stops(handler: BaseHTTPRequestHandler) -> None:
    answers(b"[", Content_Length="9")(handler)
    says_nothing(handler)


def begins(start: bytes, again: bytes) -> Answer:
    """Goes on and on with the same, as fast as it is taken."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            handler.wfile.write(start)
            while True:
                handler.wfile.write(again)

    return write


def drips(handler: BaseHTTPRequestHandler) -> None:
    """A head that never ends, a byte every now and then."""
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.01)


def elapsed(url: str, words: str) -> float:
    began = time.monotonic()
    assert words in fault(url, seconds=0.3)
    return time.monotonic() - began


@pytest.mark.usefixtures("reachable")
def test_a_server_that_keeps_us_waiting_costs_the_deadline_and_no_more(server: Server) -> None:
    server.routes = {
        "/silent": says_nothing,
        "/drips": drips,
        "/informs": begins(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        "/late": redirects("/silent"),
        "/stops": stops,
    }
    for path in server.routes:
        assert elapsed(server.url(path), "could not be downloaded") < 2, path
    assert elapsed(server.url("/silent").replace("http:", "https:"), "could not be downloaded") < 2  # no handshake


@pytest.mark.usefixtures("reachable")
def test_a_head_without_end_is_not_read_to_the_deadline(server: Server) -> None:
    server.routes = {"/": begins(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n")}
    assert "could not be downloaded" in fault(server.url("/"))


@pytest.mark.usefixtures("reachable")
def test_many_addresses_where_nobody_answers_cost_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]  # more than are taken: whoever comes now gets no answer
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", address[1]))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        monkeypatch.setattr(guarded, "public_addresses", lambda *_, **__: ["127.0.0.1"] * 50)
        assert elapsed(f"http://many.example.org:{address[1]}/", "could not be downloaded") < 2
        for each in waiting:
            each.close()


def test_a_resolver_that_is_silent_costs_the_deadline_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gone.wait(60))
    assert elapsed("http://slow.example.org/", "nobody told its address") < 2
    gone.set()
