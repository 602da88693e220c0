"""Notices that wait to go out by e-mail and chat: each is marked before it is sent, so that it is never sent twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from claimtrack.workplace.models import Delivery, Mail, Notice, Preference, Way

#: The job that sends what is due.
TASK: Final = "deliver_notices"
#: When a digest goes out, by the desk's clock.
HOUR_OF_DIGEST: Final = time(7)
#: So many of one person are taken at a time: one message names no more.
MOST: Final = 100
#: What could not be sent in so long is not sent any more: the bell has it.
TOO_OLD: Final = timedelta(days=2)


def has_mail() -> bool:
    """Whether this installation can send e-mail."""
    return bool(settings.MAIL_FROM)


def preference_of(person: User) -> Preference:
    return Preference.objects.filter(pk=person.pk).first() or Preference(person=person)


def on_their_way(notices: Sequence[Notice], *, mail: Mail | None = None, now: datetime | None = None) -> None:
    """Send these by the ways that their people chose: in the transaction in which they are made.

    `mail` is when e-mail comes instead of when they chose; whoever chose never gets none.
    """
    if not notices:
        return
    now = now or timezone.now()
    chosen = Preference.objects.in_bulk([each.person_id for each in notices])
    chosen |= {each.person_id: Preference(person_id=each.person_id) for each in notices if each.person_id not in chosen}
    rows = [
        Delivery(notice=each, way=way, due_at=due)
        for each in notices
        for way, due in _ways(chosen[each.person_id], each.person, mail, now)
    ]
    if rows:
        Delivery.objects.bulk_create(rows)
        app.configure_task(TASK).defer()


def _ways(preference: Preference, person: User, mail: Mail | None, now: datetime) -> Iterable[tuple[Way, datetime]]:
    wanted = preference.mail if mail is None or preference.mail == Mail.NEVER else mail
    if has_mail() and person.email and wanted != Mail.NEVER:
        yield Way.MAIL, now if wanted == Mail.AT_ONCE else next_digest(now)
    if preference.chat:
        yield Way.CHAT, now


def next_digest(now: datetime) -> datetime:
    """When the next digest goes out after this moment."""
    zone = ZoneInfo(settings.DESK_TIME_ZONE)
    local = now.astimezone(zone)
    day = local.date() if local.time() < HOUR_OF_DIGEST else local.date() + timedelta(days=1)
    return datetime.combine(day, HOUR_OF_DIGEST, zone)


def due(*, now: datetime | None = None) -> Sequence[tuple[int, Way]]:
    """To whom something is to be sent, and how."""
    waiting = Delivery.objects.filter(marked_at=None, due_at__lte=now or timezone.now())
    return [(person, Way(way)) for person, way in waiting.values_list("notice__person", "way").distinct()]


def sent_lately(person_id: int, way: Way, *, now: datetime) -> int:
    """How many messages went to this person in the last minute, this way."""
    marked = Delivery.objects.filter(notice__person=person_id, way=way, marked_at__gt=now - timedelta(minutes=1))
    return marked.values("marked_at").distinct().count()


def take(person_id: int, way: Way, *, most: int = MOST, now: datetime | None = None) -> Sequence[Notice]:
    """Mark what is due to this person as sent, and answer it, the oldest first.

    It is committed when this returns: whatever happens to the message afterwards, nobody sends it again.
    """
    now = now or timezone.now()
    with transaction.atomic(durable=True):
        waiting = Delivery.objects.filter(marked_at=None, due_at__lte=now, notice__person=person_id, way=way)
        rows = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("notice_id")[:most])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(marked_at=now)
    notices = Notice.objects.select_related("person").in_bulk([row.notice_id for row in rows])
    return [notices[row.notice_id] for row in rows if now - row.due_at < TOO_OLD]


def prefer(*, person: User, mail: Mail, chat: str, chat_url: str | None) -> Preference:
    """Choose how one is told. `chat_url` None keeps the address that there is. Raises ValidationError."""
    preference = preference_of(person)
    preference.mail, preference.chat = mail, chat
    preference.chat_url = "" if not chat else preference.chat_url if chat_url is None else chat_url
    preference.full_clean()
    preference.save()
    return preference
