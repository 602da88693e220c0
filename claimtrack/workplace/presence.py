"""Who has a work open: told again every few seconds by the page, and over by itself when it is told no more.

Nobody is kept from anything by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from claimtrack.editions.roots import Root
from claimtrack.workplace.models import Presence
from claimtrack.workplace.roots import naming

#: A page tells every so many seconds that it is open, and has to miss several of them before it counts as closed.
EVERY: Final = 5
LASTS: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody else who has the work open, and since when."""

    person: User
    since: datetime


def come(*, root: Root, by: User, now: datetime | None = None) -> None:
    """Say that somebody has a work open. A page that was closed for longer begins anew."""
    now = now or timezone.now()
    row = Presence(**naming(root), person=by, since=now, seen_at=now)
    mine = Presence.objects.filter(root_id=root.pk, person=by)
    if not mine.filter(seen_at__gte=now - LASTS).update(seen_at=now):
        Presence.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["root_id", "person"], update_fields=["since", "seen_at"]
        )


def go(*, root: Root, by: User) -> None:
    """Say that somebody has closed it."""
    Presence.objects.filter(root_id=root.pk, person=by).delete()


def others(*, root: Root, by: User, now: datetime | None = None) -> Sequence[Here]:
    """Who else has it open, who came first before the others."""
    seen = Presence.objects.filter(root_id=root.pk, seen_at__gte=(now or timezone.now()) - LASTS)
    rows = seen.exclude(person=by).filter(person__is_active=True).select_related("person").order_by(F("since"), "pk")
    return [Here(row.person, row.since) for row in rows]


def forget_gone(now: datetime | None = None) -> int:
    """Delete what is left of pages that were closed."""
    return Presence.objects.filter(seen_at__lt=(now or timezone.now()) - 10 * LASTS).delete()[0]
