"""Publishing at a time: the very text that was agreed to, at its minute, or nothing, and an alert that says why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.accounts.roles import Role
from claimtrack.editions import steady
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Stage, audited
from claimtrack.editions.schedules import Alert, Outcome, Schedule
from claimtrack.editions.steady import Steadied
from claimtrack.workplace.models import Happening, Notice
from claimtrack.writing import schedules, verbs
from claimtrack.writing.agreement import approve_root, numbers_of
from claimtrack.writing.alerts import acknowledge, unseen
from claimtrack.writing.schedules import cancel, publish_due, schedule
from claimtrack.writing.withholding import withhold
from sources.models import Document
from sources.writing import lift_embargo, set_embargo
from tests.clock import set_clock, stop_clocks
from tests.factories import ClaimFactory, NarrativeFactory, SourceFactory
from tests.people import in_role

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)
SIX = datetime(2031, 5, 1, 18, tzinfo=UTC)


class Passing:
    """Time that passes for the clocks and for the steady clock alike, unless one of them is told otherwise."""

    at = NOON

    def __init__(self) -> None:
        self.passed = 1000.0

    def set(self, at: datetime, *, passed: timedelta | None = None, own: datetime | None = None) -> None:
        self.passed += (passed if passed is not None else at - self.at).total_seconds()
        self.at = at
        stop_clocks(database=at.isoformat(), own=(own or at).isoformat())


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Passing:
    passing = Passing()
    set_clock(NOON.isoformat())
    monkeypatch.setattr(steady, "steady", lambda: passing.passed)
    monkeypatch.setattr(schedules, "CLOCK", Steadied())
    schedules.CLOCK.read()
    return passing


@pytest.fixture
def claim(passing: Passing) -> Claim:
    claim: Claim = ClaimFactory(slug="it-was-seen")
    return claim


def given(claim: Claim, by: User, at: datetime = SIX) -> Schedule:
    claim.refresh_from_db()
    along = actions.sources_along(claim)
    return schedule(root=claim, at=at, shown=numbers_of([claim, *along]), by=by)


def outcome(found: Schedule) -> str:
    found.refresh_from_db()
    return found.outcome


def told() -> str:
    return " ".join(unseen().values_list("reason", flat=True))


def status_of(claim: Claim) -> int:
    return APIClient().get(f"/api/v1/claims/{claim.slug}/").status_code


def test_it_is_published_at_its_minute_and_not_before_in_the_name_of_who_gave_it_a_time(
    claim: Claim, editor: User, passing: Passing
) -> None:
    found = given(claim, editor)
    passing.set(SIX - timedelta(seconds=1))
    publish_due()
    assert (outcome(found), status_of(claim)) == ("", 404)
    passing.set(SIX)
    publish_due()
    assert (outcome(found), status_of(claim)) == (Outcome.PUBLISHED, 200)
    edition = Edition.objects.get(subject_id=claim.pk)
    assert (edition.by_id, edition.published_at >= SIX) == (editor.pk, True)
    publish_due()
    assert Edition.objects.filter(subject_id=claim.pk).count() == 1, "once"
    assert not unseen().exists()


def test_what_was_changed_since_is_not_published_and_the_desk_is_told_until_somebody_has_looked(
    claim: Claim, editor: User, passing: Passing
) -> None:
    found = given(claim, editor)
    Claim.objects.filter(pk=claim.pk).update(context="More of it.")
    passing.set(SIX)
    publish_due()
    assert (outcome(found), status_of(claim)) == (Outcome.REFUSED, 404)
    assert "was changed after it was given its time" in told()
    acknowledge(root=claim, by=editor)
    assert Alert.objects.get().seen_by_id == editor.pk
    with pytest.raises(ValidationError, match="no alert about it"):
        acknowledge(root=claim, by=editor)


@pytest.mark.parametrize("lost", ["role", "account"])
def test_who_gave_it_a_time_has_to_have_the_right_when_it_comes(
    claim: Claim, editor: User, passing: Passing, lost: str
) -> None:
    found = given(claim, editor)
    if lost == "role":
        User.objects.filter(pk=editor.pk).update(is_superuser=False)
    else:
        User.objects.filter(pk=editor.pk).update(is_active=False)
    passing.set(SIX)
    publish_due()
    assert (outcome(found), status_of(claim)) == (Outcome.REFUSED, 404)
    assert told()


@pytest.mark.parametrize("make", [ClaimFactory, NarrativeFactory, SourceFactory])
@pytest.mark.parametrize("who", ["colleague", "author"])
def test_work_that_was_returned_is_not_published_at_its_time_and_whoever_gave_it_is_told(
    make: Any, who: str, editor: User, passing: Passing
) -> None:
    author, checker = in_role(Role.REPORTER, "rita"), in_role(Role.CHECKER, "edna")
    root = make(author=author, stage=Stage.IN_REVIEW)
    along = actions.sources_along(root) if isinstance(root, Claim) else []
    found = schedule(root=root, at=SIX, shown=numbers_of([root, *along]), by=editor)
    by = author if who == "author" and make is not NarrativeFactory else checker
    verbs.send_back(root=root, by=by)
    assert (outcome(found), found.why) == (Outcome.CANCELLED, "It was returned to its author meanwhile.")
    assert "It was to be published at 2031-05-01 18:00:00 UTC, and will not be." in told()
    assert Notice.objects.filter(person=editor, happening=Happening.ALERTED, root_id=root.pk).exists()
    verbs.submit(root=root, by=checker)
    passing.set(SIX)
    publish_due()
    assert not Edition.objects.filter(subject_id=root.pk).exists()


def test_whoever_returns_what_they_gave_a_time_themselves_is_told_nothing(
    claim: Claim, editor: User, passing: Passing
) -> None:
    Claim.objects.filter(pk=claim.pk).update(stage=Stage.IN_REVIEW)
    found = given(claim, editor)
    verbs.send_back(root=claim, by=editor)
    assert (outcome(found), unseen().exists()) == (Outcome.CANCELLED, False)


def test_the_alert_names_who_really_wrote_last_and_when_and_whoever_gave_the_time_is_told(
    claim: Claim, editor: User, passing: Passing
) -> None:
    given(claim, editor)
    document = claim.appearances.get().document
    with audited(in_role(Role.CHECKER, "chuck")):
        Document.objects.filter(pk=document.pk).update(title="Another title")
    passing.set(SIX)
    publish_due()
    assert "was changed after it was given its time, by chuck on " in told()
    assert "you" not in told()
    assert Notice.objects.get(person=editor).happening == Happening.ALERTED


def test_what_was_merged_or_lost_its_right_is_told_so_in_words_for_everybody(
    claim: Claim, editor: User, passing: Passing
) -> None:
    merged = given(claim, editor)
    Claim.objects.filter(pk=claim.pk).update(stage=Stage.MERGED, context="Gone on elsewhere.")
    other = ClaimFactory()
    demoted = given(other, editor)
    User.objects.filter(pk=editor.pk).update(is_superuser=False)
    editor.groups.set([Group.objects.get(name=Role.CHECKER)])
    passing.set(SIX)
    publish_due()
    assert [outcome(merged), outcome(demoted)] == [Outcome.REFUSED] * 2
    assert "It was merged meanwhile." in merged.why
    assert "Whoever gave it its time may not publish it any more." in demoted.why
    assert "You" not in merged.why + demoted.why


def test_four_eyes_are_asked_when_it_is_given_its_time_and_again_when_that_has_come(
    claim: Claim, editor: User, passing: Passing
) -> None:
    in_role(Role.EDITOR, "second")  # so that one is not enough
    with pytest.raises(ValidationError, match="somebody else approves it"):
        given(claim, editor)
    checker = in_role(Role.CHECKER)
    for root in (claim, *actions.sources_along(claim)):
        approve_root(root=root, by=checker, shown=numbers_of([root])[root.pk])
    found = given(claim, editor)
    passing.set(SIX)
    publish_due()
    assert outcome(found) == Outcome.PUBLISHED
    assert Edition.objects.get(subject_id=claim.pk).review == "two_people"


def test_a_withholding_and_an_embargo_of_meanwhile_stop_it(claim: Claim, editor: User, passing: Passing) -> None:
    actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(context="More of it.")
    found = given(claim, editor)
    withhold(root=claim, reason="It names the wrong person.", by=editor)
    passing.set(SIX)
    publish_due()
    assert (outcome(found), status_of(claim)) == (Outcome.REFUSED, 451)
    assert "withheld while it is examined" in told()

    other = ClaimFactory()
    document = other.appearances.get().document
    later = given(other, editor, SIX + timedelta(hours=1))
    set_embargo(document=document, until=SIX + timedelta(hours=2), reason="The ministry asked.", by=editor)
    passing.set(SIX + timedelta(hours=1))
    publish_due()
    assert (outcome(later), status_of(other)) == (Outcome.REFUSED, 404)
    assert "under an embargo until" in told()


def test_an_embargo_that_ends_by_then_does_not_stand_against_its_time(
    claim: Claim, editor: User, passing: Passing
) -> None:
    document = claim.appearances.get().document
    set_embargo(document=document, until=SIX, reason="The ministry asked.", by=editor)
    with pytest.raises(ValidationError, match="under an embargo until 2031-05-01 18:00:00 UTC, set by editor: The min"):
        actions.publish(claims=[claim], by=editor, shown=numbers_of([claim]))
    with pytest.raises(ValidationError, match="under an embargo"):
        given(claim, editor, SIX - timedelta(seconds=1))
    found = given(claim, editor, SIX)
    passing.set(SIX)
    publish_due()
    assert outcome(found) == Outcome.PUBLISHED


def test_what_readers_were_told_of_already_is_corrected_whatever_embargo_there_is(
    claim: Claim, editor: User, passing: Passing
) -> None:
    actions.publish(claims=[claim], by=editor)
    set_embargo(document=claim.appearances.get().document, until=SIX, reason="Too late.", by=editor)
    Claim.objects.filter(pk=claim.pk).update(context="We had it wrong.")
    assert actions.correct(claim=claim, by=editor, note="It was Tuesday.").edition.number == 2
    lift_embargo(document=claim.appearances.get().document, reason="They agreed.", by=editor)


def test_a_worker_that_was_dead_publishes_late_within_an_hour_and_nothing_after(
    claim: Claim, editor: User, passing: Passing
) -> None:
    found, missed = given(claim, editor), given(ClaimFactory(), editor, NOON + timedelta(hours=1))
    passing.set(SIX + timedelta(minutes=59))
    publish_due()
    assert (outcome(found), outcome(missed)) == (Outcome.PUBLISHED, Outcome.LATE)
    assert "60 minutes after its time nothing is any more" in told()


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(
    claim: Claim, editor: User, passing: Passing, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = given(claim, editor)
    passing.set(SIX)
    with monkeypatch.context() as killed:
        killed.setattr(schedules, "_end", lambda *args, **kwargs: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            publish_due()
    assert (outcome(found), Edition.objects.filter(subject_id=claim.pk).exists()) == ("", False)
    publish_due()
    assert outcome(found) == Outcome.PUBLISHED


def test_a_clock_that_jumps_ahead_publishes_nothing_before_time_has_really_passed(
    claim: Claim, editor: User, passing: Passing
) -> None:
    found = given(claim, editor)
    passing.set(SIX, passed=timedelta(minutes=1))
    publish_due()
    assert (outcome(found), status_of(claim)) == ("", 404)
    assert "has jumped ahead" in told()
    publish_due()
    assert unseen().count() == 1, "the same is told once"
    passing.set(NOON + timedelta(minutes=2), passed=timedelta(minutes=1))  # set right
    publish_due()
    assert outcome(found) == ""
    passing.set(SIX)
    publish_due()
    assert outcome(found) == Outcome.PUBLISHED


def test_clocks_that_differ_publish_nothing_and_a_clock_that_jumps_back_waits(
    claim: Claim, editor: User, passing: Passing
) -> None:
    found = given(claim, editor)
    passing.set(SIX, own=NOON)
    publish_due()
    assert (outcome(found), "clocks of the database and of a worker differ" in told()) == ("", True)
    passing.set(NOON, passed=timedelta(0))
    publish_due()
    assert outcome(found) == ""
    passing.set(SIX)
    publish_due()
    assert outcome(found) == Outcome.PUBLISHED


def test_it_has_one_time_which_is_given_anew_or_taken_back(claim: Claim, editor: User, passing: Passing) -> None:
    first = given(claim, editor)
    second = given(claim, editor, SIX + timedelta(hours=1))
    assert outcome(first) == Outcome.REPLACED
    cancel(root=claim, by=editor)
    assert (outcome(second), second.ended_by_id) == (Outcome.CANCELLED, editor.pk)
    with pytest.raises(ValidationError, match="no time at which"):
        cancel(root=claim, by=editor)
    passing.set(SIX + timedelta(hours=1))
    publish_due()
    assert status_of(claim) == 404


def test_no_time_is_taken_that_has_passed_or_is_a_year_away_or_says_nothing_new(
    claim: Claim, editor: User, passing: Passing
) -> None:
    with pytest.raises(ValidationError, match="has not come: it is 2031-05-01 12:00"):
        given(claim, editor, NOON)
    with pytest.raises(ValidationError, match="within a year"):
        given(claim, editor, NOON + timedelta(days=400))
    actions.publish(claims=[claim], by=editor)
    with pytest.raises(ValidationError, match="readers have it as it stands"):
        given(claim, editor)
