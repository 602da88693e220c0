"""What people decided on a root without writing it: who agreed to its text, withheld it, gave it a time.

Such decisions stand in tables of the record, which are only added to and so have no audit trail of their own. What
other rooms know of the like, such as what people said of it, they enter.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User

from claimtrack.accounts.hiding import hidden_rows, names_of
from claimtrack.accounts.names import person_name
from claimtrack.accounts.rights import may
from claimtrack.editions.agreement import Approval
from claimtrack.editions.models import Withholding
from claimtrack.editions.roots import Root
from claimtrack.editions.schedules import Schedule
from claimtrack.writing.story import Writer

APPROVAL, WITHHOLDING, SCHEDULE = "approval", "withholding", "schedule"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: `kind` is `approval`, `withholding`, `schedule` or another room's, `name` what it is of, or empty.

    `reason` may be empty.
    """

    at: datetime
    kind: str
    done: str
    name: str
    by: Writer
    reason: str = ""


#: What other rooms know, for whoever asks.
MORE: list[Callable[[Root, AbstractBaseUser | None], Iterator[Decision]]] = []


def enter_decisions(more: Callable[[Root, AbstractBaseUser | None], Iterator[Decision]]) -> None:
    MORE.append(more)


def decisions_on(root: Root, *, by: AbstractBaseUser | None) -> Sequence[Decision]:
    """Every decision on the root, the newest first, as far as this person may know of it. At most five queries.

    A reason that names what does not exist for them is left out.
    """
    found = [
        *_approvals(root),
        *_withholdings(root),
        *_schedules(root),
        *(each for more in MORE for each in more(root, by)),
    ]
    told = sorted(_named(found, by), key=lambda decision: decision.at, reverse=True)
    unknown = names_of(hidden_rows(by)) if by and any(decision.reason for decision in told) else set()
    return [
        replace(decision, reason="") if any(name in decision.reason for name in unknown) else decision
        for decision in told
    ]


def _named(decisions: Sequence[Decision], by: AbstractBaseUser | None) -> Iterator[Decision]:
    """With the names of whoever decided, for those who are told who works on what."""
    told = may(by, "name", User)
    people = User.objects.in_bulk({each.by.person for each in decisions}) if told else {}
    for each in decisions:
        person = people.get(each.by.person or 0)
        writer = replace(each.by, name=person_name(person)) if told else Writer("person")
        # Why something was not published names who wrote it.
        yield replace(each, by=writer, reason=each.reason if told or each.kind != SCHEDULE else "")


def _approvals(root: Root) -> Iterator[Decision]:
    for each in Approval.objects.filter(subject_id=root.pk):
        by = Writer("person", person=each.by_id, role=each.role)
        number = each.sha256[:12]
        if each.edition:
            yield Decision(each.at, APPROVAL, "looked at a second time", f"edition {each.edition}, number {number}", by)
        else:
            yield Decision(each.at, APPROVAL, "approved", f"the text, number {number}", by)


def _withholdings(root: Root) -> Iterator[Decision]:
    for each in Withholding.objects.filter(subject_id=root.pk):
        name = f"edition{'s' * (len(each.numbers) > 1)} {', '.join(map(str, each.numbers))}"
        yield Decision(each.at, WITHHOLDING, "withheld", name, Writer("person", person=each.by_id), each.reason)
        if each.confirmed_at:
            yield Decision(
                each.confirmed_at, WITHHOLDING, "confirmed", name, Writer("person", person=each.confirmed_by_id)
            )
        if each.ended_at:
            ended = Writer("person", person=each.ended_by_id)
            yield Decision(each.ended_at, WITHHOLDING, each.get_outcome_display(), name, ended)


def _schedules(root: Root) -> Iterator[Decision]:
    """What was given a time, and what came of that, as the person's who gave it or took it back."""
    for each in Schedule.objects.filter(subject_id=root.pk):
        name = f"number {each.sha256[:12]}, for {each.at:%Y-%m-%d %H:%M:%S} UTC"
        yield Decision(each.made_at, SCHEDULE, "given a time", name, Writer("person", person=each.by_id))
        if each.ended_at:
            ended = Writer("person", person=each.ended_by_id or each.by_id)
            yield Decision(each.ended_at, SCHEDULE, str(each.get_outcome_display()), name, ended, each.why)
