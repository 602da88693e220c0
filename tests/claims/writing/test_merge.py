"""The same claim twice becomes one: what was said, answered and found goes on under the survivor."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.editions.models import Edition, Head
from claimtrack.editions.publishing import CannotPublish
from claimtrack.editions.roots import Stage
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    EvidenceFactory,
    RebuttalFactory,
    RelationFactory,
    SubjectFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(editor: User) -> tuple[Claim, Claim]:
    """A survivor and its duplicate, both published, and both with a first known appearance."""
    survivor, duplicate = ClaimFactory(), ClaimFactory()
    for claim in (survivor, duplicate):
        claim.appearances.update(first_known=True)
        claim.topics.add(TopicFactory())
        claim.about.add(SubjectFactory())
        AnswerFactory(claim=claim)
        EvidenceFactory(target_claim=claim)
        RelationFactory(claim=claim, other=ClaimFactory())
    actions.publish(claims=[survivor, duplicate], by=editor)
    return survivor, duplicate


def merge(pair: tuple[Claim, Claim], editor: User) -> None:
    actions.merge(survivor=pair[0], duplicate=pair[1], by=editor, note="The same claim.")


def test_everything_under_the_duplicate_goes_on_under_the_survivor(
    pair: tuple[Claim, Claim], editor: User, reader: APIClient
) -> None:
    survivor, duplicate = pair
    merge(pair, editor)
    document = reader.get(f"/api/v1/claims/{survivor.pk}/").json()
    for member in ("appearances", "rebuttals", "evidence", "topics", "about"):
        assert len(document[member]) == 2, member
    assert survivor.relations.count() == 2
    assert [appearance["first_known"] for appearance in document["appearances"]].count(True) == 1
    for rows in (duplicate.appearances, duplicate.answers, duplicate.evidence, duplicate.relations):
        assert not rows.exists()


def test_both_are_published_the_duplicate_first(pair: tuple[Claim, Claim], editor: User) -> None:
    survivor, duplicate = pair
    merge(pair, editor)
    last = list(Edition.objects.order_by("-position").values_list("subject_id", "kind", "note")[:2])
    assert last == [(survivor.pk, "updated", "The same claim."), (duplicate.pk, "merged", "The same claim.")]
    head = Head.objects.get(pk=duplicate.pk)
    assert (head.readable, head.merged_into) == (False, survivor.pk)
    duplicate.refresh_from_db()
    assert (duplicate.stage, duplicate.merged_into) == (Stage.MERGED, survivor)


def test_judgements_stay_with_the_statement_that_they_judged(pair: tuple[Claim, Claim], editor: User) -> None:
    survivor, duplicate = pair
    judged = AssessmentFactory(claim=duplicate)
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[duplicate], by=editor)
    merge(pair, editor)
    assert duplicate.assessments.get() == judged
    assert not survivor.assessments.exists()


def test_what_both_have_is_there_once(pair: tuple[Claim, Claim], editor: User) -> None:
    survivor, duplicate = pair
    rebuttal, other = RebuttalFactory(), ClaimFactory()
    for claim in pair:
        AnswerFactory(claim=claim, rebuttal=rebuttal)
        RelationFactory(claim=claim, other=other, kind="supports")
    RelationFactory(claim=duplicate, other=survivor, kind="variant_of")
    EvidenceFactory(target_claim=survivor, document=None, claim=duplicate)
    EvidenceFactory(target_claim=duplicate, document=None, claim=survivor)
    actions.publish(claims=list(pair), by=editor)
    merge(pair, editor)
    assert rebuttal.answers.filter(claim=survivor).count() == 1
    assert survivor.relations.filter(other=other).count() == 1
    assert not survivor.relations.filter(other=survivor).exists()
    assert not survivor.evidence.filter(claim=survivor).exists()


def test_parts_and_evidence_for_others_go_on_too(pair: tuple[Claim, Claim], editor: User) -> None:
    survivor, duplicate = pair
    part, judged = ClaimFactory(part_of=duplicate), EvidenceFactory(document=None, claim=duplicate)
    merge(pair, editor)
    part.refresh_from_db()
    judged.refresh_from_db()
    assert (part.part_of, judged.claim) == (survivor, survivor)


def test_an_echo_of_the_duplicate_is_an_echo_of_the_survivor(pair: tuple[Claim, Claim], editor: User) -> None:
    survivor, duplicate = pair
    original = duplicate.appearances.get()
    echo = AppearanceFactory(claim=ClaimFactory(), derives_from=original)
    merge(pair, editor)
    echo.refresh_from_db()
    assert echo.derives_from is not None
    assert echo.derives_from.claim == survivor


def test_a_claim_is_not_merged_with_itself_nor_without_a_note_nor_into_a_draft(
    pair: tuple[Claim, Claim], editor: User
) -> None:
    survivor, duplicate = pair
    for kept, gone, note, message in (
        (survivor, survivor, "The same.", "not merged with itself"),
        (survivor, duplicate, " ", "Say why the two are the same"),
        (ClaimFactory(), duplicate, "The same.", "cannot be sent on to a draft"),
    ):
        with pytest.raises(CannotPublish, match=message):
            actions.merge(survivor=kept, duplicate=gone, by=editor, note=note)
    assert Head.objects.get(pk=duplicate.pk).readable


def test_a_merged_claim_is_neither_published_nor_merged_again(pair: tuple[Claim, Claim], editor: User) -> None:
    merge(pair, editor)
    with pytest.raises(CannotPublish, match="was merged"):
        actions.publish(claims=[pair[1]], by=editor)
    with pytest.raises(CannotPublish, match="is merged: only drafts and what is published"):
        merge(pair, editor)
