"""The embargo of a document on its page: set until a time, told, and lifted."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from claimtrack.accounts.rights import may
from claimtrack.admin.base import may_name, person
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from sources import writing as actions
from sources.models import Document


def _set_embargo(document: Document, by: User, given: Given) -> str:
    if given.at is None:
        raise ValidationError("Give the day and the time at which the embargo ends.")
    embargo = actions.set_embargo(document=document, until=given.at, reason=given.words, by=by)
    return f"Under an embargo: {embargo}."


def _lift_embargo(document: Document, by: User, given: Given) -> str:
    actions.lift_embargo(document=document, reason=given.words, by=by)
    return "The embargo is lifted."


EMBARGO = (
    Step(
        name="embargo",
        verb="Set an embargo",
        right="embargo",
        take=_set_embargo,
        offered=lambda document: True,
        asks="Why, and who asked for it; the desk reads it, readers do not",
        asks_when="Until when nothing that cites it is published, by the clock of which place",
        hints=lambda document: actions.against_citing([document.pk]),
    ),
    Step(
        name="lift-embargo",
        verb="Lift the embargo",
        right="view",
        take=_lift_embargo,
        offered=lambda document: hasattr(document, "embargo"),
        asks="Why it ends before its time; the desk reads it, readers do not",
        hints=lambda document: actions.against_citing([document.pk]),
    ),
)


class EmbargoAdmin(SteppedAdmin):
    """The admin of what can be under an embargo."""

    def get_steps(self) -> Sequence[Step]:
        return (*EMBARGO, *super().get_steps())

    def may_take(self, request: HttpRequest, step: Step, row: Any) -> bool:
        """An embargo that stands is set anew, or lifted, by whoever set it and who publishes."""
        standing = getattr(row, "embargo", None) if step in EMBARGO else None
        return super().may_take(request, step, row) and (standing is None or may(person(request), "lift", standing))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if document := context.get("original"):
            context["told"] = list(actions.against_citing([document.pk], named=may_name(request)))
        return super().render_change_form(request, context, *args, **kwargs)
