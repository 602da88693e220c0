"""What the specification says of headers (2026-07-28, Streamable HTTP), row by row; no row needs a database."""

import base64
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

MODERN = "2026-07-28"
LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}
HEADERS = {
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": MODERN,
    "Mcp-Method": "tools/list",
}
CALL = {**HEADERS, "Mcp-Method": "tools/call"}
MISMATCH, INVALID_PARAMS, UNSUPPORTED, NOT_FOUND = -32020, -32602, -32022, -32601


def encoded(name: str) -> str:
    return f"=?base64?{base64.b64encode(name.encode()).decode()}?="


def post(reader: APIClient, body: Any, headers: Mapping[str, str | None], **more: Any) -> Any:
    sent = {name: each for name, each in headers.items() if each is not None}
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return reader.post("/mcp", content, content_type=more.pop("content_type", "application/json"), headers=sent, **more)


def request(method: str = "tools/list", meta: Mapping[str, Any] | None = META, **params: Any) -> dict[str, Any]:
    told = params if meta is None else {**params, "_meta": meta}
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": told}


def code_of(response: Any) -> int:
    error = response.json()["error"]
    assert response["Content-Type"] == "application/json"
    assert error["message"]
    return int(error["code"])


def test_a_request_that_says_all_there_is_to_say_is_answered(reader: APIClient) -> None:
    response = post(reader, request(), HEADERS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Mcp-Session-Id" not in response
    answer = response.json()
    assert (answer["jsonrpc"], answer["id"]) == ("2.0", 7)
    assert answer["result"]["resultType"] == "complete"
    assert answer["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "claimtrack"
    assert answer["result"]["ttlMs"] > 0
    assert answer["result"]["cacheScope"] == "public"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"MCP-Protocol-Version": None}, MISMATCH),
        ({"MCP-Protocol-Version": "2025-11-25"}, MISMATCH),
        ({"MCP-Protocol-Version": "1900-01-01"}, MISMATCH),
        ({"MCP-Protocol-Version": " "}, MISMATCH),
        ({"Mcp-Method": None}, MISMATCH),
        ({"Mcp-Method": "tools/call"}, MISMATCH),
        ({"Mcp-Method": "Tools/List"}, MISMATCH),
        ({"Mcp-Method": "tools/list\u00e9"}, MISMATCH),
        ({"Mcp-Method": "tools/list, tools/list"}, MISMATCH),
        ({"Mcp-Method": encoded("tools/list")}, MISMATCH),
    ],
    ids=str,
)
def test_a_header_that_is_missing_or_says_something_else_is_refused(
    reader: APIClient, changed: dict[str, str | None], code: int
) -> None:
    response = post(reader, request(), {**HEADERS, **changed})
    assert (response.status_code, code_of(response), response.json()["id"]) == (400, code, 7)


@pytest.mark.parametrize(
    ("header", "name", "code"),
    [
        ("get_nothing", "get_nothing", INVALID_PARAMS),  # the headers are in order: there is no such tool
        (encoded("get_nothing"), "get_nothing", INVALID_PARAMS),
        (encoded("sänger"), "sänger", INVALID_PARAMS),
        (encoded(" padded "), " padded ", INVALID_PARAMS),
        (encoded("=?base64?literal?="), "=?base64?literal?=", INVALID_PARAMS),
        (None, "get_scales", MISMATCH),
        ("get_claim", "get_scales", MISMATCH),
        ("GET_SCALES", "get_scales", MISMATCH),
        (encoded("get_claim"), "get_scales", MISMATCH),
        ("=?base64?!!!?=", "=?base64?!!!?=", MISMATCH),
        ("=?base64?Z2V0X3NjYWxlcx==?=", "get_scales", MISMATCH),  # bits that are none of the text
        ("=?base64?/w==?=", "\u00ff", MISMATCH),  # no UTF-8
        ("=?BASE64?Z2V0X3NjYWxlcw==?=", "get_scales", MISMATCH),
        ("s\u00e4nger", "s\u00e4nger", MISMATCH),
    ],
)
def test_the_name_of_a_tool_is_decoded_before_it_is_compared(
    reader: APIClient, header: str | None, name: str, code: int
) -> None:
    response = post(reader, request("tools/call", name=name, arguments={}), {**CALL, "Mcp-Name": header})
    assert (response.status_code, code_of(response)) == (400, code)


@pytest.mark.parametrize("method", ["prompts/get", "resources/read"])
def test_the_name_is_asked_for_wherever_the_specification_asks_for_it(reader: APIClient, method: str) -> None:
    params: dict[str, Any] = {"name": "x", "uri": "x"}
    headers = {**HEADERS, "Mcp-Method": method}
    assert code_of(post(reader, request(method, **params), headers)) == MISMATCH
    response = post(reader, request(method, **params), {**headers, "Mcp-Name": "x"})
    assert (response.status_code, code_of(response)) == (404, NOT_FOUND)


def test_names_of_headers_are_read_in_any_case(reader: APIClient) -> None:
    assert post(reader, request(), {name.upper(): each for name, each in HEADERS.items()}).status_code == 200


def test_headers_of_parameters_and_of_sessions_are_not_looked_at(reader: APIClient) -> None:
    more = {"Mcp-Param-Region": "us-west1", "Mcp-Session-Id": "1868a90c", "Last-Event-ID": "9"}
    response = post(reader, request(), {**HEADERS, **more})
    assert response.status_code == 200
    assert "Mcp-Session-Id" not in response


@pytest.mark.parametrize(
    "meta",
    [
        None,
        {},
        {"io.modelcontextprotocol/protocolVersion": MODERN},
        {"io.modelcontextprotocol/clientCapabilities": {}},
        {**META, "io.modelcontextprotocol/clientCapabilities": []},
        {**META, "io.modelcontextprotocol/protocolVersion": 20260728},
        "all of it",
    ],
    ids=str,
)
def test_what_a_request_must_say_of_itself_is_missed(reader: APIClient, meta: Any) -> None:
    response = post(reader, request(meta=meta), HEADERS)
    assert (response.status_code, code_of(response)) == (400, INVALID_PARAMS)


@pytest.mark.parametrize(
    ("header", "meta"),
    [("1900-01-01", {**META, "io.modelcontextprotocol/protocolVersion": "1900-01-01"}), ("1900-01-01", None)],
)
def test_another_revision_is_answered_with_those_there_are(reader: APIClient, header: str, meta: Any) -> None:
    response = post(reader, request(meta=meta), {**HEADERS, "MCP-Protocol-Version": header})
    assert (response.status_code, code_of(response)) == (400, UNSUPPORTED)
    assert response.json()["error"]["data"] == {"supported": [MODERN, *LEGACY], "requested": "1900-01-01"}


@pytest.mark.parametrize("method", ["initialize", "ping", "subscriptions/listen", "tools/unlist"])
def test_a_method_that_there_is_not_is_not_found(reader: APIClient, method: str) -> None:
    response = post(reader, request(method), {**HEADERS, "Mcp-Method": method})
    assert (response.status_code, code_of(response)) == (404, NOT_FOUND)


# -- who asks, and in what form -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://localhost", 200),
        ("http://localhost:6274", 200),
        ("https://127.0.0.1:8443", 200),
        ("http://[::1]:3000", 200),
        ("http://testserver", 200),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("http://evil.example#localhost", 403),
        ("ftp://localhost", 403),
        ("localhost", 403),
        ("null", 403),
        ("http://[", 403),
        ("", 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_pages_of_other_origins_may_not_ask(reader: APIClient, origin: str | None, status: int, method: str) -> None:
    headers = HEADERS if origin is None else {**HEADERS, "Origin": origin}
    response = post(reader, request(), headers) if method == "POST" else reader.options("/mcp", headers=headers)
    assert response.status_code == status
    if status == 403:
        assert response.json()["error"]["code"] == -32600
        assert "id" not in response.json()


def test_another_host_is_refused_whatever_the_origin(reader: APIClient) -> None:
    assert post(reader, request(), {**HEADERS, "Host": "rebound.example"}).status_code == 400


@pytest.mark.parametrize("method", ["get", "delete", "put", "patch", "head"])
def test_there_is_no_stream_and_no_session(reader: APIClient, method: str) -> None:
    response = getattr(reader, method)("/mcp", headers={"Accept": "text/event-stream"})
    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json, text/event-stream", 200),
        ("text/event-stream, application/json", 200),
        ("*/*", 200),
        ("application/*", 200),
        (None, 200),
        ("application/json", 200),
        ("text/event-stream", 406),
        ("text/html", 406),
    ],
)
def test_answers_are_json(reader: APIClient, accept: str | None, status: int) -> None:
    assert post(reader, request(), {**HEADERS, "Accept": accept}).status_code == status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
def test_bodies_are_json(reader: APIClient, content_type: str, status: int) -> None:
    assert post(reader, request(), HEADERS, content_type=content_type).status_code == status


def test_a_page_of_ours_may_send_the_headers(reader: APIClient) -> None:
    response = reader.options("/mcp", headers={"Origin": "http://localhost", "Access-Control-Request-Method": "POST"})
    allowed = {each.strip() for each in response["Access-Control-Allow-Headers"].split(",")}
    assert allowed >= {"Content-Type", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"}
    assert response["Access-Control-Allow-Origin"] == "*"
