"""What answers for the web server where it refuses a request by itself, before the application sees it."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from gunicorn.http.errors import ConfigurationProblem, InvalidHTTPVersion, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

#: What to do about it, where the server's own sentence does not say.
_ADVICE: Final[Mapping[int, str]] = {
    HTTPStatus.REQUEST_URI_TOO_LONG: "Ask with fewer values, or in several requests.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "Send fewer or shorter header fields; cookies are among them.",
    HTTPStatus.EXPECTATION_FAILED: "Leave the field out; 100-continue alone is met.",
    HTTPStatus.NOT_IMPLEMENTED: "Send the body with Content-Length, or chunked.",
    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED: "HTTP/1.1 is spoken here.",
}
#: What is quoted of a request may be as long as a line of it.
_LONGEST: Final = 300
_STATUS_LINE: Final = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class RefusingWorker(ThreadWorker):
    """gunicorn's threaded worker; what it refuses by itself is a problem (RFC 9457) as all others are."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Log what gunicorn logs, and answer with the status it would give, in our form."""
        heard = _Heard()
        super().handle_error(req, heard, addr, exc)  # type: ignore[no-untyped-call]  # gunicorn has no types
        found = _STATUS_LINE.match(heard.sent)
        status = HTTPStatus(int(found[1])) if found else HTTPStatus.INTERNAL_SERVER_ERROR
        if isinstance(exc, InvalidHTTPVersion):
            status = HTTPStatus.HTTP_VERSION_NOT_SUPPORTED
        try:
            write_nonblock(client, _answer(status, exc))  # type: ignore[no-untyped-call]  # gunicorn has no types
        except OSError:
            self.log.debug("Failed to send error message.")


class _Heard:
    """Stands for a client's socket, and keeps what would have been sent."""

    def __init__(self) -> None:
        self.sent = b""

    def gettimeout(self) -> float:
        return 0.0

    def sendall(self, data: bytes) -> None:
        self.sent += data


def _answer(status: HTTPStatus, exc: Exception) -> bytes:
    # Why our own code failed is for the log alone.
    is_theirs = isinstance(exc, ParseException) and not isinstance(exc, ConfigurationProblem)
    told = f"{str(exc)[:_LONGEST]}." if is_theirs else "The request could not be answered."
    return problem_answer(status, " ".join(filter(None, (told, _ADVICE.get(status)))))


def problem_answer(status: HTTPStatus, detail: str, *headers: str) -> bytes:
    """The whole answer over HTTP/1.1, after which the connection is closed; with these header lines besides."""
    problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, "errors": []}
    body = json.dumps(problem).encode()
    lines = (
        f"HTTP/1.1 {status:d} {status.phrase}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Access-Control-Allow-Origin: *",
        *headers,
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode() + body
