"""What an import says otherwise of a claim that a person has touched waits in a queue, and a person decides."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims import writing as actions
from claims.composing.shown import claims_sha256
from claims.imports.filing.reviews import decline, take_over
from claims.imports.models import ImportedReview, Proposal, RatingLabel
from claims.imports.ratings.registry import add_readings
from claims.imports.reviewed import Reviewed
from claims.models import Assessment, Claim
from claimtrack.accounts.roles import Role
from claimtrack.dates import WorldDate
from claimtrack.editions.models import Edition
from claimtrack.writing.trail import last_written
from tests.labelled_reviews import claim_of, last_edition, remembered, review, take_in
from tests.people import in_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def readings(db: None) -> None:
    listed = {"False": "false", "True": "true", "Half True": "mixed"}
    rows = [RatingLabel(host="checks.example", language="en", label=label, verdict=v) for label, v in listed.items()]
    add_readings(ratings=rows, by=None)


@pytest.fixture
def said() -> Reviewed:
    """A review that was taken in and published."""
    said = review("False")
    take_in(said)
    return said


def touch(said: Reviewed, by: User, **columns: Any) -> Claim:
    claim = claim_of(said)
    with actions.editing([claim], by=by):
        Claim.objects.filter(pk=claim.pk).update(**columns or {"context": "Ours."})
    return Claim.objects.get(pk=claim.pk)


def rated(said: Reviewed, label: str, **more: Any) -> Reviewed:
    """The same review, with another rating."""
    assert said.judgement
    return replace(said, judgement=replace(said.judgement, label=label), **more)


def open_proposals() -> list[Proposal]:
    return list(Proposal.objects.filter(state="open").order_by("pk"))


def users_who_changed(row: Any) -> list[Any]:
    events = type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    return [(event.pgh_context.metadata or {}).get("user") if event.pgh_context else None for event in events]


def test_a_claim_nobody_has_touched_is_changed_and_published_at_once(said: Reviewed) -> None:
    outcome = take_in(rated(said, "True"))
    assert outcome.counts["updated"] == 1
    document: Any = last_edition(claim_of(said))
    assert (document["headline"]["verdict"], document["edition"]["number"]) == ("true", 2)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("stage", ["published", "in_review", "retracted"])
def test_of_a_claim_that_a_person_has_touched_nothing_changes_and_a_proposal_is_filed_once(
    said: Reviewed, editor: User, stage: str
) -> None:
    claim = touch(said, editor)
    if stage == "retracted":
        actions.retract(claim=claim, by=editor, reason="Ours to withdraw.")
    Claim.objects.filter(pk=claim.pk).update(stage=stage)
    before = Claim.objects.filter(pk=claim.pk).values().get(), Edition.objects.count(), Assessment.objects.count()
    changed = rated(said, "True", made=WorldDate("2020-01-02"))
    assert take_in(changed).counts["proposed"] == 1
    [proposal] = open_proposals()
    assert proposal.changes == ["made: 2020-01-02", "the rating: “True”, until now “False”"]
    assert (proposal.claim, proposal.review) == (claim, remembered(said))
    assert +take_in(changed).counts == {"unchanged": 1}
    assert open_proposals() == [proposal]
    after = Claim.objects.filter(pk=claim.pk).values().get(), Edition.objects.count(), Assessment.objects.count()
    assert after == before


def test_what_the_input_says_as_it_always_did_is_not_proposed_against_a_persons_wording(
    said: Reviewed, editor: User
) -> None:
    touch(said, editor, statement="In our own words.", made=WorldDate("2019"))
    touch(said, editor, context="Edited again.")
    take_in(rated(said, "True"))
    [proposal] = open_proposals()
    assert proposal.changes == ["the rating: “True”, until now “False”"]
    take_over(proposal=proposal, by=editor)
    assert claim_of(said).statement == "In our own words."
    take_in(rated(said, "Half True", language="de"))
    [proposal] = open_proposals()
    assert proposal.changes == ["language: “de”, until now “en”", "the rating: “Half True”, until now “True”"]


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits_even_of_a_review_reworded(
    said: Reviewed, editor: User
) -> None:
    touch(said, editor)
    take_in(rated(said, "True"))
    take_in(rated(said, "Half True", statement=said.statement.replace("is so", "was so")))
    [proposal] = open_proposals()
    assert proposal.changes[-1] == "the rating: “Half True”, until now “False”"


def test_taking_over_makes_the_changes_on_the_desk_under_the_persons_name_and_publishes_nothing(
    said: Reviewed, editor: User
) -> None:
    colleague = in_role(Role.EDITOR, "colleague")
    touch(said, editor)
    take_in(rated(said, "True", made=WorldDate("2020-01-02")))
    [proposal] = open_proposals()
    editions = Edition.objects.count()
    decided = take_over(proposal=proposal, by=colleague)
    assert (decided.state, decided.decided_by, decided.decided_at is not None) == ("taken", colleague, True)
    claim = claim_of(said)
    assert (claim.made, claim.context) == (WorldDate("2020-01-02"), "Ours.")
    newest = claim.assessments.latest("pk")
    assert (newest.verdict, newest.label, remembered(said).assessment) == ("true", "True", newest)
    assert users_who_changed(claim)[-1] == users_who_changed(newest)[-1] == colleague.pk
    assert Edition.objects.count() == editions
    assert claim.has_unpublished_changes
    [published] = actions.publish(claims=[claim], by=editor, shown=claims_sha256([claim]))
    assert (published.document["made"]["edtf"], published.document["headline"]["verdict"]) == ("2020-01-02", "true")
    assert +take_in(rated(said, "True", made=WorldDate("2020-01-02"))).counts == {"unchanged": 1}


def test_declining_leaves_the_claim_and_the_same_input_does_not_ask_again(said: Reviewed, editor: User) -> None:
    touch(said, editor)
    changed = rated(said, "True")
    take_in(changed)
    [proposal] = open_proposals()
    before = Claim.objects.filter(pk=proposal.claim_id).values().get()
    decided = decline(proposal=proposal, by=editor)
    assert (decided.state, decided.decided_by) == ("declined", editor)
    assert Claim.objects.filter(pk=proposal.claim_id).values().get() == before
    assert claim_of(said).assessments.count() == 1
    for again in (changed, said, changed):
        take_in(again)
    assert open_proposals() == []
    take_in(rated(said, "Half True"))
    assert len(open_proposals()) == 1


@pytest.mark.parametrize("decide", [take_over, decline])
def test_what_was_decided_is_not_decided_again(said: Reviewed, editor: User, decide: Any) -> None:
    touch(said, editor)
    take_in(rated(said, "True"))
    [proposal] = open_proposals()
    decline(proposal=proposal, by=editor)
    with pytest.raises(ValidationError, match="decided already"):
        decide(proposal=proposal, by=editor)
    assert claim_of(said).assessments.count() == 1


def test_what_its_publisher_has_taken_back_waits_no_longer(said: Reviewed, editor: User) -> None:
    touch(said, editor)
    take_in(rated(said, "True"))
    assert len(open_proposals()) == 1
    take_in(said)
    assert open_proposals() == []


def test_another_review_of_a_claim_that_a_person_has_touched_is_proposed_and_joins_it(editor: User) -> None:
    first = review("False", group="one claim")
    take_in(first)
    claim = touch(first, editor)
    second = review("True", host="others.example", group="one claim")
    assert +take_in(second).counts == {"proposed": 1}
    assert +take_in(second).counts == {"unchanged": 1}
    [proposal] = open_proposals()
    assert proposal.changes == ["another review of it, by Checks of others.example"]
    take_over(proposal=proposal, by=editor)
    joined = ImportedReview.objects.get(key=proposal.key)
    assert joined.claim == claim
    assert claim.appearances.count() == 4
    assert +take_in(second).counts == {"unchanged": 1}


def test_a_claim_merged_away_meanwhile_is_not_changed(said: Reviewed, editor: User) -> None:
    claim = touch(said, editor)
    actions.publish(claims=[claim], by=editor)
    take_in(rated(said, "True"))
    survivor = review("False")
    take_in(survivor)
    actions.merge(survivor=claim_of(survivor), duplicate=claim, by=editor, note="The same.")
    [proposal] = open_proposals()
    with pytest.raises(ValidationError, match="merged into another"):
        take_over(proposal=proposal, by=editor)
    assert open_proposals() == [proposal]
    assert decline(proposal=proposal, by=editor).state == "declined"


def test_of_a_claim_touched_after_it_was_taken_in_and_before_it_was_published_nothing_is_published(
    editor: User,
) -> None:
    said = review("False")
    take_in(said, publish=False)
    touch(said, editor)
    assert +take_in(said).counts == {"unchanged": 1}
    assert not Edition.objects.filter(subject_id=claim_of(said).pk).exists()


def test_what_an_import_wrote_is_an_imports_in_the_trail(said: Reviewed) -> None:
    take_in(rated(said, "True"))
    assert last_written(claim_of(said)).startswith("an import on 20")
    assert claim_of(said).author is None
