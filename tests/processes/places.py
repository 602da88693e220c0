"""An application for trying the server's threads: what the desk asks for hangs, and a file never ends."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

HANGS = threading.Event()
PIECE = b"x" * 1_000_000


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/admin/":
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        HANGS.wait()
    if path.endswith(".ndjson"):
        start_response("200 OK", [("Content-Type", "application/x-ndjson")])
        return iter(lambda: PIECE, b"")
    body = (
        PIECE * 3 if path == "/api/v1/large/" else environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    )
    body = body or b"read"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
