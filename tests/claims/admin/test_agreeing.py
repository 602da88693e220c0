"""The desk's pages of four eyes: approve what is shown, see what changed since, publish alone, look again."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.composing.shown import claims_sha256
from claims.models import Assessment, Claim
from claims.writing.fields import AppearanceFields, ClaimFields
from claimtrack.accounts.roles import Role
from claimtrack.editions.agreement import Approval
from claimtrack.editions.models import Edition
from claimtrack.writing import Create, Update, withholding, write
from claimtrack.writing.agreement import look_again, second_looks
from sources.models import ReliabilityGrade, Source
from sources.writing import GradeFields
from tests.admin_forms import page
from tests.factories import AssessmentFactory, DocumentFactory, SourceFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def edda(db: None) -> User:
    return in_role(Role.EDITOR, "edda")


@pytest.fixture
def emil(db: None) -> User:
    return in_role(Role.EDITOR, "emil")


@pytest.fixture
def chen(db: None) -> User:
    return in_role(Role.CHECKER, "chen")


@pytest.fixture
def claim(edda: User, emil: User) -> Claim:
    """By an editor, of a publisher that readers do not know yet."""
    new = Create(fields=ClaimFields(statement="Two bridges fell."))
    document = DocumentFactory()
    made: Claim = write([new, Create(fields=AppearanceFields(claim=new.id, document=document.pk, role="asserts"))],
                        by=edda).rows[0]  # fmt: skip
    return made


def shown_on(answer: Any) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', answer.content.decode())
    return found[1] if found else ""


def take(client: Client, row: object, step: str, words: str = "") -> str:
    """Open the page of a step, and take it as it is shown; what the next page says."""
    shown = shown_on(client.get(page(row, step)))
    return client.post(page(row, step), {"words": words, "shown": shown}, follow=True).content.decode()


def test_a_page_says_who_agreed_and_what_is_missing_and_an_approval_lets_it_be_published(
    claim: Claim, edda: User, chen: User
) -> None:
    editor, checker = signed_in(edda), signed_in(chen)
    asked = editor.get(page(claim, "publish")).content.decode()
    assert "edda (editor) wrote it as it stands." in asked
    assert "Only edda has agreed to it as it stands: somebody else approves it." in asked
    assert "Approved as it stands." in take(checker, claim, "approve")
    source = Source.objects.get()
    assert f"Published along with it: {source}" in editor.get(page(claim, "publish")).content.decode()
    take(checker, source, "approve")
    assert "On the record now: edition 1" in take(editor, claim, "publish")
    assert Edition.objects.get(subject_id=claim.pk).review == "two_people"


def test_the_page_shows_what_changed_since_it_was_approved_and_renews_it_with_one_click(
    claim: Claim, edda: User, chen: User
) -> None:
    checker = signed_in(chen)
    take(checker, claim, "approve")
    row = Claim.objects.get()
    write([Update(row=row.pk, fields=ClaimFields(statement="Three bridges fell."), seen=row.row_version)], by=edda)
    asked = checker.get(page(claim, "approve")).content.decode()
    assert "What was approved last" in asked
    assert "<del>Two</del> bridges fell." in asked
    assert "<ins>Three</ins> bridges fell." in asked
    take(checker, claim, "approve")
    assert Approval.objects.count() == 2


def test_what_was_not_shown_is_not_approved(claim: Claim, chen: User) -> None:
    answer = signed_in(chen).post(page(claim, "approve"), {"words": ""}).content.decode()
    assert "Approve it on its page" in answer
    assert not Approval.objects.exists()


def test_alone_asks_for_a_reason_and_counts_on_the_first_page_until_somebody_else_has_looked(
    claim: Claim, edda: User, emil: User
) -> None:
    editor, other = signed_in(edda), signed_in(emil)
    assert "Publish alone" in editor.get(page(claim)).content.decode()
    assert "Say why it is published by one person alone." in take(editor, claim, "publish-alone")
    assert "looks at it within 24 hours" in take(editor, claim, "publish-alone", "It is election night.")
    [owed] = second_looks().filter(subject_id=claim.pk)
    start = other.get("/admin/").content.decode()
    assert "Published alone: a second look is owed" in start
    assert "within 24 hours" in start
    asked = other.get(page(claim, "second-look")).content.decode()
    assert "edda published edition 1 alone: It is election night." in asked
    assert "somebody else looks at it" in take(editor, claim, "second-look")
    assert "Edition 1 was looked at by a second person." in take(other, claim, "second-look")
    assert not second_looks().filter(subject_id=claim.pk, number=owed.number).exists()


def test_the_first_page_says_that_four_eyes_are_relaxed(edda: User) -> None:
    assert "Four eyes are relaxed" in signed_in(edda).get("/admin/").content.decode()
    in_role(Role.EDITOR, "emil")
    assert "Four eyes are relaxed" not in signed_in(edda).get("/admin/").content.decode()


def test_a_grade_is_published_once_somebody_else_has_approved_it(edda: User, chen: User) -> None:
    document = DocumentFactory()
    source = SourceFactory()
    fields = GradeFields(source=source.pk, grade="B", reasons="It errs seldom.", at="2020-01-01")  # type: ignore[arg-type]
    grade = write([Create(fields=fields)], by=edda).rows[0]
    editor, checker = signed_in(edda), signed_in(chen)
    lacking = checker.get(page(grade, "approve")).content.decode()
    assert "Say when the grade is looked at again." in lacking
    assert "Name a document that the grade rests on" in lacking
    given = GradeFields(evidence=(document.pk,), review_due="2030-01-01")  # type: ignore[arg-type]
    write([Update(row=grade.pk, fields=given, seen=grade.row_version)], by=edda)
    assert "You wrote it: somebody else approves it." in take(editor, grade, "approve")
    assert ReliabilityGrade.objects.get().approved_at is None
    assert "Approved: it is frozen" in take(checker, grade, "approve")
    assert ReliabilityGrade.objects.get().approver == chen


def test_an_assessment_is_approved_by_somebody_else_or_says_that_nobody_else_could(edda: User, chen: User) -> None:
    assessment = AssessmentFactory(analyst=chen)
    assert "You wrote it: somebody else approves it." in take(signed_in(chen), assessment, "approve")
    User.objects.filter(pk=edda.pk).update(is_active=False)
    assert "by who wrote it, as nobody else may approve here" in take(signed_in(chen), assessment, "approve")
    assert Assessment.objects.get().approver == chen


def test_the_history_says_who_agreed_who_looked_again_and_who_withheld(claim: Claim, edda: User, emil: User) -> None:
    actions.publish(claims=[claim], by=edda, shown=claims_sha256([claim]), alone="Nobody else is awake.")
    [edition] = Edition.objects.filter(subject_id=claim.pk)
    look_again(root=claim, number=1, by=emil, shown=edition.sha256)
    withholding.withhold(root=claim, reason="Somebody objects.", by=edda)
    withholding.confirm(root=claim, by=emil)
    told = signed_in(edda).get(page(claim, "history")).content.decode()
    for line in (
        "Looked at a second time: edition 1",
        "Withheld: edition 1",
        "Why: Somebody objects.",
        "Confirmed: edition 1",
    ):
        assert line in told


def test_nobody_has_to_agree_to_what_readers_have_already(claim: Claim, edda: User, emil: User) -> None:
    actions.publish(claims=[claim], by=edda, shown=claims_sha256([claim]), alone="Nobody else is awake.")
    assert actions.publish(claims=[claim], by=emil, shown=claims_sha256([claim])) == []
