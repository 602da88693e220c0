"""Steps that give a root the time at which it is published, take that back, and answer an alert."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.accounts.rights import may
from claimtrack.admin.steps import Given, Step
from claimtrack.editions.clocks import said, told
from claimtrack.editions.roots import Stage
from claimtrack.editions.schedules import Alert
from claimtrack.writing import alerts, schedules
from claimtrack.writing.shown import Shown

SCHEDULABLE: Final = frozenset({Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED})
HOURS: Final = int(schedules.GRACE.total_seconds() // 3600)
#: What whoever gives a time has to know.
MEANING: Final = (
    "The text that this page shows is published then, in your name. If it is changed, or anything stands against it, "
    f"by then, nothing is, and the first page says so. If nothing works then, it is still published up to {HOURS} hour "
    "later."
)
#: The numbers that a page carried along, of a root.
Seen = Callable[[Any, Given], Shown | None]


def schedule_step(step: Step, seen: Seen) -> Step:
    """As the step that publishes at once, which `step` is, at a time."""

    def take(root: Any, by: User, given: Given) -> str:
        if given.at is None:
            raise ValidationError("Give the day and the time at which it is published.")
        shown = seen(root, given)
        made = schedules.schedule(root=root, at=given.at, shown=shown or {}, by=by, note=given.words or None)
        return f"It is published on {said(made.at)}, as this page showed it, or not at all."

    return Step(
        name="schedule",
        verb="Publish at a time",
        right=step.right,
        take=take,
        offered=lambda root: root.stage in SCHEDULABLE and (root.stage != Stage.PUBLISHED or step.offered(root)),
        asks=step.asks,
        asks_when="When it is published, by the clock of which place",
        against=_against_by_then(step),
        hints=lambda root: (MEANING, *told_of_time(root), *step.hints(root)),
        agreed=step.agreed,
        shows_preview=True,
        sha256=step.sha256,
    )


def _against_by_then(step: Step) -> Callable[[Any], Iterator[str]]:
    """An embargo may have ended by the time that is given: the action judges it then."""

    def against(root: Any) -> Iterator[str]:
        publisher, now = schedules.PUBLISHERS[type(root)], told()
        ending = set(publisher.against(root, now)) - set(publisher.against(root, now + schedules.FURTHEST))
        yield from (reason for reason in step.against(root) if reason not in ending)

    return against


def _cancelled(root: Any, by: User, given: Given) -> str:
    schedules.cancel(root=root, by=by)
    return "Cancelled: it is not published by itself."


def _seen(root: Any, by: User, given: Given) -> str:
    alerts.acknowledge(root=root, by=by)
    return "Noted: the first page tells it no more."


def told_of_time(root: Any) -> Iterator[str]:
    """When a root is published by itself, for whom, and whether it has been changed since."""
    found = _kept(root, "_waiting", schedules.waiting)
    if found is None:
        return
    told_who = may(root.reader, "name", User)
    by = User.objects.filter(pk=found.by_id).first() if told_who else None
    whose = f", in the name of {person_name(by, NOBODY)}" if told_who else ""
    yield f"It is published by itself on {said(found.at)}{whose}."
    if otherwise := schedules.otherwise_by_now(found, root):
        yield otherwise


def ends_with_it(root: Any) -> Iterator[str]:
    """As `told_of_time`, for whoever is about to end that."""
    told = list(told_of_time(root))
    yield from told
    if told:
        yield "That time ends with this: nothing is published then, and whoever gave it is told."


def alerts_about(root: Any) -> list[str]:
    """What the desk was told about a root, and nobody has looked at."""
    rows: list[Alert] = _kept(root, "_alerts", lambda row: list(alerts.unseen().filter(subject_id=row.pk)))
    return [each.reason for each in rows]


def _kept(root: Any, name: str, ask: Callable[[Any], Any]) -> Any:
    """Asked once a page."""
    if name not in root.__dict__:
        root.__dict__[name] = ask(root)
    return root.__dict__[name]


CANCEL: Final = Step(
    name="cancel-schedule",
    verb="Cancel its time",
    right="publish",
    take=_cancelled,
    offered=lambda root: _kept(root, "_waiting", schedules.waiting) is not None,
    hints=told_of_time,
)
ACKNOWLEDGE: Final = Step(
    name="acknowledge",
    verb="I have seen the alert",
    right="publish",
    take=_seen,
    offered=lambda root: bool(alerts_about(root)),
    hints=alerts_about,
)
STEPS: Final = (CANCEL, ACKNOWLEDGE)
