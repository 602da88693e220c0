"""Making and ending subscriptions, pausing and resuming them, and changing their keys. Secrets are told once."""

import ipaddress
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.tools.webhooks.events import Filters, selection
from claims.tools.webhooks.signing import Keys
from claims.writing.webhooks import telling, waking
from claims.writing.webhooks.models import (
    LONGEST_NAME,
    LONGEST_URL,
    Stand,
    State,
    Webhook,
    WebhookDelivery,
    WebhookKey,
    Why,
)
from claimtrack.accounts.rights import demand
from claimtrack.database.waiting import locked
from claimtrack.editions.roots import acting, audited
from claimtrack.editions.state import record_state
from claimtrack.guarded import is_address, is_public
from claimtrack.query.faults import InvalidQuery, in_words

#: How long events are signed with the keys of before as well.
BOTH_KEYS_FOR: Final = timedelta(hours=24)
#: As many as a newsroom will have; each reads the feed by itself.
MOST: Final = 50
#: Parameters of the feed that say where to go on, and nothing of which claims to follow.
OF_PAGES: Final = ("since", "page_size")

_https = URLValidator(schemes=["https"])

NO_NAME: Final = f"Say in one line of 1 to {LONGEST_NAME} characters what receives: “the newsroom's CMS”."
NO_URL: Final = "Give an address that begins with https://, in the letters that go over the wire (ASCII)."
NAMES_SOMEBODY: Final = "Leave out the name and the password: what we send is signed."
NOT_PUBLIC: Final = "This address is not on the public network: nothing is sent there."
CLOSED: Final = "A redaction took its filters: delete it, and make another."


def make(
    *, name: str, url: str, by: User, filters: Filters | None = None, since: int | None = None
) -> tuple[Webhook, Keys]:
    """Subscribe an address to the feed, from now on or after the position `since`; with the keys, told this once.

    Raises NotAllowed, and ValidationError with all that stands against it, by field.
    """
    with audited(by), transaction.atomic():
        demand(by, "add", [Webhook])
        position = record_state("default").position
        given = filters or {}
        _refuse(
            {
                "name": list(_against_name(name.strip())),
                "url": list(_against_url(url.strip())),
                "filters": list(_against_filters(given)),
                "since": list(_against_since(since, position)),
            }
        )
        now = timezone.now()
        webhook = Webhook.objects.create(
            name=name.strip(),
            url=url.strip(),
            filters={parameter: [value] for parameter, value in selection(given).canonical()},
            made_by=by,
            made_at=now,
            position=position if since is None else since,
        )
        keys = _new_keys(webhook, now)
        waking.wake()
        return webhook, keys


def rotate(*, webhook: Webhook, by: User, now: datetime | None = None) -> Keys:
    """New keys, told this once. For a day events are signed with those of before as well. Raises as `make` does."""
    now = now or timezone.now()
    with _changing(webhook, by):
        # Of the keys of before, those that stood until now alone: two that a stranger may know are one too many.
        webhook.keys.filter(ends_at__isnull=False).delete()
        webhook.keys.update(ends_at=now + BOTH_KEYS_FOR)
        return _new_keys(webhook, now)


def keys_of(webhook: Webhook, *, now: datetime) -> list[Keys]:
    """Those that events are signed with, the newest first."""
    rows = webhook.keys.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).order_by("-pk")
    return [Keys(each.secret, each.private) for each in rows]


def pause(*, webhook: Webhook, by: User) -> None:
    """Send nothing until somebody resumes it; then all of it. Raises NotAllowed and ValidationError."""
    with _changing(webhook, by) as stored:
        if stored.state != State.RUNNING:
            raise ValidationError(f"It is {stored.get_state_display()}: only one that is running is paused.")
        stored.state = State.PAUSED
        stored.save(update_fields=["state"])


def resume(*, webhook: Webhook, by: User, now: datetime | None = None) -> None:
    """Go on where it stopped, whatever it stopped for: what waits is tried at once. Raises as `pause` does."""
    now = now or timezone.now()
    with _changing(webhook, by) as stored:
        if stored.state == State.RUNNING:
            raise ValidationError("It is running.")
        if stored.state == State.CLOSED:
            raise ValidationError(CLOSED)
        _refuse({"filters": list(_against_filters(stored.filters))})
        stored.state, stored.why, stored.stopped_at, stored.resting_until = State.RUNNING, "", None, None
        stored.save(update_fields=["state", "why", "stopped_at", "resting_until"])
        WebhookDelivery.objects.filter(webhook=stored, stand=Stand.WAITING).update(due_at=now, failures=0)
        telling.take_back(stored)
        waking.wake()


def remove(*, webhook: Webhook, by: User) -> None:
    """End a subscription, and forget what was sent to it. Raises NotAllowed."""
    with audited(by), transaction.atomic():
        demand(by, "delete", [webhook])
        for stored in locked(Webhook.objects.filter(pk=webhook.pk)):
            telling.take_back(stored)
            stored.delete()


def stop(webhook: Webhook, why: Why, *, now: datetime) -> None:
    """What a worker does with a subscription that cannot go on, in its transaction: people are told."""
    with acting("the sending of webhooks"):
        webhook.state, webhook.why, webhook.stopped_at = State.DISABLED, why, now
        webhook.save(update_fields=["state", "why", "stopped_at"])
    telling.tell(webhook)


def _new_keys(webhook: Webhook, now: datetime) -> Keys:
    keys = Keys.new()
    WebhookKey.objects.create(webhook=webhook, secret=keys.secret, private=keys.private, made_at=now)
    return keys


@contextmanager
def _changing(webhook: Webhook, by: User) -> Iterator[Webhook]:
    with audited(by), transaction.atomic():
        demand(by, "operate", [webhook])
        found = locked(Webhook.objects.filter(pk=webhook.pk))
        if not found:
            raise ValidationError("It is not there any more.")
        yield found[0]


# -- what stands against it -----------------------------------------------------------------------


def _against_name(name: str) -> Iterator[str]:
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        yield NO_NAME
    if Webhook.objects.count() >= MOST:
        yield f"There are {MOST} webhooks already, and no more may be: delete one that nobody needs."


def _against_url(url: str) -> Iterator[str]:
    try:
        _https(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        yield NO_URL
        return
    if not url.isascii() or len(url) > LONGEST_URL or parts.fragment or not is_address(url):
        yield NO_URL
    if parts.username or parts.password:
        yield NAMES_SOMEBODY
    if _is_private(parts):
        yield NOT_PUBLIC


def _is_private(parts: SplitResult) -> bool:
    """As far as the address tells by itself; what a name leads to is looked at whenever something is sent."""
    host = (parts.hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return not is_public(host)


def _against_filters(filters: Filters) -> Iterator[str]:
    try:
        found = selection(filters)
    except InvalidQuery as error:
        yield from map(in_words, error.faults)
        return
    for name in OF_PAGES:
        if name in found.asked.parameters:
            yield f"Leave out {name}: a webhook keeps its own place in the feed."


def _against_since(since: int | None, position: int) -> Iterator[str]:
    if since is not None and not 0 <= since <= position:
        yield f"Give a position from 0 to {position}, where the record stands; or none, to begin there."


def _refuse(faults: dict[str, Iterable[str]]) -> None:
    if found := {name: list(told) for name, told in faults.items() if told}:
        raise ValidationError(found)
