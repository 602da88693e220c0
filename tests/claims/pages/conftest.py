"""A claim that has its page, how its page is read, and what may become of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from claimtrack.writing import withholding
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, SourceFactory, SubjectFactory
from tests.redacting import redact

STATEMENT = "The port was sold for a naval base."
HOSTILE = '</script><img src=x onerror=alert(1)>"\u202e{{ 7|add:7 }}'


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers={"Accept": "text/html", **headers})


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def page(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content
    return str(answer.content.decode())


def judge_publicly(claim: Claim, *, by: User, **judged: Any) -> None:
    actions.approve(assessment=AssessmentFactory(claim=claim, verdict="false", **judged), by=by)
    actions.publish(claims=[claim], by=by)


def about_a_person(editor: User) -> Claim:
    made: Claim = ClaimFactory(slug="a-person-stole")
    made.about.add(SubjectFactory(kind="person"))
    actions.publish(claims=[made], by=editor)
    return made


@pytest.fixture
def claim(editor: User) -> Claim:
    made: Claim = ClaimFactory(slug="the-port", statement=STATEMENT)
    AppearanceFactory(claim=made, speaker=SourceFactory(name="The Daily Example"))
    actions.publish(claims=[made], by=editor)
    return made


def take(how: str, claim: Claim, editor: User, checker: User) -> None:
    """Take the claim from readers in this way."""
    match how:
        case "retracted":
            actions.retract(claim=claim, by=editor, reason="It named the wrong port.")
        case "merged":
            survivor = ClaimFactory(slug="the-survivor")
            actions.publish(claims=[survivor], by=editor)
            actions.merge(survivor=survivor, duplicate=claim, by=editor, note="They are one.")
        case "withheld":
            withholding.withhold(root=claim, reason="A complaint.", by=editor)
        case "redacted":
            redact(
                root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker
            )
