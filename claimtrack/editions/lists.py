"""The parameters that every type of work and every list of entries has in common."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull

from claimtrack.analysis.stemming import STEMMED
from claimtrack.analysis.vectors import stemmed_in
from claimtrack.editions.models import Entry
from claimtrack.editions.searching import Words
from claimtrack.query.faults import Fault, fault
from claimtrack.query.few import OneOf
from claimtrack.query.filters import InstantFilter, IntegerFilter, TextFilter, UUIDListFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet

#: So many items with a key are looked at one by one; where there are more, a walk along the list meets them soon.
FEW = 10_000


class EditionFilters(StrictFilterSet):
    """Which edition of a work is asked for; neither: the current one."""

    edition = IntegerFilter(
        minimum=1, maximum=2**31 - 1, narrows=False, help_text="The edition with this number, whatever came later."
    )
    as_of = InstantFilter(
        narrows=False,
        help_text="What was published at this time; a bare date is the end of that UTC day.",
    )

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        if values.get("edition") is not None and values.get("as_of") is not None:
            yield fault("as_of", "conflict", "Ask for an edition or for a time, not for both.")


class EditionListFilters(ListFilterSet):
    """The editions of one work, newest first."""

    keyset = Keyset(("number",), descending=True)


#: By how near a name is to the one that is looked for.
NEAREST_FIRST = Keyset(("rank", "position", "item_id"), descending=True)


class EntryFilters(ListFilterSet):
    """What every list of entries takes; subclasses add the keys of their kind."""

    keyset = Keyset(("position", "item_id"), descending=True)
    entry_kind: ClassVar[str]

    q = TextFilter(method="by_words", max_length=400, help_text="Words to search for; all must occur.")
    ids = UUIDListFilter("item_id", help_text="Only the items with these ids.")

    def by_words(self, queryset: QuerySet[Entry], _: str, value: str) -> QuerySet[Entry]:
        return queryset.filter(self.words.found)

    @cached_property
    def words(self) -> Words:
        """The words asked for, once it is known that there are any, in every language written in their letters."""
        return Words.of(self.values["q"], stemmed_in(STEMMED), has_older=self.has_older)

    @property
    def has_older(self) -> bool:
        """Whether any entry has the words of an analysis of before."""
        return Entry.objects.using(self.queryset.db).filter(analysis=None).exists()

    def by_key(self, queryset: QuerySet[Entry], name: str, value: Any) -> QuerySet[Entry]:
        """Items of which any showing has one of these keys."""
        values = value if isinstance(value, list) else [str(value).lower()]
        keys = [f"{name}:{each}" for each in values]
        having = Entry.objects.using(queryset.db).filter(kind=self.entry_kind, keys__overlap=keys).values("item_id")
        if having[: FEW + 1].count() <= FEW:
            return queryset.filter(OneOf(F("item_id"), ArraySubquery(having[:FEW])))
        shown = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("item_id"), keys__overlap=keys)
        # Looked up for each item in the order of the list: EXISTS might be answered from all that have the key.
        return queryset.filter(IsNull(Subquery(shown.values("kind")[:1]), rhs=False))

    def by_claim(self, queryset: QuerySet[Entry], _: str, value: Any) -> QuerySet[Entry]:
        """Items that one of these claims shows, as the newest of them does: `as_asked` is their text there."""
        shown = Entry.objects.filter(kind=OuterRef("kind"), item_id=OuterRef("item_id"), subject_id__in=value)
        newest = shown.order_by("-position").values("text")[:1]
        return queryset.filter(Exists(shown)).annotate(as_asked=Subquery(newest))


class NamedFilters(EntryFilters):
    """What every list of things that are called by a name takes: with `q`, those come first whose names are nearest."""

    q = TextFilter(
        method="by_words",
        max_length=400,
        help_text="A name, also with typing errors or in other letters; the nearest come first.",
    )

    @cached_property
    def words(self) -> Words:
        return Words.of_name(self.values["q"], has_older=self.has_older)

    @cached_property
    def qs(self) -> QuerySet[Entry]:
        found: QuerySet[Entry] = super().qs
        return found.annotate(rank=self.words.rank) if self.values["q"] else found

    def _order(self, values: Mapping[str, Any]) -> Keyset:
        return NEAREST_FIRST if values.get("q") else super()._order(values)
