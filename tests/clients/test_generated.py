"""Clients that other people's tools generate from the schema compile, and read every public address."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import HERE, Site, said
from tests.libya import NAMES, ROOT

pytestmark = pytest.mark.rendering
NPM = shutil.which("npm")
DESK = "/api/v1/desk/"
#: A dossier of several claims is made of one here, and a search is for something.
QUERIES: Mapping[str, dict[str, Any]] = {
    "claims_dossier": {"ids": [NAMES["claims"][1]]},
    "fact_checked_claims_search": {"query": "Russia"},
    "reconcile_draft_preview": {"id": NAMES["sources"][1]},
    "fact_checked_claims_image_search": {"imageUri": "https://example.org/quay.jpg"},
}


@pytest.fixture(scope="module")
def asked(site: Site) -> list[dict[str, Any]]:
    """A call of each public address."""
    return [*calls(json.loads(site.schema.read_bytes())["paths"], {**NAMES, "dumps": [site.dump]})]


def calls(paths: Mapping[str, Any], names: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """One of each public operation: its names in the path are of what exists."""
    for path, operations in paths.items():
        if path.startswith((DESK, "/api/oembed/")):
            continue  # a frame is asked for by a full address of this very server: its consumers are tried elsewhere
        if "get" not in operations or path.startswith("/api/v1/correction-requests/"):
            continue  # what is only sent to, and asked for by a number of one's own, is tried by tests of its own
        operation = operations["get"]
        [(media_type, _)] = operation["responses"]["200"]["content"].items()
        queries = [query for name, query in QUERIES.items() if operation["operationId"].startswith(name)]
        yield {
            "path": path,
            "operation": operation["operationId"],
            "tag": operation["tags"][0],
            "media_type": media_type,
            "names": {
                each["name"]: names[path.split("/")[3]][0] for each in operation["parameters"] if each["in"] == "path"
            }
            if "parameters" in operation
            else {},
            "query": queries[0] if queries else {},
        }


def test_every_sort_of_answer_is_called(asked: list[dict[str, Any]]) -> None:
    sorts = {call["media_type"] for call in asked}
    assert {"application/json", "text/markdown", "text/csv", "application/zip", "application/x-ndjson"} <= sorts
    assert {"claims_count", "narratives_editions_count", "dumps_file"} <= {call["operation"] for call in asked}


def test_a_client_in_python_reads_every_public_address_and_writes_at_the_desk(
    site: Site, asked: list[dict[str, Any]], python_client: Path, tmp_path: Path
) -> None:
    calls = tmp_path / "calls.json"
    calls.write_text(json.dumps(asked))
    said([sys.executable, "-m", "compileall", "-q", str(python_client)], tmp_path)
    called = [str(HERE / "calls.py"), str(python_client), site.address, str(calls), site.secret]
    assert said([sys.executable, *called], ROOT) == ""


def test_a_client_in_typescript_reads_every_public_address_and_writes_at_the_desk(
    site: Site, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    tools = installed_tools()
    (tmp_path / "node_modules").symlink_to(tools)
    for name in ("package.json", "tsconfig.json", "uses.ts"):
        shutil.copy(HERE / name, tmp_path)
    (tmp_path / "calls.ts").write_text(in_typescript(asked))
    said([str(tools / ".bin/openapi-typescript"), str(site.schema), "--output", "schema.d.ts"], tmp_path)
    said([str(tools / ".bin/tsc"), "--project", "."], tmp_path)
    assert said(["node", "calls.js", site.address, site.secret], tmp_path) == ""


def installed_tools() -> Path:
    """The pinned packages of npm, installed anew when their list has changed."""
    if NPM is None:
        assert os.environ.get("CI") != "true", "CI has to have npm: install nodejs and npm"
        pytest.skip("No npm is installed (apt-get install nodejs npm): no client in TypeScript was tried.")
    tools, pinned = HERE / "node_modules", sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    mark = tools / ".pinned"
    if not mark.exists() or mark.read_text() != pinned:
        said([NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], HERE)
        mark.write_text(pinned)
    return tools


def in_typescript(asked: list[dict[str, Any]]) -> str:
    """A program that makes the calls, each with the types of its own address."""
    lines = ['import { client, desk, faults, read, types } from "./uses.js";', ""]
    for call in asked:
        parameters = {"path": call["names"], "query": call["query"]}
        given = {"params": {name: value for name, value in parameters.items() if value}, "parseAs": _read_as(call)}
        lines.append(
            f"await read({json.dumps(call['operation'])}, client.GET({json.dumps(call['path'])}, {json.dumps(given)}));"
        )
    return "\n".join([*lines, "await types();", "await desk();", "for (const fault of faults) console.log(fault);", ""])


def _read_as(call: Mapping[str, Any]) -> str:
    if call["media_type"] == "application/json" or call["media_type"].endswith("+json"):
        return "json"
    return "text" if call["media_type"].startswith("text/") else "arrayBuffer"
