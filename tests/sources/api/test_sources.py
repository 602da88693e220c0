"""Sources over HTTP: their own documents, list, filters and history."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from claimtrack.api.documents import components_of, reference_to
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Edition
from claimtrack.editions.publishing import CannotPublish
from sources import writing as actions
from sources.documents import SourceDocument, SourceTombstone
from sources.lists import SourceFilters
from sources.models import Office, Source
from tests.clock import set_clock
from tests.factories import GradeFactory, SourceFactory
from tests.public_addresses import ids, results

pytestmark = pytest.mark.django_db
SOURCES = "/api/v1/sources/"


@pytest.fixture
def state(editor: User) -> Source:
    state: Source = SourceFactory(slug="russia", name="Russia", kind="government", country="RU")
    actions.publish(sources=[state], by=editor)
    return state


@pytest.fixture
def embassy(state: Source, editor: User) -> Source:
    embassy: Source = SourceFactory(
        slug="embassy", name="Embassy of Russia", kind="government", country="GB", part_of=state,
        aliases=["Posolstvo"], description="In London.", website="https://embassy.example/",
        same_as=["https://www.wikidata.org/wiki/Q1"],
    )  # fmt: skip
    Office.objects.create(person=embassy, organization=state, title="Mission", start=WorldDate("1955"))
    GradeFactory(source=embassy, grade="D", reasons="It speaks for a party.", at="2020-01-01")
    grader = SourceFactory(slug="grader", name="Press Auditor")
    GradeFactory(source=embassy, grade="C", reasons="Mostly correct.", at="2021-01-01", by=grader)
    actions.publish(sources=[embassy], by=editor)
    return embassy


def valid(shape: type, document: Any) -> bool:
    schema = {**reference_to(shape), "components": {"schemas": components_of(shape)}}
    Draft202012Validator(schema).validate(document)
    return True


def test_a_source_is_answered_with_its_stored_bytes_by_id_and_by_slug(embassy: Source, reader: APIClient) -> None:
    stored = str(Edition.objects.get(subject_id=embassy.pk).text)
    for name in ("embassy", embassy.pk):
        response = reader.get(f"{SOURCES}{name}/")
        assert (response.status_code, response.content.decode()) == (200, stored)
    assert valid(SourceDocument, json.loads(stored))


def test_a_source_tells_its_names_offices_and_ledger(embassy: Source, state: Source, reader: APIClient) -> None:
    document = reader.get(f"{SOURCES}embassy/").json()
    assert (document["part_of"], document["aliases"], document["country"]) == (str(state.pk), ["Posolstvo"], "GB")
    [office] = document["offices"]
    assert (office["organization"], office["title"], office["to"]) == (str(state.pk), "Mission", None)
    assert office["from"]["edtf"] == "1955"
    assert [(grade["grade"], grade["by"], grade["at"]) for grade in document["reliability"]] == [
        ("D", None, "2020-01-01"),
        ("C", "Press Auditor", "2021-01-01"),
    ]


def test_who_graded_a_source_is_published_with_it(embassy: Source, reader: APIClient) -> None:
    assert reader.get(f"{SOURCES}grader/").status_code == 200


def test_a_draft_is_in_no_list(state: Source, reader: APIClient) -> None:
    SourceFactory(slug="draft")
    assert {item["slug"] for item in results(reader, SOURCES)} == {"russia"}
    assert reader.get(f"{SOURCES}draft/").status_code == 404


#: parameter → a value that finds the embassy, and one that does not.
FILTERS = {
    "q": ("posolstvo", "consulate"),
    "kind": ("government", "person"),
    "country": ("GB", "FR"),
    "part_of": ("russia", "grader"),
}


def test_a_filter_finds_what_it_names_and_nothing_else(embassy: Source, reader: APIClient) -> None:
    assert set(FILTERS) | {"ids", "cursor", "page_size", "count"} == set(SourceFilters.base_filters)
    for parameter, (match, miss) in FILTERS.items():
        assert str(embassy.pk) in ids(reader, f"{SOURCES}?{parameter}={match}"), parameter
        assert str(embassy.pk) not in ids(reader, f"{SOURCES}?{parameter}={miss}"), parameter
    assert ids(reader, f"{SOURCES}?ids={embassy.pk}") == [str(embassy.pk)]


def test_the_list_has_pages_a_count_and_a_tag(embassy: Source, editor: User, reader: APIClient) -> None:
    whole = reader.get(SOURCES)
    assert ids(reader, f"{SOURCES}?page_size=1") == [item["id"] for item in whole.json()["results"]]
    assert reader.get(f"{SOURCES}?count=true").json() == {"count": 3, "exact": True}
    assert reader.get(SOURCES, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    actions.publish(sources=[SourceFactory()], by=editor)
    assert reader.get(SOURCES, headers={"If-None-Match": whole["ETag"]}).status_code == 200


def test_a_new_name_is_a_new_edition_and_the_old_one_stays(embassy: Source, editor: User, reader: APIClient) -> None:
    Source.objects.filter(pk=embassy.pk).update(name="Russian Embassy in London")
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(sources=[embassy], by=editor, note="Its official name.")
    document = reader.get(f"{SOURCES}embassy/").json()
    assert (document["name"], document["edition"]["kind"]) == ("Russian Embassy in London", "updated")
    assert reader.get(f"{SOURCES}embassy/?edition=1").json()["name"] == "Embassy of Russia"
    assert reader.get(f"{SOURCES}embassy/?as_of=2099-12-31").json()["name"] == "Embassy of Russia"
    history = reader.get(f"{SOURCES}embassy/editions/").json()["results"]
    assert [(item["number"], item["changed"], item["note"]) for item in history] == [
        (2, ["name"], "Its official name."),
        (1, [], None),
    ]
    assert [item["name"] for item in results(reader, f"{SOURCES}?ids={embassy.pk}")] == ["Russian Embassy in London"]


def test_publishing_without_a_change_makes_no_edition(embassy: Source, editor: User) -> None:
    assert actions.publish(sources=[embassy], by=editor) == []


def test_a_retracted_source_leaves_its_tombstone_with_the_reason(
    embassy: Source, editor: User, reader: APIClient
) -> None:
    actions.retract(source=embassy, by=editor, reason="Entered twice.")
    response = reader.get(f"{SOURCES}embassy/")
    assert (response.status_code, response["Content-Type"]) == (410, "application/json")
    tombstone = response.json()
    assert valid(SourceTombstone, tombstone)
    assert (tombstone["name"], tombstone["edition"]["note"]) == (None, "Entered twice.")
    assert "embassy" not in {item["slug"] for item in results(reader, SOURCES)}
    assert reader.get(f"{SOURCES}embassy/?edition=1").json()["name"] == "Embassy of Russia"
    assert reader.get("/api/v1/claims/?source=embassy").json()["results"] == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_retraction_needs_its_reason(embassy: Source, editor: User, reason: str) -> None:
    with pytest.raises(CannotPublish, match="Say why"):
        actions.retract(source=embassy, by=editor, reason=reason)


def test_only_what_is_published_is_retracted_and_what_was_retracted_is_not_published(
    editor: User, embassy: Source
) -> None:
    with pytest.raises(CannotPublish, match="Only a published source"):
        actions.retract(source=SourceFactory(), by=editor, reason="Wrong.")
    actions.retract(source=embassy, by=editor, reason="Entered twice.")
    with pytest.raises(CannotPublish, match="was retracted"):
        actions.publish(sources=[embassy], by=editor)


def test_a_grader_that_was_retracted_is_not_brought_back_by_its_grades(embassy: Source, editor: User) -> None:
    grader = Source.objects.get(slug="grader")
    actions.retract(source=grader, by=editor, reason="Entered twice.")
    Source.objects.filter(pk=embassy.pk).update(name="Another name")
    with pytest.raises(CannotPublish, match="“Press Auditor” was retracted"):
        actions.publish(sources=[embassy], by=editor)


def test_an_unknown_source_is_refused_with_the_nearest(embassy: Source, reader: APIClient) -> None:
    [error] = reader.get(f"{SOURCES}?part_of=rusia").json()["errors"]
    assert "Nearest: russia" in error["message"]
