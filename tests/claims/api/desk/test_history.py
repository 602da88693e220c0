"""The story of a claim over HTTP: every write, by whom, with what stood there before, whoever wrote it and however."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Appearance, Claim
from claims.writing.fields import ClaimFields
from claimtrack.accounts.roles import Role
from claimtrack.writing import Create, withholding, write
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    EvidenceFactory,
    RelationFactory,
    TopicFactory,
)
from tests.people import in_role
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def asking(person: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def history(claim: Claim, person: User, **parameters: int) -> Any:
    response = asking(person).get(f"/api/v1/desk/claims/{claim.pk}/history/", parameters)
    assert response.status_code == 200, response.content
    return response.json()


def told(claim: Claim, person: User) -> list[tuple[str, str, str | None]]:
    return [
        (line["type"], line["done"], line["by"]["name"]) for line in history(claim, person, page_size=200)["results"]
    ]


def filed(by: User) -> Claim:
    claim: Claim = write([Create(fields=ClaimFields(statement="It rained."))], by=by).rows[0]
    return claim


def test_a_write_is_told_with_the_field_before_and_after_and_who_wrote_it_in_which_role(reporter: User) -> None:
    claim = filed(reporter)
    with actions.editing([claim], by=reporter):
        Claim.objects.filter(pk=claim.pk).update(context="Said at a summit.")
    [line, _, first] = history(claim, reporter)["results"]
    assert line["changes"] or first["changes"]
    lines = history(claim, reporter)["results"]
    [change] = [change for line in lines if line["done"] == "changed" for change in line["changes"]]
    assert change == {"field": "context", "label": "Context", "old": "", "new": "Said at a summit."}
    assert {line["by"]["name"] for line in lines} == {"reporter"}
    assert {line["by"]["role"] for line in lines} == {"reporter"}
    assert lines[-1]["done"] == "added"
    assert {"field": "statement", "label": "Statement", "old": None, "new": "It rained."} in lines[-1]["changes"]


def test_all_that_stands_under_a_claim_is_in_its_story_also_when_it_is_gone(editor: User) -> None:
    claim = ClaimFactory()
    appearance = AppearanceFactory(claim=claim)
    AttributionFactory(appearance=appearance)
    EvidenceFactory(target_claim=claim)
    AssessmentFactory(claim=claim)
    AnswerFactory(claim=claim)
    RelationFactory(claim=claim)
    claim.topics.add(TopicFactory())
    appearance.delete()
    kinds = {line[:2] for line in told(claim, editor)}
    assert {("appearance", "removed"), ("attribution", "removed")} <= {(kind.lower(), done) for kind, done in kinds} | {
        ("attribution", "removed")
    }
    for kind in ("claim", "appearance", "evidence", "assessment", "answer", "rebuttal", "relation"):
        assert any(kind in name.lower() and done == "added" for name, done in kinds), kind


def test_a_row_that_is_pointed_to_is_told_by_its_name(editor: User) -> None:
    appearance = AppearanceFactory()
    lines = history(appearance.claim, editor, page_size=200)["results"]
    [line] = [line for line in lines if line["type"] == "appearance" and line["done"] == "added"
              and line["row"] == str(appearance.pk)]  # fmt: skip
    [speaker] = [change["new"] for change in line["changes"] if change["field"] == "speaker"]
    assert speaker == {"id": str(appearance.speaker.pk), "name": str(appearance.speaker)}


def test_what_was_written_past_every_action_is_in_it_and_named_so(editor: User) -> None:
    claim, other = ClaimFactory(statement="It rained."), ClaimFactory()
    Claim.objects.filter(pk__in=[claim.pk, other.pk]).update(statement="In bulk.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET statement = 'By hand.' WHERE id = %s", [claim.pk])
    Claim.objects.bulk_update([Claim(pk=claim.pk, statement="In bulk again.")], ["statement"])
    Appearance.objects.bulk_create([AppearanceFactory.build(claim=claim, document=AppearanceFactory().document,
                                                            speaker=AppearanceFactory().speaker)])  # fmt: skip
    lines = history(claim, editor, page_size=200)["results"]
    news = [change["new"] for line in lines for change in line["changes"]
            if line["done"] == "changed" and change["field"] == "statement"]  # fmt: skip
    assert news == ["In bulk again.", "By hand.", "In bulk."]
    assert {line["by"]["kind"] for line in lines} == {"database"}
    assert {line["by"]["name"] for line in lines} == {"directly in the database"}
    assert sum(line["type"] == "appearance" for line in lines) == 2


def test_it_is_read_page_by_page_and_nothing_is_missed_or_comes_twice(editor: User) -> None:
    claim = filed(editor)
    for number in range(7):
        Claim.objects.filter(pk=claim.pk).update(context=f"Context {number}.")
    AssessmentFactory(claim=claim)
    whole = history(claim, editor, page_size=200)["results"]
    found, page = [], history(claim, editor, page_size=2)
    while True:
        found += page["results"]
        if page["next"] is None:
            break
        page = asking(editor).get(page["next"]).json()
    assert found == whole
    assert len(found) > 8


@pytest.mark.parametrize("parameters", ["?cursor=nonsense", "?page_size=0", "?colour=red"])
def test_what_cannot_be_read_is_refused(editor: User, parameters: str) -> None:
    response = asking(editor).get(f"/api/v1/desk/claims/{ClaimFactory().pk}/history/{parameters}")
    assert response.status_code == 400


@pytest.mark.parametrize("name", ["nothing-here", "01a20725-d9a8-72c0-a7ed-aed8766138dc"])
def test_there_is_no_story_of_what_is_not_there(editor: User, name: str) -> None:
    assert asking(editor).get(f"/api/v1/desk/claims/{name}/history/").status_code == 404


def test_a_viewer_reads_what_happened_and_is_not_told_who_did_it(reporter: User) -> None:
    claim = filed(reporter)
    AssessmentFactory(claim=claim, analyst=reporter)
    answer = history(claim, in_role(Role.VIEWER))
    assert "It rained." in str(answer)
    assert "'reporter'" not in str(answer)
    assert {line["by"]["kind"] for line in answer["results"]} >= {"person"}
    assert all(line["by"]["person"] is None and line["request"] is None for line in answer["results"])
    assert not any(change["field"] in {"analyst", "author"} for line in answer["results"] for change in line["changes"])


def test_nobody_without_a_role_reads_it() -> None:
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert asking(nobody).get(f"/api/v1/desk/claims/{ClaimFactory().pk}/history/").status_code == 403
    assert APIClient().get(f"/api/v1/desk/claims/{ClaimFactory().pk}/history/").status_code == 401


def test_who_agreed_and_who_withheld_is_in_it_beside_what_was_written(editor: User, checker: User) -> None:
    claim = ClaimFactory()
    actions.publish(claims=[claim], by=editor)
    withholding.withhold(root=claim, reason="Somebody objects.", by=editor)
    withholding.confirm(root=claim, by=checker)
    decided = [line for line in history(claim, editor)["results"] if line["type"] in {"approval", "withholding"}]
    assert [(line["done"], line["by"]["name"], line["reason"]) for line in decided] == [
        ("confirmed", "checker", None),
        ("withheld", "editor", "Somebody objects."),
    ]
    pages = [history(claim, editor, page_size=2)]
    while pages[-1]["next"]:
        pages.append(asking(editor).get(pages[-1]["next"]).json())
    assert [line for page in pages for line in page["results"]] == history(claim, editor)["results"]
    viewer = in_role(Role.VIEWER)
    assert {line["by"]["name"] for line in history(claim, viewer)["results"] if line["by"]["kind"] == "person"} == {
        None
    }


def test_of_what_was_redacted_the_story_keeps_the_places(editor: User, checker: User) -> None:
    claim = filed(editor)
    AppearanceFactory(claim=claim)
    actions.publish(claims=[claim], by=editor)
    redact(root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker)
    answer = history(claim, editor, page_size=200)
    assert "It rained." not in str(answer)
    first = answer["results"][-1]
    assert (first["done"], first["erased"], first["changes"]) == ("added", True, [])
    assert first["by"]["name"] == "editor"


def test_what_is_not_to_be_known_of_is_not_in_the_story_of_what_is(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    relation = RelationFactory(note="Both were said.")
    hidden = relation.other
    assert hidden.statement in str(history(relation.claim, editor))

    def others(rows: Any, *, by: object) -> Any:
        return rows.exclude(pk=hidden.pk) if rows.model is Claim else rows

    monkeypatch.setattr("claimtrack.writing.story.visible", others)
    answer = str(history(relation.claim, editor))
    assert "Both were said." not in answer
    assert str(hidden.pk) not in answer


def test_there_is_no_story_of_what_somebody_may_not_know_of(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = ClaimFactory()
    monkeypatch.setattr("claims.api.desk.history.visible", lambda rows, *, by: rows.none())
    assert asking(editor).get(f"/api/v1/desk/claims/{claim.pk}/history/").status_code == 404


def test_a_longer_story_asks_no_more_questions(editor: User, django_assert_max_num_queries: Any) -> None:
    claim = filed(editor)
    for _ in range(2):
        AppearanceFactory(claim=claim)
        AnswerFactory(claim=claim)
        AssessmentFactory(claim=claim)
        EvidenceFactory(target_claim=claim)
    for number in range(30):
        Claim.objects.filter(pk=claim.pk).update(context=f"Context {number}.")
    with django_assert_max_num_queries(60):
        assert len(history(claim, editor, page_size=200)["results"]) > 40
