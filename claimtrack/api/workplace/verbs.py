"""What is done about a root besides writing it: giving it to somebody, calling it urgent, tagging it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claimtrack.accounts.models import Scope
from claimtrack.accounts.rights import may
from claimtrack.accounts.roles import staff
from claimtrack.api.documents import JSONSchema
from claimtrack.api.rows.members import DayMember, Member, Text, Texts, Whole
from claimtrack.api.rows.verbs import Given, Verb
from claimtrack.editions.store import Published
from claimtrack.query.filters import choices_of
from claimtrack.workplace import docket, talk
from claimtrack.workplace.docket import Urgency
from claimtrack.workplace.models import Level

MESSAGE: Final = Text(
    name="message",
    nullable=True,
    longest=talk.LONGEST,
    meaning="What is said with it, for the desk alone; with @name somebody is told of it.",
)
NOBODY_THERE: Final = "Nobody at the desk has this user name."


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMember(Member):
    """Somebody who works here, by their user name."""

    def read(self, value: Any, by: User) -> User:
        name = Text(name=self.name).read(value, by)
        person = staff().filter(username=name).first()
        if person is None or not may(by, "name", User):
            raise ValidationError(NOBODY_THERE, code="unknown")
        return person

    def value_schema(self) -> JSONSchema:
        return {"type": "string"}


def _level(name: str, meaning: str) -> Whole:
    return Whole(name=name, nullable=True, choices=choices_of([str(each) for each in Level.values]), meaning=meaning)


def _assign(root: Any, by: User, given: Given) -> Iterable[Published]:
    docket.assign(root=root, assignee=given["assignee"], due=given["due"], by=by, message=given["message"])
    return ()


def _prioritise(root: Any, by: User, given: Given) -> Iterable[Published]:
    levels = {name: given[name] for name in ("harm", "reach", "deadline")}
    docket.prioritise(root=root, urgency=Urgency(**levels, reason=given["reason"] or ""), by=by)
    return ()


def _tag(root: Any, by: User, given: Given) -> Iterable[Published]:
    docket.tag(root=root, add=given["add"] or (), remove=given["remove"] or (), by=by)
    return ()


OF_THE_WORKPLACE: Final = (
    Verb(
        name="assign",
        right="assign",
        meaning="Give it to somebody, by a day, or to nobody any more. Whoever gets it is told.",
        take=_assign,
        scope=Scope.WRITE,
        members=(
            PersonMember(name="assignee", nullable=True, required=True, meaning="A user name; null for nobody."),
            DayMember(name="due", nullable=True, meaning="By when it is to be done."),
            MESSAGE,
        ),
    ),
    Verb(
        name="prioritise",
        right="assign",
        meaning="Say how urgent it is, and why. What is left out, or null, is not said any more.",
        take=_prioritise,
        scope=Scope.WRITE,
        members=(
            _level("harm", "What it may do to somebody if it is not answered: 1 low, 2 medium, 3 high."),
            _level("reach", "How many it reaches, or will."),
            _level("deadline", "How near the day is on which it is needed."),
            Text(name="reason", nullable=True, longest=talk.LONGEST, meaning="Why: needed with any of the three."),
        ),
    ),
    Verb(
        name="tag",
        right="assign",
        meaning="Put tags on it, or take them off. They are the desk's own: readers never see them.",
        take=_tag,
        scope=Scope.WRITE,
        members=(
            Texts(name="add", longest=docket.LONGEST_TAG, meaning="Tags that it gets."),
            Texts(name="remove", meaning="Tags that it loses."),
        ),
    ),
)
