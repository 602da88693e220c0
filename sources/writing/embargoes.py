"""Embargoes: nothing that cites a document is published before a time, for whoever gave it to the newsroom asks so."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from claimtrack.accounts.names import NOBODY, person_name
from claimtrack.accounts.rights import demand
from claimtrack.database.finding import rows_having
from claimtrack.database.waiting import locked
from claimtrack.editions.clocks import said, told
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from claimtrack.editions.publishing import refuse
from claimtrack.editions.roots import audited
from claimtrack.text import shortened
from sources.models import Document, Embargo


def set_embargo(*, document: Document, until: datetime, reason: str, by: User) -> Embargo:
    """Refuse until then to publish whatever would cite the document.

    An embargo that it is under is set anew by whoever set it, or who publishes. What readers have already stays, and is
    corrected and withdrawn as ever. Raises NotAllowed, and CannotPublish with all that stands against it.
    """
    with audited(by, reason=reason), transaction.atomic():
        [row] = locked(Document.objects.filter(pk=document.pk))
        demand(by, "embargo", [row])
        now = told()
        demand(by, "lift", Embargo.objects.filter(document=row, until__gt=now))
        refuse(_against(until, reason, now))
        values = {"until": until, "reason": reason.strip(), "by": by, "at": now}
        embargo, _ = Embargo.objects.update_or_create(document=row, defaults=values)
    return embargo


def lift_embargo(*, document: Document, reason: str, by: User) -> None:
    """End an embargo before its time, for a reason, which the audit trail keeps.

    Whoever set it may, and who publishes. Raises NotAllowed, and CannotPublish where there is none, or no reason.
    """
    with audited(by, reason=reason), transaction.atomic():
        [row] = locked(Document.objects.filter(pk=document.pk))
        demand(by, "view", [row])
        found = Embargo.objects.filter(document=row).first()
        demand(by, "lift", [found] if found else [Embargo])
        refuse(_against_lifting(found, reason))
        assert found is not None
        found.delete()


def _against_lifting(found: Embargo | None, reason: str) -> Iterator[str]:
    if found is None:
        yield "It is under no embargo."
    if not reason.strip():
        yield "Say why it ends before its time: the desk reads it, readers do not."


def _against(until: datetime, reason: str, now: datetime) -> Iterator[str]:
    if until <= now:
        yield f"An embargo ends at a time that has not come: it is {said(now)}."
    if not reason.strip():
        yield "Say why, and who asked for it: the desk reads it, readers do not."


def against_citing(document_ids: Collection[UUID], at: datetime | None = None, *, named: bool = True) -> Iterator[str]:
    """For each of these documents that is under an embargo at a time, or now: until when, by whom and why.

    Not `named`, it is told without who set it: to those who are not told who works on what.
    """
    found = Embargo.objects.filter(document__pk__among=set(document_ids)).select_related("document", "by")
    for each in found.order_by("until", "pk") if document_ids else ():
        if each.until > (at or told()):
            by = f", set by {person_name(each.by, NOBODY)}" if named else ""
            yield (
                f"“{shortened(str(each.document), 80)}” is under an embargo until {said(each.until)}{by}: "
                f"{shortened(each.reason, 200)}"
            )


@eraser
def erase_embargoes(erasure: Erasure) -> dict[str, int]:
    """Blank reasons that have the words of the order."""
    return {"sources_embargo": rows_having(Embargo, ("reason",), erasure.words).update(reason=ERASED)}
