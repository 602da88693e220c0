"""What docs/webhooks.md tells receivers verifies what we send, and refuses what we did not."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

from claims.tools.webhooks.events import EventData, EventDocument
from claims.tools.webhooks.retrying import DELAYS
from claims.tools.webhooks.signing import Keys, headers

pytestmark = pytest.mark.rendering

HANDBOOK = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
BODY = '{"type":"claim.updated","data":{"position":7,"of":"“Ω”"}}'.encode()


def code(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", HANDBOOK, re.DOTALL)


@pytest.fixture
def keys() -> Keys:
    return Keys.new()


@pytest.fixture
def sent(keys: Keys) -> dict[str, str]:
    return headers("msg_1", datetime.now(UTC), BODY, keys=[keys, Keys.new()])


def test_the_python_of_the_handbook_verifies_both_signatures(keys: Keys, sent: dict[str, str]) -> None:
    told: dict[str, Any] = {}
    for block in code("python"):
        exec(block, told)
    assert told["event_in"](BODY, sent, keys.secret)["type"] == "claim.updated"
    with pytest.raises(WebhookVerificationError):
        told["event_in"](BODY + b" ", sent, keys.secret)
    assert told["is_ours"](BODY, sent, keys.public)
    assert not told["is_ours"](BODY + b" ", sent, keys.public)
    assert not told["is_ours"](BODY, sent, Keys.new().public)
    assert not told["is_ours"](BODY, sent | {"webhook-timestamp": "1"}, keys.public)


def test_the_shell_of_the_handbook_prints_the_signature_that_is_sent(
    keys: Keys, sent: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "body").write_bytes(BODY)
    named = {"SECRET": keys.secret, "ID": sent["webhook-id"], "TIMESTAMP": sent["webhook-timestamp"]}
    verify, _ = code("sh")
    printed = subprocess.run(
        ["bash", "-c", verify], env=named | {"PATH": "/usr/bin:/bin"}, cwd=tmp_path, capture_output=True, check=True
    )
    assert f"v1,{printed.stdout.decode().strip()}" in sent["webhook-signature"].split()


def test_the_event_of_the_handbook_has_the_members_that_are_sent() -> None:
    [shown] = map(json.loads, code("json"))
    assert list(shown) == list(EventDocument.__annotations__)
    assert set(shown["data"]) == EventData.__required_keys__


def test_the_handbook_tells_the_schedule_as_it_is() -> None:
    hours = [delay.total_seconds() / 3600 for delay in DELAYS]
    assert "5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours" in HANDBOOK.replace("\n", " ")
    assert hours == [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
