"""Conditional reads: strong entity tags and 304 (RFC 9110, sections 8.8.3 and 13.1.2)."""

from hashlib import sha256
from http import HTTPStatus

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from rest_framework.request import Request

from claimtrack.api.cors import allow_any_origin


def etag_of(*parts: str | int) -> str:
    """A strong entity tag, quotes included, that differs whenever a part does (and `1` is not `"1"`)."""
    return f'"{sha256(orjson.dumps(parts)).hexdigest()[:32]}"'


def names_tags(request: HttpRequest | Request) -> bool:
    """Whether a GET or HEAD says which answers it holds; `*` says nothing but that there is to be one."""
    held = request.headers.get("If-None-Match", "")
    return request.method in {"GET", "HEAD"} and "*" not in parse_etags(held) and bool(held)


def not_modified(request: HttpRequest | Request, etag: str) -> HttpResponse | None:
    """304 when a GET or HEAD names the tag (or `*`) in If-None-Match, else None.

    The comparison is weak, as section 13.1.2 asks: a proxy that compresses the answer marks the tag `W/`.
    """
    if request.method not in {"GET", "HEAD"}:
        return None
    held = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    if etag not in held and "*" not in held:
        return None
    response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    del response["Content-Type"]
    return _validated(response, etag)


def json_bytes(
    body: bytes, *, etag: str, status: int = HTTPStatus.OK, content_type: str = "application/json"
) -> HttpResponse:
    """A public answer from bytes that are served as they are; caches may keep it but ask again each time."""
    return _validated(HttpResponse(body, status=status, content_type=content_type), etag)


def _validated(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    allow_any_origin(response)
    return response
