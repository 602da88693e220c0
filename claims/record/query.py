"""Which claims: one question, asked alike by the API, exports, feeds, dossiers, commands, jobs and the desk.

Parameters come as strings by name (`Asked`), and every one is declared once: the facets in their table, the others
here. `InvalidQuery` carries every fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Self, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connections
from django.db.models import DateField, F, Func, Q, QuerySet, Subquery, Value
from django.db.models.lookups import LessThan

from claims.record.driving import FEW, Drive, crossing, holding, side_by_side, sizes
from claims.record.facets import BY_FACET, FACETS, FacetTable, stored
from claims.record.models import SAMPLED, FacetRow, Listing, draw
from claimtrack.analysis import stemmed_languages
from claimtrack.analysis.asked import Ignored
from claimtrack.analysis.vectors import stemmed_in
from claimtrack.editions.searching import Words
from claimtrack.query.asked import Asked
from claimtrack.query.faults import Fault, fault
from claimtrack.query.few import OneOf
from claimtrack.query.filters import (
    BooleanFilter,
    ChoiceListFilter,
    DayFilter,
    InstantFilter,
    IntegerFilter,
    TextFilter,
    UUIDListFilter,
)
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.keyset import COUNT_LIMIT, CountDocument, Key, Keyset, KeysetPage, count_up_to
from claimtrack.query.lists import ListFilterSet, OrderingFilter
from claimtrack.query.parameters import StrictFilter
from claimtrack.query.statements import Statements

#: How deep a list by relevance goes, and how many matches, the newest of them, are ranked for it.
RELEVANT, RANKED = 1_000, 10_000
STATEMENTS = Statements()

#: What `q` understands.
SYNTAX = (
    'Words to search for; all must occur, in any of their forms. "Quoted words" follow each other as they are, '
    "-word must not occur, of words with OR between them one must, and word* stands for any end."
)

#: What bounds a walk in the order of publication, and so says nothing of where else to begin.
OF_TIME = frozenset({"published_after", "published_before", "updated_after", "updated_before"})

RELEVANCE = Keyset(("rank", "claim_id"), descending=True)
ORDERINGS = {
    "-published_at": Keyset(("published_key", "claim_key"), descending=True),
    "published_at": Keyset(("published_key", "claim_key")),
    "-updated_at": Keyset(("updated_key", "claim_key"), descending=True),
    "updated_at": Keyset(("updated_key", "claim_key")),
    "-made": Keyset(("made_descending", "claim_id"), descending=True),
    "made": Keyset(("made_ascending", "claim_id")),
    "relevance": RELEVANCE,
}


def languages_listed(using: str) -> tuple[list[str], bool]:
    """The languages of open listings, and whether any listing has the words of an analysis of before. One query."""
    with connections[using].cursor() as cursor:
        cursor.execute(LANGUAGES)
        found = cursor.fetchall()
    return [language for language, _ in found if language], any(older for _, older in found)


# Each language is looked up behind the one before: what a list of them costs does not grow with the record.
LANGUAGES = """
WITH RECURSIVE listed (value) AS (
    (SELECT value FROM claims_facetrow WHERE kind = 'language' AND open ORDER BY value LIMIT 1)
    UNION ALL
    SELECT (SELECT value FROM claims_facetrow WHERE kind = 'language' AND open AND value > listed.value
             ORDER BY value LIMIT 1)
      FROM listed WHERE listed.value IS NOT NULL)
SELECT value, false FROM listed
 UNION ALL SELECT NULL, true WHERE EXISTS (SELECT FROM claims_listing WHERE analysis IS NULL)
"""


def best(listings: QuerySet[Listing], newest: Sequence[int], words: Words) -> QuerySet[Listing]:
    """Of these newest matches those that the words fit best, with their `rank`."""
    ranked = listings.model._default_manager.using(listings.db).filter(pk__among=newest).annotate(rank=words.rank)
    if len(newest) <= RELEVANT:
        return ranked
    fitting = ranked.order_by("-rank", "-claim_id").values("pk")[:RELEVANT]
    return ranked.filter(pk__in=fitting)


def facet_values(value: Any) -> list[str]:
    """The stored form of a parameter's value or values."""
    return [stored(each) for each in (value if isinstance(value, list) else [value])]


class ClaimConditions(StrictFilterSet):
    """What selects claims, whether among those listed now, at a time, or in the feed of changes.

    Facets are answered from rows `(kind, value, sort key, claim)`. Which of several is read in its order, and which is
    a condition on the listing, says `driving`.
    """

    table: ClassVar[FacetTable] = FACETS

    q = TextFilter(method="by_words", max_length=400, help_text=SYNTAX)
    ids = UUIDListFilter("claim_id", help_text="Only the claims with these ids.")
    # Here the facets have their place.
    made_after = DayFilter("made_latest", "gte", help_text="Said on this day or later, as far as its date tells.")
    made_before = DayFilter("made_earliest", "lte", help_text="Said on this day or before.")
    about_after = DayFilter("about_latest", "gte", help_text="Speaks of a time on this day or later.")
    about_before = DayFilter("about_earliest", "lte", help_text="Speaks of a time on this day or before.")
    published_after = InstantFilter(
        "published_at", "gte", day_edge="start", help_text="First published at this time or later."
    )
    published_before = InstantFilter("published_at", "lte", help_text="First published at this time or before.")
    updated_after = InstantFilter(
        "updated_at", "gte", day_edge="start", help_text="Its newest edition is of this time or later."
    )
    updated_before = InstantFilter("updated_at", "lte", help_text="Its newest edition is of this time or before.")

    @classmethod
    def get_filters(cls) -> Mapping[str, StrictFilter]:
        """The declared parameters, with those of the facets behind `ids`."""
        declared: Mapping[str, StrictFilter] = super().get_filters()  # type: ignore[no-untyped-call]  # django-filter
        place = list(declared).index("ids") + 1
        before, after = list(declared.items())[:place], list(declared.items())[place:]
        return dict([*before, *cls.table.parameters().items(), *after])

    @classmethod
    def ask(cls, asked: Asked, *, using: str) -> Self:
        """The question, read. Raises InvalidQuery."""
        return cls.accept(asked, Listing.objects.using(using))

    def by_words(self, queryset: QuerySet[Listing], _: str, value: str) -> QuerySet[Listing]:
        return queryset.filter(self.words.found)

    @cached_property
    def words(self) -> Words:
        """The words asked for, once it is known that there are any."""
        return Words.of(self.values["q"], stemmed_in(self.languages), has_older=self.listed[1])

    @cached_property
    def languages(self) -> list[str]:
        """Those in which words are searched by their stems: the ones asked for, else all that there are."""
        return stemmed_languages(self.values["language"] or self.listed[0])

    @cached_property
    def listed(self) -> tuple[list[str], bool]:
        return languages_listed(self.queryset.db)

    def by_facet(self, queryset: QuerySet[Listing], kind: str, value: Any) -> QuerySet[Listing]:
        return queryset.filter(holding(kind, facet_values(value)))

    @property
    def selecting(self) -> Asked:
        """Of what was asked for, what selects claims."""
        names = [name for name in self.filters if name in ClaimConditions.base_filters]
        return Asked({name: self.asked.parameters[name] for name in names}, self.asked.path)


def _earliest_of_those_until(day: date, listings: QuerySet[Listing]) -> QuerySet[Any]:
    """The first sort key of claims that may have been made on this day or later: most begin there, a range before."""
    # The key as a sum: its least would be looked for along its own order, of which it may be the last.
    key = Func(F("made_ascending"), template="min(%(expressions)s + 0)", output_field=DateField())
    rows = listings.filter(open=True, made_latest__gte=day).order_by()
    return rows.annotate(all=Value(1)).values("all").annotate(least=key).values("least")


class ClaimFilters(ClaimConditions, ListFilterSet):
    """The parameters of `/claims/`."""

    keyset = ORDERINGS["-published_at"]
    about_pages = ListFilterSet.about_pages | {"facets", "highlight"}

    as_of = InstantFilter(
        narrows=False,
        help_text="The list as it stood at this time; a bare date is the end of that UTC day. Not with q.",
    )
    ordering = OrderingFilter(
        ORDERINGS, default="-published_at", help_text="The order; undated claims come last. relevance needs q."
    )
    facets = ChoiceListFilter(
        narrows=False,
        choices=FACETS.counted,
        help_text="Count the matches by these; beyond 10,000 matches the counts are estimates.",
    )
    highlight = BooleanFilter(
        default=False, narrows=False, help_text="Show where the words of q stand in each claim of the page."
    )

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        yield from super().conflicts(values)
        if values.get("q") and values.get("as_of"):
            yield fault("as_of", "conflict", "q searches what is published now; leave as_of or q out.")
        if values.get("ordering") == RELEVANCE and not values.get("q"):
            yield fault("ordering", "conflict", "relevance needs q: the words that it is measured by.")
        if values.get("highlight") and "q" not in self.asked.parameters:
            yield fault("highlight", "conflict", "highlight needs q: the words that are shown.")

    @cached_property
    def qs(self) -> QuerySet[Listing]:
        """What matches, in an order of relevance as far as that goes."""
        if self._order(self.values) != RELEVANCE:
            return self.matching
        return best(self.matching, self.newest[:RANKED], self.words)

    @cached_property
    def newest(self) -> list[int]:
        """The keys of the newest matches: those that are ranked, and one more where there are more."""
        ordered = self.matching.order_by("-published_key", "-claim_key")  # type: ignore[misc]  # annotated by `_keyed`
        return list(ordered.values_list("pk", flat=True)[: RANKED + 1])

    @cached_property
    def matching(self) -> QuerySet[Listing]:
        """All that matches."""
        listings: QuerySet[Listing] = self.queryset.filter(self._span())
        drive = self._drive
        for name, given in self.filters.items():
            if name not in {drive.facet, drive.few}:
                listings = given.narrow(listings, self.values[name], self)
        if drive.few:
            listings = listings.filter(OneOf(F("pk"), ArraySubquery(self._rows_of(drive.few)[:FEW])))
        return self._keyed(listings, drive.facet).filter(**self._implied())

    def _implied(self) -> dict[str, Any]:
        """What the times asked for say of the column that the list is ordered by: a walk begins there.

        Nothing is updated before it is published, and a claim is sorted by the first day that it may have been made on.
        """
        values = {name: self.values[name] for name in self.filters}
        column = self._order(self.values).columns[0]
        if column == "published_key":
            since = [values.get("published_after")]
            until = [values.get("published_before"), values.get("updated_before")]
        elif column == "updated_key":
            since = [values.get("updated_after"), values.get("published_after")]
            until = [values.get("updated_before")]
        elif column.startswith("made") and "made_after" in values:
            since = [Subquery(_earliest_of_those_until(values["made_after"], self.queryset))]
            until = [values.get("made_before")]
        elif column.startswith("made"):
            since, until = [], [values.get("made_before")]
        else:
            return {}
        bounds = {f"{column}__gte": max(filter(None, since), default=None)}
        bounds[f"{column}__lte"] = min(filter(None, until), default=None)
        return {bound: value for bound, value in bounds.items() if value is not None}

    def rows_after(self, columns: Sequence[str], *, after: Key | None, page_size: int) -> KeysetPage:
        if self._is_plain:
            order = self._order(self.values)

            def asked() -> "QuerySet[Any, tuple[Any, ...]]":
                return order.asked(self.qs, columns, after=after, page_size=page_size)

            named = [str(self.values[name]) for name in self._selecting]  # works are merged, and parted again
            question = (type(self), self.address, *named, *columns, after, page_size)
            return order.page_of(STATEMENTS.rows(question, asked, using=self.queryset.db), page_size)
        if not self._drive.crossed:
            return super().rows_after(columns, after=after, page_size=page_size)
        with side_by_side(using=self.queryset.db):
            keys = self._order(self.values).page(self._crossing, ["claim_id"], after=after, page_size=page_size)
        listed = self.queryset.filter(open=True, claim_id__among=[claim_id for (claim_id,) in keys.rows])
        found = {claim_id: row for claim_id, *row in listed.values_list("claim_id", *columns)}
        return KeysetPage([tuple(found[claim_id]) for (claim_id,) in keys.rows], keys.next_key)

    @property
    def number(self) -> CountDocument:
        """How many match, counted as far as lists are."""
        with self._walked():
            return count_up_to(self._countable)

    def keys(self) -> list[int] | None:
        """The keys of all listings that match; None if they are more than are counted."""
        if self._drive.crossed:
            with self._walked():
                claims = list(self._crossing.values_list("claim_id", flat=True)[: COUNT_LIMIT + 1])
            listed = self.queryset.filter(open=True, claim_id__among=claims).values_list("pk", flat=True)
            return list(listed) if len(claims) <= COUNT_LIMIT else None
        return list(self._countable.order_by().values_list(self._key, flat=True)) if self.number["exact"] else None

    def drawn(self, number: int) -> tuple[list[int], int]:
        """The keys of the listings that match and drew low, and the bound that they drew below.

        The bound is the number that the one after so many drew, of all that a sample may be taken from.
        """
        by = "claim_key" if self._key == "pk" else "claim_id"
        rows = self._walking.filter(LessThan(draw(), SAMPLED)).annotate(drawn=draw()).order_by("drawn")
        bound = next(iter(rows.values_list("drawn", flat=True)[number : number + 1]), SAMPLED)
        low = self._countable.order_by().filter(LessThan(draw(by), SAMPLED), LessThan(draw(by), bound))
        return list(low.values_list(self._key, flat=True)), bound

    @property
    def _walking(self) -> QuerySet[Any]:
        """The rows that the list is read from, each of a claim of its own: all that match are among them."""
        listed: QuerySet[Any] = self.queryset
        if self._drive.facet is None:
            return listed.filter(self._span())
        [value] = facet_values(self.values[self._drive.facet])
        return FacetRow.objects.using(self.queryset.db).filter(kind=self._drive.facet, value=value, open=True)

    @property
    def _countable(self) -> QuerySet[Any]:
        """What matches: rows of a facet where they alone can tell, else listings."""
        if self._drive.crossed:
            return self._crossing
        return self._walking if self._key == "listing" else self.matching

    @property
    def _key(self) -> str:
        """The column of what matches that is the key of a listing."""
        facets = {*self._drive.crossed, self._drive.facet}
        return "listing" if self.selecting.parameters.keys() == facets - {None} and facets != {None} else "pk"

    def _walked(self) -> AbstractContextManager[None]:
        return side_by_side(using=self.queryset.db) if self._drive.crossed else nullcontext()

    @property
    def _crossing(self) -> QuerySet[FacetRow]:
        facets = {name: facet_values(self.values[name])[0] for name in self._drive.crossed}
        by_update = self._order(self.values).columns[0] == "updated_key"
        return crossing(facets, key="updated_at" if by_update else "published_at", using=self.queryset.db)

    def _span(self) -> Q:
        moment: datetime | None = self.values["as_of"]
        if moment is None:
            return Q(open=True)
        # What was listed then was first published by then: that bounds the walk along the order.
        began = Q(published_at__lte=moment, updated_at__lte=moment, opened_at__lte=moment)
        return began & (Q(closed_at__isnull=True) | Q(closed_at__gt=moment))

    @cached_property
    def _selecting(self) -> list[str]:
        return [name for name, given in self.filters.items() if given.narrows and name not in OF_TIME]

    @cached_property
    def _drive(self) -> Drive:
        """From which rows the list is read: asked of the database where several things select claims."""
        selecting = self._selecting
        in_order = self.values["as_of"] is None and not self._order(self.values).columns[0].startswith("made")
        single = [name for name in selecting if self._is_facet(name) and len(facet_values(self.values[name])) == 1]
        walked = single if in_order else []
        if "q" in selecting or "ids" in selecting:  # the database knows best how many these find
            return Drive(facet=min(walked, key=self.table.rank, default=None))
        if len(selecting) <= 1 and (walked or not any(map(self._is_facet, selecting))):
            return Drive(facet=walked[0] if walked else None)
        counts = sizes({name: self._rows_of(name, counted=True) for name in selecting}, using=self.queryset.db)
        rarest = min(counts, key=counts.__getitem__)
        if counts[rarest] <= FEW:
            return Drive(facet=rarest) if rarest in walked else Drive(few=rarest)
        if walked == selecting:
            return Drive(facet=walked[0], crossed=tuple(walked))
        return Drive(facet=walked[0] if walked else None)

    @property
    def _is_plain(self) -> bool:
        """Whether the question alone says how it is asked: where several things select, their sizes decide."""
        return len(self._selecting) <= 1 and "q" not in self.filters

    def _is_facet(self, name: str) -> bool:
        return bool(self.filters[name].narrowing_method == BY_FACET)

    def _rows_of(self, name: str, *, counted: bool = False) -> QuerySet[Any]:
        """The keys of the listings that this parameter selects, of days with the other end; counted, by index alone."""
        if not self._is_facet(name):
            listed: QuerySet[Any] = self.queryset.filter(self._span())
            for end in {name, name.replace("after", "before"), name.replace("before", "after")} & self.filters.keys():
                listed = self.filters[end].narrow(listed, self.values[end], self)
            return listed.order_by().values_list(Value(1) if counted else "pk")
        rows = FacetRow.objects.using(self.queryset.db).filter(kind=name, value__in=facet_values(self.values[name]))
        rows = rows.values_list(Value(1) if counted else "listing")
        standing = rows.filter(open=True)
        return standing.union(rows.filter(open=False), all=True) if self.values["as_of"] else standing

    def _keyed(self, listings: QuerySet[Listing], driving: str | None) -> QuerySet[Listing]:
        prefix = ""
        if driving is not None:
            [value] = facet_values(self.values[driving])
            listings = listings.filter(facets__kind=driving, facets__value=value, facets__open=True)
            prefix = "facets__"
        return listings.annotate(
            published_key=F(f"{prefix}published_at"),
            updated_key=F(f"{prefix}updated_at"),
            claim_key=F(f"{prefix}claim_id"),
        )


# -- the same question where there are no pages -----------------------------------------------------


class ExportFilters(ClaimFilters):
    """Every parameter of `/claims/` that selects or orders; there are no pages, and all that matches is answered."""

    cursor = None  # type: ignore[assignment]  # django-filter's way to leave out what a base class declares
    page_size = None  # type: ignore[assignment]  # as above
    count = None  # type: ignore[assignment]  # as above
    facets = None  # type: ignore[assignment]  # as above
    highlight = None  # type: ignore[assignment]  # as above


BEFORE = IntegerFilter(
    minimum=1, narrows=False, help_text="Goes on with what is older than this position; taken from the feed's `next`."
)


class FeedFilters(ExportFilters):
    """Every parameter of `/claims/` that selects; a feed has one order."""

    ordering = OrderingFilter(
        {"-updated_at": ORDERINGS["-updated_at"]}, default="-updated_at", help_text="A feed has one order."
    )
    before = BEFORE

    def spans(self) -> QuerySet[Listing] | None:
        """Every listing that matches at any time; None when nothing selects claims."""
        selecting = self.selecting
        return ClaimConditions(selecting, self.queryset).qs if selecting.parameters else None


class ClaimFeedFilters(StrictFilterSet):
    """The parameters of the feed of one claim."""

    before = BEFORE


# -- what is told of a search -----------------------------------------------------------------------


class SearchTold(TypedDict):
    """How `q` was understood: what of it was ignored, and by relevance how many matches were ranked.

    Of more matches than are ranked the newest are: then the count is not `exact`.
    """

    ignored: list[Ignored]
    ranked: CountDocument | None


def search_told(asked: ClaimFilters) -> SearchTold:
    ranked: CountDocument | None = None
    if asked.values["ordering"] == RELEVANCE:
        ranked = {"count": min(len(asked.newest), RANKED), "exact": len(asked.newest) <= RANKED}
    return {"ignored": list(asked.words.reading.ignored), "ranked": ranked}
