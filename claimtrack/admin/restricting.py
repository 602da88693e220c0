"""Steps that restrict a row to named people, and open it to everybody again."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from claimtrack.accounts.models import is_program
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.editions.roots import Root, Stage
from claimtrack.writing.restricting import lift, restrict

ASKS = "Who is to know of it besides you: user names, separated by commas. Nobody else will, whatever their role"


def people_called(words: str) -> list[User]:
    """The people of the desk by their user names. Raises ValidationError with every name that nobody has."""
    names = [name for name in re.split(r"[\s,;]+", words) if name]
    found = {person.get_username(): person for person in User.objects.filter(username__in=names, is_active=True)}
    if unknown := [name for name in dict.fromkeys(names) if name not in found]:
        raise ValidationError([f"Nobody who signs in here is called “{name}”: give the user name." for name in unknown])
    return list(found.values())


def named_in(row: Any) -> list[User]:
    """For whom a restricted row exists."""
    return list(User.objects.filter(pk__in=row.restriction.named.values("person")).order_by("username"))


def _restricted(row: Any, by: User, given: Given) -> str:
    restrict(row=row, people=people_called(given.words), by=by)
    names = ", ".join(each.get_username() for each in named_in(row))
    return f"Restricted: it exists for {names} alone."


def _opened(row: Any, by: User, given: Given) -> str:
    lift(row=row, by=by)
    return "Opened: everybody at the desk knows of it again."


def _now(row: Any) -> Iterator[str]:
    """For whom it exists now, and what goes with it."""
    if row.restriction_id:
        named = (each.get_username() + (" (a program)" if is_program(each) else "") for each in named_in(row))
        yield f"It exists for {', '.join(named)} now: whoever is left out of the names below will not know of it."
    yield "What stands under it, and what names it, goes with it; whoever has its page open keeps what they have read."
    if isinstance(row, Root):
        yield "What it cites stays known at the desk, with sources and subjects: restrict documents and copies as well."


def _is_private(row: Any) -> bool:
    """Whether readers never had it."""
    return not isinstance(row, Root) or row.stage in {Stage.DRAFT, Stage.IN_REVIEW}


def _step(name: str, verb: str, take: Callable[[Any, User, Given], str], **more: Any) -> Step:
    return Step(name=name, verb=verb, right="restrict", take=take, **more)


STEPS = (
    _step("restrict", "Restrict to named people", _restricted, offered=_is_private, asks=ASKS, hints=_now),
    _step("unrestrict", "Open to everybody", _opened, offered=lambda row: row.restriction_id is not None),
)


class Restricted(admin.SimpleListFilter):
    """What is restricted, of what whoever asks knows of."""

    title, parameter_name = "restricted work", "restricted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "restricted to named people")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.exclude(restriction=None) if self.value() else queryset


class RestrictingAdmin(SteppedAdmin):
    """The admin of rows that can be restricted."""

    def get_steps(self) -> Sequence[Step]:
        return (*super().get_steps(), *STEPS)

    @admin.display(description="exists for")
    def exists_for(self, row: Any) -> str:
        if row._state.adding or row.restriction_id is None:
            return "everybody at the desk"
        return ", ".join(each.get_username() for each in named_in(row))
