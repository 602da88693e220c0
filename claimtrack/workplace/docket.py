"""Whose work it is, by when, how urgent, and the desk's own tags of it. None of that is a part of what it says."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claimtrack.accounts.rights import demand
from claimtrack.database.waiting import locked
from claimtrack.editions.roots import Root, Stage, audited
from claimtrack.workplace.models import Docket, Happening, Level, Said
from claimtrack.workplace.notices import notify, who_may_talk
from claimtrack.workplace.roots import naming
from claimtrack.workplace.talk import REDACTED, comment

#: Tags of one work, and characters of a tag.
MOST_TAGS: Final = 20
LONGEST_TAG: Final = 40
MAY_NOT_SEE: Final = (
    "{} cannot be given this work: they do not work here any more, may not see it, or only read what the desk has."
)
#: Further from today no work is due: a year that was mistyped.
FURTHEST: Final = timedelta(days=10 * 366)
WHY: Final = "Say why it is as urgent as that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How urgent a work is, each from 1 (low) to 3 (high) or not said, and why."""

    harm: int | None = None
    reach: int | None = None
    deadline: int | None = None
    reason: str = ""

    @property
    def priority(self) -> int:
        return sum(filter(None, (self.harm, self.reach, self.deadline)))


def docket_of(root: Root) -> Docket:
    """The work's docket, or an empty one that is not stored yet."""
    return Docket.objects.select_related("assignee").filter(root_id=root.pk).first() or Docket(**naming(root))


def assign(*, root: Root, assignee: User | None, due: date | None, by: User, message: str | None = None) -> Docket:
    """Give a work to somebody, or to nobody any more; `due` is by when.

    Raises NotAllowed, NotThere, and ValidationError where whoever it is given to may not see it or talk of it, or the
    day is out of reason.
    """
    with _held(root, by) as docket:
        if assignee and not who_may_talk([assignee], root):
            raise ValidationError({"assignee": MAY_NOT_SEE.format(assignee.get_username())})
        if due != docket.due:
            _refuse(_against_due(due, timezone.localdate()))
        is_new = assignee is not None and docket.assignee_id != assignee.pk
        docket.assignee, docket.due = assignee, due
        docket.save()
        if message and message.strip():
            comment(root=root, text=message, by=by, occasion=Said.ASSIGN)
        if assignee and is_new:
            notify(root=root, happening=Happening.ASSIGNED, people=[assignee], by=by)
    return docket


def _against_due(due: date | None, today: date) -> Iterator[tuple[str, str]]:
    first, last = today - FURTHEST, today + FURTHEST
    if due and not first <= due <= last:
        yield "due", f"Give a day from {first} to {last}: {due} is further away."


def prioritise(*, root: Root, urgency: Urgency, by: User) -> Docket:
    """Say how urgent a work is, and why; the reason stays among the comments. Raises as `assign` does."""
    with _held(root, by) as docket:
        reason = urgency.reason.strip()
        _refuse(_against(urgency, reason))
        docket.harm, docket.reach, docket.deadline = urgency.harm, urgency.reach, urgency.deadline
        docket.priority, docket.reason = urgency.priority, reason
        docket.save()
        if reason:
            comment(root=root, text=reason, by=by, occasion=Said.PRIORITY)
    return docket


def _against(urgency: Urgency, reason: str) -> Iterator[tuple[str, str]]:
    for name in ("harm", "reach", "deadline"):
        if getattr(urgency, name) not in {None, *Level.values}:
            yield name, "A level is 1 (low), 2 (medium) or 3 (high)."
    if urgency.priority and not reason:
        yield "reason", WHY


def tag(*, root: Root, add: Collection[str] = (), remove: Collection[str] = (), by: User) -> Docket:
    """Add tags to a work and take others off; they are the desk's own. Raises as `assign` does."""
    with _held(root, by) as docket:
        off = {each.casefold() for each in remove}
        kept = [each for each in docket.tags if each.casefold() not in off]
        wanted = [" ".join(each.split()) for each in add]
        # As it was written first: “Election” and “election” are one.
        docket.tags = list({each.casefold(): each for each in reversed([*kept, *wanted]) if each}.values())[::-1]
        _refuse(_against_tags(docket.tags))
        docket.save()
    return docket


def _against_tags(tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(tags) > MOST_TAGS:
        yield "add", f"A work has at most {MOST_TAGS} tags."
    for each in tags:
        if len(each) > LONGEST_TAG:
            yield "add", f"A tag has at most {LONGEST_TAG} characters: “{each[:LONGEST_TAG]}…” has {len(each)}."


def _refuse(faults: Iterator[tuple[str, str]]) -> None:
    by_field: dict[str, list[str]] = {}
    for field, told in faults:
        by_field.setdefault(field, []).append(told)
    if by_field:
        raise ValidationError(by_field)


@contextmanager
def _held(root: Root, by: User) -> Iterator[Docket]:
    """The docket of a work, locked in one audited transaction, made where there is none."""
    with audited(by), transaction.atomic():
        demand(by, "assign", [root])
        if root.stage == Stage.REDACTED:
            raise ValidationError(REDACTED)
        Docket.objects.bulk_create([Docket(**naming(root))], ignore_conflicts=True)
        [docket] = locked(Docket.objects.filter(root_id=root.pk))
        yield docket
