"""What the desk says of works: kept with who and when, told to whom it concerns, and known to nobody else."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from claims.models import Claim
from claims.writing import publish
from claims.writing.redact import carry_out, order_redaction
from claimtrack.accounts import people
from claimtrack.accounts.models import KeptAnswer
from claimtrack.accounts.roles import Role
from claimtrack.admin.history import decided_on
from claimtrack.editions.erasing import Erasure, erase
from claimtrack.editions.roots import Stage
from claimtrack.ids import uuid7
from claimtrack.workplace import docket, many, notices, presence, talk, watching
from claimtrack.workplace.docket import Urgency
from claimtrack.workplace.models import Comment, Docket, Happening, Notice, Presence, Said, Watch
from claimtrack.workplace.queue import queue
from claimtrack.writing import restricting
from claimtrack.writing.agreement import numbers_of
from tests.desk_api import DESK, Program
from tests.factories import ClaimFactory, NarrativeFactory, SourceFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return in_role(Role.REPORTER, "anna")


@pytest.fixture
def bo() -> User:
    return in_role(Role.EDITOR, "bo.berg")


@pytest.fixture
def claim(anna: User) -> Claim:
    made: Claim = ClaimFactory(author=anna)
    return made


def rung(person: User) -> Sequence[str]:
    """What rang the bell of somebody, the newest first."""
    return [each.notice.happening for each in notices.bell(person)]


# -- comments -------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [ClaimFactory, NarrativeFactory, SourceFactory])
def test_works_of_every_sort_are_talked_about_alike(make: Any, anna: User, bo: User) -> None:
    root = make()
    spoken = talk.comment(root=root, text="Look at this, @bo.berg.", by=anna)
    assert [each.text for each in talk.comments_on(root, by=bo)] == ["Look at this, @bo.berg."]
    assert (spoken.comment.by, spoken.comment.by_role, spoken.unaware) == (anna, "reporter", [])
    assert rung(bo) == [Happening.MENTIONED]


def test_who_is_named_is_told_once_and_who_follows_is_told_and_nobody_of_what_they_did_themselves(
    claim: Claim, anna: User, bo: User
) -> None:
    cleo, dan = in_role(Role.CHECKER, "cleo"), in_role(Role.VIEWER, "dan")
    watching.watch(root=claim, by=dan)
    talk.comment(root=claim, text="@cleo, @cleo and a@cleo: what of it? @nobody-here", by=bo)
    assert (rung(cleo), rung(anna), rung(dan), rung(bo)) == (["mentioned"], ["commented"], [], [])


def test_who_may_not_name_colleagues_reads_no_comments_and_writes_none(claim: Claim, anna: User) -> None:
    talk.comment(root=claim, text="@bo knows.", by=anna)
    viewer = in_role(Role.VIEWER)
    assert not talk.comments_on(claim, by=viewer).exists()
    assert not list(decided_on(claim, by=viewer))
    with pytest.raises(PermissionDenied):
        talk.comment(root=claim, text="So?", by=viewer)


def test_what_is_taken_back_is_gone_for_good_and_that_something_was_said_stays(claim: Claim, anna: User) -> None:
    said = talk.comment(root=claim, text="Zubrowka said so.", by=anna).comment
    with pytest.raises(PermissionDenied):
        talk.take_back(comment=said, by=in_role(Role.REPORTER, "another"))
    talk.take_back(comment=said, by=anna)
    [row] = talk.comments_on(claim, by=anna)
    assert (row.text, row.taken_back_at is not None, row.by) == ("", True, anna)
    trail = Comment.pgh_event_model.objects.values()  # type: ignore[attr-defined]  # made by pghistory
    assert len(trail) == 2
    assert "Zubrowka" not in str(list(trail))


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_a_comment_says_something_and_no_book(claim: Claim, anna: User, text: str) -> None:
    with pytest.raises(ValidationError):
        talk.comment(root=claim, text=text, by=anna)


# -- with submit, return and approve --------------------------------------------------------------


def test_a_message_goes_with_handing_on_and_stands_in_the_history_with_who_and_when(
    claim: Claim, anna: User, bo: User
) -> None:
    talk.submit(root=claim, by=anna, message="The log is in, @bo.berg.")
    talk.send_back(root=claim, by=bo, message="Which log?")
    talk.approve(root=claim, by=bo, shown=numbers_of([claim])[claim.pk], message="Good now.")
    said = [(each.occasion, each.by, each.text) for each in talk.comments_on(claim, by=bo)]
    assert said == [
        (Said.SUBMIT, anna, "The log is in, @bo.berg."),
        (Said.RETURN, bo, "Which log?"),
        (Said.APPROVE, bo, "Good now."),
    ]
    told = [(line.who, line.what, line.details) for line in decided_on(claim, by=anna)]
    assert ("bo.berg (editor)", "Returned it", ["“Which log?”"]) in told
    assert (rung(bo), rung(anna)) == (["mentioned"], ["approved", "returned"])


def test_what_is_refused_says_nothing(claim: Claim, bo: User) -> None:
    with pytest.raises(ValidationError):
        talk.send_back(root=claim, by=bo, message="It is no draft.")
    assert not Comment.objects.exists()


# -- restricted work ------------------------------------------------------------------------------


def test_of_restricted_work_others_learn_nothing_not_even_by_being_named(claim: Claim, anna: User, bo: User) -> None:
    talk.comment(root=claim, text="A word, @bo.berg.", by=anna)
    watching.watch(root=claim, by=bo)
    restricting.restrict(row=claim, people=[anna], by=anna)
    claim.refresh_from_db()
    spoken = talk.comment(root=claim, text="Only us, @bo.berg.", by=anna)
    assert spoken.unaware == [bo]
    assert notices.bell(bo) == []
    assert notices.unread(bo) == 0
    assert not talk.comments_on(claim, by=bo).exists()
    with pytest.raises(Http404):
        talk.comment(root=claim, text="Hello?", by=bo)
    with pytest.raises(Http404):
        docket.assign(root=claim, assignee=bo, due=None, by=bo)
    with pytest.raises(ValidationError, match="may not see it"):
        docket.assign(root=claim, assignee=bo, due=None, by=anna)
    hers = Program(bo)
    for part in ("comments/", "docket/", "watch/", "here/"):
        assert hers.get(f"{DESK}claims/{claim.pk}/{part}").status_code in {404, 405}
    assert str(claim.pk) not in hers.get(f"{DESK}queue/").content.decode()


# -- what goes ------------------------------------------------------------------------------------


def test_a_redaction_takes_all_that_was_said_of_a_work_and_the_words_of_its_order_elsewhere(
    editor: User, checker: User
) -> None:
    claim, other = ClaimFactory(), ClaimFactory()
    publish(claims=[claim], by=editor)
    claim.refresh_from_db()
    for root in (claim, other):
        talk.comment(root=root, text="Zubrowka again, @checker.", by=editor)
        docket.prioritise(root=root, urgency=Urgency(harm=3, reason="Zubrowka is in danger."), by=editor)
    talk.comment(root=other, text="Another matter.", by=editor)
    watching.watch(root=claim, by=checker)
    order = order_redaction(root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, by=editor,
                            words=("Zubrowka",))  # fmt: skip
    carry_out(order=order, by=checker)
    assert [each.text for each in Comment.objects.all()] == ["Another matter."]
    assert not Docket.objects.exists()
    assert not Watch.objects.exists()
    assert {each.root_id for each in Notice.objects.all()} <= {other.pk}
    claim.refresh_from_db()
    with pytest.raises(ValidationError, match="redacted"):
        talk.comment(root=claim, text="What was it?", by=editor)


def test_a_deleted_draft_leaves_no_words_behind(claim: Claim, anna: User, bo: User) -> None:
    talk.comment(root=claim, text="Zubrowka, @bo.berg.", by=anna)
    docket.tag(root=claim, add=["zubrowka"], by=anna)
    presence.come(root=claim, by=anna)
    claim.delete()
    assert not any(model.objects.exists() for model in (Comment, Docket, Notice, Presence, Watch))


def test_an_erasure_of_words_alone_leaves_other_talk(claim: Claim, anna: User) -> None:
    talk.comment(root=claim, text="Zubrowka.", by=anna)
    talk.comment(root=claim, text="Else.", by=anna)
    erase(Erasure("source", uuid7(), whole=True, words=("zubrowka",)))
    assert [each.text for each in Comment.objects.all()] == ["Else."]


# -- whose it is, and how urgent ------------------------------------------------------------------


def test_a_work_is_given_to_somebody_who_is_told_and_the_history_says_so(claim: Claim, anna: User, bo: User) -> None:
    docket.assign(root=claim, assignee=bo, due=None, by=anna, message="Yours, please.")
    docket.assign(root=claim, assignee=bo, due=None, by=anna)
    assert rung(bo) == [Happening.ASSIGNED]
    program = Program(anna)
    told = program.read(f"claims/{claim.pk}/history/")["results"]
    changed = {each["field"]: each["new"] for entry in told for each in entry["changes"]}
    assert changed["assignee"] == {"id": str(bo.pk), "name": "bo.berg"}
    assert "Yours, please." in {entry["reason"] for entry in told}
    docket.assign(root=claim, assignee=None, due=None, by=anna)
    assert Docket.objects.get().assignee is None


def test_urgency_needs_a_reason_which_stays_among_the_comments(claim: Claim, anna: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        docket.prioritise(root=claim, urgency=Urgency(harm=2, reach=1), by=anna)
    with pytest.raises(ValidationError, match="level"):
        docket.prioritise(root=claim, urgency=Urgency(harm=4, reason="It burns."), by=anna)
    docket.prioritise(root=claim, urgency=Urgency(harm=2, reach=1, reason="It burns."), by=anna)
    docket.prioritise(root=claim, urgency=Urgency(), by=anna)
    assert [each.text for each in talk.comments_on(claim, by=anna)] == ["It burns."]
    assert Docket.objects.get().priority == 0


def test_many_are_given_tagged_or_returned_together_or_none_is(anna: User, bo: User) -> None:
    first, second = ClaimFactory(), ClaimFactory()
    talk.submit(root=first, by=bo)
    assert many.assign(roots=[first, second], assignee=anna, due=None, by=bo) == 2
    assert many.tag(roots=[first, second], add=["election  night", "Election Night"], remove=[], by=bo) == 2
    assert {tuple(each.tags) for each in Docket.objects.all()} == {("election night",)}
    with pytest.raises(ValidationError, match="in review is sent back"):
        many.send_back(roots=[first, second], by=bo, message="Not yet.")
    first.refresh_from_db()
    assert first.stage == "in_review"
    assert not Comment.objects.exists()


# -- who is there ---------------------------------------------------------------------------------


def test_who_has_a_work_open_is_seen_until_they_say_so_no_more(claim: Claim, anna: User, bo: User) -> None:
    presence.come(root=claim, by=anna)
    presence.come(root=claim, by=bo)
    [here] = presence.others(root=claim, by=bo)
    assert here.person == anna
    later = here.since + presence.LASTS * 2
    assert presence.others(root=claim, by=bo, now=later) == []
    presence.come(root=claim, by=anna, now=later)
    [again] = presence.others(root=claim, by=bo, now=later)
    assert again.since == later
    presence.go(root=claim, by=anna)
    assert presence.others(root=claim, by=bo, now=later) == []
    assert presence.forget_gone(now=later + presence.LASTS * 11) == 1
    assert not Presence.objects.exists()


# -- who cannot talk, and who leaves --------------------------------------------------------------


def test_who_cannot_talk_is_neither_told_that_they_were_named_nor_given_work(
    claim: Claim, anna: User, bo: User
) -> None:
    vera = in_role(Role.VIEWER, "vera")
    assert talk.comment(root=claim, text="Look, @vera.", by=anna).unaware == [vera]
    with pytest.raises(ValidationError, match="vera cannot be given this work"):
        docket.assign(root=claim, assignee=vera, due=None, by=bo)
    assert notices.bell(vera) == []
    docket.assign(root=claim, assignee=anna, due=None, by=bo)
    hers, his = Program(vera).read(f"claims/{claim.pk}/docket/"), Program(bo).read(f"claims/{claim.pk}/docket/")
    assert his.keys() - hers.keys() == {"assignee", "reason"}


@pytest.mark.parametrize("due", [date(1000, 1, 1), date(9999, 12, 31)])
def test_work_is_due_within_reason(claim: Claim, bo: User, due: date) -> None:
    with pytest.raises(ValidationError) as refused:
        docket.assign(root=claim, assignee=bo, due=due, by=bo)
    assert "Give a day from" in str(refused.value.message_dict["due"])


@pytest.mark.parametrize("ends", ["role", "account"])
def test_who_loses_the_role_or_leaves_has_no_work_any_more(
    claim: Claim, anna: User, bo: User, ends: str, django_capture_on_commit_callbacks: Any
) -> None:
    docket.assign(root=claim, assignee=anna, due=None, by=bo)
    with django_capture_on_commit_callbacks(execute=True):
        people.give_role(person=anna, role=Role.CHECKER, by=in_role(Role.ADMINISTRATOR, "ada"))
    assert docket.docket_of(claim).assignee == anna, "with another role it is theirs as ever"
    with django_capture_on_commit_callbacks(execute=True):
        if ends == "role":
            anna.groups.clear()
        else:
            people.let_in(person=anna, active=False, by=in_role(Role.ADMINISTRATOR, "ada"))
    assert docket.docket_of(claim).assignee is None


def test_nobody_waits_for_what_was_given_to_somebody_else_or_is_no_draft_any_more(
    claim: Claim, anna: User, bo: User
) -> None:
    def waiting() -> list[Any]:
        [filled] = queue(anna, most=9, names=["waiting_for_me"])
        return [line.root for line in filled.found.lines]

    docket.assign(root=claim, assignee=anna, due=None, by=bo)
    assert waiting() == [claim]
    docket.assign(root=claim, assignee=bo, due=None, by=bo)
    assert waiting() == []
    talk.submit(root=claim, by=anna)
    talk.send_back(root=claim, by=bo)
    assert waiting() == [claim]
    Claim.objects.filter(pk=claim.pk).update(stage=Stage.PUBLISHED)
    assert waiting() == []


# -- what is gone for good ------------------------------------------------------------------------


def test_what_was_taken_back_or_deleted_is_in_no_answer_that_is_given_again(claim: Claim, anna: User) -> None:
    hers, comments = Program(anna), f"claims/{claim.pk}/comments/"
    said = hers.send(comments, {"text": "Zubrowka said so."}, key="one").json()
    assert hers.delete(f"{DESK}{comments}{said['id']}/").status_code == 204
    again = hers.send(comments, {"text": "Zubrowka said so."}, key="one")
    assert (again.status_code, "Zubrowka" in again.content.decode()) == (410, False)
    draft = {"statement": "Zubrowka left."}
    made = hers.send("claims/", draft, key="two").json()
    assert hers.take_away(f"claims/{made['id']}/").status_code == 204
    assert hers.send("claims/", draft, key="two").status_code == 410
    assert not KeptAnswer.objects.filter(body__contains="Zubrowka").exists()
