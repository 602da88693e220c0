"""A small record, and an assistant that asks it."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, DocumentFactory, SourceFactory

MODERN = "2026-07-28"
QUOTE = "I never said that the harbour was for sale, and I never will."

#: A tool's name and its arguments, to the `result` of the answer.
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(reader: APIClient) -> Ask:
    def asked(tool: str, **arguments: Any) -> dict[str, Any]:
        meta = {"protocolVersion": MODERN, "clientCapabilities": {}}
        told = {f"io.modelcontextprotocol/{name}": each for name, each in meta.items()}
        body = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": tool, "arguments": arguments, "_meta": told},
        }
        headers = {"MCP-Protocol-Version": MODERN, "Mcp-Method": "tools/call", "Mcp-Name": tool}
        response = reader.post("/mcp", orjson.dumps(body), content_type="application/json", headers=headers)
        assert response.status_code == 200, response.content
        result: dict[str, Any] = response.json()["result"]
        return result

    return asked


@pytest.fixture
def claim(editor: User, one_pair_of_eyes: None) -> Claim:
    """Published and judged: a mayor is quoted in a newspaper."""
    mayor = SourceFactory(name="The Mayor", slug="the-mayor", kind="person")
    report = DocumentFactory(title="The harbour stays", url="https://paper.example/harbour")
    made: Claim = ClaimFactory(
        statement="The mayor of Oberstadt sold the harbour.", slug="harbour-sold", language="en", appearance=None
    )
    AppearanceFactory(claim=made, document=report, speaker=mayor, role="disputes", quote=QUOTE)
    judged = AssessmentFactory(claim=made, verdict="false", rationale="The register names no sale.")
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[made], by=editor)
    return made
