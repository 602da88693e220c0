"""Answers of the record, kept in this process while the record stands still.

What an address answers is a function of the address and of where the record stands: its position and revision. So an
answer that was read in one snapshot may be given again until either moves, and whoever asks is counted as any reader.
It is kept under everything of the request that Django would look at before it answers (host, scheme, proxies' word,
what is accepted; of a page, in which language), so that whoever is refused or sent elsewhere never meets it. Kept are
neither searches, for what is asked is secret, nor what somebody asks who is signed in or sends a token.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db import Error
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from rest_framework.request import Request

from claimtrack.api.problems import RateLimited
from claimtrack.api.throttles import ReaderRateThrottle
from claimtrack.editions.state import RecordState, record_state

#: Bytes of all that is kept in a process, and of one answer.
MOST, LARGEST = 64 << 20, 4 << 20
#: What a search is asked by.
SECRET: Final = frozenset({"q", "query"})

#: Where a view says in the request's environment that its answer may be kept, and as of which state.
NOTED: Final = "claimtrack.keep"
LOOKED_AT: Final = (
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_ACCEPT",
    "HTTP_ORIGIN",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
)
#: What is the desk's, or is served from files.
NEVER_KEPT: Final = ("/admin/", "/static/")
UNLIKE_OTHERS: Final = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_X_HTTP_METHOD_OVERRIDE")

Headers = list[tuple[str, str]]
Key = tuple[str, ...]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def keep(request: Request, response: HttpResponseBase, now: RecordState) -> None:
    """Let this answer be kept: all of it was read from this one state."""
    is_plain = not response.streaming and response.status_code == HTTPStatus.OK
    if is_plain and not SECRET & request.query_params.keys():
        request.META[NOTED] = (now.position, now.revision)


@dataclass(frozen=True, slots=True)
class Kept:
    headers: Headers
    body: bytes
    etag: str

    @property
    def size(self) -> int:
        return len(self.body) + 1_000  # what belongs to it


class Store:
    """Answers as of one state, the least recently given forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.size = 0
        self.state: tuple[int, int] = (-1, -1)
        self.answers: OrderedDict[Key, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def knows(self, key: Key) -> bool:
        return key in self.answers

    def get(self, key: Key, state: tuple[int, int]) -> Kept | None:
        """The answer as of this state; those of another are forgotten."""
        with self.lock:
            self._be_of(state)
            if found := self.answers.get(key):
                self.answers.move_to_end(key)
            return found

    def put(self, key: Key, state: tuple[int, int], answer: Kept) -> None:
        if answer.size > min(LARGEST, self.most):
            return
        with self.lock:
            if state < self.state:
                return  # the record has moved on meanwhile
            self._be_of(state)
            if key not in self.answers:
                self.size += answer.size
                self.answers[key] = answer
            while self.size > self.most:
                _, gone = self.answers.popitem(last=False)
                self.size -= gone.size

    def _be_of(self, state: tuple[int, int]) -> None:
        if state != self.state:
            self.answers.clear()
            self.size, self.state = 0, state


def key_of(environ: Mapping[str, Any]) -> Key | None:
    """What an answer to this request is kept under; None where nothing is kept."""
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(NEVER_KEPT):
        return None
    if any(name in environ for name in UNLIKE_OTHERS):
        return None
    looked_at = LOOKED_AT if path.startswith("/api/") else (*LOOKED_AT, "HTTP_ACCEPT_LANGUAGE")
    return tuple(environ.get(name, "") for name in looked_at)


class KeptAnswers:
    """The application with its answers kept in front of it."""

    def __init__(self, application: Application, store: Store | None = None) -> None:
        self.application = application
        self.store = store or Store()
        self.throttle = ReaderRateThrottle()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        if self.store.knows(key) and (kept := self._standing(key)) and self._may_ask(environ):
            return _given(kept, environ, start_response)
        return self._asked(key, environ, start_response)

    def _standing(self, key: Key) -> Kept | None:
        try:
            now = record_state(settings.RECORD_DATABASE)
        except Error:
            return None  # whoever answers in full says what is wrong
        return self.store.get(key, (now.position, now.revision))

    def _may_ask(self, environ: dict[str, Any]) -> bool:
        try:
            return self.throttle.allow_request(_Asking(environ), None)  # type: ignore[arg-type]  # all that it looks at
        except RateLimited:
            return False  # as above

    def _asked(self, key: Key, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []

        def listening(status: str, headers: Headers, *exc_info: Any) -> Any:
            told.append((status, list(headers)))
            return start_response(status, headers, *exc_info)

        answer = self.application(environ, listening)
        state = environ.get(NOTED)
        if state is None or environ["REQUEST_METHOD"] != "GET":
            return answer
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        status, headers = told[-1]
        named = {name.lower(): value for name, value in headers}
        if status.startswith("200 ") and "set-cookie" not in named and "etag" in named:
            self.store.put(key, state, Kept(headers, body, named["etag"]))
        return [body]


@dataclass(frozen=True, slots=True)
class _Asking:
    """A request as far as throttles look at it."""

    META: dict[str, Any]


def _given(kept: Kept, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if _is_held(kept.etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        of_body = {"content-type", "content-length"}
        start_response("304 Not Modified", [row for row in kept.headers if row[0].lower() not in of_body])
        return []
    start_response("200 OK", list(kept.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]


def _is_held(etag: str, named: str) -> bool:
    """Whether whoever asks holds this answer (RFC 9110, section 13.1.2)."""
    return bool(named) and (named == etag or any(tag.removeprefix("W/") in {etag, "*"} for tag in parse_etags(named)))
