"""One claim over HTTP: as stored, as it stood, and as what is left of it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Appearance, Claim
from claimtrack.dates import WorldDate
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.models import Edition, Kind
from claimtrack.editions.publishing import CannotPublish
from tests.clock import set_clock
from tests.earlier_formats import published_in_format_2
from tests.factories import AssessmentFactory, ClaimFactory, NarrativeFactory
from tests.redacting import redact

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(editor: User) -> Claim:
    claim: Claim = ClaimFactory(slug="the-deal", statement="The deal granted bases.")
    actions.publish(claims=[claim], by=editor)
    return claim


def change(claim: Claim, **columns: Any) -> None:
    Claim.objects.filter(pk=claim.pk).update(**columns)


def address(claim: Claim, query: str = "") -> str:
    return f"/api/v1/claims/{claim.pk}/{query}"


def text_of_edition(claim: Claim, number: int) -> str:
    return str(Edition.objects.get(subject_id=claim.pk, number=number).text)


def claim_document(claim: Claim) -> Any:
    return json.loads(text_of_edition(claim, 1))


# -- as stored ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spell", [str, str.upper, lambda _: "the-deal"], ids=["id", "ID", "slug"])
def test_a_claim_is_answered_with_its_stored_bytes(claim: Claim, reader: APIClient, spell: Any) -> None:
    response = reader.get(f"/api/v1/claims/{spell(str(claim.pk))}/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content.decode() == text_of_edition(claim, 1)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["no-such-claim", "01a20725-0000-7000-8000-000000000000", "The-Deal", "%00", "ä", "a" * 500]
)
def test_what_was_never_published_is_not_found(claim: Claim, reader: APIClient, name: str) -> None:
    response = reader.get(f"/api/v1/claims/{name}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code


def test_of_a_time_before_it_was_published_the_year_has_four_digits(claim: Claim, reader: APIClient) -> None:
    detail = reader.get(f"/api/v1/claims/{claim.pk}/?as_of=0987-06-05").json()["detail"]
    assert "as of 0987-06-05T23:59:59.999999Z" in detail


def test_a_claim_is_no_narrative(claim: Claim, reader: APIClient) -> None:
    assert reader.get(f"/api/v1/narratives/{claim.pk}/").status_code == 404


def test_a_slug_that_changed_leads_nowhere_and_the_new_one_does(claim: Claim, editor: User, reader: APIClient) -> None:
    change(claim, slug="the-deal-of-1975")
    actions.publish(claims=[claim], by=editor)
    assert reader.get("/api/v1/claims/the-deal/").status_code == 404
    assert reader.get("/api/v1/claims/the-deal-of-1975/").json()["slug"] == "the-deal-of-1975"


def test_a_slug_never_leads_to_two_claims(claim: Claim, editor: User, reader: APIClient) -> None:
    change(claim, slug="renamed-at-the-desk-alone")
    other = ClaimFactory(slug="the-deal")
    with pytest.raises(CannotPublish, match="another slug"):
        actions.publish(claims=[other], by=editor)
    actions.publish(claims=[claim], by=editor)
    actions.publish(claims=[other], by=editor)
    assert reader.get("/api/v1/claims/the-deal/").json()["id"] == str(other.pk)


# -- as it stood ----------------------------------------------------------------------------------


@pytest.fixture
def amended(editor: User) -> Claim:
    """Published at noon of 1 January 2100, amended right after the next midnight, and at noon of the 3rd."""
    claim: Claim = ClaimFactory(statement="First words.")
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(claims=[claim], by=editor)
    for moment, words in (
        ("2100-01-02T00:00:00+00:00", "Second words."),
        ("2100-01-03T12:00:00+00:00", "Third words."),
    ):
        change(claim, statement=words)
        set_clock(moment)
        actions.publish(claims=[claim], by=editor)
    return claim


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2100-01-01", "First words."),
        ("2100-01-01T12:00:00.000001Z", "First words."),
        ("2100-01-02T00:00:00Z", "First words."),
        ("2100-01-02T01:00:00.000001%2B01:00", "Second words."),
        ("2100-01-02", "Second words."),
        ("2100-01-03T11:59:59Z", "Second words."),
        ("2100-01-03", "Third words."),
        ("9999-12-31", "Third words."),
    ],
)
def test_as_of_a_time_a_claim_says_what_it_said_then(
    amended: Claim, reader: APIClient, moment: str, words: str
) -> None:
    assert reader.get(address(amended, f"?as_of={moment}")).json()["statement"] == words


@pytest.mark.parametrize("moment", ["2099-12-31", "2100-01-01T12:00:00Z", "0001-01-01"])
def test_before_its_first_edition_a_claim_is_not_found(amended: Claim, reader: APIClient, moment: str) -> None:
    response = reader.get(address(amended, f"?as_of={moment}"))
    assert response.status_code == 404
    assert "as of" in response.json()["detail"]


def test_every_edition_stays_readable_by_its_number(amended: Claim, reader: APIClient) -> None:
    for number in (1, 2, 3):
        assert reader.get(address(amended, f"?edition={number}")).content.decode() == text_of_edition(amended, number)
    assert reader.get(address(amended, "?edition=4")).status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("?edition=0", "edition"),
        ("?edition=one", "edition"),
        ("?edition=1&edition=2", "edition"),
        ("?as_of=yesterday", "as_of"),
        ("?as_of=2100-13-01", "as_of"),
        ("?edition=1&as_of=2100-01-01", "as_of"),
        ("?version=1", "version"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_with_what_is_accepted(
    amended: Claim, reader: APIClient, query: str, parameter: str
) -> None:
    response = reader.get(address(amended, query))
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


# -- the history ----------------------------------------------------------------------------------


def test_the_history_lists_every_edition_with_what_it_changed(amended: Claim, reader: APIClient) -> None:
    history = reader.get(address(amended, "editions/")).json()["results"]
    assert [(item["number"], item["kind"], item["changed"]) for item in history] == [
        (3, "updated", ["statement"]),
        (2, "updated", ["statement"]),
        (1, "published", []),
    ]
    assert [item["previous_sha256"] for item in history] == [history[1]["sha256"], history[2]["sha256"], None]
    for item in history:
        stamp = json.loads(text_of_edition(amended, item["number"]))["edition"]
        assert (item.pop("redacted"), item.pop("withheld")) == (False, False)
        assert {name: stamp[name] for name in item} == item


def test_the_history_has_pages_and_a_count(amended: Claim, reader: APIClient) -> None:
    first = reader.get(address(amended, "editions/?page_size=2")).json()
    assert [item["number"] for item in first["results"]] == [3, 2]
    assert [item["number"] for item in reader.get(first["next"]).json()["results"]] == [1]
    assert reader.get(address(amended, "editions/?count=true")).json() == {"count": 3, "exact": True}


def test_the_history_of_nothing_is_not_found(reader: APIClient, db: None) -> None:
    assert reader.get("/api/v1/claims/no-such-claim/editions/").status_code == 404


def test_a_narrative_has_a_history_too(editor: User, reader: APIClient) -> None:
    narrative = NarrativeFactory(slug="bases")
    actions.publish(narratives=[narrative], by=editor)
    type(narrative).objects.filter(pk=narrative.pk).update(description="From 1945 on.")
    actions.publish(narratives=[narrative], by=editor, note="More words.")
    history = reader.get("/api/v1/narratives/bases/editions/").json()["results"]
    assert [(item["number"], item["changed"], item["note"]) for item in history] == [
        (2, ["description"], "More words."),
        (1, [], None),
    ]


# -- corrections ----------------------------------------------------------------------------------


def test_a_correction_shows_what_was_said_before_and_since(claim: Claim, editor: User, reader: APIClient) -> None:
    change(claim, statement="The deal granted no bases.")
    actions.correct(claim=claim, by=editor, note="We misread the treaty.")
    document = reader.get(address(claim)).json()
    [correction] = document["corrections"]
    assert document["edition"]["kind"] == "corrected"
    assert document["edition"]["note"] == correction["note"] == "We misread the treaty."
    assert correction["before"] == {"statement": "The deal granted bases."}
    assert correction["after"] == {"statement": "The deal granted no bases."}
    assert (correction["number"], correction["paths"]) == (2, ["statement"])


def test_what_is_stored_of_a_correction_repeats_no_words(claim: Claim, editor: User, reader: APIClient) -> None:
    change(claim, statement="The deal granted no bases.")
    actions.correct(claim=claim, by=editor, note="We misread the treaty.")
    change(claim, context="A deal of 1975.")
    actions.publish(claims=[claim], by=editor)
    for number in (2, 3):
        response = reader.get(address(claim, f"?edition={number}"))
        assert b"The deal granted bases." not in response.content
        [correction] = response.json()["corrections"]
        assert correction.keys() == {"at", "note", "number", "paths"}
    assert b"The deal granted bases." in reader.get(address(claim)).content


def test_a_quotation_and_a_date_in_a_row_are_corrected_by_their_place(
    claim: Claim, editor: User, reader: APIClient
) -> None:
    row = claim.appearances.get()
    was, since = WorldDate("1975-03-01"), WorldDate("1975-03-02")
    Appearance.objects.filter(pk=row.pk).update(quote="bases were granted", made=was)
    actions.publish(claims=[claim], by=editor)
    Appearance.objects.filter(pk=row.pk).update(quote="no bases were granted", made=since)
    actions.correct(claim=claim, by=editor, note="We misread the page.")
    [correction] = reader.get(address(claim)).json()["corrections"]
    at = f"appearances.{row.pk}"
    assert correction["paths"] == [f"{at}.made", f"{at}.quote", f"{at}.selector"]
    assert (correction["before"][f"{at}.quote"], correction["after"][f"{at}.quote"]) == (
        "bases were granted",
        "no bases were granted",
    )
    assert (correction["before"][f"{at}.made"]["edtf"], correction["after"][f"{at}.made"]["edtf"]) == (
        "1975-03-01",
        "1975-03-02",
    )


def test_corrections_of_an_earlier_format_are_told_in_the_same_way(
    claim: Claim, editor: User, reader: APIClient
) -> None:
    made = {
        "edtf": "1975",
        "earliest": "1975-01-01",
        "latest": "1975-12-31",
        "text": "",
        "inferred": False,
        "basis": None,
    }
    rows = [{**claim_document(claim)["appearances"][0], "made": made}]
    published_in_format_2(claim, kind=Kind.CORRECTED, appearances=rows, note="It has a date.")
    published_in_format_2(claim, kind=Kind.UPDATED, context="A deal.")
    published_in_format_2(claim, kind=Kind.CORRECTED, statement="No bases.", note="Words.")
    first, second = reader.get(address(claim)).json()["corrections"]
    at = f"appearances.{rows[0]['id']}.made"
    assert (first["number"], first["before"], first["after"]) == (2, {at: None}, {at: made})
    assert (second["number"], second["before"]) == (4, {"statement": "The deal granted bases."})


def test_the_words_before_are_those_of_the_time_asked_for_and_go_with_their_edition(
    claim: Claim, editor: User, checker: User, reader: APIClient
) -> None:
    change(claim, statement="The deal granted no bases.")
    corrected = actions.correct(claim=claim, by=editor, note="We misread the treaty.")
    change(claim, context="A deal of 1975.")
    actions.publish(claims=[claim], by=editor)
    then = address(claim, f"?as_of={rfc3339(corrected.edition.published_at)}")
    before = reader.get(then)
    assert before.json()["corrections"][0]["before"] == {"statement": "The deal granted bases."}
    assert reader.get(then, headers={"If-None-Match": before["ETag"]}).status_code == 304
    redact(root=claim, numbers=[1], legal_basis="Order.", public_reason=None, requested_by=checker, by=editor)
    for asked in (then, address(claim), address(claim, "?edition=2"), address(claim, "?edition=3")):
        response = reader.get(asked, headers={"If-None-Match": before["ETag"]})
        assert (response.status_code, b"The deal granted bases." in response.content) == (200, False)


def test_corrections_are_carried_on_by_later_editions(claim: Claim, editor: User, reader: APIClient) -> None:
    change(claim, statement="The deal granted no bases.")
    actions.correct(claim=claim, by=editor, note="We misread the treaty.")
    change(claim, context="A deal of 1975.")
    actions.publish(claims=[claim], by=editor)
    change(claim, statement="The deal granted two bases.")
    actions.correct(claim=claim, by=editor, note="We misread it twice.")
    document = reader.get(address(claim)).json()
    assert [each["note"] for each in document["corrections"]] == ["We misread the treaty.", "We misread it twice."]
    assert [each["number"] for each in document["corrections"]] == [2, 4]
    assert [each["before"]["statement"] for each in document["corrections"]] == [
        "The deal granted bases.",
        "The deal granted no bases.",
    ]
    [stored] = reader.get(address(claim, "?edition=3")).json()["corrections"]
    assert stored.items() <= document["corrections"][0].items()


# -- what is left ---------------------------------------------------------------------------------


@pytest.fixture
def retracted(editor: User) -> Claim:
    claim: Claim = ClaimFactory(slug="mistaken", statement="Mistaken words.")
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(claims=[claim], by=editor)
    set_clock("2100-01-02T12:00:00+00:00")
    actions.retract(claim=claim, by=editor, reason="It was never said.")
    return claim


@pytest.mark.parametrize("query", ["", "?as_of=2100-01-02", "?edition=2"])
def test_a_retracted_claim_leaves_its_tombstone_with_the_reason(
    retracted: Claim, reader: APIClient, query: str
) -> None:
    for name in (retracted.pk, "mistaken"):
        response = reader.get(f"/api/v1/claims/{name}/{query}")
        assert (response.status_code, response["Content-Type"]) == (410, "application/json")
        tombstone = response.json()
        assert set(tombstone) == {"format", "id", "slug", "api_url", "edition", "statement", "merged_into"}
        assert (tombstone["statement"], tombstone["merged_into"]) == (None, None)
        assert (tombstone["edition"]["kind"], tombstone["edition"]["note"]) == ("retracted", "It was never said.")


@pytest.mark.parametrize("query", ["?as_of=2100-01-01", "?edition=1"])
def test_what_a_retracted_claim_said_stays_readable_in_its_history(
    retracted: Claim, reader: APIClient, query: str
) -> None:
    assert reader.get(address(retracted, query)).json()["statement"] == "Mistaken words."
    kinds = [item["kind"] for item in reader.get(address(retracted, "editions/")).json()["results"]]
    assert kinds == ["retracted", "published"]


def test_a_restored_claim_is_read_again_as_the_desk_has_it(retracted: Claim, editor: User, reader: APIClient) -> None:
    change(retracted, statement="Better words.")
    actions.restore(claim=retracted, by=editor, note="It was said after all.")
    document = reader.get(address(retracted)).json()
    assert (document["statement"], document["edition"]["kind"]) == ("Better words.", "restored")
    assert reader.get("/api/v1/claims/").json()["results"][0]["id"] == str(retracted.pk)


@pytest.fixture
def merged(claim: Claim, editor: User) -> Claim:
    duplicate: Claim = ClaimFactory(slug="the-same-deal", statement="Bases were granted by the deal.")
    actions.publish(claims=[duplicate], by=editor)
    actions.merge(survivor=claim, duplicate=duplicate, by=editor, note="One claim in two wordings.")
    return duplicate


@pytest.mark.parametrize("query", ["", "?as_of=9999-12-31", "?edition=2"])
def test_a_merged_claim_leads_to_its_survivor_and_keeps_the_question_but_for_its_number(
    claim: Claim, merged: Claim, reader: APIClient, query: str
) -> None:
    for name in (merged.pk, "the-same-deal"):
        response = reader.get(f"/api/v1/claims/{name}/{query}")
        assert response.status_code == 301
        kept = query if "edition" not in query else ""
        assert response["Location"] == f"/api/v1/claims/{claim.pk}/{kept}"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cache-Control"] == "no-cache"


def test_what_a_merged_claim_said_stays_readable_in_its_history(merged: Claim, reader: APIClient) -> None:
    assert reader.get(address(merged, "?edition=1")).json()["statement"] == "Bases were granted by the deal."
    history = reader.get(address(merged, "editions/")).json()["results"]
    assert [(item["kind"], item["note"]) for item in history] == [
        ("merged", "One claim in two wordings."),
        ("published", None),
    ]


def test_a_claim_merged_twice_over_is_found_at_the_end(
    claim: Claim, merged: Claim, editor: User, reader: APIClient
) -> None:
    last = ClaimFactory(slug="the-last")
    actions.publish(claims=[last], by=editor)
    actions.merge(survivor=last, duplicate=claim, by=editor, note="And once more.")
    response = reader.get(address(merged), follow=True)
    assert (response.status_code, response.json()["slug"]) == (200, "the-last")


# -- caching --------------------------------------------------------------------------------------


def test_who_holds_the_document_is_told_that_nothing_has_changed(claim: Claim, reader: APIClient) -> None:
    etag = reader.get(address(claim))["ETag"]
    response = reader.get(address(claim), headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert reader.get(address(claim), headers={"If-None-Match": f'W/{etag}, "x"'}).status_code == 304


def test_a_new_edition_has_a_new_tag_and_the_old_one_keeps_its_own(
    claim: Claim, editor: User, reader: APIClient
) -> None:
    etag = reader.get(address(claim))["ETag"]
    change(claim, statement="Other words.")
    actions.publish(claims=[claim], by=editor)
    response = reader.get(address(claim), headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag
    assert reader.get(address(claim, "?edition=1"), headers={"If-None-Match": etag}).status_code == 304


def test_a_retraction_reaches_who_holds_the_document(claim: Claim, editor: User, reader: APIClient) -> None:
    etag = reader.get(address(claim))["ETag"]
    actions.retract(claim=claim, by=editor, reason="Wrong.")
    assert reader.get(address(claim), headers={"If-None-Match": etag}).status_code == 410


def test_the_history_has_a_tag_that_changes_with_it(claim: Claim, editor: User, reader: APIClient) -> None:
    etag = reader.get(address(claim, "editions/"))["ETag"]
    assert reader.get(address(claim, "editions/"), headers={"If-None-Match": etag}).status_code == 304
    change(claim, statement="Other words.")
    actions.publish(claims=[claim], by=editor)
    assert reader.get(address(claim, "editions/"), headers={"If-None-Match": etag}).status_code == 200


def test_our_own_error_is_only_published_as_a_correction(claim: Claim, editor: User, reader: APIClient) -> None:
    first = AssessmentFactory(claim=claim, verdict="false")
    actions.approve(assessment=first, by=editor)
    actions.publish(claims=[claim], by=editor)
    second = AssessmentFactory(claim=claim, verdict="true", supersedes=first, change_reason="our_error")
    actions.approve(assessment=second, by=editor)
    with pytest.raises(CannotPublish, match="publish it as a correction"):
        actions.publish(claims=[claim], by=editor)
    actions.correct(claim=claim, by=editor, note="We overlooked a treaty.")
    document = reader.get(address(claim)).json()
    [correction] = document["corrections"]
    assert (document["edition"]["kind"], document["headline"]["verdict"]) == ("corrected", "true")
    assert correction["before"]["headline"]["verdict"] == "false"
    assert correction["after"]["headline"]["verdict"] == "true"
