"""Claims that people have touched are theirs: an import proposes, and publishes nothing of it."""

from collections import Counter
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.imports.filing.publishing import publish_untouched
from claims.imports.models import Proposal
from claims.imports.reviewed import Answered, Page, Party
from claims.models import Claim
from claims.writing.workflow import editing
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Stage
from tests.labelled_reviews import claim_of, last_edition, review, take_in

pytestmark = pytest.mark.django_db


def touch(claim: Claim, by: User) -> None:
    with editing([claim], by=by) as [locked]:
        locked.context = "What a reader needs to know."
        locked.save(update_fields=["context"])


def editions(claim: Claim) -> int:
    return Edition.objects.filter(subject_id=claim.pk).count()


def test_a_change_of_a_claim_that_a_person_has_edited_waits_as_a_proposal(editor: User) -> None:
    said = review("Wrong")
    take_in(said)
    claim = claim_of(said)
    touch(claim, editor)
    changed = review("Right", statement=said.statement, page=said.page, seen=said.seen)
    outcome = take_in(changed)
    assert (outcome.counts, outcome.to_publish) == (Counter(proposed=1), [])
    claim.refresh_from_db()
    assert (claim.statement, claim.context, editions(claim)) == (said.statement, "What a reader needs to know.", 1)
    [proposal] = Proposal.objects.all()
    assert (proposal.claim, proposal.state) == (claim, Proposal.State.OPEN)
    assert proposal.changes == ["the rating: “Right”, until now “Wrong”"]
    assert take_in(changed).counts == Counter(unchanged=1)
    again = review("Half", statement=said.statement, page=said.page, seen=said.seen)
    assert take_in(again).counts == Counter(proposed=1)
    assert [each.changes for each in Proposal.objects.all()] == [["the rating: “Half”, until now “Wrong”"]]
    assert take_in(said).counts == Counter(unchanged=1)
    assert not Proposal.objects.exists()


def test_what_a_review_says_unchanged_of_a_claim_that_a_person_has_edited_changes_and_proposes_nothing(
    editor: User,
) -> None:
    said = review("Wrong")
    take_in(said)
    touch(claim_of(said), editor)
    outcome = take_in(said)
    assert (outcome.counts, outcome.to_publish) == (Counter(unchanged=1), [])
    assert editions(claim_of(said)) == 1
    assert not Proposal.objects.exists()


def test_topics_countries_and_answers_that_are_told_later_are_taken_in_once() -> None:
    ministry = Party(name="The ministry", kind="government")
    answer = Answered(
        source=ministry,
        page=Page(url="https://ministry.example/1", title="No.", publisher=ministry),
        kind="denial",
        statement="It is not so.",
    )
    said = review("Wrong", topics=("Arms",), countries=("LY",))
    take_in(said)
    more = replace(said, topics=("Arms", "Ports"), countries=("LY", "RU"), answers=(answer,))
    assert take_in(more).counts == Counter(updated=1)
    claim = claim_of(said)
    shown = last_edition(claim)
    assert (shown["topics"], shown["countries"]) == (["arms", "ports"], ["LY", "RU"])
    assert [each.rebuttal.statement for each in claim.answers.all()] == ["It is not so."]
    assert take_in(more).counts == Counter(unchanged=1)
    assert take_in(replace(more, context="Said on Monday.")).counts == Counter(updated=1)
    assert (claim.answers.count(), claim.topics.count(), editions(claim)) == (1, 2, 3)


def test_a_change_that_the_desk_refuses_is_refused_with_its_reason_and_holds_up_no_other() -> None:
    said, other = review("Wrong"), review("Wrong")
    take_in(said, other)
    outcome = take_in(replace(said, countries=("QQ",)), replace(other, countries=("LY",)))

    assert outcome.counts == Counter(updated=1)
    [turned] = outcome.refused
    assert (turned.number, "QQ" in turned.reason) == (0, True)
    assert [country.code for country in claim_of(other).countries] == ["LY"]
    assert not claim_of(said).countries
    assert take_in(replace(said, countries=("RU",))).counts == Counter(updated=1)


def test_a_review_that_joins_an_earlier_claim_is_written_under_it_with_its_topics() -> None:
    said = review("Wrong", group="one claim", topics=("Arms",))
    take_in(said)
    before = claim_of(said)
    take_in(
        review("Wrong", host="other.example", statement=said.statement, group="one claim", topics=("Arms", "Ports"))
    )
    claim = claim_of(said)

    assert Claim.objects.count() == 1
    assert sorted(claim.topics.values_list("name", flat=True)) == ["Arms", "Ports"]
    assert claim.version > before.version
    assert claim.version == claim.published_version


@pytest.mark.parametrize("stage", [Stage.RETRACTED, Stage.MERGED])
def test_a_claim_that_was_withdrawn_is_not_brought_back(stage: Stage, editor: User) -> None:
    said = review("Wrong")
    take_in(said)
    claim = claim_of(said)
    if stage == Stage.RETRACTED:
        actions.retract(claim=claim, by=editor, reason="It was satire.")
    else:
        other = review("Wrong")
        take_in(other)
        actions.merge(survivor=claim_of(other), duplicate=claim, by=editor, note="The same claim.")
    before = editions(claim)
    outcome = take_in(review("Right", statement=said.statement, page=said.page, seen=said.seen), said)
    assert outcome.counts["proposed"] == 1
    claim.refresh_from_db()
    assert (claim.stage, editions(claim)) == (stage, before)


def test_another_publishers_review_of_a_claim_that_a_person_has_edited_is_proposed(editor: User) -> None:
    said = review("Wrong", group="one claim")
    take_in(said)
    touch(claim_of(said), editor)
    joining = review("Wrong", host="other.example", statement=said.statement, group="one claim")
    assert take_in(joining).counts == Counter(proposed=1)
    assert [each.changes for each in Proposal.objects.all()] == [["another review of it, by Checks of other.example"]]
    assert take_in(joining).counts == Counter(unchanged=1)
    assert Claim.objects.count() == 1


def test_a_claim_that_a_person_takes_up_before_it_is_published_is_left_to_that_person(editor: User) -> None:
    said, other = review("Wrong"), review("Wrong")
    outcome = take_in(said, other, publish=False)
    touch(claim_of(said), editor)
    assert publish_untouched(outcome.to_publish).editions == 1
    assert (editions(claim_of(said)), editions(claim_of(other))) == (0, 1)


def test_one_claim_that_cannot_be_published_holds_up_no_other() -> None:
    reviews = [review("Wrong") for _ in range(7)]
    nowhere = review("Wrong", page=None, seen=(), identity="https://a.example/1")
    outcome = take_in(*reviews[:4], nowhere, *reviews[4:], publish=False)
    published = publish_untouched(outcome.to_publish)
    assert published.editions == 7
    assert [reason.split(":")[0] for reason in published.against] == ["Add an appearance"]
