"""Publishing at a time: an agreed text is given one, and a job publishes that very text then, or nothing.

Whoever gives a text its time publishes it: what they were shown they agree to, and when the time has come all that a
publication asks for is asked again, of them. If anything is otherwise by then, nothing is published, and the desk is
told why (`docs/decisions/publishing-at-a-time.md`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from procrastinate.contrib.django import app

from claimtrack.accounts.rights import demand, may
from claimtrack.accounts.roles import staff
from claimtrack.database.finding import rows_having
from claimtrack.database.waiting import Held
from claimtrack.editions.clocks import ClockAstray, said, told
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from claimtrack.editions.publishing import refuse, says_the_same
from claimtrack.editions.roots import Root, Stage, audited, lock
from claimtrack.editions.schedules import Alert, Outcome, Schedule
from claimtrack.editions.steady import Reading, Steadied
from claimtrack.editions.store import Published, last_documents
from claimtrack.writing.agreement import numbers_of, reviewed
from claimtrack.writing.alerts import alert
from claimtrack.writing.shown import ChangedSince, Shown, hold_to_what_was_shown
from claimtrack.writing.works import desk_work, model_of

logger = logging.getLogger(__name__)

TASK: Final = "publish_due"
#: So long after its time something is still published, if nothing worked when it was due.
GRACE: Final = timedelta(hours=1)
#: Further ahead nothing is planned: a year that was mistyped.
FURTHEST: Final = timedelta(days=366)

CLOCKS_DIFFER: Final = (
    "It is due, and waits: the clocks of the database and of a worker differ. Set the wrong one right."
)
JUMPED: Final = (
    "It would be due by the clock, which has jumped ahead of the time that passed: it waits. If the clock is right "
    "now, start the worker anew."
)
NO_ACCOUNT: Final = "Whoever gave it its time has left the desk."
NO_RIGHT: Final = "Whoever gave it its time may not publish it any more."
#: What is published no more, whatever it says.
GONE: Final = frozenset({Stage.MERGED, Stage.REDACTED})


@dataclass(frozen=True, slots=True)
class Publisher:
    """How an app publishes its roots at a time: the one action, and what stands against it then."""

    publish: Callable[[Any, User, str | None, Shown], Sequence[Published]]
    against: Callable[[Any, datetime], Iterable[str]] = lambda root, at: ()
    along: Callable[[Any], Sequence[Root]] = lambda root: ()


PUBLISHERS: Final[dict[type[Root], Publisher]] = {}


def enter(model: type[Root], publisher: Publisher) -> None:
    """Enter how the roots of a model are published."""
    PUBLISHERS[model] = publisher


# -- giving it a time -----------------------------------------------------------------------------


def schedule(*, root: Root, at: datetime, shown: Shown, by: User, note: str | None = None) -> Schedule:
    """Have what `root` says published at a time, and not before; a time that it had is given up.

    `shown` is its `document_sha256` as whoever asks saw it, with those of what is published along with it: another by
    now raises NotAsShown. Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "publish", [locked])
        along = PUBLISHERS[type(root)].along(locked)
        numbers = numbers_of([locked, *along])
        hold_to_what_was_shown([locked, *along], shown, numbers)
        refuse(_against(locked, along, at, shown, by, numbers))
        _end(waiting(locked), Outcome.REPLACED, by=by)
        made = Schedule.objects.create(
            subject_id=locked.pk,
            subject_type=desk_work(locked).name,
            sha256=numbers[locked.pk],
            shown={str(pk): number for pk, number in shown.items()},
            note=(note or "").strip(),
            at=at,
            by_id=by.pk,
        )
        app.configure_task(TASK, schedule_at=at).defer(timestamp=0)
    return made


def cancel(*, root: Root, by: User) -> None:
    """Take back the time that a root was given. Raises NotAllowed, and CannotPublish where it has none."""
    with audited(by), transaction.atomic():
        [locked] = lock(type(root), [root.pk])
        demand(by, "publish", [locked])
        found = waiting(locked)
        refuse([] if found else ["It has no time at which it is published."])
        _end(found, Outcome.CANCELLED, by=by)


def give_up(root: Root, *, why: str, by: User) -> None:
    """End the time of a locked root that does not stand any more as it was agreed to; whoever gave it is told."""
    found = waiting(root)
    _end(found, Outcome.CANCELLED, by=by, why=why)
    if found and found.by_id != by.pk:
        reason = f"It was to be published at {said(found.at)}, and will not be. {why}"
        alert(root=root, reason=reason, people=[found.by_id])


def waiting(root: Root) -> Schedule | None:
    """The time that a root has been given and that has not come."""
    return Schedule.objects.filter(subject_id=root.pk, outcome="").first()


def times_of(roots: Sequence[Root]) -> dict[UUID, datetime]:
    """When each of these is published by itself, of those that have such a time."""
    found = Schedule.objects.filter(subject_id__in=[root.pk for root in roots], outcome="")
    return dict(found.values_list("subject_id", "at"))


def newest(root: Root) -> Schedule | None:
    """The time that a root was given last, whatever came of it."""
    return Schedule.objects.filter(subject_id=root.pk).order_by("pk").last()


def _against(
    root: Root, along: Sequence[Root], at: datetime, shown: Shown, by: User, numbers: Mapping[UUID, str]
) -> Iterator[str]:
    yield from _against_time(at)
    if root.pk not in shown:
        yield "Say what is to be published: the number of what you were shown."
    yield from PUBLISHERS[type(root)].against(root, at)
    if says_the_same(last_documents([root.pk]).get(root.pk), desk_work(root).preview(root)):
        yield "Nothing has changed: readers have it as it stands."
    yield from reviewed([root, *along], by=by, shown=shown, numbers=numbers).missing


def _against_time(at: datetime) -> Iterator[str]:
    now = told()
    if at <= now:
        yield f"Give it a time that has not come: it is {said(now)}."
    elif at - now > FURTHEST:
        yield f"Give it a time within a year: {said(at)} is further away."


def otherwise_by_now(found: Schedule, root: Root) -> str:
    """That what a root says is not what was given a time, if so."""
    if numbers_of([root])[root.pk] == found.sha256:
        return ""
    return "It was changed after it was given its time: nothing will be published, unless you give it one again."


def _end(found: Schedule | None, outcome: Outcome, *, by: User | None = None, why: str = "") -> None:
    if found:
        found.outcome, found.why, found.ended_at, found.ended_by_id = outcome, why, told(), by.pk if by else None
        found.save(update_fields=["outcome", "why", "ended_at", "ended_by_id"])


# -- when the time has come -----------------------------------------------------------------------

#: As this process reads the clock, from the first time on.
CLOCK = Steadied()


def publish_due() -> None:
    """Publish everything whose time has come, each by itself: what one of them meets is nothing to the others."""
    found = Schedule.objects.filter(outcome="").order_by("at", "pk")
    try:
        now = CLOCK.read()
    except ClockAstray as error:
        logger.warning("Nothing is published at its time. %s", " ".join(error.messages))
        _tell_all(found.filter(at__lte=told()), CLOCKS_DIFFER)
        return
    for each in found.filter(at__lte=now.believed):
        with suppress(Held):  # somebody is writing just now: it is tried again in a minute
            _carry_out(each, now)
    _tell_all(found.filter(at__gt=now.believed, at__lte=now.database), JUMPED)


def _tell_all(found: Iterable[Schedule], reason: str) -> None:
    for each in found:
        if root := _root_of(each):
            alert(root=root, reason=reason, people=[each.by_id])


def _root_of(found: Schedule) -> Root | None:
    model = model_of(found.subject_type)
    return model._default_manager.filter(pk=found.subject_id).first() if model else None


def _carry_out(due: Schedule, now: Reading) -> None:
    """One transaction: a worker that dies in it leaves it to be done again, and two do it once."""
    with transaction.atomic():
        root = _root_of(due)
        if root:
            lock(type(root), [root.pk])
        found = Schedule.objects.select_for_update().filter(pk=due.pk, outcome="").first()
        if found is None:
            return
        try:
            outcome, why = _come_to(found, root, now)
        except ClockAstray:
            outcome, why = None, CLOCKS_DIFFER
        if outcome:
            _end(found, outcome, why=why)
        if root and why:
            alert(root=root, reason=why, people=[found.by_id])


def _come_to(found: Schedule, root: Root | None, now: Reading) -> tuple[Outcome, str]:
    """What comes of it, and of what is not published the reason. Raises ClockAstray."""
    due = f"It was to be published at {said(found.at)}, and was not. "
    if root is None:
        return Outcome.REFUSED, f"{due}It was deleted before."
    if now.believed - found.at > GRACE:
        minutes = int(GRACE.total_seconds() // 60)
        return Outcome.LATE, f"{due}Nothing worked then, and {minutes} minutes after its time nothing is any more."
    try:
        published = _published(found, root)
    except ClockAstray:
        raise
    except ChangedSince as error:
        return Outcome.REFUSED, due + error.since("it was given its time")
    except ValidationError as error:
        return Outcome.REFUSED, due + " ".join(error.messages)
    except (PermissionDenied, Http404) as error:
        return Outcome.REFUSED, due + str(error)
    if not published:
        return Outcome.REFUSED, f"{due}Readers had it already: it was published before."
    return Outcome.PUBLISHED, ""


def _published(found: Schedule, root: Root) -> Sequence[Published]:
    by = staff().filter(pk=found.by_id).first()
    if by is None:
        raise PermissionDenied(NO_ACCOUNT)
    if root.stage in GONE:
        raise ValidationError(f"It was {root.get_stage_display()} meanwhile.")
    if not may(by, "publish", root):
        raise PermissionDenied(NO_RIGHT)
    shown = {UUID(pk): number for pk, number in found.shown.items()}
    return PUBLISHERS[type(root)].publish(root, by, found.note or None, shown)


# -- what a redaction takes -----------------------------------------------------------------------


@eraser
def erase_schedules(erasure: Erasure) -> dict[str, int]:
    """Blank what was to be told with an edition, and why there was none; and what alerts say."""
    return {
        "editions_schedule": _blank(Schedule, ("note", "why"), erasure),
        "editions_alert": _blank(Alert, ("reason",), erasure),
    }


def _blank(model: type[Schedule | Alert], texts: Sequence[str], erasure: Erasure) -> int:
    rows = rows_having(model, texts, erasure.words)
    if erasure.whole:
        rows |= model._default_manager.filter(subject_id=erasure.subject_id)
    return rows.update(**dict.fromkeys(texts, ERASED))
