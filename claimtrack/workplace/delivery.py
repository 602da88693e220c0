"""Sending what waits (`outbox`): by e-mail and chat, to those who work here and may still be told.

A worker that is killed between the mark and the post office has lost that one message, which is on the bell all the
same. So nobody is told twice.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from claimtrack.workplace import chat
from claimtrack.workplace.chat import Line, NotTaken
from claimtrack.workplace.models import Form, Mail, Notice, Way
from claimtrack.workplace.notices import may_be_told, told_of
from claimtrack.workplace.outbox import due, has_mail, preference_of, sent_lately, take

logger = logging.getLogger(__name__)


def deliver(*, now: datetime | None = None) -> int:
    """Send what is due; answers how many messages went out. What a mail server is away for waits, unmarked."""
    now = now or timezone.now()
    waiting = due(now=now)
    sent = sum(_by_chat(person, now) for person, way in waiting if way == Way.CHAT)
    by_mail = [person for person, way in waiting if way == Way.MAIL]
    if by_mail and has_mail():
        # Opened before anything is marked: a server that is away costs nobody a message.
        with get_connection() as post_office:
            sent += sum(_by_mail(person, post_office, now) for person in by_mail)
    return sent


def _by_mail(person_id: int, post_office: BaseEmailBackend, now: datetime) -> int:
    notices = take(person_id, Way.MAIL, now=now)
    person = may_be_told(person_id)
    if person is None or not person.email or preference_of(person).mail == Mail.NEVER:
        return 0
    lines = _lines(notices, person)
    if not lines:
        return 0
    message = mail_of(lines, person, notices[0], post_office)
    try:
        post_office.send_messages([message])
    except OSError as error:  # smtplib's are of it
        logger.warning("A message to account %s was not taken: %s.", person_id, type(error).__name__)
        return 0
    return 1


def mail_of(lines: Sequence[Line], person: User, first: Notice, post_office: BaseEmailBackend | None) -> EmailMessage:
    """One message with these lines. Its Message-ID is made of the first notice: the same, however often it is made."""
    subject = f"{lines[0].what}: {lines[0].about}" if len(lines) == 1 else f"{len(lines)} notices of the desk"
    body = "\n\n".join("\n".join(filter(None, (f"{each.what}: {each.about}", each.why, each.link))) for each in lines)
    end = f"How you are told: {settings.PUBLIC_URL}{reverse('notices_preferences')}"
    headers = {
        "Message-ID": f"<{first.pk}.notice@{settings.MAIL_FROM.rpartition('@')[2].rstrip('>')}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834, section 5
        "X-Auto-Response-Suppress": "All",
    }
    one_line = " ".join(subject.split())
    return EmailMessage(one_line, f"{body}\n\n-- \n{end}\n", settings.MAIL_FROM, [person.email], headers=headers,
                        connection=post_office)  # fmt: skip


def _by_chat(person_id: int, now: datetime) -> int:
    if sent_lately(person_id, Way.CHAT, now=now) >= settings.CHAT_RATE:
        return 0  # in a minute, together with what comes until then
    notices = take(person_id, Way.CHAT, now=now)
    person = may_be_told(person_id)
    wanted = preference_of(person) if person else None
    lines = _lines(notices, person) if person else []
    if wanted is None or not wanted.chat or not lines:
        return 0
    try:
        chat.post(Form(wanted.chat), wanted.chat_url, lines)
    except NotTaken as refused:
        logger.warning("The chat of account %s did not take a message: %s.", person_id, refused)
        return 0
    return 1


def _lines(notices: Sequence[Notice], person: User) -> list[Line]:
    """What may be told now: the bell is asked, so nobody learns here what the bell does not tell."""
    told = told_of(notices, person)
    return [Line(each.what, each.about, f"{settings.PUBLIC_URL}{each.page}", each.why) for each in told]
