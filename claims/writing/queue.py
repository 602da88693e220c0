"""What waits of claims alone: assessments that are stale."""

from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Assessment
from claims.record.documents import CLAIM
from claimtrack.accounts.visible import visible
from claimtrack.workplace.queue import Found, Line, Section, counted, enter, urgent_first

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


enter(Section(name="stale", title="Due to be looked at again", order=70, find=_stale,
              empty="No assessment is stale."))  # fmt: skip
