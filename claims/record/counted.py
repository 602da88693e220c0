"""How many of the claims that match have which value of a facet."""

from typing import NotRequired, TypedDict

import orjson
from django.db.models import Count, OuterRef, Subquery

from claims.record.models import FacetRow
from claims.record.query import ClaimFilters
from claimtrack.editions.models import Entry
from claimtrack.query.keyset import COUNT_LIMIT


class FacetCount(TypedDict):
    """How many matches have this value; `at_least` when there are more matches than are counted."""

    value: str
    slug: NotRequired[str]
    name: NotRequired[str]
    count: int
    at_least: bool


def counted(asked: ClaimFilters) -> dict[str, list[FacetCount]]:
    """The facets asked for, in one query: `kind`, of which a claim has one, tells along how many claims match."""
    matches = asked.matching.order_by().values("pk")[: COUNT_LIMIT + 1]
    named = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("value"), kind__in=asked.table.named)
    rows = list(
        FacetRow.objects.using(asked.queryset.db)
        .filter(listing__in=matches, kind__in=[*asked.values["facets"], "kind"])
        .values_list("kind", "value")
        .annotate(count=Count("pk"), entry=Subquery(named.values("text")[:1]))
        .order_by("kind", "-count", "value")
    )
    at_least = sum(count for kind, _, count, _ in rows if kind == "kind") > COUNT_LIMIT
    return {
        name: [
            _count(value, min(count, COUNT_LIMIT), entry, at_least=at_least)
            for kind, value, count, entry in rows
            if kind == name
        ]
        for name in asked.values["facets"]
    }


def _count(value: str, count: int, entry: str | None, *, at_least: bool) -> FacetCount:
    found: FacetCount = {"value": value, "count": count, "at_least": at_least}
    if entry is not None:
        named = orjson.loads(entry)
        found |= {"slug": named["slug"], "name": named["name"]}
    return found
