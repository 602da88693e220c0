"""What programs write under claims that people answer for waits; a person takes it over as their own work, or declines."""

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.imports.filing.proposing import file
from claims.imports.filing.reviews import decline, take_over
from claims.imports.models import Proposal
from claims.models import Appearance, Claim
from claims.writing.fields import AnswerFields, AppearanceFields, ClaimFields, RebuttalFields
from claimtrack.accounts.models import Profile
from claimtrack.accounts.roles import Role
from claimtrack.dates import WorldDate
from claimtrack.editions.agreement import Authorship
from claimtrack.writing import Create, NotAllowed, Refused, Update, Written
from claimtrack.writing.agreement import approve_root
from claimtrack.writing.packing import packed_change, unpacked_change
from claimtrack.writing.works import desk_work
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def feed(db: None) -> User:
    account = in_role(Role.REPORTER, "feed")
    Profile.objects.filter(person=account).update(is_program=True)
    return account


@pytest.fixture
def edda(db: None) -> User:
    return in_role(Role.EDITOR, "edda")


@pytest.fixture
def published() -> Claim:
    claim: Claim = ClaimFactory(statement="Two bridges fell.")
    actions.publish(claims=[claim], by=None)
    return claim


def seen_elsewhere(claim: Claim) -> list[Create[AppearanceFields]]:
    fields = AppearanceFields(claim=claim.pk, document=DocumentFactory().pk, role="reports", made=WorldDate("2018-10"))
    return [Create(fields=fields)]


def test_a_program_adds_nothing_to_what_is_published_until_a_person_takes_it_over(
    published: Claim, feed: User, edda: User
) -> None:
    changes = seen_elsewhere(published)
    proposal = file(changes, by=feed)
    assert isinstance(proposal, Proposal)
    assert (proposal.claim, proposal.proposed_by, published.appearances.count()) == (published, feed, 1)
    assert not Claim.objects.get().has_unpublished_changes
    take_over(proposal=proposal, by=edda)
    row = Appearance.objects.get(pk=changes[0].id)
    assert (row.role, row.made) == ("reports", WorldDate("2018-10"))
    assert Authorship.objects.get(subject_id=published.pk).by_id == edda.pk


def test_what_somebody_approved_waits_too_and_the_approval_stands(feed: User, edda: User) -> None:
    claim = ClaimFactory(author=feed)
    assert isinstance(file(seen_elsewhere(claim), by=feed), Written)
    number = desk_work(claim).sha256([claim])[claim.pk]
    approve_root(root=claim, by=edda, shown=number)
    assert isinstance(file(seen_elsewhere(claim), by=feed), Proposal)
    assert desk_work(claim).sha256([claim])[claim.pk] == number


def test_a_rebuttal_with_its_answer_is_one_proposal_and_declining_leaves_nothing(
    published: Claim, feed: User, edda: User
) -> None:
    rebuttal = Create(
        fields=RebuttalFields(
            kind="denial", standing="subject", source=SourceFactory().pk, document=DocumentFactory().pk,
            statement="None fell.",
        )
    )  # fmt: skip
    answer = Create(fields=AnswerFields(rebuttal=rebuttal.id, claim=published.pk, scope="specific"))
    proposal = file([rebuttal, answer], by=feed)
    assert isinstance(proposal, Proposal)
    assert "None fell." in proposal.changes[0]
    assert file([rebuttal, answer], by=feed) == proposal
    decline(proposal=proposal, by=edda)
    assert not published.answers.exists()


def test_what_breaks_a_rule_or_has_changed_since_is_refused_at_once(published: Claim, feed: User) -> None:
    with pytest.raises(Refused):
        file([Update(row=published.pk, fields=ClaimFields(statement=""), seen=1)], by=feed)
    with pytest.raises(Refused):
        file([Update(row=published.pk, fields=ClaimFields(statement="None fell."), seen=99)], by=feed)
    assert not Proposal.objects.exists()


def test_what_changed_before_it_was_taken_over_is_told_and_it_stays_open(
    published: Claim, feed: User, edda: User
) -> None:
    version = Claim.objects.get().row_version
    proposal = file([Update(row=published.pk, fields=ClaimFields(statement="None fell."), seen=version)], by=feed)
    assert isinstance(proposal, Proposal)
    with actions.editing([published], by=edda):
        Claim.objects.update(statement="Three bridges fell.")
    with pytest.raises(Refused):
        take_over(proposal=proposal, by=edda)
    assert Proposal.objects.get().state == Proposal.State.OPEN


def test_programs_decide_nothing_and_people_are_not_held_up(published: Claim, feed: User, edda: User) -> None:
    proposal = file(seen_elsewhere(published), by=feed)
    robot = in_role(Role.EDITOR, "robot")
    Profile.objects.filter(person=robot).update(is_program=True)
    assert isinstance(proposal, Proposal)
    with pytest.raises(NotAllowed):
        take_over(proposal=proposal, by=robot)
    assert isinstance(file(seen_elsewhere(published), by=edda), Written)


def test_a_change_comes_back_from_json_as_it_was() -> None:
    fields = ClaimFields(
        statement="So.", made=WorldDate("2018-10"), countries=("LY", "RU"), aspects=("How many?",), part_of=None,
        topics=(DocumentFactory().pk,),
    )  # fmt: skip
    create = Create(fields=fields)
    update = Update(row=create.id, fields=fields, seen=ClaimFields(statement="Not so."))
    for change in (create, update):
        again = unpacked_change(packed_change(change))
        assert packed_change(again) == packed_change(change)
        assert type(again) is type(change)
