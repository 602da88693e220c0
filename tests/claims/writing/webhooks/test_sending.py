"""Sending to webhooks: at least once, in order of each claim, by the specification's schedule, and never what is withheld."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient
from standardwebhooks import Webhook as Verifier

from claims import tasks
from claims import writing as actions
from claims.models import Claim
from claims.tools.webhooks.posting import Answer, Outcome
from claims.tools.webhooks.retrying import DELAYS
from claims.writing.webhooks import keeping, sending, subscribing, waking
from claims.writing.webhooks.models import Stand, State, Webhook, WebhookAttempt, WebhookDelivery, WebhookKey, Why
from claims.writing.webhooks.sending import BUSY, send
from claimtrack.accounts.roles import Role
from claimtrack.editions.models import Edition
from claimtrack.workplace import notices
from claimtrack.writing import withholding
from tests import redacting
from tests.factories import ClaimFactory, NarrativeFactory
from tests.hooked import REFUSED, SILENT, TAKEN, Got, Receiver, subscribed
from tests.people import in_role

pytestmark = pytest.mark.django_db


def publish(*claims: Claim, by: User) -> None:
    actions.publish(claims=list(claims), by=by)


def amend(claim: Claim, editor: User, **columns: object) -> None:
    Claim.objects.filter(pk=claim.pk).update(**columns)
    publish(claim, by=editor)


def the(webhook: Webhook) -> Webhook:
    return Webhook.objects.get(pk=webhook.pk)


def editions() -> list[int]:
    return list(Edition.objects.order_by("position").values_list("position", flat=True))


# -- what is sent ---------------------------------------------------------------------------------


def test_a_webhook_is_told_what_the_feed_says_in_its_order(editor: User, reader: APIClient) -> None:
    webhook, receiver = subscribed(editor), Receiver()
    claim = ClaimFactory()
    actions.publish(claims=[claim, ClaimFactory()], narratives=[NarrativeFactory()], by=editor)
    actions.retract(claim=claim, by=editor, reason="Wrong.")
    receiver.serve(webhook)
    feed = reader.get("/api/v1/changes/").json()["results"]
    assert [{**each.event["data"], "url": None} for each in receiver.taken] == [{**item, "url": None} for item in feed]
    assert [each.event["type"] for each in receiver.taken] == [f"{i['subject_type']}.{i['kind']}" for i in feed]
    last = receiver.taken[-1].event
    assert last["type"] == "claim.retracted"
    assert last["timestamp"] == feed[-1]["published_at"]
    assert last["data"]["url"] == f"http://localhost:8000/api/v1/claims/{claim.pk}/"
    assert set(last) == {"type", "timestamp", "data"}


def test_what_is_sent_is_verified_by_the_specifications_own_library(editor: User) -> None:
    webhook, keys = subscribing.make(name="CMS", url="https://receiver.example/", since=0, by=editor)
    publish(ClaimFactory(), by=editor)
    receiver = Receiver(clock=datetime.now(UTC))
    receiver.serve(webhook)
    for each in receiver.taken:
        assert Verifier(keys.secret).verify(each.body, dict(each.headers))["data"]["position"] == each.position


def test_a_new_webhook_begins_where_the_record_stands(editor: User) -> None:
    publish(ClaimFactory(), by=editor)
    webhook, receiver = subscribed(editor, since=None), Receiver()
    receiver.serve(webhook)
    assert receiver.got == []
    later = ClaimFactory()
    publish(later, by=editor)
    receiver.serve(webhook)
    assert receiver.taken[-1].event["data"]["id"] == str(later.pk)


def test_filters_are_those_of_the_feed_and_a_claim_that_leaves_them_is_told_as_left(
    editor: User, reader: APIClient
) -> None:
    webhook, receiver = subscribed(editor, filters={"kind": ["opinion"]}), Receiver()
    claim = ClaimFactory(kind="factual")
    publish(claim, ClaimFactory(kind="factual"), by=editor)
    amend(claim, editor, kind="opinion")
    receiver.serve(webhook)
    amend(claim, editor, kind="factual")
    receiver.serve(webhook)
    told = reader.get("/api/v1/changes/?kind=opinion").json()["results"]
    assert receiver.types == [f"claim.{item['kind']}" for item in told] == ["claim.updated", "claim.left"]
    assert the(webhook).position == editions()[-1]


def test_the_same_event_is_the_same_bytes_under_the_same_id_each_time(editor: User) -> None:
    claim = ClaimFactory(kind="opinion")
    webhook = subscribed(editor, filters={"kind": ["opinion"]})
    publish(claim, by=editor)
    amend(claim, editor, kind="factual")
    receiver = Receiver(answer=lambda got: TAKEN if len(receiver.got) % 3 == 0 else REFUSED)
    receiver.serve(webhook)
    sent = defaultdict(set)
    for each in receiver.got:
        sent[each.id].add(each.body)
    assert len(receiver.got) == 6
    assert [len(bodies) for bodies in sent.values()] == [1, 1]
    assert receiver.types == ["claim.published", "claim.left"]
    assert all("." not in each for each in sent)


# -- what is not taken ----------------------------------------------------------------------------


def test_an_event_is_tried_again_by_the_schedule_until_it_is_spent_and_then_the_desk_is_told(editor: User) -> None:
    colleague, reporter = in_role(Role.EDITOR), in_role(Role.REPORTER)
    publish(ClaimFactory(), by=editor)
    webhook = subscribed(editor, since=editions()[-1] - 1)
    receiver = Receiver(answer=lambda got: REFUSED, takes=timedelta())
    receiver.serve(webhook)
    times = [each.at for each in receiver.got]
    assert [after - before for before, after in pairwise(times)] == list(DELAYS)
    stopped = the(webhook)
    assert (stopped.state, stopped.why, stopped.stopped_at) == (State.DISABLED, Why.SPENT, times[-1])
    for person in (editor, colleague):
        [told] = notices.bell(person)
        assert "The CMS" in told.about
        assert "an event was never taken" in told.about
        assert told.page == f"/admin/claims/webhook/{webhook.pk}/change/"
        assert notices.unread(person) == 1
    assert notices.bell(reporter) == []
    # The event waits: resumed, it is tried at once, and the bell has nothing to tell any more.
    receiver.answer = lambda got: TAKEN
    subscribing.resume(webhook=webhook, by=editor, now=receiver.clock)
    assert notices.bell(colleague) == []
    receiver.serve(webhook)
    assert receiver.positions == editions()[-1:]


def test_a_failing_event_holds_back_later_ones_of_its_claim_and_no_others(editor: User) -> None:
    failing, other = ClaimFactory(), ClaimFactory()
    webhook = subscribed(editor, filters={"ids": [str(failing.pk), str(other.pk)]})
    publish(failing, other, by=editor)
    amend(failing, editor, statement="Two.")
    amend(other, editor, statement="Two.")
    amend(failing, editor, statement="Three.")
    until = datetime(2026, 12, 1, 13, tzinfo=UTC)
    receiver = Receiver()
    receiver.answer = lambda got: (
        REFUSED if got.event["data"]["id"] == str(failing.pk) and receiver.clock < until else TAKEN
    )
    receiver.serve(webhook, until=timedelta(minutes=30))
    told = [(each.event["data"]["id"], each.event["data"]["number"]) for each in receiver.got]
    assert [number for pk, number in told if pk == str(other.pk)] == [1, 2]
    assert {number for pk, number in told if pk == str(failing.pk)} == {1}
    receiver.serve(webhook)
    assert [each.event["data"]["number"] for each in receiver.taken if each.event["data"]["id"] == str(failing.pk)] == [
        1, 2, 3,
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [Answer(Outcome.REFUSED, 503, "3600"), Answer(Outcome.REFUSED, 429, "3600")])
def test_whoever_asks_for_time_is_sent_nothing_at_all_until_then(editor: User, answer: Answer) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), ClaimFactory(), by=editor)
    receiver = Receiver(answer=lambda got: answer if len(receiver.got) == 1 else TAKEN)
    receiver.serve(webhook)
    first, second, *_ = receiver.got
    assert second.at - first.at >= timedelta(hours=1)
    assert sorted(receiver.positions) == editions()


def test_a_receiver_that_is_away_costs_each_event_no_more_than_a_few_tries(editor: User) -> None:
    """While nobody answers, nothing else is tried for a moment, so most events wait without a try of their own."""
    webhook = subscribed(editor)
    publish(*(ClaimFactory() for _ in range(5)), by=editor)
    receiver = Receiver(takes=timedelta(seconds=20))
    back = receiver.clock + timedelta(minutes=20)
    receiver.answer = lambda got: SILENT if receiver.clock < back else TAKEN
    receiver.serve(webhook)
    tries = Counter(each.position for each in receiver.got if each.at < back)
    assert max(tries.values()) <= 3
    assert sorted(receiver.positions) == editions()


def test_410_disables_at_once_and_the_desk_is_told(editor: User) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), ClaimFactory(), by=editor)
    receiver = Receiver(answer=lambda got: Answer(Outcome.GONE, 410))
    receiver.serve(webhook)
    assert len(receiver.got) == 1
    assert (the(webhook).state, the(webhook).why) == (State.DISABLED, Why.GONE)
    assert "410" in notices.bell(editor)[0].about
    # What is published meanwhile is not lost.
    publish(ClaimFactory(), by=editor)
    receiver.answer = lambda got: TAKEN
    subscribing.resume(webhook=webhook, by=editor, now=receiver.clock)
    receiver.serve(webhook)
    assert sorted(receiver.positions) == editions()


def test_filters_that_cannot_be_read_any_more_stop_a_webhook_and_say_so(editor: User) -> None:
    webhook = subscribed(editor)
    Webhook.objects.filter(pk=webhook.pk).update(filters={"source": ["gone-since"]})
    publish(ClaimFactory(), by=editor)
    receiver = Receiver()
    receiver.serve(webhook)
    assert (the(webhook).state, the(webhook).why, receiver.got) == (State.DISABLED, Why.UNREADABLE, [])
    assert the(webhook).position == 0


# -- what readers may not have --------------------------------------------------------------------


def test_what_was_withheld_before_it_was_sent_is_not_sent_and_that_it_was_is(editor: User) -> None:
    claim = ClaimFactory()
    webhook, receiver = subscribed(editor), Receiver(answer=lambda got: REFUSED)
    publish(claim, by=editor)
    receiver.serve(webhook, until=timedelta(minutes=1))
    withholding.withhold(root=claim, reason="It may be wrong.", by=editor)
    receiver.answer = lambda got: TAKEN
    receiver.serve(webhook)
    assert [each.event["type"] for each in receiver.taken if each.event["data"]["id"] == str(claim.pk)] == [
        "claim.withheld"
    ]
    stood = WebhookDelivery.objects.get(subject_id=claim.pk, position=editions()[-2])
    assert stood.stand == Stand.SKIPPED


def test_what_was_redacted_is_not_sent_nor_in_any_table_of_webhooks(
    editor: User, checker: User, one_pair_of_eyes: None
) -> None:
    claim = ClaimFactory(statement="Canary sings.")
    webhook, receiver = subscribed(editor), Receiver(answer=lambda got: REFUSED)
    publish(claim, by=editor)
    receiver.serve(webhook, until=timedelta(minutes=1))
    redacting.redact(
        root=claim, numbers=None, legal_basis="Order 7.", public_reason=None, requested_by=editor, by=checker
    )
    receiver.answer = lambda got: TAKEN
    receiver.serve(webhook)
    mine = [each for each in receiver.taken if each.event["data"]["id"] == str(claim.pk)]
    assert [each.event["type"] for each in mine] == ["claim.redacted"]
    assert not any(b"anary" in each.body for each in receiver.got)


# -- whoever is killed ----------------------------------------------------------------------------


class Killed(BaseException):
    """The worker is gone in the middle."""


def test_a_worker_that_is_killed_leaves_nothing_out_and_what_it_was_at_is_sent_again(editor: User) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), ClaimFactory(), by=editor)
    receiver = Receiver()

    def dies(got: Got) -> Answer:
        receiver.taken.append(got)  # the receiver has it
        raise Killed

    receiver.answer = dies
    with pytest.raises(Killed):
        receiver.serve(webhook)
    Webhook.objects.filter(pk=webhook.pk).update(busy_until=receiver.clock + BUSY)  # nobody was there to take it back
    assert WebhookAttempt.objects.get().outcome == Outcome.UNDER_WAY
    receiver.answer = lambda got: TAKEN
    assert send(webhook.pk, receiver.world) is None, "another worker may be at it still"
    assert len(receiver.got) == 1
    receiver.clock += BUSY
    receiver.serve(webhook)
    assert [each.id for each in receiver.got[:2]] == [receiver.got[0].id] * 2
    assert sorted(set(receiver.positions)) == editions()


def test_reading_on_is_whole_or_not_at_all(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), by=editor)

    def dies(*args: object, **names: object) -> None:
        raise Killed

    monkeypatch.setattr(Webhook, "save", dies)
    with pytest.raises(Killed):
        sending.read_on(webhook.pk, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert (the(webhook).position, WebhookDelivery.objects.count()) == (0, 0)


def test_each_event_comes_at_least_once_and_in_order_of_its_claim_whatever_fails(editor: User) -> None:
    """The small form of `benchmarks/webhooks.py`: a third of the tries fail, receiver and workers are killed."""
    chance = random.Random(1)
    webhook = subscribed(editor)
    claims = [ClaimFactory() for _ in range(20)]
    publish(*claims, by=editor)
    for _ in range(2):
        Claim.objects.filter(pk__in=[each.pk for each in claims]).update(statement=f"Other words {chance.random()}.")
        publish(*claims, by=editor)
    receiver = Receiver(takes=timedelta(seconds=1))
    away = receiver.clock + timedelta(seconds=20), receiver.clock + timedelta(minutes=10)

    def answer(got: Got) -> Answer:
        if away[0] < receiver.clock < away[1]:
            return Answer(Outcome.UNREACHABLE)
        if chance.random() < 0.02:
            receiver.taken.append(got)
            raise Killed
        return REFUSED if chance.random() < 0.3 else TAKEN

    receiver.answer = answer
    killed = 0
    while WebhookDelivery.objects.filter(stand=Stand.WAITING).exists() or the(webhook).position < editions()[-1]:
        try:
            receiver.serve(webhook, until=timedelta(days=2))
        except Killed:
            killed += 1
        receiver.clock += BUSY
    assert killed
    assert sorted(set(receiver.positions)) == editions()
    for claim in claims:
        numbers = [each.event["data"]["number"] for each in receiver.taken if each.event["data"]["id"] == str(claim.pk)]
        assert list(dict.fromkeys(numbers)) == [1, 2, 3], "first comes first; what comes twice comes right after"
    log = WebhookAttempt.objects.filter(delivery__webhook=webhook)
    assert log.count() == len(receiver.got)
    assert log.filter(outcome=Outcome.UNDER_WAY).count() == killed
    assert [*log.order_by("at").values_list("delivery__position", flat=True)] == [
        each.position for each in receiver.got
    ]


def test_only_one_worker_at_a_time_sends_to_a_webhook(editor: User) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), by=editor)
    receiver = Receiver()
    others: list[object] = []

    def meanwhile(got: Got) -> Answer:
        others.append(send(webhook.pk, receiver.world))
        return TAKEN

    receiver.answer = meanwhile
    receiver.serve(webhook)
    assert others == [None] * len(editions())
    assert receiver.positions == editions()


def test_slow_receivers_leave_a_worker_for_other_things(editor: User) -> None:
    webhook, *others = (subscribed(editor) for _ in range(1 + sending.AT_ONCE))
    publish(ClaimFactory(), by=editor)
    receiver = Receiver()
    busy = Webhook.objects.filter(pk__in=[each.pk for each in others])
    busy.update(busy_until=receiver.clock + BUSY)
    assert send(webhook.pk, receiver.world) == receiver.clock + sending.QUEUED
    assert receiver.got == []
    busy.update(busy_until=receiver.clock)
    receiver.serve(webhook)
    assert receiver.positions == editions()


def test_what_a_turn_leaves_is_told_to_go_on_with(editor: User) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), ClaimFactory(), by=editor)
    receiver = Receiver(takes=sending.TURN)
    again = send(webhook.pk, receiver.world)
    assert (len(receiver.got), again is not None and again <= receiver.clock) == (1, True)
    assert the(webhook).busy_until is None


def test_what_is_published_while_a_worker_is_at_it_is_not_left_for_the_next_minute(editor: User) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), by=editor)
    receiver = Receiver(takes=sending.TURN)

    def meanwhile(got: Got) -> Answer:
        if len(receiver.got) == len(editions()):
            publish(ClaimFactory(), by=editor)
        return TAKEN

    receiver.answer = meanwhile
    first = send(webhook.pk, receiver.world)
    assert first is not None
    while send(webhook.pk, receiver.world) is not None and len(receiver.got) < 4:
        pass
    assert receiver.positions[:3] == editions()[:3]


# -- pausing, keys, deleting ----------------------------------------------------------------------


def test_a_paused_webhook_is_sent_nothing_and_all_of_it_afterwards(editor: User) -> None:
    webhook, receiver = subscribed(editor), Receiver()
    subscribing.pause(webhook=webhook, by=editor)
    publish(ClaimFactory(), by=editor)
    receiver.serve(webhook)
    assert receiver.got == []
    assert waking.wake_all(now=receiver.clock) == 0
    subscribing.resume(webhook=webhook, by=editor, now=receiver.clock)
    receiver.serve(webhook)
    assert receiver.positions == editions()


@pytest.mark.parametrize("does", ["pause", "remove"])
def test_whoever_pauses_or_deletes_one_in_the_middle_of_a_try_ends_it_there(editor: User, does: str) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), ClaimFactory(), by=editor)
    receiver = Receiver()

    def meanwhile(got: Got) -> Answer:
        getattr(subscribing, does)(webhook=webhook, by=editor)
        return TAKEN

    receiver.answer = meanwhile
    receiver.serve(webhook)
    assert len(receiver.got) == 1
    assert WebhookDelivery.objects.filter(stand=Stand.DELIVERED).count() == (1 if does == "pause" else 0)


def test_after_a_change_of_keys_both_verify_for_a_day_and_then_the_new_ones_alone(editor: User) -> None:
    webhook, old = subscribing.make(name="CMS", url="https://receiver.example/", since=0, by=editor)
    now = datetime.now(UTC)
    new = subscribing.rotate(webhook=webhook, by=editor, now=now)
    assert subscribing.keys_of(webhook, now=now) == [new, old]
    publish(ClaimFactory(), by=editor)
    receiver = Receiver(clock=now)
    receiver.serve(webhook)
    for keys in (old, new):
        Verifier(keys.secret).verify(receiver.taken[0].body, dict(receiver.taken[0].headers))
    assert subscribing.keys_of(webhook, now=now + subscribing.BOTH_KEYS_FOR) == [new]
    newest = subscribing.rotate(webhook=webhook, by=editor, now=now)
    assert subscribing.keys_of(webhook, now=now) == [newest, new], "two that are known to others are one too many"
    keeping.forget_old(now + subscribing.BOTH_KEYS_FOR)
    assert WebhookKey.objects.count() == 1


def test_what_ended_is_forgotten_after_a_month_and_what_waits_is_not(editor: User) -> None:
    webhook = subscribed(editor)
    publish(ClaimFactory(), by=editor)
    last = editions()[-1]
    receiver = Receiver(answer=lambda got: REFUSED if got.position == last else TAKEN)
    receiver.serve(webhook, until=timedelta(minutes=1))
    keeping.forget_old(receiver.clock + keeping.KEPT + timedelta(minutes=1))
    assert list(WebhookDelivery.objects.values_list("position", flat=True)) == [last]


# -- who wakes workers ----------------------------------------------------------------------------


def jobs(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


def test_a_publication_wakes_workers_only_where_somebody_subscribes(editor: User) -> None:
    publish(ClaimFactory(), by=editor)
    assert jobs(waking.TASK) == 0
    webhook = subscribed(editor)
    before = jobs(waking.TASK)
    publish(ClaimFactory(), by=editor)
    assert jobs(waking.TASK) > before
    tasks.wake_webhooks(timestamp=0)
    tasks.wake_webhooks(timestamp=0)
    assert jobs(waking.SENDING) == 1, "one job that waits is enough"
    assert ProcrastinateJob.objects.get(task_name=waking.SENDING).args == {"webhook_id": str(webhook.pk)}


def test_what_is_due_within_a_minute_has_a_job_of_its_own_and_the_rest_waits_for_the_minutes(editor: User) -> None:
    webhook, now = subscribed(editor), datetime(2026, 12, 1, tzinfo=UTC)
    for seconds, expected in ((None, 0), (61, 0), (5, 1), (6, 1), (0, 2), (-5, 2)):
        at = None if seconds is None else now + timedelta(seconds=seconds)
        waking.send_again(webhook.pk, at, now=now)
        assert jobs(waking.SENDING) == expected, seconds


def test_a_webhook_with_nothing_to_do_or_a_worker_at_it_gets_no_job(editor: User) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    webhook = subscribed(editor, since=None)
    assert waking.with_work(now=now) == []
    publish(ClaimFactory(), by=editor)
    assert waking.with_work(now=now) == [webhook.pk]
    for column in ("busy_until", "resting_until"):
        rows = Webhook.objects.filter(pk=webhook.pk)
        rows.update(**{column: now + timedelta(seconds=1)})
        assert waking.with_work(now=now) == []
        rows.update(**{column: None})


def test_the_jobs_themselves_send_and_forget(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook, receiver = subscribed(editor), Receiver(clock=datetime.now(UTC))
    publish(ClaimFactory(), by=editor)
    monkeypatch.setattr(sending, "THE_WORLD", receiver.world)
    monkeypatch.setattr(sending.send, "__defaults__", (receiver.world,))
    tasks.send_webhook(webhook_id=str(webhook.pk))
    assert receiver.positions == editions()
    tasks.forget_old_deliveries(timestamp=0)
    assert WebhookDelivery.objects.count() == len(editions())
