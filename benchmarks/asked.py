"""What benchmarks ask a server, by several clients at once over connections that they keep, and how fast it answers."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import BinaryIO, Final

CLIENTS: Final = 8
SECONDS: Final = 1.5
#: Whoever sends this is given no kept answer (`claimtrack/api/keeping.py`).
IN_FULL: Final = "Authorization: none\r\n"


@dataclass
class Asked:
    """One row of the table: whom, what, with which further headers or body; and what came of it."""

    name: str
    port: int
    address: str
    headers: str = ""
    body: str = ""
    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def ask(self) -> None:
        """A round."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            until = time.monotonic() + SECONDS
            times = [each for found in clients.map(lambda _: self._client(until), range(CLIENTS)) for each in found]
        self.rates.append(len(times) / SECONDS)
        self.times += times

    def once(self) -> float:
        """Milliseconds of one answer to somebody alone."""
        with socket.create_connection(("127.0.0.1", self.port)) as server, server.makefile("rb") as answers:
            return self._answered(server, answers)

    def _client(self, until: float) -> list[float]:
        times = []
        with socket.create_connection(("127.0.0.1", self.port)) as server, server.makefile("rb") as answers:
            while time.monotonic() < until:
                times.append(self._answered(server, answers))
        return times

    def _answered(self, server: socket.socket, answers: BinaryIO) -> float:
        began = time.perf_counter()
        server.sendall(self._request)
        _read_answer(answers, self.address)
        return (time.perf_counter() - began) * 1000

    @property
    def _request(self) -> bytes:
        body = self.body.encode()
        sent = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{'POST' if body else 'GET'} {self.address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.headers}{sent}\r\n"
        return head.encode() + body


def _read_answer(answer: BinaryIO, address: str) -> None:
    status, length, chunked = answer.readline(), 0, False
    while (line := answer.readline().lower()) != b"\r\n":
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
        chunked |= line.startswith(b"transfer-encoding:")
    while chunked and (size := int(answer.readline(), 16)):
        answer.read(size + 2)
    answer.read(2 if chunked else length)
    if not status.startswith((b"HTTP/1.1 200", b"HTTP/1.1 206", b"HTTP/1.1 304")):
        raise SystemExit(f"{address} was answered with {status!r}")
