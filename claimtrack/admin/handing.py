"""Steps about whom somebody outside has what from: a dossier that was handed on, a guest's link."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claimtrack import addresses
from claimtrack.admin.base import person
from claimtrack.admin.steps import Given, Step, SteppedAdmin
from claimtrack.editions.clocks import said
from claimtrack.editions.handing import Guest
from claimtrack.editions.roots import Stage
from claimtrack.query.texts import number
from claimtrack.text import shortened
from claimtrack.writing import guests, handovers
from claimtrack.writing.agreement import numbers_of
from claimtrack.writing.guests import Leads

NOT_KNOWN: Final = "Compare the SHA-256: it is of no edition of it, and not of what the desk has as it stands now."
#: The hash, and to whom: “5f70…: Ada Perit, ada@gazette.example”.
_HANDED: Final = re.compile(r"\s*(?P<sha256>[0-9a-fA-F]{64})\s*:\s*(?P<to>.+)", re.DOTALL)


def _handed_on(root: Any, by: User, given: Given) -> str:
    found = _HANDED.fullmatch(given.words)
    if found is None:
        raise ValidationError("Write the SHA-256 that stands in the dossier, a colon, and who was given it.")
    sha256 = found["sha256"].lower()
    row = handovers.record_handover(root=root, to=found["to"], sha256=sha256, by=by, at=given.at)
    noted = f"Noted: {row.to} has a dossier since {said(row.at)}."
    return noted if handovers.is_known(row, root) else f"{noted} {NOT_KNOWN}"


def _known(root: Any) -> Iterator[str]:
    yield f"The dossier of the draft as it stands has the number {numbers_of([root])[root.pk]}."
    yield from handovers.whom_to_tell(root.pk)


HAND_OVER: Final = Step(
    name="hand-over",
    verb="Note a hand-over",
    right="hand_on",
    take=_handed_on,
    offered=lambda root: root.stage != Stage.REDACTED,
    asks="The SHA-256 that stands in the dossier, a colon, and who was given it and how they are reached",
    asks_when="When they were given it; leave it empty for now",
    hints=_known,
)


def telling(steps: Iterable[Step]) -> Sequence[Step]:
    """These steps, which change what others were given, with whom to tell of it."""
    return [replace(step, hints=_with_whom_to_tell(step)) for step in steps]


def _with_whom_to_tell(step: Step) -> Any:
    return lambda root: (*step.hints(root), *handovers.whom_to_tell(root.pk))


# -- guests ---------------------------------------------------------------------------------------


def _nothing(root: Any, by: User, given: Given) -> str:
    raise ValidationError("Invite a guest on the page of the claim.")


def _ended(root: Any, by: User, given: Given) -> str:
    guest = number(given.words)
    if guest is None:
        raise ValidationError("Write the number of the guest whose link ends.")
    guests.revoke(root=root, guest_id=guest, by=by)
    return f"The link of guest {guest} leads nowhere from now on."


def _invited(root: Any) -> Iterator[str]:
    """Every guest, and what they opened."""
    for each in guests.guests_of(root):
        yield f"Guest {each.pk}, {each.name}: {_standing(each, root)}; {_opened(each)}."


def _standing(guest: Guest, root: Any) -> str:
    if guest.revoked_at:
        return f"taken back on {said(guest.revoked_at)}"
    where = guests.leads(guest, root)
    if where == Leads.TO_THE_DRAFT:
        return f"may read until {said(guest.expires_at)}, or until what it is for is published"
    if where == Leads.TO_READERS:
        return "ended, as what it was for was published"
    return f"ended, by {said(guest.expires_at)}, as it was withdrawn or restricted, or whoever made it may not any more"


def _opened(guest: Guest) -> str:
    openings = sorted(guest.openings.all(), key=lambda each: each.at)
    if not openings:
        return "never opened"
    last = openings[-1]
    return f"opened {len(openings)} times, last on {said(last.at)} ({last.what})"


INVITE: Final = Step(
    name="invite",
    verb="Invite a guest",
    right="invite",
    take=_nothing,
    offered=lambda root: root.stage not in guests.CLOSED,
    asks="Who the guest is: the name stands on each page that they read",
    asks_when=f"When their link ends, within {guests.FURTHEST.days} days",
    hints=_invited,
)
END_LINK: Final = Step(
    name="end-link",
    verb="End a guest's link",
    right="invite",
    take=_ended,
    offered=lambda root: any(not each.revoked_at for each in guests.guests_of(root)),
    asks="The number of the guest, as it stands beside",
    hints=_invited,
)


class InvitingAdmin(SteppedAdmin):
    """An admin of what guests may read. The link is shown on a page that nothing keeps: in no log and no message."""

    def _taken(self, request: HttpRequest, step: Step, row: Any, given: Given) -> HttpResponse:
        if step != INVITE:
            return super()._taken(request, step, row, given)
        if given.at is None:
            raise ValidationError("Give the day and the time at which the link ends.")
        guest, secret = guests.invite(root=row, name=given.words, expires_at=given.at, by=person(request))
        self.log_change(request, row, f"Invited guest {guest.pk}.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"A guest of: {shortened(self.label(row), 80)}",
            "original": row,
            "guest": guest,
            "link": f"{settings.PUBLIC_URL}{addresses.guest(secret)}",
            "back": self._way_back(step, row),
        }
        return TemplateResponse(request, "admin/desk/guest.html", context, headers={"Cache-Control": "no-store"})
