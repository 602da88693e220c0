"""The official client of the Model Context Protocol, in every mode that it has, against the address as it is served."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from jsonschema import Draft202012Validator
from mcp import Client, ClientSession, MCPError
from mcp.client.streamable_http import streamable_http_client
from rest_framework.test import APIClient

from tests.libya import NAMES, ROOT

pytestmark = [pytest.mark.rendering, pytest.mark.usefixtures("unthrottled")]

CLAIM = NAMES["claims"][0]
#: Every tool, with arguments that it has an answer to in the case of Libya.
CALLS: dict[str, dict[str, Any]] = {
    "search_claims": {"q": "Libya", "page_size": 3},
    "get_claim": {"claim": CLAIM},
    "match_text": {"text": "Russia had sent Kalibr cruise missiles to Tobruk to aid Khalifa Haftar."},
    "verify_quotation": {"quotation": "has nothing to do with reality"},
    "find_sources": {"q": "the sun"},
    "get_source": {"source": "the-sun"},
    "get_dossier": {"claim": CLAIM},
    "list_changes": {"page_size": 5},
    "get_scales": {"scale": ["verdict"]},
}


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address, answered by a thread of this process."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert not thread.error
    yield f"http://127.0.0.1:{thread.port}/mcp"
    thread.terminate()


def asked(served: str, mode: str, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    async def ask_all() -> Any:
        async with Client(served, mode=mode) as client:
            return await ask(client)

    return asyncio.run(ask_all())


def validated(schema: Any, value: Any) -> None:
    """By a schema that is one."""
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(value)) == []


@pytest.mark.parametrize(
    ("mode", "revision"), [("auto", "2026-07-28"), ("2026-07-28", "2026-07-28"), ("legacy", "2025-11-25")]
)
def test_it_finds_every_tool_and_reads_every_answer(libya: APIClient, served: str, mode: str, revision: str) -> None:
    async def ask(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        return (
            client.protocol_version,
            tools,
            {name: await client.call_tool(name, given) for name, given in CALLS.items()},
        )

    spoken, tools, answers = asked(served, mode, ask)
    assert spoken == revision
    assert [tool.name for tool in tools] == list(CALLS)
    for tool in tools:
        validated(tool.input_schema, CALLS[tool.name])
        assert tool.annotations.read_only_hint is True
        answer = answers[tool.name]
        assert not answer.is_error, answer.content
        validated(tool.output_schema, answer.structured_content)
        assert len(answer.content) == 2
    assert answers["verify_quotation"].structured_content["found"] == "exact"
    assert answers["get_claim"].structured_content["claim"]["slug"] == CLAIM


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_it_is_told_what_is_wrong(libya: APIClient, served: str, mode: str) -> None:
    async def ask(client: Client) -> Any:
        wrong = await client.call_tool("get_claim", {"clam": CLAIM})
        with pytest.raises(MCPError, match="Nearest: get_claim") as refused:
            await client.call_tool("get_clam", {})
        return wrong, refused.value

    wrong, refused = asked(served, mode, ask)
    assert wrong.is_error
    assert "Nearest: claim" in wrong.content[0].text
    assert refused.code == -32602


def test_the_recipe_of_the_documentation_runs(
    libya: APIClient, served: str, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "clients.md").read_text(encoding="utf-8"), re.DOTALL)
    [recipe] = [block for block in blocks if "from mcp import" in block]
    exec(recipe.replace("https://claims.example.org/mcp", served), {})
    assert capsys.readouterr().out == "none\n"


def test_an_older_client_needs_three_messages_more(libya: APIClient, served: str) -> None:
    async def ask() -> Any:
        async with streamable_http_client(served) as streams, ClientSession(streams[0], streams[1]) as session:
            hello = await session.initialize()
            await session.send_ping()
            return hello, await session.call_tool("get_claim", CALLS["get_claim"])

    hello, answer = asyncio.run(ask())
    assert hello.server_info.name == "claimtrack"
    assert "instruction" in hello.instructions
    assert answer.structured_content["claim"]["standing"] == "Not judged yet"
