"""Who wakes the workers: each publication, in its transaction, where anybody subscribes; and a job every minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.writing.webhooks.models import Stand, State, Webhook, WebhookDelivery
from claimtrack.editions.state import record_state
from claimtrack.editions.store import Published, Signature, follow_editions

#: The job that looks for work, and the one that sends to one subscription.
TASK: Final = "wake_webhooks"
SENDING: Final = "send_webhook"
#: How often the first of them comes by itself.
EACH: Final = timedelta(minutes=1)


def wake() -> None:
    """Have a worker look for what is to be sent, once this transaction is over."""
    app.configure_task(TASK).defer(timestamp=0)


def _published(published: Sequence[Published], by: Signature | None) -> None:
    if Webhook.objects.filter(state=State.RUNNING).exists():
        wake()


def with_work(*, now: datetime) -> list[UUID]:
    """The subscriptions that have something to read, or to send now."""
    due = WebhookDelivery.objects.filter(stand=Stand.WAITING, due_at__lte=now).order_by().values("webhook")
    running = Webhook.objects.filter(state=State.RUNNING).exclude(resting_until__gt=now).exclude(busy_until__gt=now)
    behind = Q(position__lt=record_state("default").position)
    return list(running.filter(behind | Q(pk__in=due)).order_by("pk").values_list("pk", flat=True))


def wake_all(*, now: datetime | None = None) -> int:
    """Have each subscription with work sent to by a job of its own; answers how many."""
    webhooks = with_work(now=now or timezone.now())
    for pk in webhooks:
        send_at(pk, None)
    return len(webhooks)


def send_at(webhook: UUID, at: datetime | None) -> None:
    """Have this subscription sent to, now or then; one job that waits for each is enough."""
    lock = f"{SENDING} {webhook}" if at is None else f"{SENDING} {webhook} later"
    try:
        with transaction.atomic():
            app.configure_task(SENDING, queueing_lock=lock, schedule_at=at).defer(webhook_id=str(webhook))
    except AlreadyEnqueued:
        pass


def send_again(webhook: UUID, at: datetime | None, *, now: datetime | None = None) -> None:
    """After a turn: go on with what is due by then, where that is sooner than the job of each minute looks for it."""
    now = now or timezone.now()
    if at and at < now + EACH:
        send_at(webhook, at if at > now else None)


follow_editions(_published)
