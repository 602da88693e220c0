"""How many of the claims that match have which value of a facet.

Up to `COUNT_LIMIT` matches are counted. Beyond, a sample is: whoever of them drew low. What a claim drew is its own for
good (`models.draw`), so the same record gives the same answer, whatever is asked besides. From the lowest `DRAWN`
numbers follows how many there are in all, to about a hundredth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import orjson
from django.db import connections
from django.db.models import QuerySet

from claims.record.models import LOWEST, SAMPLED
from claims.record.query import ClaimFilters
from claimtrack.editions.merged import survivors
from claimtrack.editions.models import Entry
from claimtrack.query.keyset import COUNT_LIMIT

#: So many of the lowest numbers are a sample; what is found in it so often is told from it to within 10 %.
DRAWN, OFTEN = 10_000, 1_200
#: Of so many values of a facet, the most frequent, the claims are counted one by one; beyond the limit so many
#: numbers tell how many they are.
VALUES_COUNTED, DRAWN_OF_VALUE = 60, 2_500


class FacetCount(TypedDict):
    """How many matches have this value. Where they were not all counted it is an estimate, and `at_least` is true."""

    value: str
    slug: NotRequired[str]
    name: NotRequired[str]
    count: int
    exact: bool
    at_least: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The keys of matches, and for how many each of them stands."""

    keys: Sequence[int]
    each: float = 1

    @property
    def is_all(self) -> bool:
        return self.each == 1


def counted(asked: ClaimFilters) -> dict[str, list[FacetCount]]:
    """The facets asked for, the most frequent values first."""
    using, facets = asked.queryset.db, asked.values["facets"]
    sample = _sample(asked)
    found = _values(sample.keys, facets, using=using)
    named = _named([pair for pair in found if pair[0] in asked.table.named], using=using)
    nameless = {value for name, value in found if name in asked.table.named and (name, value) not in named}
    if ends := survivors(nameless, using=using):
        found = _under_survivors(found, ends, sample.keys, facets, using=using)
        named |= _named([(name, end) for name in asked.table.named for end in ends.values()], using=using)
    counts: dict[tuple[str, str], tuple[int, bool]] = {
        pair: (round(count * sample.each), sample.is_all) for pair, count in found.items()
    }
    if not sample.is_all and not asked.selecting.parameters and not asked.values["as_of"]:
        by_value = [pair for pair in _seldom(found, facets) if pair[1] not in ends.values()]
        counts |= _counted_by_value(by_value, using=using)
    return {name: list(_of_facet(name, counts, named)) for name in facets}


def _seldom(found: dict[tuple[str, str], int], facets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Of the values of each facet that a sample does not tell well enough, the most frequent."""
    for name in facets:
        pairs = [pair for pair, count in found.items() if pair[0] == name and count < OFTEN]
        yield from sorted(pairs, key=lambda pair: (-found[pair], pair))[:VALUES_COUNTED]


def _of_facet(
    name: str, counts: dict[tuple[str, str], tuple[int, bool]], named: dict[tuple[str, str], str]
) -> Iterator[FacetCount]:
    rows = [(value, *count) for (kind, value), count in counts.items() if kind == name]
    for value, count, exact in sorted(rows, key=lambda row: (-row[1], row[0])):
        found: FacetCount = {"value": value, "count": count, "exact": exact, "at_least": not exact}
        if entry := named.get((name, value)):
            printed = orjson.loads(entry)
            found |= {"slug": printed["slug"], "name": printed["name"]}
        yield found


# -- samples --------------------------------------------------------------------------------------


def _sample(asked: ClaimFilters) -> Sample:
    """All that match, if they are few enough."""
    if (keys := asked.keys()) is not None:
        return Sample(keys)
    drew_low, bound = asked.drawn(DRAWN)
    return Sample(drew_low, _share(bound))


def _share(bound: int) -> float:
    """For how many claims one stands that drew below this."""
    return float(-2 * LOWEST / (bound - LOWEST))


VALUES = """
SELECT facet.kind, facet.value, count(*)
  FROM unnest(%s::bigint[]) AS matching (id)
 CROSS JOIN LATERAL (SELECT kind, value FROM claims_facetrow
                      WHERE listing_id = matching.id AND kind = ANY(%s::text[]) OFFSET 0) AS facet
 GROUP BY 1, 2
"""


def _values(keys: Sequence[int], facets: Sequence[str], *, using: str) -> dict[tuple[str, str], int]:
    with connections[using].cursor() as cursor:
        cursor.execute(VALUES, [list(keys), list(facets)])
        return {(kind, value): count for kind, value, count in cursor.fetchall()}


UNDER_SURVIVORS = """
SELECT facet.kind, merged.survivor, count(DISTINCT matching.id)
  FROM unnest(%s::bigint[]) AS matching (id)
 CROSS JOIN LATERAL (SELECT kind, value FROM claims_facetrow
                      WHERE listing_id = matching.id AND kind = ANY(%s::text[]) OFFSET 0) AS facet
  JOIN unnest(%s::text[], %s::text[]) AS merged (value, survivor) ON merged.value = facet.value
 GROUP BY 1, 2
"""


def _under_survivors(
    found: dict[tuple[str, str], int],
    ends: Mapping[str, str],
    keys: Sequence[int],
    facets: Sequence[str],
    *,
    using: str,
) -> dict[tuple[str, str], int]:
    """The same, with what was merged counted along with its survivor: a claim that names both, once."""
    merged = {**ends, **{end: end for end in ends.values()}}
    with connections[using].cursor() as cursor:
        cursor.execute(UNDER_SURVIVORS, [list(keys), list(facets), list(merged), list(merged.values())])
        together = {(kind, value): count for kind, value, count in cursor.fetchall()}
    return {pair: count for pair, count in found.items() if pair[1] not in merged} | together


# Of one value the claims are counted as far as any are; if there are more, by the number that the last of some drew.
BY_VALUE = f"""
SELECT asked.kind, asked.value, counted.number, low.drawn
  FROM unnest(%(kinds)s::text[], %(values)s::text[]) AS asked (kind, value)
 CROSS JOIN LATERAL (
       SELECT count(*) AS number FROM (
           SELECT FROM claims_facetrow WHERE kind = asked.kind AND value = asked.value AND open
            LIMIT {COUNT_LIMIT + 1}) AS rows) AS counted
  LEFT JOIN LATERAL (
       SELECT uuid_hash_extended(claim_id, 0) AS drawn FROM claims_facetrow
        WHERE kind = asked.kind AND value = asked.value AND open AND uuid_hash_extended(claim_id, 0) < {SAMPLED}
        ORDER BY 1 OFFSET {DRAWN_OF_VALUE} LIMIT 1) AS low ON counted.number > {COUNT_LIMIT}
"""  # noqa: S608 - numbers of ours


def _counted_by_value(pairs: Sequence[tuple[str, str]], *, using: str) -> dict[tuple[str, str], tuple[int, bool]]:
    given = {"kinds": [kind for kind, _ in pairs], "values": [value for _, value in pairs]}
    with connections[using].cursor() as cursor:
        cursor.execute(BY_VALUE, given)
        return {
            (kind, value): (number, True)
            if number <= COUNT_LIMIT
            else (round(DRAWN_OF_VALUE * _share(drawn if drawn is not None else SAMPLED)), False)
            for kind, value, number, drawn in cursor.fetchall()
        }


def _named(pairs: Sequence[tuple[str, str]], *, using: str) -> dict[tuple[str, str], str]:
    rows: QuerySet[Entry, Any] = Entry.objects.using(using).filter(
        lead=True, kind__in={kind for kind, _ in pairs}, item_id__in={value for _, value in pairs}
    )
    return {(kind, item_id): text for kind, item_id, text in rows.values_list("kind", "item_id", "text")}
