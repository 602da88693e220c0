"""Which requests wait, and for how long: for the queue and the start page of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from claimtrack.accounts.visible import visible
from claimtrack.corrections.models import CorrectionRequest, State

#: A number of requests, and their median age, are exact up to here; beyond, they are of the oldest ones.
MOST_COUNTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first requests that wait, and of all of them how many there are, and their median age."""

    first: Sequence[CorrectionRequest] = ()
    count: int = 0
    median_age: timedelta | None = None


def open_requests(*, by: User) -> "QuerySet[CorrectionRequest]":
    """Those that wait, as far as they are for this person: the persons concerned first, then the oldest."""
    waiting = visible(CorrectionRequest.objects.filter(state=State.RECEIVED), by=by)
    return waiting.order_by("asker", "received_at", "id")


def waiting(*, by: User, most: int, now: datetime | None = None) -> Waiting:
    """What waits for this person, with so many of the first: three scans of an index, however many there are.

    More than `MOST_COUNTED` are told as one more.
    """
    found = open_requests(by=by)
    since = list(found.order_by("received_at").values_list("received_at", flat=True)[: MOST_COUNTED + 1])
    if not since:
        return Waiting()
    now = now or timezone.now()
    age = timedelta(seconds=median((now - each).total_seconds() for each in since))
    return Waiting(list(found[:most]), len(since), age)
