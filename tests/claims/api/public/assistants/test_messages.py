"""Messages that are none, those of older clients, and what they are answered with; none needs a database."""

from typing import Any

import orjson
import pytest
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")


def post(reader: APIClient, body: bytes, **headers: str) -> Any:
    return reader.post("/mcp", body, content_type="application/json", headers=headers)


def send(reader: APIClient, method: str, version: str | None = None, **params: Any) -> Any:
    headers = {} if version is None else {"MCP-Protocol-Version": version}
    body = {"jsonrpc": "2.0", "id": "a", "method": method, "params": params}
    return post(reader, orjson.dumps(body), **headers)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b"\xff", -32700),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"a": NaN}}', -32700),
        (rb'{"jsonrpc": "2.0", "id": 1, "method": "\ud800"}', -32700),
        (b"[" * 100_000, -32700),
        (b'{"a":' * 70 + b"1" + b"}" * 70, -32700),
        (b"[]", -32600),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]', -32600),
        (b"1", -32600),
        (b'{"id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "result": {}}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 2}', -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', -32602),
        (b'{"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "get_scales"}}', -32600),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_is_no_message_is_refused_and_not_repeated(reader: APIClient, body: bytes, code: int) -> None:
    response = post(reader, body)
    answer = response.json()
    assert (response.status_code, answer["error"]["code"]) == (400, code)
    assert answer.get("id", 1) == 1


def test_a_body_has_a_bound(reader: APIClient) -> None:
    response = post(reader, b'"' + b"a" * (1 << 20) + b'"')
    assert (response.status_code, response.json()["error"]["code"]) == (413, -32600)


@pytest.mark.parametrize("version", LEGACY)
def test_an_older_client_shakes_hands_and_nothing_is_kept_of_it(reader: APIClient, version: str) -> None:
    client: dict[str, Any] = {
        "protocolVersion": version,
        "capabilities": {},
        "clientInfo": {"name": "old", "version": "1"},
    }
    hello = send(reader, "initialize", **client)
    assert hello.status_code == 200
    result = hello.json()["result"]
    assert (result["protocolVersion"], result["capabilities"]) == (version, {"tools": {}})
    assert result["serverInfo"]["name"] == "claimtrack"
    assert "instruction" in result["instructions"]
    notified = post(reader, b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')
    assert (notified.status_code, notified.content) == (202, b"")
    assert send(reader, "ping", version).json() == {"jsonrpc": "2.0", "id": "a", "result": {}}
    tools = send(reader, "tools/list", version).json()["result"]["tools"]
    assert len(tools) == 9
    assert all(("outputSchema" in tool) == (version >= "2025-06-18") for tool in tools)
    assert not any([hello.cookies, "Mcp-Session-Id" in hello])


def test_a_client_of_another_revision_is_offered_the_newest_that_shakes_hands(reader: APIClient) -> None:
    assert send(reader, "initialize", protocolVersion="2099-01-01").json()["result"]["protocolVersion"] == LEGACY[0]
    assert send(reader, "initialize").json()["error"]["code"] == -32602


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("server/discover", {}, -32601),
        ("resources/list", {}, -32601),
        ("tools/list", {"cursor": "x"}, -32602),
        ("tools/call", {"name": "get_clam"}, -32602),
        ("tools/call", {"name": "get_scales", "arguments": [1]}, -32602),
        ("tools/call", {}, -32602),
    ],
)
def test_errors_of_requests_of_older_clients_come_with_200(
    reader: APIClient, method: str, params: dict[str, Any], code: int
) -> None:
    response = send(reader, method, "2025-11-25", **params)
    assert (response.status_code, response.json()["error"]["code"]) == (200, code)


def test_a_tool_that_there_is_not_is_answered_with_those_there_are(reader: APIClient) -> None:
    message = send(reader, "tools/call", "2025-11-25", name="get_clam").json()["error"]["message"]
    assert "Nearest: get_claim" in message
    assert "verify_quotation" in message


def test_notifications_are_taken_and_those_of_other_revisions_refused(reader: APIClient) -> None:
    cancelled = b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 3}}'
    assert post(reader, cancelled, **{"MCP-Protocol-Version": "2026-07-28"}).status_code == 202
    response = post(reader, cancelled, **{"MCP-Protocol-Version": "1900-01-01"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, -32022)


def test_whoever_asks_too_often_is_told_when_to_ask_again(reader: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "match", "1/min")
    assert send(reader, "ping").status_code == 200
    response = send(reader, "ping")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response.json()["error"]["code"] == 429
    assert response.json()["error"]["data"]["type"] == "/problems/rate-limited"


def test_the_address_is_found_with_a_slash_as_well(reader: APIClient) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert reader.post("/mcp/", body, format="json").status_code == 200
    assert reader.post("/mcp?colour=red", body, format="json").status_code == 400
