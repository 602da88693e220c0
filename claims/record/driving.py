"""Which rows a list of claims is read from, where several things are asked for at once.

One thing alone is read in its own order, and stops when the page is full. Of two, the one that selects few claims is
walked and the other looked up for each of them. Where both select many, they are walked side by side in one order, as
a merge join does: what they share is met on the way, and where they share nothing, two ranges of an index are read
and nothing else. So no pair costs more for how little it shares.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull

from claims.record.models import FacetRow

#: So many claims are looked at one by one.
FEW = 3_000


@dataclass(frozen=True, slots=True)
class Drive:
    """Names of parameters: `facet` gives rows in order, `few` the claims to look at, `crossed` walk side by side."""

    facet: str | None = None
    few: str | None = None
    crossed: tuple[str, ...] = ()


def holding(facet: str, values: Sequence[str]) -> IsNull:
    """Whether a listing has one of these values of a facet, looked up for each listing.

    Unlike EXISTS, it leaves the planner no choice: from numbers that know nothing of what two facets share, it would
    choose to read all rows of one.
    """
    rows = FacetRow.objects.filter(listing=OuterRef("pk"), kind=facet, value__in=values)
    return IsNull(Subquery(rows.values("kind")[:1]), rhs=False)


def sizes(rows: "Mapping[str, QuerySet[Any, Any]]", *, using: str) -> dict[str, int]:
    """How many rows each of these has, counted to one more than few. One query."""
    counts: list[str] = []
    given: list[Any] = []
    for each in rows.values():
        statement, parameters = each[: FEW + 1].query.sql_with_params()
        counts.append(f"(SELECT count(*) FROM ({statement}) AS counted)")  # noqa: S608 - of the ORM's own making
        given += parameters
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", given)
        return dict(zip(rows, cursor.fetchone(), strict=True))


def crossing(facets: Mapping[str, str], *, key: str, using: str) -> "QuerySet[FacetRow]":
    """Rows of the claims listed now that have all of these values, one of each facet; `key` is the time they go by."""
    (kind, value), *others = facets.items()
    rows = FacetRow.objects.using(using).filter(kind=kind, value=value, open=True)
    for other, wanted in others:
        same = FacetRow.objects.filter(kind=other, value=wanted, open=True, claim_id=OuterRef("claim_id"))
        rows = rows.filter(models.Exists(same.filter(**{key: OuterRef(key)})))
    return rows.annotate(published_key=F("published_at"), updated_key=F("updated_at"), claim_key=F("claim_id"))


#: The planner's other ways would read one of the two whole, or sort it.
OTHER_WAYS = ("nestloop", "hashjoin", "sort", "bitmapscan", "seqscan", "material", "incremental_sort")


@contextmanager
def side_by_side(*, using: str) -> Iterator[None]:
    """Within, what is crossed is walked side by side."""
    with transaction.atomic(using=using, savepoint=False):
        _let_other_ways("off", using=using)
        yield
        _let_other_ways("on", using=using)


def _let_other_ways(state: str, *, using: str) -> None:
    settings = ", ".join(f"set_config('enable_{way}', '{state}', true)" for way in OTHER_WAYS)
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {settings}")
