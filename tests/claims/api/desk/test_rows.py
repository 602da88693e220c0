"""Every table of the desk over HTTP: made, read, changed and deleted, from one declaration each."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from claims.api.desk.resources import RESOURCES as OF_CLAIMS
from claims.models import Appearance, Claim
from claims.writing import approve
from claimtrack.accounts.roles import Role
from claimtrack.api.rows.resource import Resource
from claimtrack.writing.book import BOOK
from claimtrack.writing.story import story
from sources.api.desk import RESOURCES as OF_SOURCES
from sources.models import Capture
from tests.desk_api import DESK, Program, faults
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    InquiryFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

RESOURCES = (*OF_CLAIMS, *OF_SOURCES)


@pytest.fixture
def program(editor: User) -> Program:
    return Program(editor)


def bodies() -> dict[str, dict[str, Any]]:
    """A new row of each table, as a program sends it."""
    claim, other, document, source = ClaimFactory(), ClaimFactory(), DocumentFactory(), SourceFactory()
    return {
        "claims": {"statement": "The harbour was closed.", "made": "2026-11~", "topics": [TopicFactory().slug]},
        "appearances": {"claim": claim.slug, "document": str(document.pk), "role": "asserts", "speaker": source.slug},
        "rebuttals": {
            "kind": "denial",
            "source": source.slug,
            "document": str(document.pk),
            "statement": "It was not.",
        },
        "answers": {"rebuttal": str(RebuttalFactory().pk), "claim": str(claim.pk), "scope": "specific"},
        "evidence": {
            "target_claim": claim.slug,
            "document": str(document.pk),
            "bearing": "supports",
            "credibility": 2,
            "note": "The log says so.",
        },
        "assessments": {"claim": claim.slug, "verdict": "false", "rationale": "The log says otherwise."},
        "relations": {"claim": claim.slug, "other": other.slug, "kind": "contradicts", "note": "Both cannot be so."},
        "inquiries": {
            "claim": claim.slug,
            "source": source.slug,
            "asked": "2026-11-03",
            "deadline_at": "2026-11-05T17:00:00.000000+01:00",
            "means": "email",
        },
        "letters": {"inquiry": str(InquiryFactory().pk), "text": "To the port."},
        "letter_templates": {"name": "Short", "text": "To {source}: {claim}"},
        "observations": {
            "claim": claim.slug,
            "figure": 1200,
            "counts": "views",
            "place": "Example Network",
            "observed": "2026-11-02",
        },
        "narratives": {
            "name": "The harbour is being given up",
            "period": {"edtf": "2024/..", "text": "since 2024"},
            "techniques": ["T0086"],
        },
        "topics": {"name": "Harbours"},
        "subjects": {"name": "Port of Saint Elmo", "kind": "place", "aliases": ["the old port"]},
        "sources": {"name": "The Harbour Gazette", "kind": "outlet", "country": "MT"},
        "offices": {
            "person": source.slug,
            "organization": SourceFactory().slug,
            "title": "Harbour Master",
            "start": "2019",
        },
        "grades": {"source": source.slug, "grade": "B", "reasons": "It errs seldom.", "at": "2026-11-01"},
        "documents": {
            "title": "Closed",
            "url": "https://gazette.example/1",
            "publisher": source.slug,
            "medium": "article",
        },
        "captures": {"document": str(document.pk), "text": "It was closed for a week.", "tool": "by hand"},
    }


CHANGES: dict[str, dict[str, Any]] = {
    "claims": {"context": "In October.", "countries": ["IT", "MT"], "made": None},
    "appearances": {"hedge": "reportedly", "occurred_at": "2018-10-08T16:49:00.000000+01:00"},
    "rebuttals": {"verb": "refuted"},
    "answers": {"scope": "blanket"},
    "evidence": {"credibility": None},
    "assessments": {"confidence": "high", "review_due": "2027-01-01"},
    "relations": {"note": "One of them is wrong."},
    "inquiries": {"outcome": "answered", "answer": "It was open.", "answered": None},
    "letter_templates": {"language": "mt"},
    "observations": {"shown": True},
    "narratives": {"description": "In every strike.", "techniques": ["T0023.001", "T0086"]},
    "topics": {"name": "Ports"},
    "subjects": {"same_as": ["https://places.example/1"]},
    "sources": {"aliases": ["the Gazette"], "country": None},
    "offices": {"title": "Deputy Harbour Master"},
    "documents": {"authors": ["Ada Perit"]},
    "grades": {"review_due": "2027-11-01", "by": None},
}

#: Tables whose rows are never deleted.
STAYING = {"observations"}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_row_of_every_table_is_made_read_listed_changed_and_deleted(program: Program, resource: Resource) -> None:
    made = program.send(f"{resource.name}/", bodies()[resource.name])
    assert made.status_code == 201, made.content
    document = made.json()
    for told in ("resolved", "duplicates"):  # of a claim that was just filed
        document.pop(told, None)
    assert made["Location"] == document["api_url"] == f"{DESK}{resource.name}/{document['id']}/"
    one = f"{resource.name}/{document['id']}/"
    assert program.read(one) == document
    assert made["ETag"] == program.tag(one)
    listed = program.read(f"{resource.name}/", ids=document["id"])["results"]
    assert [row["id"] for row in listed] == [document["id"]]
    assert listed[0].keys() == document.keys()
    assert program.read(f"{resource.name}/count/") == {"count": resource.model._default_manager.count(), "exact": True}
    if resource.changed:
        _change(program, one, document, CHANGES[resource.name])
    said = {member.name: "A mistake." for member in resource.removing} or None
    if resource.name in STAYING:
        assert program.take_away(one).status_code == 403
        return
    assert program.take_away(one, said).status_code == 204
    assert program.get(f"{DESK}{one}").status_code == 404


def _change(program: Program, one: str, before: dict[str, Any], change: dict[str, Any]) -> None:
    changed = program.change(one, change)
    assert changed.status_code == 200, changed.content
    after = changed.json()
    assert {name: after[name] for name in change} == change
    assert changed["ETag"] == program.tag(one)
    assert after["version"] == before["version"] + 1
    # What was read is accepted as it was read.
    written = {name: value for name, value in after.items() if name in {member.name for member in _of(one).members}}
    again = program.change(one, written)
    assert again.status_code == 200, again.content


def _of(one: str) -> Resource:
    return next(each for each in RESOURCES if one.startswith(f"{each.name}/"))


def test_every_table_that_changes_of_rows_write_has_an_address_or_is_a_part_of_one() -> None:
    addressed = {resource.model for resource in RESOURCES}
    # A chain of attribution is written with its appearance: in `attributed_to`, in order.
    left = {model._meta.model_name for model in BOOK.keys() - addressed}
    assert left == {"attribution", "ratinglabel"}


def test_a_chain_of_attribution_is_written_in_its_order(program: Program) -> None:
    first, second = SourceFactory(name="Zed"), SourceFactory(name="Ada")
    one = f"appearances/{AppearanceFactory().pk}/"
    changed = program.change(one, {"attributed_to": [first.slug, second.slug]}).json()
    assert changed["attributed_to"] == [str(first.pk), str(second.pk)]


def test_dates_are_written_as_edtf_or_with_the_documents_words(program: Program) -> None:
    made = program.make(
        "claims/", statement="So.", made="2008-10-31~", about_time={"edtf": "1978", "text": "late 1970s"}
    )
    assert made["made"]["edtf"] == "2008-10-31~"
    assert made["about_time"] | {"text": "late 1970s"} == made["about_time"]
    wrong = program.send("claims/", {"statement": "So.", "made": "last week", "about_time": {"text": "then"}})
    assert wrong.status_code == 400
    assert faults(wrong) == {"#/made": "invalid_date", "#/about_time": "invalid_date"}


def test_every_fault_of_a_body_is_told_at_once_with_its_place(program: Program) -> None:
    body = {
        "statement": 7,
        "kind": "factuel",
        "language": "e" * 40,
        "topics": ["no-such-topic", TopicFactory().slug, 4],
        "about": "a subject",
        "slug": "Not A Slug",
        "stage": "published",
    }
    answer = program.send("claims/", body)
    assert answer.status_code == 400
    assert faults(answer) == {
        "#/statement": "malformed",
        "#/kind": "unknown_value",
        "#/language": "too_long",
        "#/topics/2": "malformed",
        "#/about": "malformed",
        "#/slug": "invalid",
        "#/stage": "unknown_member",
    }
    assert not Claim.objects.exists()
    unknown = program.send("claims/", {"topics": ["no-such-topic"]})
    assert faults(unknown) == {"#/topics/0": "unknown", "#/statement": "required"}


@pytest.mark.parametrize(
    "body",
    ["[]", '"so"', "7", "null", "", "{", '{"statement": "\\u0000"}', '{"statement": "\\ud800"}', '{"\\ud800": 1}'],
)
def test_what_is_no_row_at_all_is_refused_and_breaks_nothing(program: Program, body: str) -> None:
    headers = {"Idempotency-Key": "one"}
    answer = program.post(f"{DESK}claims/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_rule_of_the_table_is_told_in_its_words(program: Program) -> None:
    claim = ClaimFactory()
    body = {"claim": claim.slug, "verdict": "false", "likelihood": "certain", "rationale": ""}
    assert faults(program.send("assessments/", body)) == {"#/likelihood": "unknown_value"}
    answer = program.send("assessments/", body | {"likelihood": "very_likely"})
    assert faults(answer) == {"#": "invalid"}
    assert "A likelihood needs a confidence." in answer.content.decode()


def test_what_was_decided_stays_and_says_why(program: Program, editor: User) -> None:
    answer = program.take_away(f"claims/{ClaimFactory(stage='published').slug}/")
    assert answer.status_code == 403
    judged = AssessmentFactory()
    approve(assessment=judged, by=editor)
    answer = program.take_away(f"assessments/{judged.pk}/")
    assert answer.status_code == 409
    assert "never changed" in answer.json()["detail"]


def test_what_is_still_used_stays_and_says_by_what(program: Program) -> None:
    source = DocumentFactory().publisher
    answer = program.take_away(f"sources/{source.pk}/")
    assert answer.status_code == 409
    assert "It is still used, by 1 of these: document" in answer.json()["detail"]


def test_a_copy_is_stored_once_and_its_text_is_shown_alone(program: Program) -> None:
    document = DocumentFactory()
    made = program.make("captures/", document=str(document.pk), content="U28u", tool="curl 8", media_type="text/plain")
    assert Capture.objects.get().content == b"So."
    assert program.read("captures/")["results"][0]["text"] is None
    again = program.send("captures/", {"document": str(document.pk), "content": "U28u", "tool": "curl 8"})
    assert again.status_code == 400
    assert "already stored" in again.content.decode()
    assert program.patch(f"{DESK}captures/{made['id']}/", {}, format="json").status_code == 405
    assert faults(program.send("captures/", {"tool": "x", "text": "So."})) == {"#/document": "required"}


def test_a_copy_that_was_a_mistake_goes_by_its_uploader_for_a_reason_and_leaves_its_hash_alone() -> None:
    document, words = DocumentFactory(), "The number of her telephone is 79 00 12."
    uploader, other = Program(in_role(Role.REPORTER)), Program(in_role(Role.REPORTER, "other"))
    made = uploader.make("captures/", document=str(document.pk), text=words, tool="by hand")
    one, why = f"captures/{made['id']}/", {"reason": "It is a page of somebody's private life."}
    assert other.take_away(one, why).status_code == 403
    assert faults(uploader.take_away(one)) == {"#/reason": "required"}
    assert faults(uploader.take_away(one, {"reason": "  "})).keys() == {"#/reason"}
    assert uploader.take_away(one, why).status_code == 204
    event = Capture.pgh_event_model.objects.get(pgh_label="delete")  # type: ignore[attr-defined]  # made by pghistory
    assert (event.sha256, event.pgh_context.metadata["user"]) == (made["sha256"], uploader.person.pk)
    assert event.pgh_context.metadata["reason"] == why["reason"]
    [told] = [each for each in story(document, by=uploader.person, most=9).told if each.done == "removed"]
    assert told.reason == why["reason"]
    assert made["sha256"] in [change.old for change in told.changes]
    assert tables_with("79 00 12") == []


def tables_with(words: str) -> list[str]:
    """The tables that have these words in any column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        return [name for name in tables if _has(cursor, name, words)]


def _has(cursor: Any, table: str, words: str) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" AS row WHERE strpos(row::text, %s) > 0)', [words])
    return bool(cursor.fetchone()[0])


def test_slugs_are_made_of_names_where_nobody_gives_one(program: Program) -> None:
    assert program.make("topics/", name="Old Harbours")["slug"] == "old-harbours"
    assert program.make("sources/", name="The Gazette", kind="outlet")["slug"] == "the-gazette"
    assert program.make("sources/", name="The Gazette", kind="outlet")["slug"] == "the-gazette-2"


def test_whoever_only_reads_is_not_told_who_works_on_what(editor: User) -> None:
    claim = ClaimFactory(author=editor)
    judged = AssessmentFactory(claim=claim, analyst=editor)
    viewer = Program(in_role(Role.VIEWER))
    assert viewer.read(f"claims/{claim.pk}/")["author"] is None
    assert viewer.read(f"assessments/{judged.pk}/")["analyst"] is None
    assert viewer.get(f"{DESK}claims/", {"author": "editor"}).status_code == 403
    assert Program(editor).read(f"claims/{claim.pk}/")["author"] == "editor"


def test_options_list_members_choices_filters_and_orders(program: Program) -> None:
    told = program.options(f"{DESK}claims/").json()
    members = {each["name"]: each for each in told["members"]}
    assert members["statement"]["required"]
    assert members["kind"]["choices"][0]["value"] == "factual"
    assert {"stage", "mine", "source", "topics", "q", "kind"} <= {each["name"] for each in told["filters"]}
    assert "-updated_at" in told["orderings"]
    assert told["methods"] == ["GET", "POST", "HEAD", "OPTIONS"]
    verb = program.options(f"{DESK}claims/{ClaimFactory().slug}/publish/").json()
    assert [each["name"] for each in verb["members"]] == ["note", "document_sha256", "alone", "along"]


def test_lists_take_a_bounded_number_of_questions(program: Program, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        claim = ClaimFactory()
        claim.about.add(SubjectFactory())
        claim.topics.add(TopicFactory())
        appearance = AppearanceFactory(claim=claim)
        appearance.attributed_to.add(SourceFactory())
    for resource in RESOURCES:
        with django_assert_max_num_queries(14):
            program.read(f"{resource.name}/")
    assert Appearance.objects.count() == 6


def test_of_a_narrative_each_technique_that_is_none_of_disarms_is_named(program: Program) -> None:
    told = {"name": "The harbour is being given up", "techniques": ["T0086", "T86", "T0023.01\n", " T0086"]}
    answer = program.send("narratives/", told)
    assert answer.status_code == 400
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "#/techniques"
    assert "‘T86’, ‘T0023.01\n’, ‘ T0086’. Give T0023" in fault["message"]
