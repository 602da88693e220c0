"""A clock that is wrong gives no edition its time, and one that was wrong holds nobody up for ever."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from claims import writing as actions
from claims.imports.models import ImportRun
from claims.imports.run.start import can_start_again, queue, start_again
from claims.imports.tasks import run_import
from claims.models import Claim
from claimtrack.editions.changes import close_days
from claimtrack.editions.clocks import ClockAstray
from claimtrack.editions.models import ClockDecision, Counter, Digest, Edition
from claimtrack.editions.verifying import editions
from claimtrack.editions.walks import POSITION, Walk
from tests.admin_forms import page, page_of
from tests.clock import stop_clocks
from tests.factories import ClaimFactory
from tests.listed_publishers import list_publishers
from tests.numbered_reviews import LINES

pytestmark = pytest.mark.django_db

NOON = datetime(2100, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
YEAR = timedelta(days=365)


def at(moment: datetime, *, own: datetime | None = None) -> None:
    stop_clocks(database=moment.isoformat(), own=(own or moment).isoformat())


def publish(editor: User) -> datetime:
    """The time of a new edition."""
    [published] = actions.publish(claims=[ClaimFactory()], by=editor)
    return published.edition.published_at


def claims_published() -> int:
    return Edition.objects.filter(subject_type="claim").count()


@pytest.fixture
def last(editor: User) -> datetime:
    """The time of the record's last edition, which is right as far as anybody knows."""
    at(NOON)
    return publish(editor)


# -- the database's clock and this machine's --------------------------------------------------------


@pytest.mark.parametrize("way", [1, -1])
def test_clocks_that_differ_by_more_than_a_minute_publish_nothing(way: int, last: datetime, editor: User) -> None:
    now = NOON + YEAR
    at(now + way * MINUTE, own=now)
    assert publish(editor) == now + way * MINUTE
    at(now + MINUTE + way * (MINUTE + TICK), own=now + MINUTE)
    with pytest.raises(ClockAstray, match="clock of the database says 2101"), transaction.atomic():
        publish(editor)
    assert claims_published() == 2


def test_a_clock_that_is_ahead_leaves_no_trace_in_the_record(last: datetime, editor: User) -> None:
    at(NOON + YEAR, own=NOON)
    with pytest.raises(ClockAstray), transaction.atomic():
        publish(editor)
    at(NOON + MINUTE)
    assert publish(editor) == NOON + MINUTE


def test_how_far_apart_they_may_be_is_a_setting(last: datetime, editor: User, settings: Any) -> None:
    settings.CLOCK_TOLERANCE = 3600
    at(NOON + 30 * MINUTE, own=NOON)
    assert publish(editor) == NOON + 30 * MINUTE


# -- the last edition -----------------------------------------------------------------------------


def test_a_small_step_back_passes_and_time_never_runs_backwards(last: datetime, editor: User) -> None:
    at(last - MINUTE + TICK)
    assert publish(editor) == last + TICK


def test_an_edition_that_is_later_than_the_clock_holds_publishing_up_until_the_clock_is_there(
    last: datetime, editor: User
) -> None:
    at(last - MINUTE)
    with pytest.raises(ClockAstray, match="accept_clock"), transaction.atomic():
        publish(editor)
    at(last)
    assert publish(editor) == last + TICK


def accept(**options: str) -> None:
    call_command("accept_clock", **options)


def test_an_administrator_records_that_the_last_edition_was_ahead_and_editions_follow_it(
    last: datetime, editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    right = last - YEAR
    at(right)
    accept(by="editor", reason="The host's clock stood a year ahead.")
    assert "Recorded." in capsys.readouterr().out
    decision = ClockDecision.objects.get()
    assert (decision.by_id, decision.position, decision.at, decision.clock) == (
        editor.pk,
        Counter.objects.get().position,
        last,
        right,
    )
    assert [publish(editor), publish(editor)] == [last + TICK, last + 2 * TICK]
    walk = Walk.all(POSITION)
    assert list(editions(walk)) == []
    assert walk.counted["times that follow the last one, as while a clock is behind it"] == 2


def test_what_was_accepted_once_is_not_accepted_of_a_later_jump(last: datetime, editor: User) -> None:
    at(last - YEAR)
    accept(by="editor", reason="A year ahead.")
    at(last + YEAR)
    publish(editor)
    at(last)
    with pytest.raises(ClockAstray), transaction.atomic():
        publish(editor)


@pytest.mark.parametrize(
    ("options", "clock", "said"),
    [
        ({"by": "editor", "reason": "Why not."}, NOON, "nothing to decide"),
        ({}, NOON - YEAR, "Nothing is recorded"),
        ({"by": "editor"}, NOON - YEAR, "Nothing is recorded"),
        ({"by": "reporter", "reason": "It was ahead."}, NOON - YEAR, "no active administrator"),
    ],
)
def test_nothing_is_accepted_in_silence_or_by_anybody(
    options: dict[str, str], clock: datetime, said: str, last: datetime, reporter: User
) -> None:
    at(clock)
    with pytest.raises(CommandError, match=said):
        accept(**options)
    assert not ClockDecision.objects.exists()


def test_nothing_is_accepted_while_the_clocks_differ(last: datetime, editor: User) -> None:
    at(NOON - YEAR, own=NOON)
    with pytest.raises(CommandError, match="of this machine"):
        accept(by="editor", reason="Which of them?")


def test_a_decision_is_kept_for_good(last: datetime, editor: User) -> None:
    at(last - YEAR)
    accept(by="editor", reason="A year ahead.")
    for change in ("UPDATE editions_clockdecision SET reason = 'None.'", "DELETE FROM editions_clockdecision"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


# -- whoever publishes ----------------------------------------------------------------------------


def by_its_button(desk: Client, claim: Claim) -> str:
    return desk.post(page(claim, "publish"), {"seen_version": claim.version}, follow=True).content.decode()


def from_the_list(desk: Client, claim: Claim) -> str:
    chosen = {"action": "publish_selected", "_selected_action": [str(claim.pk)]}
    return desk.post(page_of(Claim), chosen, follow=True).content.decode()


@pytest.mark.parametrize("press", [by_its_button, from_the_list])
def test_the_desk_says_why_and_loses_nothing(
    press: Callable[[Client, Claim], str], last: datetime, desk: Client
) -> None:
    claim = ClaimFactory()
    at(last - YEAR)
    assert "manage.py accept_clock" in press(desk, claim)
    assert claims_published() == 1
    at(last + MINUTE)
    press(desk, claim)
    assert claims_published() == 2


def test_an_import_stops_in_words_and_is_begun_anew_when_the_clock_is_right(last: datetime, editor: User) -> None:
    list_publishers("checks.example.org")
    run = queue(run=ImportRun(origin="reviews.ndjson", upload=LINES), by=editor)
    at(last - YEAR)
    run_import(str(run.pk))
    run.refresh_from_db()
    assert (run.state, bool(run.upload), can_start_again(run)) == ("interrupted", True, True)
    assert run.fault.startswith("Nothing is published: the clock says 2099")
    at(last + MINUTE)
    again = begun_again(run, editor)
    assert (again.state, Claim.objects.filter(stage="published").count()) == ("done", 4)


def begun_again(run: ImportRun, editor: User) -> ImportRun:
    again = start_again(run=run, by=editor)
    run_import(str(again.pk))
    again.refresh_from_db()
    return again


def test_no_day_is_closed_by_a_clock_that_is_ahead(last: datetime) -> None:
    at(NOON + YEAR, own=NOON)
    with pytest.raises(ClockAstray), transaction.atomic():
        close_days()
    assert not Digest.objects.exists()
    assert Counter.objects.get().at == last
