"""A denial of a whole report is an answer to the claims that the report made first."""

import csv
import io
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from claims import writing as actions
from claims.composing.compose import preview
from claims.models import Answer, Appearance, Claim, Rebuttal
from claims.record.listing import rebuild
from claims.writing.fields import AnswerFields
from claims.writing.through import ADDED, CHANGED, TAKEN_AWAY, pass_on_answers, passed_on
from claimtrack.editions.appended import appended, known_roles
from claimtrack.editions.models import Edition, Entry
from claimtrack.editions.walks import POSITION, Walk
from claimtrack.ids import uuid7
from claimtrack.writing import write
from claimtrack.writing.changes import Create, Delete
from sources.models import Document
from tests.claims.exports.conftest import fetched
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    RebuttalFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Document:
    document: Document = DocumentFactory(title="The report")
    return document


@pytest.fixture
def headline(report: Document) -> Claim:
    """The claim that the report made first."""
    return first_in(report, slug="headline")


@pytest.fixture
def denial(report: Document) -> Rebuttal:
    """Of the whole report."""
    rebuttal: Rebuttal = RebuttalFactory(statement="It has nothing to do with reality.")
    AnswerFactory(rebuttal=rebuttal, claim=None, document=report)
    return rebuttal


def first_in(document: Document, **columns: Any) -> Claim:
    claim: Claim = ClaimFactory(appearance=None, **columns)
    AppearanceFactory(claim=claim, document=document, first_known=True)
    return claim


def named(denial: Rebuttal, editor: User) -> Claim:
    """A claim that the denial answers by name, published."""
    claim: Claim = AnswerFactory(rebuttal=denial).claim
    actions.publish(claims=[claim], by=editor)
    return claim


def answers(claim: Claim, document: Any) -> list[dict[str, Any]]:
    """What the rebuttals in a document say of their answers to its claim."""
    found = [answer for rebuttal in document["rebuttals"] for answer in rebuttal["answers"]]
    return [answer for answer in found if answer.get("claim") == str(claim.pk)]


def through(claim: Claim, report: Document) -> list[dict[str, Any]]:
    return [{"claim": str(claim.pk), "scope": "blanket", "through": str(report.pk)}]


def standing(claim: Claim, reader: APIClient) -> Any:
    return reader.get(f"/api/v1/claims/{claim.pk}/").json()


# -- composed -------------------------------------------------------------------------------------


def test_a_denial_of_a_report_answers_what_the_report_made_first(
    headline: Claim, report: Document, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    actions.publish(claims=[headline], by=editor)
    document = standing(headline, reader)
    assert answers(headline, document) == through(headline, report)
    [card] = reader.get(f"/api/v1/claims/?rebutted=true&rebutted_by={denial.source.pk}").json()["results"]
    assert (card["rebuttal_count"], card["rebuttal_kinds"]) == (1, ["denial"])
    [entry] = reader.get("/api/v1/rebuttals/?claim=headline").json()["results"]
    assert through(headline, report)[0] in entry["answers"]


@pytest.mark.parametrize(
    "columns",
    [{"first_known": False}, {"role": "queries"}, {"role": "disputes"}, {"derives_from": True}],
    ids=["not first", "asks", "disputes", "repeats"],
)
def test_it_is_never_inferred_where_the_report_does_not_make_the_claim_first(
    headline: Claim, denial: Rebuttal, columns: dict[str, Any]
) -> None:
    if "derives_from" in columns:
        columns = {"derives_from": AppearanceFactory()}
    Appearance.objects.filter(claim=headline).update(**columns)
    assert preview(headline)["rebuttals"] == []


def test_what_is_answered_by_name_is_not_answered_twice(headline: Claim, denial: Rebuttal) -> None:
    AnswerFactory(rebuttal=denial, claim=headline, scope="specific")
    assert answers(headline, preview(headline)) == [{"claim": str(headline.pk), "scope": "specific"}]


def test_evidence_on_the_denial_and_judgements_of_it_come_along(
    headline: Claim, denial: Rebuttal, editor: User
) -> None:
    item = EvidenceFactory(target_claim=None, target_rebuttal=denial)
    judged = AssessmentFactory(claim=None, rebuttal=denial)
    actions.approve(assessment=judged, by=editor)
    document = preview(headline)
    assert [each["id"] for each in document["evidence"]] == [str(item.pk)]
    assert [each["id"] for each in document["rebuttals"][0]["assessments"]] == [str(judged.pk)]


def test_an_editor_takes_it_off_and_puts_it_back(
    headline: Claim, report: Document, denial: Rebuttal, editor: User
) -> None:
    fields = AnswerFields(rebuttal=denial.pk, claim=headline.pk, scope="blanket", taken_off=True)
    before = Claim.objects.get(pk=headline.pk).version
    [row] = write([Create(id=uuid7(), fields=fields)], by=editor).rows
    assert preview(headline)["rebuttals"] == []
    assert Claim.objects.get(pk=headline.pk).version > before
    write([Delete(model=Answer, row=row.pk, seen=fields)], by=editor)
    assert answers(headline, preview(headline)) == through(headline, report)
    events: Any = apps.get_model("claims", "AnswerEvent")
    told = events.objects.filter(id=row.pk).order_by("pgh_id").values_list("pgh_label", "taken_off")
    assert list(told) == [("insert", True), ("delete", True)]


def test_the_claim_is_written_with_what_answers_its_report(headline: Claim, report: Document, editor: User) -> None:
    """So it shows that it has unpublished changes."""
    actions.publish(claims=[headline], by=editor)
    rebuttal = RebuttalFactory()
    fields = AnswerFields(rebuttal=rebuttal.pk, document=report.pk, scope="blanket")
    write([Create(id=uuid7(), fields=fields)], by=editor)
    assert Claim.objects.get(pk=headline.pk).has_unpublished_changes


# -- passed on ------------------------------------------------------------------------------------


def notes(claim: Claim) -> list[str | None]:
    return list(Edition.objects.filter(subject_id=claim.pk).order_by("number").values_list("note", flat=True))


def queued() -> list[list[str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="pass_on_answers").order_by("pk")
    return [job.args["claim_ids"] for job in jobs]


def publish_and_work(claims: Sequence[Claim], editor: User) -> None:
    before = len(queued())
    actions.publish(claims=claims, by=editor)
    for ids in queued()[before:]:
        pass_on_answers([UUID(pk) for pk in ids])


def test_a_denial_that_is_published_with_another_claim_comes_to_the_headline_by_itself(
    headline: Claim, report: Document, editor: User, reader: APIClient
) -> None:
    actions.publish(claims=[headline], by=editor)
    rebuttal = RebuttalFactory()
    AnswerFactory(rebuttal=rebuttal, claim=None, document=report)
    item = EvidenceFactory(target_claim=None, target_rebuttal=rebuttal)
    claim = AnswerFactory(rebuttal=rebuttal).claim
    Claim.objects.filter(pk=headline.pk).update(statement="What somebody is half through with writing.")
    publish_and_work([claim], editor)
    document = standing(headline, reader)
    assert answers(headline, document) == through(headline, report)
    assert [each["id"] for each in document["evidence"]] == [str(item.pk)]
    assert notes(headline) == [None, ADDED]
    assert (document["edition"]["kind"], document["edition"]["changed"]) == ("updated", ["evidence", "rebuttals"])
    assert document["statement"] == headline.statement, "nothing else comes from the desk"
    headline.refresh_from_db()
    Claim.objects.filter(pk=headline.pk).update(statement=document["statement"])
    composed = preview(headline)
    assert (composed["rebuttals"], composed["evidence"]) == (document["rebuttals"], document["evidence"])


def test_what_was_published_before_there_was_such_a_thing_is_brought_up_by_a_command_and_noted(
    headline: Claim, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    Answer.objects.filter(rebuttal=denial).delete()
    actions.publish(claims=[headline], by=editor)
    told = StringIO()
    AnswerFactory(rebuttal=denial, claim=None, document=headline.appearances.get().document)
    other = ClaimFactory(appearance=None)
    AppearanceFactory(claim=other)
    AnswerFactory(rebuttal=denial, claim=other)
    actions.publish(claims=[other], by=editor)
    call_command("pass_on_answers", stdout=told)
    assert told.getvalue() == "1 claims have a new edition\n"
    assert len(reader.get(f"/api/v1/claims/{headline.slug}/").json()["rebuttals"]) == 1
    walk = Walk(POSITION.before_all, POSITION.last, roles=known_roles())
    assert list(appended(walk)) == [], "the audit trail says which program did it"


def test_a_denial_that_is_changed_is_changed_where_it_was_passed_on(
    headline: Claim, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    actions.publish(claims=[headline], by=editor)
    claim = named(denial, editor)
    Rebuttal.objects.filter(pk=denial.pk).update(statement="It has little to do with reality.")
    publish_and_work([claim], editor)
    assert standing(headline, reader)["rebuttals"][0]["statement"] == "It has little to do with reality."
    assert notes(headline)[-1] == CHANGED


def test_a_denial_that_is_found_not_to_be_of_the_report_goes_where_it_was_passed_on(
    headline: Claim, report: Document, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    actions.publish(claims=[headline], by=editor)
    claim = named(denial, editor)
    Answer.objects.filter(rebuttal=denial, document=report).delete()
    publish_and_work([claim], editor)
    assert standing(headline, reader)["rebuttals"] == []
    assert standing(headline, reader)["evidence"] == []
    assert notes(headline)[-1] == TAKEN_AWAY


def test_a_claim_that_printed_it_may_be_retracted_and_the_denial_stays(
    headline: Claim, report: Document, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    actions.publish(claims=[headline], by=editor)
    claim = named(denial, editor)
    actions.retract(claim=claim, by=editor, reason="Nobody said it.")
    pass_on_answers([claim.pk])
    assert answers(headline, standing(headline, reader)) == through(headline, report)


def test_what_an_editor_took_off_is_not_passed_on_again(
    headline: Claim, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    AnswerFactory(rebuttal=denial, claim=headline, scope="blanket", taken_off=True)
    actions.publish(claims=[headline], by=editor)
    publish_and_work([AnswerFactory(rebuttal=denial).claim], editor)
    assert standing(headline, reader)["rebuttals"] == []
    assert len(notes(headline)) == 1


def test_what_says_nothing_new_makes_no_edition(headline: Claim, denial: Rebuttal, editor: User) -> None:
    actions.publish(claims=[headline], by=editor)
    publish_and_work([AnswerFactory(rebuttal=denial).claim], editor)
    assert notes(headline) == [None]


def test_what_a_person_published_since_is_left_as_it_is(
    headline: Claim, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    claim = named(denial, editor)
    Rebuttal.objects.filter(pk=denial.pk).update(statement="It has little to do with reality.")
    actions.publish(claims=[headline], by=editor)
    pass_on_answers([claim.pk])
    assert standing(headline, reader)["rebuttals"][0]["statement"] == "It has little to do with reality."
    assert notes(headline) == [None]


def test_exports_have_it_like_any_other_answer(
    headline: Claim, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    actions.publish(claims=[headline], by=editor)
    [row] = csv.DictReader(io.StringIO(fetched(reader, "/api/v1/claims/export.csv").decode("utf-8-sig")))
    assert (row["rebuttals"], row["rebuttal_kinds"]) == ("1", "denial")
    bundle = json.loads(fetched(reader, "/api/v1/claims/export.stix.json"))
    [note] = [each for each in bundle["objects"] if "rebuttal" in each.get("labels", ())]
    assert note["content"].endswith("It denied the report as a whole, not this claim by name.")


def test_no_job_is_queued_where_no_report_is_answered(editor: User) -> None:
    actions.publish(claims=[AnswerFactory().claim], by=editor)
    assert queued() == []


def test_a_draft_that_the_report_made_first_gets_no_edition(
    headline: Claim, denial: Rebuttal, editor: User, reader: APIClient
) -> None:
    claim = AnswerFactory(rebuttal=denial).claim
    publish_and_work([claim], editor)
    assert not Edition.objects.filter(subject_id=headline.pk).exists()
    assert str(headline.pk) not in reader.get(f"/api/v1/claims/{claim.pk}/").content.decode()


def test_what_it_re_issues_is_known_before(headline: Claim, report: Document, editor: User) -> None:
    actions.publish(claims=[headline], by=editor)
    rebuttal = RebuttalFactory()
    AnswerFactory(rebuttal=rebuttal, claim=None, document=report)
    claim = AnswerFactory(rebuttal=rebuttal).claim
    [(document, note)] = passed_on([preview(claim)])
    assert (document["id"], note) == (str(headline.pk), ADDED)


def test_lists_derived_again_are_the_same(headline: Claim, report: Document, editor: User) -> None:
    actions.publish(claims=[headline], by=editor)
    rebuttal = RebuttalFactory()
    AnswerFactory(rebuttal=rebuttal, claim=None, document=report)
    publish_and_work([AnswerFactory(rebuttal=rebuttal).claim], editor)

    def entries() -> list[Any]:
        return list(Entry.objects.order_by("kind", "item_id", "subject_id").values_list("item_id", "keys", "text"))

    kept = entries()
    rebuild()
    assert entries() == kept
