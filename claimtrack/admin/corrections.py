"""Correction requests at the desk: what somebody wrote, beside what it is about, and what is decided on it."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from claimtrack.admin.steps import Given, Shown, Step, SteppedAdmin
from claimtrack.corrections import deciding
from claimtrack.corrections.about import address_of, titles_of
from claimtrack.corrections.models import CorrectionRequest, State, requester_of
from claimtrack.query.texts import number
from claimtrack.text import shortened, straight

GONE: Final = "Not kept any more."
UNSAID: Final = "They did not say."


def _waits(row: CorrectionRequest) -> bool:
    return row.state == State.RECEIVED


def _reasoned(words: str) -> dict[str, Any]:
    """The reason; “names nobody:” before it says so of words that could be somebody's name."""
    reason = re.sub(r"^\s*names nobody:", "", words, flags=re.IGNORECASE)
    return {"reason": reason, "names_nobody": reason != words}


def _accept(row: CorrectionRequest, by: User, given: Given) -> str:
    deciding.accept(request=row, by=by, **_reasoned(given.words))
    return "Accepted. Once the correction is published, say which edition it is."


def _decline(row: CorrectionRequest, by: User, given: Given) -> str:
    deciding.decline(request=row, by=by, **_reasoned(given.words))
    return "Declined: whoever asked reads the reason at their address."


def _name_edition(row: CorrectionRequest, by: User, given: Given) -> str:
    edition = number(given.words)
    if edition is None:
        raise ValidationError("Write the number of the edition, as in “3”.")
    deciding.name_edition(request=row, edition=edition, by=by)
    return f"Edition {edition} is what followed."


def _public(row: CorrectionRequest) -> Sequence[str]:
    return ("What you write here is public: it must not say who asked.",)


STEPS: Final = (
    Step(
        name="accept",
        verb="Accept",
        right="decide",
        take=_accept,
        offered=_waits,
        asks="What is corrected, for everybody to read; it may be left empty",
        hints=_public,
    ),
    Step(
        name="decline",
        verb="Decline",
        right="decide",
        take=_decline,
        offered=_waits,
        asks="Why, for everybody to read",
        hints=_public,
    ),
    Step(
        name="edition",
        verb="Say which edition followed",
        right="decide",
        take=_name_edition,
        offered=lambda row: row.state == State.ACCEPTED,
        asks="The number of the edition",
    ),
)


def _said(name: str, label: str) -> Callable[[Any, CorrectionRequest], str]:
    """What whoever asked wrote into one member, as plain text."""

    @admin.display(description=label)
    def shown(model_admin: Any, row: CorrectionRequest) -> str:
        found = requester_of(row)
        return straight(getattr(found, name)) or UNSAID if found else GONE

    return shown


def joined_lines(*lines: str) -> str:
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def _page(row: CorrectionRequest) -> str:
    """The address of what it is about at the desk: its sort is called as its model is."""
    model = next((each for each in apps.get_models() if each._meta.model_name == row.kind), None)
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[row.subject_id]) if model else ""


def _time(name: str, label: str) -> Any:
    """A time as the desk writes all of them: by the clock of UTC."""

    @admin.display(description=label, ordering=name)
    def shown(self: Any, row: CorrectionRequest) -> str:
        at = getattr(row, name)
        return f"{at:%Y-%m-%d %H:%M} UTC" if at else "–"

    return shown


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(SteppedAdmin):
    """Those of the persons concerned first, then those that came first. Nobody writes one here."""

    list_display = ("what", "kind", "asker", "received", "state")
    list_filter = ("state", "asker", "kind")
    list_select_related = ("requester", "decided_by")
    queues = (("They wait", "state__exact=received"), ("All", ""))
    ordering = ("asker", "received_at", "id")
    fields = (
        "link", "asker", "received", "wrong", "right", "evidence", "name", "email", "state", "reason", "edition",
        ("decided_by", "decided"),
    )  # fmt: skip
    readonly_fields = (
        "link", "asker", "received", "wrong", "right", "evidence", "name", "email", "state", "reason", "edition",
        "decided_by", "decided",
    )  # fmt: skip
    naming_people = ("decided_by",)

    received = _time("received_at", "received")
    decided = _time("decided_at", "decided")
    wrong = _said("wrong", "What is wrong")
    right = _said("right", "What would be right")
    name = _said("name", "Their name")
    email = _said("email", "Their e-mail address")

    def get_steps(self) -> Sequence[Step]:
        return STEPS

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The titles of all that the page lists are asked for together."""
        found = super().get_changelist_instance(request)
        titles = titles_of(found.result_list)
        for row in found.result_list:
            row.title = titles.get(row.subject_id)
        return found

    def label(self, row: Any) -> str:
        return f"Request {row}"

    @admin.display(description="about")
    def what(self, row: Any) -> str:
        return shortened(row.title or f"a {row.kind}", 100)

    @admin.display(description="about")
    def link(self, row: CorrectionRequest) -> str:
        title = shortened(titles_of([row]).get(row.subject_id) or f"the {row.kind}", 120)
        address = format_html('<a href="{}">as readers have it</a>', address_of(row))
        return joined_lines(format_html('<a href="{}">{}</a>', page, title) if (page := _page(row)) else title, address)

    @admin.display(description="What shows it: look at an address before you open it")
    def evidence(self, row: CorrectionRequest) -> str:
        found = requester_of(row)
        return joined_lines(*map(straight, found.evidence)) or UNSAID if found else GONE

    def shown(self, step: Step, row: Any) -> Shown:
        return {"facts": [("What is wrong", self.wrong(row)), ("What would be right", self.right(row))]}
