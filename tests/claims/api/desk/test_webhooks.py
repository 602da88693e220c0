"""Webhooks over HTTP: the secret once, every fault at once, the log, and sending again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from standardwebhooks import Webhook as Verifier

from claims import writing as actions
from claims.writing.webhooks.models import Webhook
from claimtrack.accounts.models import KeptAnswer
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from tests.desk_api import Program, faults
from tests.factories import ClaimFactory
from tests.hooked import REFUSED, TAKEN, URL, Receiver
from tests.people import in_role

pytestmark = pytest.mark.django_db
NEW = {"name": "The CMS", "url": URL, "filters": {"kind": "factual", "language": ["en"]}, "since": 0}


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


@pytest.fixture
def made(program: Program) -> Any:
    return program.make("webhooks/", **NEW)


def served(made: Any, receiver: Receiver) -> None:
    receiver.serve(Webhook.objects.get(pk=made["id"]))


def test_the_secret_is_told_by_the_answer_that_made_it_and_by_nothing_else(program: Program, made: Any) -> None:
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert made["public_key"].startswith("whpk_")
    assert made["filters"] == {"kind": ["factual"], "language": ["en"]}
    assert (made["state"], made["position"], made["waiting"], made["made_by"]) == ("running", 0, 0, "editor")
    assert program.read(f"webhooks/{made['id']}/") == made
    assert program.read("webhooks/")["results"] == [made]
    assert not any(secret in (kept.body or "") for kept in KeptAnswer.objects.all())
    changed = program.send(f"webhooks/{made['id']}/rotate/").json()
    assert changed["secret"] != secret
    assert changed["both_keys_until"] is not None
    assert changed["public_key"] != made["public_key"]
    again = program.send("webhooks/", NEW, key="one"), program.send("webhooks/", NEW, key="one")
    assert [bool(each.json()["secret"]) for each in again] == [True, False]
    assert again[0].json()["id"] == again[1].json()["id"]
    assert KeptAnswer.objects.exists()
    assert not any("whsec_" in (kept.body or "") for kept in KeptAnswer.objects.all())
    actions.publish(claims=[ClaimFactory(language="en", kind="factual")], by=program.person)
    receiver = Receiver(clock=datetime.now(UTC))
    served(made, receiver)
    for each in (secret, changed["secret"]):
        Verifier(each).verify(receiver.got[0].body, dict(receiver.got[0].headers))


def test_every_fault_of_a_body_is_told_beside_its_member(program: Program) -> None:
    refused = program.send("webhooks/", {"name": "", "url": URL, "filters": [], "more": 1})
    assert set(faults(refused)) == {"#/name", "#/filters", "#/more"}
    refused = program.send("webhooks/", {"name": "A", "url": "http://x", "filters": {"verdict": "flase"}, "since": 9})
    assert refused.status_code == 400
    assert set(faults(refused)) == {"#/url", "#/filters", "#/since"}
    refused = program.send("webhooks/", {"name": "A", "url": URL, "filters": {"verdict": []}})
    assert set(faults(refused)) == {"#/filters"}


def test_the_log_says_when_each_event_was_tried_and_what_came_of_it(program: Program, made: Any) -> None:
    actions.publish(claims=[ClaimFactory(language="en", kind="factual")], by=program.person)
    position = Edition.objects.get(subject_type="claim").position
    receiver = Receiver(answer=lambda got: TAKEN if len(receiver.got) > 1 else REFUSED)
    served(made, receiver)
    log = f"webhooks/{made['id']}/deliveries/"
    [line] = program.read(log)["results"]
    assert line["attempts"] == [
        {"at": "2026-12-01T12:00:00.000000Z", "outcome": "refused", "status": 500, "milliseconds": 10},
        {"at": "2026-12-01T12:00:05.010000Z", "outcome": "taken", "status": 204, "milliseconds": 10},
    ]
    assert (line["position"], line["state"], line["due_at"], line["left"]) == (position, "delivered", None, False)
    assert line["webhook_id"] == receiver.got[0].id
    assert program.read(log, state="waiting")["results"] == []
    assert program.read(log, count="true")["count"] == 1
    assert program.read("webhooks/", count="true")["count"] == 1
    body = {"first": 1, "last": position}
    assert program.send(f"webhooks/{made['id']}/replay/", body, key="r").json() == {"events": 1}
    assert program.send(f"webhooks/{made['id']}/replay/", body, key="r").json() == {"events": 1}
    assert program.read(f"webhooks/{made['id']}/")["waiting"] == 1
    assert program.send(f"webhooks/{made['id']}/replay/", {"first": 1, "last": 99}).status_code == 409
    assert set(faults(program.send(f"webhooks/{made['id']}/replay/", {"first": 0}))) == {"#/first", "#/last"}


def test_one_is_paused_resumed_and_deleted(program: Program, made: Any) -> None:
    one = f"webhooks/{made['id']}/"
    assert program.send(f"{one}pause/").json()["state"] == "paused"
    assert program.send(f"{one}pause/").status_code == 409
    assert program.read("webhooks/", state="paused")["results"][0]["id"] == made["id"]
    assert program.send(f"{one}resume/").json()["state"] == "running"
    assert program.delete(f"/api/v1/desk/{one}").status_code == 204
    assert program.get(f"/api/v1/desk/{one}").status_code == 404
    assert program.send(f"{one}pause/").status_code == 404
    assert program.send(f"{one}rotate/").status_code == 404


def test_whoever_does_not_publish_and_whoever_is_nobody_learns_nothing_of_webhooks(made: Any) -> None:
    checker, anybody = Program(in_role(Role.CHECKER)), APIClient()
    reading = Program(in_role(Role.EDITOR), "read")
    for address in ("webhooks/", f"webhooks/{made['id']}/", f"webhooks/{made['id']}/deliveries/"):
        assert checker.get(f"/api/v1/desk/{address}").status_code == 403
        assert anybody.get(f"/api/v1/desk/{address}").status_code == 401
        assert reading.get(f"/api/v1/desk/{address}").status_code == 200
    for verb in ("rotate", "pause", "resume", "replay"):
        assert checker.send(f"webhooks/{made['id']}/{verb}/").status_code == 403
        assert reading.send(f"webhooks/{made['id']}/{verb}/").status_code == 403, "its token is for reading"
    assert reading.send("webhooks/", NEW).status_code == 403


def test_a_list_costs_the_same_queries_however_long_it_is(
    program: Program, made: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        program.make("webhooks/", **NEW)
    with django_assert_max_num_queries(14):
        program.read("webhooks/")
