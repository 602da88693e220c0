"""Approving: from here on a judgement is frozen, and only superseded."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import DatabaseError

from claims import writing as actions
from claims.models import Assessment, Claim
from claims.writing.assess import claims_judged
from tests.factories import AnswerFactory, AssessmentFactory, ClaimFactory

pytestmark = pytest.mark.django_db


def test_approving_notes_who_and_when_and_counts_as_written_under_the_claim(editor: User) -> None:
    assessment = AssessmentFactory()
    version = assessment.claim.version
    actions.approve(assessment=assessment, by=editor)
    assert (assessment.approver, assessment.approved_at is not None) == (editor, True)
    claim = Claim.objects.get(pk=assessment.claim_id)
    assert (claim.version, claim.edited_by_person) == (version + 1, True)


def test_an_approved_judgement_is_changed_and_deleted_by_nobody(editor: User) -> None:
    assessment = AssessmentFactory()
    actions.approve(assessment=assessment, by=editor)
    for attempt in (
        lambda: Assessment.objects.filter(pk=assessment.pk).update(verdict="true"),
        assessment.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Assessment.objects.get(pk=assessment.pk).verdict == "false"


def test_a_judgement_is_approved_once(editor: User) -> None:
    assessment = AssessmentFactory()
    actions.approve(assessment=assessment, by=editor)
    with pytest.raises(ValidationError, match="approved already"):
        actions.approve(assessment=assessment, by=editor)


def test_what_was_never_approved_is_not_superseded_but_changed(editor: User) -> None:
    draft = AssessmentFactory()
    later = AssessmentFactory(claim=draft.claim, supersedes=draft, change_reason="new_evidence")
    with pytest.raises(ValidationError, match="change that one instead"):
        actions.approve(assessment=later, by=editor)


def test_a_judgement_supersedes_one_of_the_same_claim(editor: User) -> None:
    first = AssessmentFactory()
    actions.approve(assessment=first, by=editor)
    later = AssessmentFactory(claim=ClaimFactory(), supersedes=first, change_reason="new_evidence")
    with pytest.raises(ValidationError, match="of the same claim or rebuttal"):
        actions.approve(assessment=later, by=editor)


def test_a_judgement_of_a_rebuttal_is_written_under_every_claim_it_answers(editor: User) -> None:
    answer = AnswerFactory()
    other = AnswerFactory(rebuttal=answer.rebuttal).claim
    made = ClaimFactory()
    answer.rebuttal.makes.add(made)
    assessment = AssessmentFactory(claim=None, rebuttal=answer.rebuttal)
    assert set(claims_judged(assessment)) == {answer.claim, other, made}
    versions = {claim.pk: claim.version for claim in (answer.claim, other, made)}
    actions.approve(assessment=assessment, by=editor)
    assert {claim.pk: claim.version for claim in Claim.objects.filter(pk__in=versions)} == {
        pk: version + 1 for pk, version in versions.items()
    }
