"""What docs/bots.md tells programs to send is accepted, and its Python does what it says."""

import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims.models import Claim
from tests.desk_api import Program, token
from tests.factories import TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

HANDBOOK = (Path(__file__).parents[2] / "docs" / "bots.md").read_text()


def test_the_claim_of_the_handbook_is_filed_as_it_stands_there(editor: User) -> None:
    TopicFactory(slug="harbours")
    [body] = re.findall(r"-d '(.*?)'", HANDBOOK, re.DOTALL)
    answer = Program(editor).send("claims/", json.loads(body))
    assert answer.status_code == 201, answer.content


def test_the_whole_claim_and_the_many_rows_of_the_handbook_are_filed_as_they_stand_there(editor: User) -> None:
    TopicFactory(slug="harbours")
    whole, many = (json.loads(body) for body in re.findall(r"```json\n(.*?)```", HANDBOOK, re.DOTALL))
    program = Program(editor)
    filed = program.send("claims/", whole)
    assert filed.status_code == 201, filed.content
    resolved = {each["pointer"]: each for each in filed.json()["resolved"]}
    assert resolved["/rebuttals/0/source"]["id"] == resolved["/appearances/0/document/publisher"]["id"]
    done = program.send("bulk/", many)
    assert done.status_code == 200, done.content


def test_the_python_of_the_handbook_files_changes_and_submits(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = ModuleType("requests")
    requests.Session = Session  # type: ignore[attr-defined]  # as the library has it
    monkeypatch.setitem(sys.modules, "requests", requests)
    [code] = re.findall(r"```python\n(.*?)```", HANDBOOK, re.DOTALL)
    for _ in range(2):  # sent again, it is not filed again; what was submitted is not submitted twice
        exec(code, {"token": token(editor)})
    claim = Claim.objects.get()
    assert (claim.context, claim.stage) == ("In October 2026.", "in_review")


class Session:
    """As much of `requests.Session` as the handbook uses, without a network."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.client = APIClient()

    def _call(self, method: str, address: str, **given: Any) -> Any:
        headers = self.headers | given.get("headers", {})
        path = address.removeprefix("https://claims.example.org")
        answer = getattr(self.client, method)(path, given.get("json"), format="json", headers=headers)
        answer.raise_for_status = lambda: _raise_for(answer)
        return answer

    def get(self, address: str) -> Any:
        answer: Any = self.client.get(address.removeprefix("https://claims.example.org"), headers=self.headers)
        answer.raise_for_status = lambda: _raise_for(answer)
        return answer

    def post(self, address: str, **given: Any) -> Any:
        return self._call("post", address, **given)

    def patch(self, address: str, **given: Any) -> Any:
        return self._call("patch", address, **given)


def _raise_for(answer: Any) -> None:
    assert answer.status_code < 400, answer.content
