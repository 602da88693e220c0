"""Alerts: what a person has to look at, and that somebody has. `alert` is the one place where any begins."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from claimtrack.accounts.rights import demand
from claimtrack.editions.clocks import told
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import Root, audited, lock
from claimtrack.editions.schedules import Alert
from claimtrack.writing.works import desk_work

#: Told the root of each new alert, and the accounts that it concerns besides, in its transaction.
Follower = Callable[[Root, Collection[int]], None]
FOLLOWERS: Final[list[Follower]] = []


def follow_alerts(function: Follower) -> Follower:
    """Be told of each new alert: a decorator."""
    FOLLOWERS.append(function)
    return function


def alert(*, root: Root, reason: str, people: Collection[int] = ()) -> None:
    """Tell the desk about a root, and these accounts, whose doing it concerns.

    While nobody has looked at it, the same is not told again.
    """
    about = {"subject_id": root.pk, "subject_type": desk_work(root).name, "reason": reason}
    if not unseen().filter(**about).exists():
        Alert.objects.create(**about)
        for follower in FOLLOWERS:
            follower(root, people)


def unseen() -> "QuerySet[Alert]":
    """Alerts that nobody has looked at, the oldest first."""
    return Alert.objects.filter(seen_at=None).order_by("pk")


def acknowledge(*, root: Root, by: User) -> None:
    """Say that somebody has looked at what the desk was told about a root: it is not told any more.

    Raises NotAllowed, and CannotPublish where there is nothing.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "publish", [locked])
        refuse(_against(locked))
        unseen().filter(subject_id=locked.pk).update(seen_at=told(), seen_by_id=by.pk)


def _against(root: Root) -> Iterator[str]:
    if not unseen().filter(subject_id=root.pk).exists():
        yield "There is no alert about it that nobody has looked at."
