"""How tools are listed: what each takes and answers, as JSON Schema (2020-12)."""

from functools import cache
from typing import Any

import orjson

from claims.tools.assistants.arguments import schema_of
from claims.tools.assistants.registry import TOOLS
from claims.tools.assistants.tool import Tool
from claimtrack.api.documents import REFERENCE, Components, JSONSchema

#: Nothing is changed by asking, and nothing but this record is asked.
READ_ONLY = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}


@cache
def listed(*, structured: bool) -> list[dict[str, Any]]:
    """Every tool. Revisions before 2025-06-18 know of no structured answers, and so of no schema of them."""
    return [
        _listed(tool) | ({"outputSchema": output_schema(tool.answers)} if structured else {}) for tool in TOOLS.values()
    ]


def _listed(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": schema_of(tool.arguments),
        "annotations": {"title": tool.title, **READ_ONLY},
    }


def output_schema(answers: type) -> JSONSchema:
    """The schema of a TypedDict by itself, with whatever it holds in `$defs`."""
    components = Components()
    root = components.schema(answers)["$ref"].removeprefix(REFERENCE)
    others = {name: each for name, each in components.found.items() if name != root}
    schema = components.found[root] | ({"$defs": others} if others else {})
    found: JSONSchema = orjson.loads(orjson.dumps(schema).replace(REFERENCE.encode(), b"#/$defs/"))
    return found
