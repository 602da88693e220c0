"""Calls every public address with a client that openapi-python-client has generated; prints what went wrong.

Usage: calls.py FOLDER ADDRESS CALLS.json SECRET: the folder of the client, the address of the server, what is called,
and the token of an editor.
"""

import datetime as dt
import importlib
import json
import re
import sys
import typing
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

folder, address, calls, secret = sys.argv[1:]
sys.path.insert(0, folder)
client_module = importlib.import_module("claimtrack_client")
models: Any = importlib.import_module("claimtrack_client.models")
client = client_module.Client(base_url=address, timeout=httpx.Timeout(120), raise_on_unexpected_status=True)


def operation(tag: str, name: str) -> Any:
    return importlib.import_module(f"claimtrack_client.api.{tag}.{name}")


def call(asked: dict[str, Any]) -> str | None:
    """Why the answer is not one that the schema describes as a good one; None where it is."""
    given = {name: [*map(UUID, value)] if name == "ids" else value for name, value in asked["query"].items()}
    query = {re.sub("([A-Z])", r"_\1", name).lower(): value for name, value in given.items()}  # imageUri: image_uri
    answered = operation(asked["tag"], asked["operation"]).sync_detailed(client=client, **asked["names"], **query)
    good = answered.status_code in {200, 202} and answered.parsed and not isinstance(answered.parsed, models.Problem)
    return None if good else f"{asked['operation']}: {answered.status_code} {answered.content[:200]!r}"


def types() -> typing.Iterator[str]:
    """What is not the type that somebody who writes a program would want."""
    page = operation("claims", "claims_list").sync(client=client, verdict=[models.Verdict.UNPROVEN], page_size=200)
    count = operation("claims", "claims_count").sync(client=client, verdict=[models.Verdict.UNPROVEN])
    if not page.results or len(page.results) != count.count or not count.exact:
        yield f"{len(page.results)} claims are listed, {count.count} are counted"
    if {card.verdict for card in page.results} != {models.Verdict.UNPROVEN}:
        yield "a card's verdict is no member of Verdict"
    if not all(isinstance(card.published_at, dt.datetime) for card in page.results):
        yield "an instant is no datetime"
    days = [card.made.earliest for card in page.results if card.made]
    if not days or not all(isinstance(day, dt.date) for day in days if day):
        yield "a day is no date"
    for tag, name, wanted in (("claims", "claims_list", True), ("desk", "desk_imports_list", False)):
        accepted = typing.get_type_hints(operation(tag, name).sync_detailed)["client"]
        if (client_module.Client in typing.get_args(accepted)) != wanted:
            yield f"{name} is called by {accepted}"


def desk() -> typing.Iterator[str]:
    """What goes wrong when a program files a claim, sends that again, changes it and finds it."""
    program = client_module.AuthenticatedClient(base_url=address, token=secret, raise_on_unexpected_status=True)
    body = models.DeskClaimWrite(statement="The harbour was closed.", kind=models.ClaimKind.OPINION, made="2026-11~")
    create, update = operation("desk", "desk_claims_create"), operation("desk", "desk_claims_update")
    first, again = (create.sync(client=program, body=body, idempotency_key="python") for _ in range(2))
    if not isinstance(first, models.DeskClaimFiled) or first.id != again.id:
        yield f"filed twice: {first}, {again}"
        return
    read = operation("desk", "desk_claims_retrieve").sync_detailed(str(first.id), client=program)
    change = models.DeskClaimChange(context="In October.")
    for status in (200, 412):
        tag = read.headers["ETag"]
        changed = update.sync_detailed(str(first.id), client=program, body=change, if_match=tag)
        if changed.status_code != status:
            yield f"the change is answered {changed.status_code}, not {status}: {changed.content[:200]!r}"
    found = operation("desk", "desk_claims_list").sync(client=program, q="harbour", kind=[models.ClaimKind.OPINION])
    if [row.context for row in found.results] != ["In October."]:
        yield f"found: {found}"


faults = [fault for asked in json.loads(Path(calls).read_text()) if (fault := call(asked))]
sys.stdout.write("\n".join([*faults, *types(), *desk()]))
