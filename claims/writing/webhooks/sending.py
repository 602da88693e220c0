"""Sending to one subscription: read the feed on, then hand over what is due, one event after the other.

Of what is about one work, the first that is not taken yet is sent alone: what comes later about the same work waits for
it, and nothing else does. A worker says how long it is busy before each try; one that was killed is not waited for
longer than that, and what it was at is sent again.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone

from claims.record.following import Followed
from claims.tools.webhooks import events, posting
from claims.tools.webhooks.posting import Answer, Outcome
from claims.tools.webhooks.retrying import delay_after, rest_after
from claims.tools.webhooks.signing import headers
from claims.writing.webhooks import subscribing
from claims.writing.webhooks.models import Stand, State, Webhook, WebhookAttempt, WebhookDelivery, Why
from claimtrack.editions.state import record_state
from claimtrack.query.faults import InvalidQuery

#: Positions of the feed that are read at a time.
PAGE: Final = 200
#: How long a worker is taken to be at a try: longer than any takes.
BUSY: Final = timedelta(seconds=3 * posting.SECONDS)
#: How long one job sends before others have their turn.
TURN: Final = timedelta(seconds=45)
#: So many subscriptions are sent to at once, and how long another waits then: slow receivers leave a worker, which does
#: four jobs at once, for all else that it has to do.
AT_ONCE: Final = 2
QUEUED: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class World:
    """What sending needs of the world: somebody who takes events, a clock, and chance."""

    post: Callable[[str, bytes, Mapping[str, str]], Answer] = posting.post
    now: Callable[[], datetime] = timezone.now
    chance: Callable[[], float] = random.SystemRandom().random


THE_WORLD: Final = World()


def send(webhook_id: UUID, world: World = THE_WORLD) -> datetime | None:
    """Send what is due to a subscription for one turn; answers when there is more to do, None where nothing waits."""
    now = world.now()
    if Webhook.objects.filter(busy_until__gt=now).exclude(pk=webhook_id).count() >= AT_ONCE:
        return now + QUEUED
    if not _begin(webhook_id, now):
        return None  # another worker is at it, or nothing is to be sent
    until = now + TURN
    try:
        while world.now() < until and _step(webhook_id, world):
            pass
    finally:
        Webhook.objects.filter(pk=webhook_id).update(busy_until=None)
    return _more_at(webhook_id, world.now())


def _begin(webhook_id: UUID, now: datetime) -> bool:
    """Say that this worker is at it, if no other is."""
    free = Webhook.objects.filter(pk=webhook_id, state=State.RUNNING).exclude(busy_until__gt=now)
    return bool(free.update(busy_until=now + BUSY))


def _step(webhook_id: UUID, world: World) -> bool:
    """Try one event, or where none is due read on: the feed itself is the queue. Answers whether there was either."""
    return _try_next(webhook_id, world) or read_on(webhook_id, now=world.now())


# -- reading the feed -----------------------------------------------------------------------------


def read_on(webhook_id: UUID, *, now: datetime) -> bool:
    """Note what a subscription is to be told next, and how far the feed was read, in one transaction.

    Answers whether there was anything to read. Filters that cannot be read any more stop the subscription.
    """
    with transaction.atomic():
        webhook = _ready(webhook_id, now).select_for_update(of=("self",)).first()
        if webhook is None:
            return False
        try:
            found = events.page(webhook.filters, since=webhook.position, most=PAGE)
        except InvalidQuery:
            subscribing.stop(webhook, Why.UNREADABLE, now=now)
            return False
        if found.until == webhook.position:
            return False
        note(webhook, found, now=now)
        webhook.position = found.until
        webhook.save(update_fields=["position"])
        return True


def note(webhook: Webhook, found: Followed, *, now: datetime) -> None:
    """Write down what a subscription is to be told: anew where it was told already."""
    rows = [
        WebhookDelivery(
            webhook=webhook,
            position=each.edition.position,
            subject_id=each.edition.subject_id,
            left=each.left,
            due_at=now,
            read_at=now,
        )
        for each in found.told
    ]
    WebhookDelivery.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["webhook", "position"],
        update_fields=["left", "stand", "due_at", "failures", "ended_at"],
    )


def _ready(webhook_id: UUID, now: datetime) -> "QuerySet[Webhook]":
    """The subscription, if it runs and its receiver is not left alone for a while."""
    return Webhook.objects.filter(pk=webhook_id, state=State.RUNNING).exclude(resting_until__gt=now)


# -- sending --------------------------------------------------------------------------------------


def waiting_in_order(webhook_id: UUID) -> "QuerySet[WebhookDelivery]":
    """What may be sent: of each work the first that waits."""
    waiting = WebhookDelivery.objects.filter(webhook=webhook_id, stand=Stand.WAITING)
    before = waiting.filter(subject_id=OuterRef("subject_id"), position__lt=OuterRef("position"))
    return waiting.filter(~Exists(before))


def _try_next(webhook_id: UUID, world: World) -> bool:
    """Try the event that has been due longest; answers whether there was one."""
    now = world.now()
    webhook = _ready(webhook_id, now).first()
    if webhook is None:
        return False
    due = waiting_in_order(webhook_id).filter(due_at__lte=now).order_by("due_at", "position").first()
    if due is None:
        return False
    told = events.told_at(due.position, left=due.left)
    if told is None:
        WebhookDelivery.objects.filter(pk=due.pk).update(stand=Stand.SKIPPED, ended_at=now)
        return True
    body = events.body(told)
    signed = headers(events.message_id(webhook.pk, due.position), now, body, keys=subscribing.keys_of(webhook, now=now))
    attempt = _begin_try(due, now)
    if attempt is None:
        return False
    answer = world.post(webhook.url, body, signed)
    _end_try(due, attempt, answer, world)
    return True


def _begin_try(due: WebhookDelivery, now: datetime) -> WebhookAttempt | None:
    """It is in the log before anything is sent, so that what a killed worker was at is seen there.

    None where somebody has paused or deleted the subscription meanwhile.
    """
    with transaction.atomic():
        if not Webhook.objects.filter(pk=due.webhook_id, state=State.RUNNING).update(busy_until=now + BUSY):
            return None
        return WebhookAttempt.objects.create(delivery=due, at=now)


def _end_try(due: WebhookDelivery, attempt: WebhookAttempt, answer: Answer, world: World) -> None:
    now = world.now()
    attempt.outcome, attempt.status = answer.outcome, answer.status
    attempt.milliseconds = max(0, (now - attempt.at) // timedelta(milliseconds=1))
    with transaction.atomic():
        # Whoever deletes a subscription meanwhile takes its log along.
        webhook = Webhook.objects.select_for_update(of=("self",)).filter(pk=due.webhook_id).first()
        if webhook is None or not WebhookAttempt.objects.filter(pk=attempt.pk).exists():
            return
        attempt.save(update_fields=["outcome", "status", "milliseconds"])
        if answer.is_taken:
            due.stand, due.ended_at = Stand.DELIVERED, now
            due.save(update_fields=["stand", "ended_at"])
        else:
            _refused(webhook, due, answer, world)


def _refused(webhook: Webhook, due: WebhookDelivery, answer: Answer, world: World) -> None:
    now = world.now()
    due.failures += 1
    delay = delay_after(due.failures, chance=world.chance)
    if answer.outcome == Outcome.GONE or delay is None:
        due.save(update_fields=["failures"])
        if webhook.state == State.RUNNING:
            subscribing.stop(webhook, Why.GONE if answer.outcome == Outcome.GONE else Why.SPENT, now=now)
        return
    rest = rest_after(answer, delay, now=now)
    due.due_at = now + max(delay, rest)
    due.save(update_fields=["failures", "due_at"])
    if rest:
        webhook.resting_until = now + rest
        webhook.save(update_fields=["resting_until"])


def _more_at(webhook_id: UUID, now: datetime) -> datetime | None:
    """When there is something to do again: an event to send, or more of the feed to read."""
    webhook = Webhook.objects.filter(pk=webhook_id, state=State.RUNNING).first()
    if webhook is None:
        return None
    due: datetime | None = waiting_in_order(webhook_id).aggregate(next=Min("due_at"))["next"]
    if webhook.position < record_state("default").position:
        due = now  # published while this worker was at it, and nobody else was woken
    return max(filter(None, [due, webhook.resting_until])) if due else None
