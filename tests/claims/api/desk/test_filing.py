"""One POST files a claim whole, and the answer says what was found, made and left to a person."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.api.desk.filing import EXAMPLE
from claims.models import Appearance, Claim, Rebuttal
from claimtrack.accounts.roles import Role
from sources.models import Capture, Document, Source
from tests.desk_api import DESK, Program, faults
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory, TopicFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def bot(reporter: User) -> Program:
    """What most programs are: a reporter's."""
    return Program(reporter)


def resolved(answer: Any) -> dict[str, Any]:
    return {each["pointer"]: each for each in answer["resolved"]}


def test_the_example_is_filed_as_it_stands(bot: Program) -> None:
    TopicFactory(slug="harbours")
    authority = SourceFactory(slug="port-authority", name="Port Authority")
    answer = bot.send("claims/", EXAMPLE)
    assert answer.status_code == 201, answer.content
    document = answer.json()
    assert (document["stage"], document["version"], answer["Location"]) == ("draft", 1, document["api_url"])
    assert answer["ETag"] == bot.tag(f"claims/{document['id']}/")
    assert bot.read(f"claims/{document['id']}/").items() <= document.items()
    assert {pointer: each["created"] for pointer, each in resolved(document).items()} == {
        "/about/0": True,
        "/appearances/0/document": True,
        "/appearances/0/document/publisher": True,
        "/appearances/0/document/captures/0": True,
        "/appearances/0/speaker": True,
        "/rebuttals/0/document": True,
        "/rebuttals/0/document/publisher": True,
        "/rebuttals/0/source": False,
    }
    assert resolved(document)["/rebuttals/0/source"] == {
        "pointer": "/rebuttals/0/source",
        "id": str(authority.pk),
        "name": "Port Authority",
        "created": False,
        "by": "slug",
        "namesakes": [],
    }
    assert document["duplicates"] == []
    assert Appearance.objects.get().anchored is True
    assert Rebuttal.objects.get().statement == "The harbour was open every day."


def test_filing_it_again_finds_what_it_names_and_tells_of_the_duplicate(bot: Program) -> None:
    TopicFactory(slug="harbours")
    SourceFactory(slug="port-authority")
    first = bot.make("claims/", **EXAMPLE)
    again = bot.make("claims/", **EXAMPLE)
    assert not any(each["created"] for each in again["resolved"])
    assert {each["pointer"]: each["id"] for each in again["resolved"]} == {
        each["pointer"]: each["id"] for each in first["resolved"]
    }
    [same] = again["duplicates"]
    assert (same["score"], same["claim"]["id"]) == (1.0, first["id"])


def test_the_same_request_sent_again_files_nothing_and_answers_the_same(bot: Program) -> None:
    body = {"statement": "The harbour was closed."}
    first, again = (bot.send("claims/", body, key="a key") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json(), again["ETag"]) == (first.json(), first["ETag"])
    assert Claim.objects.count() == 1


def test_every_fault_is_told_at_once_with_a_pointer(bot: Program) -> None:
    TopicFactory(slug="harbours")
    answer = bot.send(
        "claims/",
        {
            "statement": "",
            "made": "yesterday",
            "topics": ["harbour"],
            "about": [{"kind": "planet", "name": "Elmo"}],
            "appearances": [
                {"role": "sings", "document": {"url": "ftp://x.example/1", "medium": "article"}, "speaker": 5},
                {"quote": "closed", "document": {"id": "nothing", "title": "Closed"}, "attributed_to": [{}]},
                {"role": "asserts", "document": {"pointer": "/appearances/9/document"}},
            ],
            "rebuttals": ["no", {"kind": "denial", "source": {"slug": "nobody"}, "document": "nothing"}],
            "judged": True,
        },
    )
    assert answer.status_code == 400
    assert set(faults(answer)) == {
        "#/statement",
        "#/made",
        "#/topics/0",
        "#/about/0/kind",
        "#/appearances/0/role",
        "#/appearances/0/document/url",
        "#/appearances/0/speaker",
        "#/appearances/1/role",
        "#/appearances/1/document/id",
        "#/appearances/1/document",
        "#/appearances/1/attributed_to/0/name",
        "#/appearances/2/document",
        "#/rebuttals/0",
        "#/rebuttals/1/source",
        "#/rebuttals/1/document",
        "#/rebuttals/1/statement",
        "#/judged",
    }
    [topic] = [each for each in answer.json()["errors"] if each["pointer"] == "#/topics/0"]
    assert "harbours" in topic["message"]
    assert [model.objects.count() for model in (Claim, Source, Document)] == [0, 0, 0]


@pytest.mark.parametrize("body", [[], "a claim", None, 5])
def test_what_is_no_object_is_refused(bot: Program, body: Any) -> None:
    assert faults(bot.send("claims/", body if body is not None else [None])) == {"#": "malformed"}


def test_a_body_too_large_to_be_read_is_refused(bot: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimtrack.api.parsers.SizedJSONParser.longest", 1_000)
    assert bot.send("claims/", {"statement": "x" * 1_000}).status_code == 413


def test_who_may_not_file_is_told_who_may(db: None) -> None:
    answer = Program(in_role(Role.VIEWER)).send("claims/", {"statement": "The harbour was closed."})
    assert answer.status_code == 403
    assert "reporters" in answer.json()["detail"]


def test_a_token_that_is_not_for_writing_files_nothing(reporter: User) -> None:
    assert Program(reporter, "read").send("claims/", {"statement": "It was closed."}).status_code == 403


def test_a_copy_that_came_along_is_in_no_public_answer(bot: Program, reader: Any) -> None:
    bot.make(
        "claims/",
        statement="The harbour was closed.",
        appearances=[
            {
                "role": "asserts",
                "document": {
                    "url": "https://gazette.example/1",
                    "medium": "article",
                    "captures": [{"text": "a canary sings at dawn", "tool": "bot 1"}],
                },
            }
        ],
    )
    assert Capture.objects.get().text == "a canary sings at dawn"
    for address in ("claims/", "documents/", "appearances/", "changes/", "sources/"):
        assert b"canary" not in reader.get(f"/api/v1/{address}").content


def test_filing_takes_a_bounded_number_of_questions(bot: Program, django_assert_max_num_queries: Any) -> None:
    TopicFactory(slug="harbours")
    SourceFactory(slug="port-authority")
    for _ in range(5):
        ClaimFactory(), DocumentFactory()
    with django_assert_max_num_queries(400):
        bot.make("claims/", **EXAMPLE)


def test_the_description_has_the_example(bot: Program) -> None:
    schema = bot.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    post = schema["paths"][f"{DESK}claims/"]["post"]
    [example] = post["requestBody"]["content"]["application/json"]["examples"].values()
    assert example["value"] == EXAMPLE
    assert post["responses"]["201"]["content"]["application/json"]["schema"]["$ref"].endswith("/DeskClaimFiled")


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"slug": "../../x"}, "#/slug"),
        ({"slug": "01a20725-d9a8-72c0-a7ed-aed590eedce0"}, "#/slug"),
        ({"slug": "count"}, "#/slug"),
        ({"statement": " \u200b\u202e "}, "#/statement"),
        (
            {"appearances": [{"role": "asserts", "document": {"url": "https://ada:secret@gazette.example/1"}}]},
            "#/appearances/0/document/url",
        ),
        (
            {"appearances": [{"role": "asserts", "document": {"url": "https://gazette.example:99999/1"}}]},
            "#/appearances/0/document/url",
        ),
    ],
)
def test_what_the_desk_refuses_is_refused_of_what_is_filed_whole(
    bot: Program, members: dict[str, Any], place: str
) -> None:
    answer = bot.send("claims/", {"statement": "It was closed."} | members)
    assert answer.status_code == 400, answer.content
    assert place in faults(answer)
    assert not Claim.objects.exists()
