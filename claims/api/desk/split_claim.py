"""Splitting a claim over HTTP: the rows that stand under it, and the verb that moves the chosen ones."""

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from claims.api.desk.resources import CLAIMS
from claims.api.desk.splitting import SidesDocument, sides
from claims.models import Claim
from claims.writing.split_claim import Choice, Movable, against_splitting_claim, movable, needs_two, split_claim
from claimtrack.api.rows.joining import (
    JOINING_SHA256,
    MovingRowDocument,
)
from claimtrack.api.rows.members import Ids, Reference, Text
from claimtrack.api.rows.roots import PreviewSchema
from claimtrack.api.rows.verbs import Given, Verb, verb_patterns
from claimtrack.api.rows.views import ResourceView
from claimtrack.api.writing import tagged
from claimtrack.editions.store import Published
from claimtrack.query.filters import TextFilter, UUIDListFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.text import shortened
from claimtrack.writing.book import RootKey
from claimtrack.writing.joining.waiting import Waits


class MovableDocument(TypedDict):
    """Rows of one sort that can be moved to another claim."""

    called: str
    rows: list[MovingRowDocument]


class ClaimSplitDocument(SidesDocument):
    """All that can be moved. Of a choice (`into`, `rows`), what stands `against` it, whether two people agree to it,

    and the number of what was seen, `joining_sha256`.
    """

    movable: list[MovableDocument]
    against: list[str]
    needs_two: bool | None


class ClaimSplitFilters(StrictFilterSet):
    into = TextFilter(narrows=False, max_length=120, help_text="The other claim, by id or slug.")
    rows = UUIDListFilter(narrows=False, help_text="The rows that belong to it, by id.")


class ClaimSplitPreviewView(ResourceView):
    """What stands under the claim, and what would be done with a choice of it."""

    resource = CLAIMS
    rights = {"GET": ("view", Claim), "HEAD": ("view", Claim)}
    answers: type = ClaimSplitDocument
    schema: ViewInspector | None = PreviewSchema()
    filterset_class = ClaimSplitFilters

    def get(self, request: Request, id_or_slug: str) -> Response:
        claim = self.resource.one(id_or_slug, self.person)
        asked = ClaimSplitFilters.accept(self.asked, Claim.objects.none()).values
        other = self.resource.one(asked["into"], self.person) if asked["into"] else None
        chosen: list[UUID] = sorted(set(asked["rows"] or []))
        choice = Choice.of(claim, other, chosen, by=self.person) if other and chosen else None
        answer: ClaimSplitDocument = {
            **sides(claim, other, chosen, self.person),
            "movable": [_movable(each) for each in movable(claim, by=self.person)],
            "against": against_splitting_claim(choice) if choice else [],
            "needs_two": needs_two(choice) if choice else None,
        }
        return tagged(claim, answer)


def _movable(each: Movable) -> MovableDocument:
    rows: list[MovingRowDocument] = [{"id": str(row.pk), "name": shortened(str(row), 120)} for row in each.rows]
    return {"called": each.called, "rows": rows}


def _split(claim: Any, by: User, given: Given) -> Iterable[Published] | Waits:
    into = Claim.objects.get(pk=given["into"])
    return split_claim(
        claim=claim, into=into, rows=given["rows"], by=by, note=given["note"], shown=given["joining_sha256"]
    )


def _along(claim: Any, given: Given) -> Iterable[RootKey]:
    return Choice.of(claim, Claim.objects.get(pk=given["into"]), given["rows"], by=None).roots


SPLIT = Verb(
    name="split",
    right="split",
    meaning="Move the chosen rows to another claim, and publish what follows for readers: all in one step.",
    take=_split,
    along=_along,
    members=(
        Reference(name="into", model=Claim, required=True, meaning="The other claim, by id or slug."),
        Ids(name="rows", required=True, meaning="What belongs to it, by id, as `split/preview/` tells it."),
        Text(name="note", required=True, meaning="What was taken together and is two; it stands with every edition."),
        JOINING_SHA256,
    ),
    waits=True,
)


def patterns() -> Iterator[URLPattern]:
    yield from verb_patterns(CLAIMS, [SPLIT])
    yield path("desk/claims/<str:id_or_slug>/split/preview/", ClaimSplitPreviewView.as_view())
