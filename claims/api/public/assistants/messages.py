"""Messages of the protocol: JSON-RPC 2.0 as MCP narrows it (revision 2026-07-28, basic, “Messages”, “Error Codes”)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import orjson

from claimtrack import json_in

#: Bytes of a body: the longest text with every letter of it escaped, and what is around it.
LONGEST: Final = 1 << 20

MessageId: TypeAlias = str | int


class Code(IntEnum):
    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    HEADER_MISMATCH = -32020
    UNSUPPORTED_VERSION = -32022


class Refused(Exception):
    """A message that is answered with an error; `code` is one of `Code`, or the HTTP status where there is none."""

    def __init__(self, code: int, message: str, *, status: int = HTTPStatus.BAD_REQUEST, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.data = int(code), message, int(status), data


@dataclass(frozen=True, slots=True)
class Message:
    """A request, or a notification: that has no id."""

    method: str
    params: Mapping[str, Any]
    id: MessageId | None

    @property
    def meta(self) -> Mapping[str, Any] | None:
        """`params._meta`; None where there is none. Raises Refused where it is no object."""
        found = self.params.get("_meta")
        if found is not None and not isinstance(found, dict):
            raise Refused(Code.INVALID_PARAMS, "params._meta must be an object.")
        return found


def parsed(body: bytes) -> Any:
    """The JSON of a body. Raises Refused."""
    if len(body) > LONGEST:
        raise Refused(
            Code.INVALID_REQUEST,
            f"The body has more than {LONGEST:,} bytes.",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    try:
        return json_in.loads(body)
    except json_in.TooDeep as error:
        raise Refused(Code.PARSE_ERROR, str(error)) from error
    except ValueError as error:  # whose sentence may quote what was sent
        raise Refused(Code.PARSE_ERROR, "The body is no JSON in UTF-8 (RFC 8259).") from error


def id_of(body: Any) -> MessageId | None:
    """The id of a message, where it has one that an answer may bear."""
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def message(body: Any) -> Message:
    """Raises Refused for whatever is neither a request nor a notification."""
    if isinstance(body, list):
        raise Refused(Code.INVALID_REQUEST, "One message a POST: batches are not accepted.")
    if not isinstance(body, dict) or body.get("jsonrpc") != "2.0":
        raise Refused(Code.INVALID_REQUEST, 'The body is no JSON-RPC 2.0 message: an object with "jsonrpc": "2.0".')
    if not isinstance(body.get("method"), str):
        raise Refused(Code.INVALID_REQUEST, "A request or a notification is accepted: `method` must be a text.")
    if "id" in body and id_of(body) is None:
        raise Refused(Code.INVALID_REQUEST, "`id` must be a text or a whole number, and not null.")
    params = body.get("params", {})
    if not isinstance(params, dict):
        raise Refused(Code.INVALID_PARAMS, "`params` must be an object.")
    return Message(body["method"], params, id_of(body))


def written(message_id: MessageId | None, **member: Any) -> bytes:
    """A response: `result` or `error`. One to a message whose id could not be read bears none."""
    named = {} if message_id is None else {"id": message_id}
    return orjson.dumps({"jsonrpc": "2.0", **named, **member})


def error_of(refused: Refused) -> dict[str, Any]:
    told = {"code": refused.code, "message": refused.message}
    return told if refused.data is None else {**told, "data": refused.data}
