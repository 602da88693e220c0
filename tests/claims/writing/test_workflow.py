"""From draft to review and back, and what every write under a claim notes."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims import writing as actions
from claims.models import Claim
from claims.writing.workflow import claims_of
from claimtrack.editions.roots import Stage
from tests.factories import AnswerFactory, ClaimFactory

pytestmark = pytest.mark.django_db


def test_a_draft_goes_to_review_and_back(editor: User) -> None:
    claim = ClaimFactory()
    actions.submit(claim=claim, by=editor)
    assert Claim.objects.get(pk=claim.pk).stage == Stage.IN_REVIEW
    actions.send_back(claim=claim, by=editor)
    assert Claim.objects.get(pk=claim.pk).stage == Stage.DRAFT


def test_only_drafts_are_submitted_and_only_claims_in_review_are_sent_back(editor: User) -> None:
    claim = ClaimFactory()
    with pytest.raises(ValidationError, match="Only a claim in review"):
        actions.send_back(claim=claim, by=editor)
    actions.publish(claims=[claim], by=editor)
    with pytest.raises(ValidationError, match="Only a draft"):
        actions.submit(claim=claim, by=editor)


def test_every_write_counts_and_a_persons_is_told_apart_from_an_importers(editor: User) -> None:
    claim = ClaimFactory()
    with actions.editing([claim], by=None):
        pass
    assert list(Claim.objects.filter(version=2).untouched_by_people()) == [claim]
    with actions.editing([claim], by=editor):
        pass
    assert Claim.objects.get(version=3).edited_by_person
    assert not Claim.objects.untouched_by_people().exists()


def test_a_rebuttal_is_written_under_what_it_answers_and_what_it_makes() -> None:
    answer = AnswerFactory()
    made = ClaimFactory()
    answer.rebuttal.makes.add(made)
    assert set(claims_of(answer.rebuttal)) == {answer.claim, made}
