"""gunicorn's threaded worker, in which readers always have a place.

A thread is given whole requests alone: until one has come, its connection stays in the worker's loop, and so does what
a slow reader has not taken of an answer. Requests are of three sorts, each with threads of its own: readers of the
record, the desk, which may wait for a lock, and files, which take long to make or to send. None of them keeps another
waiting. It speaks HTTP/1.1 without TLS, to a proxy or to this machine.
"""

import errno
import re
import selectors
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote

from gunicorn.util import split_request_uri
from gunicorn.workers.gthread import TConn

from claimtrack.web import RefusingWorker, problem_answer

#: Seconds: for a request's head from its first byte on, for its body, without a byte sent or taken in the middle of
#: one, for a client to close what we have closed, and in the queue for a thread.
HEAD, BODY, STALLED, CLOSING, QUEUED = 10, 60, 30, 2, 20
#: Bytes: of a head, of a body before a thread reads on, of an answer that its reader has not taken, and of all of them.
LONGEST_HEAD, HELD_BODY, HELD_ANSWER, HELD_ANSWERS = 64 << 10, 128 << 10, 4 << 20, 64 << 20
#: What is read or sent at once.
PIECE: Final = 256 << 10

READERS, DESK, FILES = "readers", "desk", "files"
_DESK: Final = ("/admin/", "/api/v1/desk/")
#: What takes as long as a file, and must not keep a list from being read.
_LONG: Final = ("/api/v1/claims/match/", "/mcp")
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
_EXPECTS: Final = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)

TOO_MANY: Final = problem_answer(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Too many requests of this sort wait already; nothing was read or written. Send it again in a moment.",
    "Retry-After: 5",
)


def sort_of(head: bytes | bytearray) -> str:
    """Whose threads a request is for, by its address as gunicorn reads it."""
    words = bytes(head[:LONGEST_HEAD]).split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    try:
        path = unquote(split_request_uri(words[1]).path, "latin-1")
    except (IndexError, ValueError):
        return FILES  # it will be refused
    if path.startswith(_DESK):
        return DESK
    if path.startswith(_LONG):
        return FILES
    is_file = "." in path.rsplit("/", 1)[-1] or path.startswith("/api/v1/schema/")
    return FILES if is_file and not path.startswith("/static/") else READERS


class Answering:
    """A client's socket, as a thread sees it: what the client does not take at once is kept for the loop to send."""

    #: Of all clients of this process.
    held_in_all = 0
    lock = threading.Lock()

    def __init__(self, real: socket.socket) -> None:
        self.real = real
        self.unsent = bytearray()
        self.may_wait = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - as of a socket
        """Nothing blocks for ever."""
        self.real.settimeout(STALLED if flag else 0)

    def sendall(self, data: bytes) -> None:
        self.unsent += data
        self._count(len(data))
        self.send_some()
        if self.unsent and Answering.held_in_all > HELD_ANSWERS:
            raise BrokenPipeError(errno.EPIPE, "too much waits for slow readers")
        while self.may_wait and len(self.unsent) > HELD_ANSWER:
            self._send()

    def sendfile(self, file: Any, offset: int = 0, count: int = 0) -> None:
        """As of a socket, in pieces."""
        file.seek(offset)
        while count and (piece := file.read(min(count, PIECE))):
            count -= len(piece)
            self.sendall(piece)

    def send_some(self) -> int:
        """Send what the client takes without being waited for; returns how much that was."""
        before, timeout = len(self.unsent), self.real.gettimeout()
        self.real.settimeout(0)
        try:
            while self.unsent:
                self._send()
        except BlockingIOError:
            pass
        finally:
            self.real.settimeout(timeout)
        return before - len(self.unsent)

    def forget(self) -> None:
        """Give up what is left."""
        self._count(-len(self.unsent))
        self.unsent.clear()

    def _send(self) -> None:
        sent = self.real.send(self.unsent[:PIECE])
        del self.unsent[:sent]
        self._count(-sent)

    @staticmethod
    def _count(more: int) -> None:
        with Answering.lock:
            Answering.held_in_all += more


class Connection(TConn):
    """A client's connection, with what has come of its next request."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.sock = Answering(self.sock)
        self.received = bytearray()
        self.body_at = 0
        self.due = 0.0
        self.goes_on = False

    def take(self, piece: bytes) -> None:
        """Note what has come, and until when more has to."""
        if not self.received:
            self.due = time.monotonic() + HEAD
        self.received += piece
        if not self.body_at:
            self._look_for_end_of_head(max(0, len(self.received) - len(piece) - 3))

    def _look_for_end_of_head(self, start: int) -> None:
        end = self.received.find(b"\r\n\r\n", start)
        if end < 0:
            return
        self.body_at = end + 4
        self.due = time.monotonic() + BODY
        if not self.is_whole() and _EXPECTS.search(self.received, 0, self.body_at):
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def is_whole(self) -> bool:
        """Whether a thread can answer without waiting for the client; of a large body, whether it has begun to come."""
        if not self.body_at:
            return len(self.received) > LONGEST_HEAD
        told = _LENGTH.search(self.received, 0, self.body_at)
        length = min(int(told[1][:18]), HELD_BODY) if told else 0
        return len(self.received) >= self.body_at + length

    @property
    def unreader(self) -> Any:
        """What gunicorn's parser reads from."""
        self.init()
        return self.parser.unreader  # type: ignore[union-attr]  # made by `init`

    def hand_over(self) -> None:
        """Let gunicorn's parser read what has come."""
        self.unreader.unread(bytes(self.received))
        self.received, self.body_at = bytearray(), 0


class Worker(RefusingWorker):
    """`--threads` says how many readers are answered at once, and as many at the desk; files have half of it."""

    #: The loop's, made before anything comes.
    poller: Any

    def get_thread_pool(self) -> ThreadPoolExecutor:
        count = self.cfg.threads
        sizes = {READERS: count, DESK: count, FILES: max(1, count // 2)}
        self.pools = {sort: ThreadPoolExecutor(size, thread_name_prefix=sort) for sort, size in sizes.items()}
        self.in_loop: set[Connection] = set()
        return self.pools[READERS]

    # -- connections in the loop --------------------------------------------------------------------

    def _watch(self, conn: Connection, event: int, then: Callable[..., None], *, seconds: float) -> None:
        conn.sock.setblocking(flag=False)
        conn.due = time.monotonic() + seconds
        self.in_loop.add(conn)
        self.poller.register(conn.sock.real, event, lambda _: then(conn))

    def _leave_loop(self, conn: Connection) -> None:
        self.in_loop.remove(conn)
        self.poller.unregister(conn.sock.real)

    def _close(self, conn: Connection) -> None:
        if conn in self.in_loop:
            self._leave_loop(conn)
        conn.sock.forget()
        conn.close()
        self.nr_conns -= 1

    def murder_pending(self) -> None:
        """Close what has taken too long, and when the worker stops, whatever asks for nothing."""
        now = time.monotonic()
        for conn in list(self.in_loop):
            if conn.due < now or not (self.alive or conn.received or conn.sock.unsent):
                self._close(conn)

    def _make_room(self) -> None:
        """Whoever has been longest without a whole request goes, so that others can come."""
        asking = [conn for conn in self.in_loop if not conn.sock.unsent]
        if asking:
            self._close(min(asking, key=lambda conn: conn.due))

    # -- from a connection to an answer -------------------------------------------------------------

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._make_room()
            elif error.errno not in {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED}:
                raise
            return
        self.nr_conns += 1
        self._listen(Connection(self.cfg, client, address, listener.getsockname()), seconds=HEAD)
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def _listen(self, conn: Connection, *, seconds: float) -> None:
        self._watch(conn, selectors.EVENT_READ, self._read, seconds=seconds)

    def _read(self, conn: Connection) -> None:
        try:
            piece = conn.sock.recv(PIECE)
            if piece:
                conn.take(piece)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._close(conn)
        elif conn.is_whole():
            self._leave_loop(conn)
            self._submit(conn)

    def _submit(self, conn: Connection) -> None:
        conn.due = time.monotonic() + QUEUED
        sort = sort_of(conn.received)
        # What a reader is answered with is as large as a page at most, and kept whole.
        conn.sock.may_wait = sort != READERS
        answered = self.pools[sort].submit(self.handle, conn)
        answered.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def handle(self, conn: Connection) -> Any:
        if time.monotonic() > conn.due:
            conn.sock.sendall(TOO_MANY)
            return False
        conn.hand_over()
        conn.data_ready = True
        return super().handle(conn)

    def finish_request(self, conn: Connection, done: "Future[Any]") -> None:
        """What a thread has done with a connection: the loop sends on, listens for what comes next, or closes."""
        try:
            conn.goes_on = bool(done.result())
        except Exception:
            self._close(conn)
            return
        if conn.sock.unsent:
            self._watch(conn, selectors.EVENT_WRITE, self._send, seconds=STALLED)
        else:
            self._after_answer(conn)

    def _send(self, conn: Connection) -> None:
        try:
            if conn.sock.send_some():
                conn.due = time.monotonic() + STALLED
        except OSError:
            self._close(conn)
            return
        if not conn.sock.unsent:
            self._leave_loop(conn)
            self._after_answer(conn)

    def _after_answer(self, conn: Connection) -> None:
        if not conn.goes_on:
            self._part(conn)
            return
        if came_along := conn.unreader.take_buffered():
            conn.take(came_along)
        if conn.is_whole():
            self._submit(conn)
        else:
            self._listen(conn, seconds=HEAD if conn.received else self.cfg.keepalive)

    def _part(self, conn: Connection) -> None:
        """Close our side and wait for the client to close its own: else the answer may lose its end (RFC 9112, 9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        self._watch(conn, selectors.EVENT_READ, self._drain, seconds=CLOSING)

    def _drain(self, conn: Connection) -> None:
        try:
            if conn.sock.recv(PIECE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._close(conn)
