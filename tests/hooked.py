"""A receiver of webhooks without a network, and a clock that is set on to whenever there is something to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.contrib.auth.models import User

from claims.tools.webhooks.posting import Answer, Outcome
from claims.writing.webhooks.models import Webhook
from claims.writing.webhooks.sending import World, send
from claims.writing.webhooks.subscribing import make

URL = "https://receiver.example/hook"
TAKEN = Answer(Outcome.TAKEN, 204)
REFUSED = Answer(Outcome.REFUSED, 500)
SILENT = Answer(Outcome.SILENT)


def subscribed(by: User, **given: Any) -> Webhook:
    members: dict[str, Any] = {"name": "The CMS", "url": URL, "since": 0} | given
    webhook, _ = make(by=by, **members)
    return webhook


@dataclass(frozen=True)
class Got:
    """What the receiver was sent, and when."""

    at: datetime
    id: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def event(self) -> Any:
        return orjson.loads(self.body)

    @property
    def position(self) -> int:
        return int(self.event["data"]["position"])


@dataclass
class Receiver:
    """Answers as told; `got` is what it was sent, `taken` what of it it answered 2xx."""

    answer: Callable[[Got], Answer] = lambda got: TAKEN
    clock: datetime = datetime(2026, 12, 1, 12, tzinfo=UTC)
    #: As long as a try takes.
    takes: timedelta = timedelta(milliseconds=10)
    got: list[Got] = field(default_factory=list)
    taken: list[Got] = field(default_factory=list)

    @property
    def world(self) -> World:
        return World(post=self.post, now=lambda: self.clock, chance=lambda: 0.0)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.clock += self.takes
        got = Got(self.clock, headers["webhook-id"], body, headers)
        self.got.append(got)
        answer = self.answer(got)
        if answer.is_taken:
            self.taken.append(got)
        return answer

    def serve(self, webhook: Webhook | UUID, *, until: timedelta = timedelta(days=30)) -> None:
        """Let workers send until nothing waits, or for so long: what they would wait for comes at once."""
        end = self.clock + until
        pk = webhook if isinstance(webhook, UUID) else webhook.pk
        while (at := send(pk, self.world)) is not None and at <= end:
            self.clock = max(self.clock, at)

    @property
    def positions(self) -> list[int]:
        return [each.position for each in self.taken]

    @property
    def types(self) -> list[str]:
        return [each.event["type"] for each in self.taken]
