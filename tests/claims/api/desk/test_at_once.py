"""What is sent again and again, late and twenty at a time leaves what one sending leaves, and no ring of waiters forms."""

import json
from collections import Counter
from typing import Any

import pytest

from claims.api.desk.filing import EXAMPLE
from claims.models import Answer, Appearance, Attribution, Claim, Rebuttal, Subject
from claimtrack.accounts.models import KeptAnswer
from claimtrack.accounts.roles import Role
from sources.models import Capture, Document, Source
from tests.desk_api import Program, at_once, twins
from tests.factories import SourceFactory, TopicFactory
from tests.people import in_role

TWENTY = 20
#: All that filing can make, and the answers that are kept.
TABLES = (Claim, Appearance, Attribution, Rebuttal, Answer, Subject, Source, Document, Capture, KeptAnswer)


@pytest.fixture
def bots(committed: None) -> list[Program]:
    TopicFactory(slug="harbours")
    SourceFactory(slug="port-authority", name="Port Authority")
    return twins(in_role(Role.REPORTER, "bot"), TWENTY)


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in TABLES}


def filed(number: int, **members: Any) -> dict[str, Any]:
    return {**EXAMPLE, "statement": f"Statement number {number}.", **members}


def all_at_once(bots: list[Program], ask: Any) -> list[Any]:
    """As `at_once`, each with its number."""
    numbers = {id(bot): number for number, bot in enumerate(bots)}
    return at_once(bots, lambda bot: ask(bot, numbers[id(bot)]))


@pytest.mark.parametrize(
    ("address", "body"),
    [("claims/", EXAMPLE), ("bulk/", {"items": [{"do": "create", "table": "claims", "row": EXAMPLE}]})],
)
def test_twenty_sendings_of_one_request_leave_what_one_leaves(bots: list[Program], address: str, body: Any) -> None:
    done = 201 if address == "claims/" else 200
    answers = at_once(bots, lambda bot: bot.send(address, body, key="one"))
    assert {answer.status_code for answer in answers} <= {done, 409}
    left = rows()
    late = at_once(bots, lambda bot: bot.send(address, body, key="one"))
    assert {answer.status_code for answer in late} == {done}
    assert len({answer.content for answer in (*answers, *late) if answer.status_code == done}) == 1
    assert rows() == left
    assert left == {
        "Claim": 1,
        "Appearance": 1,
        "Attribution": 0,
        "Rebuttal": 1,
        "Answer": 1,
        "Subject": 1,
        "Source": 4,
        "Document": 2,
        "Capture": 1,
        "KeptAnswer": 1,
    }


def test_twenty_requests_that_name_the_same_new_things_at_once_make_one_of_each(bots: list[Program]) -> None:
    answers = all_at_once(bots, lambda bot, number: bot.send("claims/", filed(number)))
    assert [answer.status_code for answer in answers] == [201] * TWENTY
    left = rows()
    assert [left[name] for name in ("Claim", "Source", "Document", "Subject", "Capture")] == [TWENTY, 4, 2, 1, 1]
    made = Counter(
        each["pointer"] for answer in answers for each in json.loads(answer.content)["resolved"] if each["created"]
    )
    assert set(made.values()) == {1}


def test_twenty_of_one_name_and_nothing_else_stay_twenty(bots: list[Program]) -> None:
    ada = {"role": "asserts", "document": {"url": "https://gazette.example/1", "medium": "article"}}
    body = {
        "statement": "The harbour was closed.",
        "appearances": [ada | {"speaker": {"name": "Ada", "kind": "person"}}],
    }
    answers = at_once(bots, lambda bot: bot.send("claims/", body))
    assert [answer.status_code for answer in answers] == [201] * TWENTY
    assert Source.objects.filter(name="Ada").count() == TWENTY
    assert (Claim.objects.count(), Document.objects.count()) == (TWENTY, 1)


def test_those_who_name_the_same_things_in_another_order_wait_for_nobody_in_a_ring(bots: list[Program]) -> None:
    def body(number: int) -> dict[str, Any]:
        seen = [
            {
                "role": "asserts",
                "document": {"url": f"https://site{n}.example/1", "medium": "article"},
                "speaker": {"name": f"Source {n}", "kind": "organization", "same_as": [f"https://x.com/source{n}"]},
            }
            for n in range(4)
        ]
        return {"statement": f"Statement {number}.", "appearances": seen if number % 2 else seen[::-1]}

    answers = all_at_once(bots, lambda bot, number: bot.send("claims/", body(number)))
    assert [answer.status_code for answer in answers] == [201] * TWENTY
    assert Document.objects.count() == 4
    assert Source.objects.filter(same_as__len=1).count() == 4
