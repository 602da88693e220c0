"""Up to 500 rows in one call: all of them or none, each fault with its index."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.api.desk.bulk import BULK_EXAMPLE, MOST
from claims.models import Appearance, Claim
from claims.writing import publish
from claimtrack.accounts.models import Profile
from claimtrack.accounts.roles import Role
from sources.models import Document, Source
from tests.desk_api import DESK, Program, faults
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory, TopicFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


def sent(program: Program, *items: Any, **more: Any) -> Any:
    return program.send("bulk/", {"items": list(items)}, **more)


def make(table: str, **row: Any) -> dict[str, Any]:
    return {"do": "create", "table": table, "row": row}


def change(table: str, name: str, version: int, **row: Any) -> dict[str, Any]:
    return {"do": "update", "table": table, "id": name, "version": version, "row": row}


def seen_in(url: str, **source: Any) -> dict[str, Any]:
    return {"role": "asserts", "document": {"url": url, "medium": "article"}, **({"speaker": source} if source else {})}


def test_rows_of_several_tables_are_made_and_changed_together(program: Program) -> None:
    source, claim, document = SourceFactory(), ClaimFactory(), DocumentFactory()
    answer = sent(
        program,
        make("claims", statement="The harbour was closed.", appearances=[seen_in("https://gazette.example/1")]),
        change("sources", source.slug, 1, country="MT"),
        make("appearances", claim=claim.slug, document=str(document.pk), role="reports"),
        change("claims", str(claim.pk), 1, context="In October."),
        make(
            "captures",
            document=str(document.pk),
            text="It was closed.",
            tool="by hand",
            taken_at="2026-11-01T10:00:00Z",
        ),
    )
    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [(each["table"], each["created"], each["version"]) for each in results] == [
        ("claims", True, 1),
        ("sources", False, 2),
        ("appearances", True, 1),
        ("claims", False, 2),
        ("captures", True, 1),
    ]
    assert [each["pointer"] for each in results[0]["resolved"]] == [
        "/items/0/row/appearances/0/document/publisher",
        "/items/0/row/appearances/0/document",
    ]
    for each in results:
        assert program.read(each["api_url"].removeprefix(DESK))["version"] == each["version"]
    source.refresh_from_db()
    assert source.country == "MT"


def test_the_example_is_done_as_it_stands(program: Program) -> None:
    TopicFactory(slug="harbours")
    SourceFactory(slug="port-authority")
    gazette = SourceFactory(slug="the-harbour-gazette")
    for name in ("A", "B"):
        tag = program.tag(f"sources/{gazette.slug}/")
        assert program.change(f"sources/{gazette.slug}/", {"description": name}, tag=tag).status_code == 200
    answer = program.send("bulk/", BULK_EXAMPLE)
    assert answer.status_code == 200, answer.content


def test_claims_of_one_call_share_what_they_name_by_address_and_identity(program: Program) -> None:
    ada = {"name": "Ada Perit", "kind": "person", "same_as": ["https://x.com/ada"]}
    items = [
        make("claims", statement=f"Statement {n}.", appearances=[seen_in("https://gazette.example/1", **ada)])
        for n in range(3)
    ]
    assert sent(program, *items).status_code == 200
    assert (Claim.objects.count(), Appearance.objects.count(), Document.objects.count()) == (3, 3, 1)
    assert sorted(Source.objects.values_list("name", flat=True)) == ["Ada Perit", "gazette.example"]


def test_all_or_nothing_and_each_fault_with_its_index(program: Program) -> None:
    source = SourceFactory()
    answer = sent(
        program,
        make("sources", name="Good", kind="outlet"),
        make("sources", name="Bad"),
        make("claims", statement="Closed.", appearances=[seen_in("ftp://x.example/1")], topics=["none"]),
        change("sources", "nobody", 1, country="MT"),
        {"do": "update", "table": "sources", "id": source.slug, "row": {"country": "MT"}},
        {"do": "sing", "table": "birds", "row": {}},
        {"do": "create", "table": "topics"},
        "no item",
        make("sources", name="Two", kind="a kind", colour="red"),
    )
    assert answer.status_code == 400
    assert set(faults(answer)) == {
        "#/items/1/row/kind",
        "#/items/2/row/appearances/0/document/url",
        "#/items/2/row/topics/0",
        "#/items/3/id",
        "#/items/4/version",
        "#/items/5/do",
        "#/items/5/table",
        "#/items/6/row",
        "#/items/7",
        "#/items/8/row/kind",
        "#/items/8/row/colour",
    }
    assert list(Source.objects.all()) == [source]


def test_a_row_that_was_changed_meanwhile_stops_all_of_them(program: Program) -> None:
    seen, moved = SourceFactory(), SourceFactory()
    program.change(f"sources/{moved.slug}/", {"country": "IT"})
    answer = sent(
        program, change("sources", seen.slug, 1, country="MT"), change("sources", moved.slug, 1, country="MT")
    )
    assert answer.status_code == 412
    assert faults(answer) == {"#/items/1/row": "stale"}
    seen.refresh_from_db()
    assert seen.country == ""


def test_one_row_is_changed_once_in_a_call(program: Program) -> None:
    source = SourceFactory()
    answer = sent(
        program, change("sources", source.slug, 1, country="MT"), change("sources", str(source.pk), 2, country="IT")
    )
    assert faults(answer) == {"#/items/1/id": "repeated"}


def test_what_a_reporter_may_not_do_by_hand_she_may_not_do_in_bulk(reporter: User) -> None:
    answer = sent(Program(reporter), make("sources", name="Good", kind="outlet"), make("topics", name="Harbours"))
    assert answer.status_code == 403
    assert not Source.objects.exists()


@pytest.mark.parametrize("body", [[], {}, {"items": []}, {"items": {}}, {"items": [1], "more": 1}])
def test_what_is_no_list_of_items_is_refused(program: Program, body: Any) -> None:
    assert faults(program.send("bulk/", body)).keys() <= {"#/items", "#/items/0"}
    assert program.send("bulk/", body).status_code == 400


def test_more_than_five_hundred_are_refused_before_they_are_read(program: Program) -> None:
    answer = sent(program, *[make("topics", name=f"Topic {n}") for n in range(MOST + 1)])
    assert faults(answer) == {"#/items": "malformed"}


def test_the_same_call_sent_again_does_nothing_and_answers_the_same(program: Program) -> None:
    item = make("claims", statement="The harbour was closed.")
    first, again = (sent(program, item, key="once") for _ in range(2))
    assert first.json() == again.json()
    assert Claim.objects.count() == 1


def test_what_a_program_writes_of_what_people_answer_for_waits_by_itself_alone(db: None) -> None:
    published, draft = ClaimFactory(), ClaimFactory()
    publish(claims=[published], by=None)
    account = in_role(Role.EDITOR, "a-bot")
    Profile.objects.filter(person=account).update(is_program=True)
    program = Program(account)
    answer = sent(
        program,
        change("claims", str(draft.pk), draft.version, context="In October."),
        change("claims", str(published.pk), 1, context="In October."),
        make("claims", statement="A part of it.", part_of=str(published.pk)),
        make("appearances", claim=str(published.pk), document=str(DocumentFactory().pk), role="reports"),
    )
    waiting = {place for place, code in faults(answer).items() if code == "waits"}
    assert waiting == {"#/items/1/row", "#/items/2/row", "#/items/3/row"}
    alone = program.send("claims/", {"statement": "A part of it.", "part_of": str(published.pk)})
    assert faults(alone) == {"#": "waits"}
    draft.refresh_from_db()
    assert draft.context == ""
