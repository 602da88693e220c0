"""Cross-origin reads: a page of any site may read the record, and never with a reader's credentials.

The Fetch standard's CORS protocol. `*` forbids credentials, and since it does not depend on the caller's
`Origin` no `Vary` is needed.
"""

from collections.abc import Iterable

from django.http.response import HttpResponseBase

REQUEST_HEADERS = "Content-Type, If-None-Match"
EXPOSED_HEADERS = "ETag, Link, Retry-After"
PREFLIGHT_SECONDS = 24 * 3600


def allow_any_origin(response: HttpResponseBase) -> None:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED_HEADERS


def answer_preflight(response: HttpResponseBase, methods: Iterable[str]) -> None:
    """What a browser asks with OPTIONS before a request it does not hold for simple."""
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = REQUEST_HEADERS
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
