"""Sending again what was sent, or was not: one event, or a range of the feed, also of before the subscription."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.tools.webhooks import events
from claims.writing.webhooks import waking
from claims.writing.webhooks.models import State, Webhook
from claims.writing.webhooks.sending import PAGE, note
from claims.writing.webhooks.subscribing import CLOSED
from claimtrack.accounts.rights import demand
from claimtrack.database.waiting import locked
from claimtrack.editions.roots import audited
from claimtrack.query.faults import InvalidQuery

#: Positions that are looked through at once.
MOST: Final = 10_000


def replay(*, webhook: Webhook, first: int, last: int, by: User, now: datetime | None = None) -> int:
    """Have what the feed says of these positions sent again, as its filters select it today; answers how many events.

    Ids of events are as before. Raises NotAllowed, and ValidationError with all that stands against it.
    """
    now = now or timezone.now()
    with audited(by), transaction.atomic():
        demand(by, "replay", [webhook])
        [stored] = locked(Webhook.objects.filter(pk=webhook.pk))
        if against := [*_against(stored, first, last)]:
            raise ValidationError(against)
        count = sum(_page_by_page(stored, first, last, now))
        waking.wake()
        return count


def _page_by_page(webhook: Webhook, first: int, last: int, now: datetime) -> Iterator[int]:
    since = first - 1
    while since < last:
        try:
            found = events.page(webhook.filters, since=since, most=min(PAGE, last - since))
        except InvalidQuery as error:
            raise ValidationError([each["message"] for each in error.faults]) from error
        if found.until == since:
            return
        note(webhook, found, now=now)
        yield len(found.told)
        since = found.until


def _against(webhook: Webhook, first: int, last: int) -> Iterator[str]:
    if webhook.state == State.CLOSED:
        yield CLOSED
    if not 1 <= first <= last <= webhook.position:
        yield f"Give positions from 1 to {webhook.position}, up to which the feed was read, the lower one first."
    elif last - first >= MOST:
        yield f"These are {last - first + 1:,} positions; at most {MOST:,} are sent again at once."
