"""What a request says in its headers, held against its body (revision 2026-07-28, Streamable HTTP).

A proxy may act upon the headers and we upon the body, so the two must say the same. Requests of the revisions before
have no such headers but for the version.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.http.request import validate_host

from claims.api.public.assistants.messages import Code, Message, Refused

MODERN: Final = ("2026-07-28",)
#: Revisions whose clients shake hands first, the newest first.
LEGACY: Final = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
SUPPORTED: Final = (*MODERN, *LEGACY)
#: What a request without the header is of: the header came with the revision after (2025-06-18).
BEFORE_THE_HEADER: Final = "2025-03-26"

VERSION, METHOD, NAME = "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"
META_VERSION: Final = "io.modelcontextprotocol/protocolVersion"
META_CAPABILITIES: Final = "io.modelcontextprotocol/clientCapabilities"

#: Which member of `params` the header `Mcp-Name` repeats, by method.
NAMED: Final[Mapping[str, str]] = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}

_VISIBLE: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?")
_ENCODED: Final = re.compile(r"=\?base64\?(.*)\?=")


def is_welcome(origin: str | None, hosts: list[str]) -> bool:
    """Whether a page at this origin may ask (against DNS rebinding): one of these hosts, or no page at all.

    `hosts` are those that we answer as.
    """
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    return validate_host(f"[{host}]" if ":" in host else host, hosts)


def revision_of(message: Message, headers: Mapping[str, str]) -> str:
    """The revision that a request is of, all it says of itself being in order. Raises Refused."""
    told, meta = headers.get(VERSION), message.meta or {}
    if META_VERSION not in meta and (told is None or told in LEGACY):
        return told or BEFORE_THE_HEADER
    if META_VERSION not in meta and told not in MODERN:
        raise _unsupported(told)
    _refuse_incomplete(meta)
    _refuse_other(VERSION, _said(VERSION, headers), meta[META_VERSION])
    if told not in SUPPORTED:
        raise _unsupported(told)
    if told in MODERN:
        _refuse_other(METHOD, _said(METHOD, headers), message.method)
        if message.method in NAMED:
            _refuse_other(NAME, _decoded(_said(NAME, headers)), message.params.get(NAMED[message.method]))
    return str(told)


def notification_revision(headers: Mapping[str, str]) -> None:
    """Of a notification the version alone is looked at, where it says one. Raises Refused."""
    told = headers.get(VERSION)
    if told is not None and told not in SUPPORTED:
        raise _unsupported(told)


def _refuse_incomplete(meta: Mapping[str, Any]) -> None:
    for name, sort, called in ((META_VERSION, str, "a text"), (META_CAPABILITIES, dict, "an object")):
        if not isinstance(meta.get(name), sort):
            raise Refused(Code.INVALID_PARAMS, f"params._meta must have {name}: {called}.")


def _said(name: str, headers: Mapping[str, str]) -> str:
    """What a header says. Raises Refused where it is missing, or holds what no header may."""
    header = headers.get(name)
    if header is None:
        raise _mismatch(name, "is missing.")
    if not _VISIBLE.fullmatch(header):
        raise _mismatch(name, "holds characters that no header may have, or nothing.")
    return header


def _decoded(header: str) -> str:
    """What a name says that is written in Base64 (“Value Encoding”). Raises Refused where it cannot be read."""
    encoded = _ENCODED.fullmatch(header)
    if encoded is None:
        return header
    try:
        decoded = base64.b64decode(encoded[1], validate=True)
        text = decoded.decode()
    except ValueError as error:
        raise _mismatch(NAME, "is no Base64 of UTF-8.") from error
    if base64.b64encode(decoded).decode() != encoded[1]:
        raise _mismatch(NAME, "is no Base64 in its one canonical form.")
    return text


def _refuse_other(name: str, said: str, body: object) -> None:
    if said != body:
        raise _mismatch(name, "does not say what the body says.")


def _mismatch(name: str, fault: str) -> Refused:
    return Refused(Code.HEADER_MISMATCH, f"Header mismatch: {name} {fault}")


def _unsupported(requested: str | None) -> Refused:
    return Refused(
        Code.UNSUPPORTED_VERSION,
        "Unsupported protocol version",
        data={"supported": list(SUPPORTED), "requested": requested},
    )
