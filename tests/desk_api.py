"""Programs of the desk, as they call its API."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from claimtrack.accounts.models import Scope, Token

DESK = "/api/v1/desk/"
_KEYS = count(1)


def token(person: User, *scopes: str) -> str:
    _, secret = Token.objects.create(  # type: ignore[no-untyped-call]  # knox has no types
        person, expiry=timedelta(days=1), name="a program", scopes=list(scopes or Scope.values)
    )
    return str(secret)


class Program(APIClient):
    """A client with a token: each of its POSTs has a key of its own, and a change names what was read before."""

    def __init__(self, person: User, *scopes: str) -> None:
        super().__init__()
        self.person = person
        self.credentials(HTTP_AUTHORIZATION=f"Bearer {token(person, *scopes)}")

    def read(self, address: str, **parameters: Any) -> Any:
        answer = self.get(f"{DESK}{address}", parameters)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, address: str, body: Any = None, *, key: str = "", tag: str = "") -> Any:
        headers = {"Idempotency-Key": key or f"key {next(_KEYS)}"} | ({"If-Match": tag} if tag else {})
        return self.post(f"{DESK}{address}", {} if body is None else body, format="json", headers=headers)

    def make(self, address: str, **members: Any) -> Any:
        answer = self.send(address, members)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def tag(self, address: str) -> str:
        return str(self.get(f"{DESK}{address}")["ETag"])

    def change(self, address: str, body: Any, *, tag: str = "") -> Any:
        headers = {"If-Match": tag or self.tag(address)}
        return self.patch(f"{DESK}{address}", body, format="json", headers=headers)

    def take_away(self, address: str, body: Any = None, *, tag: str = "") -> Any:
        headers = {"If-Match": tag or self.tag(address)}
        return self.delete(f"{DESK}{address}", body, format="json", headers=headers)

    def act(self, address: str, body: Any = None, *, tag: str = "") -> Any:
        """A verb, on what was read just before."""
        row = address.rstrip("/").rpartition("/")[0]
        return self.send(address, body, tag=tag or self.tag(f"{row}/"))


def at_once(programs: list[Program], ask: Any) -> list[Any]:
    """What each of them is answered, when all ask at the same moment."""
    together = Barrier(len(programs))

    def asked(program: Program) -> Any:
        together.wait()
        try:
            return ask(program)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(programs)) as threads:
        return list(threads.map(asked, programs))


def twins(person: User, number: int) -> list[Program]:
    """Clients of one token, each with a connection of its own."""
    secret, programs = token(person), [Program(person) for _ in range(number)]
    for program in programs:
        program.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return programs


def faults(answer: Any) -> dict[str, str]:
    """The codes of a problem by the places that they belong to."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return {item.get("pointer", item.get("parameter", "")): item["code"] for item in answer.json()["errors"]}
