"""What waits of claims alone, and what the public asks for: answers to us, stale assessments, correction requests."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Assessment
from claims.record.documents import CLAIM
from claims.writing.replies import awaited
from claimtrack.accounts.visible import visible
from claimtrack.corrections.models import CorrectionRequest
from claimtrack.corrections.waiting import waiting
from claimtrack.workplace.queue import MOST_COUNTED, Found, Line, Section, counted, enter, urgent_first

#: A deadline that passes by then is told.
SOON: Final = timedelta(days=3)
#: Of the index of what is due.
ORDER: Final = ("review_due",)


def _stale(person: User, now: datetime, most: int) -> Found:
    """Claims whose standing assessment by our desk was to be looked at again by today; what is due longest first."""
    today = timezone.localdate(now)
    due = Assessment.objects.in_force().by_desk().filter(review_due__lte=today, claim__isnull=False)
    rows = visible(due, by=person).select_related("claim")
    found = urgent_first(rows, kind=CLAIM, key="claim", most=most, order=ORDER)
    lines = [
        Line(root=row.claim, why=str(row), since=row.created_at, due=row.review_due, priority=level)
        for row, level in found
    ]
    return Found(lines, len(found) if len(found) < most else counted(rows, ORDER))


def _replies(person: User, now: datetime, most: int) -> Found:
    """Claims about which somebody was asked who can answer no more, or only for a few days."""
    rows = awaited(by=person, within=SOON, most=MOST_COUNTED + 1, now=now)
    lines = [
        Line(root=row.claim, why=f"{row.source} was asked", since=row.asked_at, due=row.passes_at)
        for row in rows[:most]
    ]
    return Found(lines, len(rows))


def _requests(person: User, now: datetime, most: int) -> Found:
    """What the public asks to be corrected, the persons concerned first."""
    found = waiting(by=person, most=most, now=now)
    lines = [
        Line(root=row, why="the person concerned" if row.concerns_them else "", since=row.received_at)
        for row in found.first
    ]
    age = "" if found.median_age is None else f"open for {found.median_age.days} days in the median"
    return Found(lines, found.count, age)


enter(
    Section(
        name="correction_requests",
        title="Correction requests",
        order=8,
        find=_requests,
        right=("view", CorrectionRequest),
    )
)
enter(Section(name="replies", title="Right of reply: the deadline passes", order=60, find=_replies))
enter(Section(name="stale", title="Due to be looked at again", order=70, find=_stale,
              empty="No assessment is stale."))  # fmt: skip
