"""What happened to a claim, over HTTP: every write of it and of what stands under it, field by field, and what people
decided on it."""

from datetime import datetime
from operator import itemgetter
from typing import Any, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Claim
from claimtrack.accounts.visible import visible
from claimtrack.api.desk import DeskView
from claimtrack.api.writing import not_there
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.state import record_state
from claimtrack.notations import Instant
from claimtrack.query.cursor import INVALID_CURSOR
from claimtrack.query.faults import InvalidQuery, fault
from claimtrack.query.keyset import Key, Keyset
from claimtrack.query.lists import ListFilterSet
from claimtrack.writing.decisions import Decision, decisions_on
from claimtrack.writing.references import rows_named
from claimtrack.writing.story import Changed, Place, Reference, Told, Writer, between, story


class HistoryWriter(TypedDict):
    """Who wrote: a `person`, a `program`, or `database` for what no action of the desk wrote.

    Of a person `name`, `person`, `role` and `token` are null for those who are not told who works on what; `address` is
    for administrators.
    """

    kind: str
    name: str | None
    person: int | None
    role: str | None
    token: str | None
    address: str | None


class HistoryReference(TypedDict):
    """A row that a field points to; `name` is null once it is gone."""

    id: str
    name: str | None


class HistoryChange(TypedDict):
    """A field before and after, as JSON has it; null is nothing, and a row is told by its id and name."""

    field: str
    label: str
    old: Any
    new: Any


class HistoryEntry(TypedDict):
    """One write of one row, or a decision: an `approval`, a `withholding` or a `schedule`, without row and changes.

    Of what was redacted `erased` is true, and `changes` are gone.
    """

    at: Instant
    done: str
    type: str
    row: str | None
    name: str | None
    by: HistoryWriter
    request: str | None
    reason: str | None
    erased: bool
    changes: list[HistoryChange]


class HistoryFilters(ListFilterSet):
    keyset = Keyset(("at", "trail", "number"), descending=True)
    count = None  # type: ignore[assignment]  # django-filter's way to leave one out


class ClaimHistoryView(DeskView):
    """What happened to a claim and to what stands under it, the newest first."""

    rights = {"GET": ("view", Claim)}
    answers = HistoryEntry
    paged = True
    filterset_class = HistoryFilters

    def get(self, request: Request, id_or_slug: str) -> Response:
        asked = HistoryFilters.accept(self.asked, Claim.objects.none())
        cursor = asked.values["cursor"]
        after = _place(cursor.key) if cursor else None
        claim = self._claim(id_or_slug)
        page = story(claim, by=self.person, after=after, most=asked.values["page_size"])
        decided = between(after, page.further, decisions_on(claim, by=self.person))
        lines = [(told.place.at, _entry(told)) for told in page.told] + [(each.at, _decision(each)) for each in decided]
        results = [line for _, line in sorted(lines, key=itemgetter(0), reverse=True)]
        position = record_state("default").position
        return Response({"next": asked.next_page(_key(page.further)), "position": position, "results": results})

    def _claim(self, id_or_slug: str) -> Claim:
        found = rows_named(visible(Claim.objects.all(), by=self.person), [id_or_slug])
        if id_or_slug not in found:
            raise not_there("claim")
        return found[id_or_slug]


def _key(place: Place | None) -> Key | None:
    return (place.at.isoformat(), place.trail, place.number) if place else None


def _place(key: Key) -> Place:
    """Raises InvalidQuery."""
    at, trail, number = key
    try:
        return Place(datetime.fromisoformat(str(at)), str(trail), int(number))
    except ValueError as error:
        raise InvalidQuery([fault("cursor", "invalid_cursor", INVALID_CURSOR)]) from error


def _entry(told: Told) -> HistoryEntry:
    return {
        "at": rfc3339(told.place.at),
        "done": told.done,
        "type": str(told.model._meta.verbose_name),
        "row": told.row,
        "name": told.name or None,
        "by": _writer(told.by),
        "request": told.request or None,
        "reason": told.reason or None,
        "erased": told.erased,
        "changes": [_change(changed) for changed in told.changes],
    }


def _decision(decision: Decision) -> HistoryEntry:
    return {
        "at": rfc3339(decision.at),
        "done": decision.done,
        "type": decision.kind,
        "row": None,
        "name": decision.name,
        "by": _writer(decision.by),
        "request": None,
        "reason": decision.reason or None,
        "erased": False,
        "changes": [],
    }


def _writer(by: Writer) -> HistoryWriter:
    return {
        "kind": by.kind,
        "name": by.name or None,
        "person": by.person,
        "role": by.role or None,
        "token": by.token or None,
        "address": by.address or None,
    }


def _change(changed: Changed) -> HistoryChange:
    return {
        "field": changed.field,
        "label": changed.label,
        "old": _value(changed.old),
        "new": _value(changed.new),
    }


def _value(value: Any) -> Any:
    return HistoryReference(id=value.id, name=value.name) if isinstance(value, Reference) else value
