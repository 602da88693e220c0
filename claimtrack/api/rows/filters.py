"""The parameters of the desk's lists, made from what a table declares."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, ClassVar, Self

from django.contrib.auth.models import User
from django.db.models import Model, Q, QuerySet

from claimtrack.accounts.rights import demand
from claimtrack.api.rows.members import Flag, Reference, Text, Whole, named
from claimtrack.api.rows.resource import Resource
from claimtrack.editions.roots import Stage
from claimtrack.query.asked import Asked
from claimtrack.query.faults import InvalidQuery, fault
from claimtrack.query.filters import (
    MAX_SLUG_LENGTH,
    BooleanFilter,
    ChoiceListFilter,
    InstantFilter,
    TextFilter,
    UUIDListFilter,
)
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet, OrderingFilter
from claimtrack.query.parameters import JSONSchema, ListFilter, StrictFilter
from claimtrack.query.texts import shown

#: Ids sort by the time that they were made.
NEWEST_FIRST = Keyset(("id",), descending=True)
ORDERS_OF_ROOTS: Mapping[str, Keyset] = {
    "-created_at": Keyset(("created_at", "id"), descending=True),
    "created_at": Keyset(("created_at", "id")),
    "-updated_at": Keyset(("updated_at", "id"), descending=True),
    "updated_at": Keyset(("updated_at", "id")),
}


class RowFilters(ListFilterSet):
    """The parameters of every list of the desk. Whose rows are whose depends on who asks: `asked_by`."""

    keyset = NEWEST_FIRST
    search_columns: ClassVar[Sequence[str]] = ()
    own_column: ClassVar[str] = ""
    person: User

    ids = UUIDListFilter("pk", help_text="These rows alone, by their ids.")

    @classmethod
    def asked_by(cls, person: User, asked: Asked, rows: QuerySet[Any]) -> Self:
        """Raises InvalidQuery with every fault."""
        filterset = cls(asked, rows)
        filterset.person = person
        if not filterset.is_valid():
            raise InvalidQuery(filterset.faults)
        return filterset

    def search(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        """Every word somewhere in one of the columns."""
        words = ([Q(**{f"{column}__finds": word}) for column in self.search_columns] for word in text.split())
        return rows.filter(reduce(and_, (reduce(or_, anywhere) for anywhere in words)))

    def whose(self, rows: QuerySet[Any], name: str, mine: bool) -> QuerySet[Any]:  # noqa: FBT001 - a filter's value
        own = Q(**{self.own_column: self.person.pk})
        return rows.filter(own) if mine else rows.exclude(own)

    def by_author(self, rows: QuerySet[Any], name: str, username: str) -> QuerySet[Any]:
        demand(self.person, "name", [User])
        return rows.filter(**{f"{self.own_column}__username": username})


class RowReferenceFilter(ListFilter):
    """Rows that lead to one of these others, by id or slug: of those that exist for whoever asks."""

    def __init__(self, model: type[Model], *paths: str, help_text: str) -> None:
        super().__init__(paths[0], help_text=help_text, max_length=MAX_SLUG_LENGTH)
        self.model, self.paths = model, paths

    def parse(self, text: str) -> str:
        return text

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}

    def narrow(self, queryset: QuerySet[Any], value: Any, filterset: StrictFilterSet) -> QuerySet[Any]:
        assert isinstance(filterset, RowFilters)
        known = named(self.model, value, filterset.person)
        if unknown := [each for each in value if each.lower() not in known]:
            what = self.model._meta.verbose_name
            name = next(name for name, each in filterset.filters.items() if each is self)
            raise InvalidQuery([fault(name, "unknown_value", f"{shown(each)} is no {what}.") for each in unknown])
        rows = queryset.model._default_manager
        ids = [*known.values()]
        leading = [Q(pk__in=rows.filter(**{f"{path}__in": ids}).values("pk")) for path in self.paths]
        return queryset.filter(reduce(or_, leading))


class LeadsFilter(BooleanFilter):
    """Whether there is anything along a path."""

    def narrow(self, queryset: QuerySet[Any], value: Any, filterset: StrictFilterSet) -> QuerySet[Any]:
        with_some = queryset.model._default_manager.filter(**{f"{self.field_name}__isnull": False}).values("pk")
        return queryset.filter(pk__in=with_some) if value else queryset.exclude(pk__in=with_some)


class AlongFilter(ChoiceListFilter):
    """Values of a vocabulary that rows along a path have."""

    def narrow(self, queryset: QuerySet[Any], value: Any, filterset: StrictFilterSet) -> QuerySet[Any]:
        along = queryset.model._default_manager.filter(**{f"{self.field_name}__in": value})
        return queryset.filter(pk__in=along.values("pk"))


def filters_of(resource: Resource) -> type[RowFilters]:
    """The parameters of a table's list: its vocabularies, flags and references, and what it declares besides."""
    declared = {**dict(_of_members(resource)), **dict(_of_roots(resource)), **resource.filters}
    if resource.search:
        words = ", ".join(path.replace("__", " of ") for path in resource.search)
        declared["q"] = TextFilter(method="search", help_text=f"Words that all stand in it: in {words}.")
    orders = resource.orders or (ORDERS_OF_ROOTS if resource.is_root else {})
    if orders:
        default = next(iter(orders))
        declared["ordering"] = OrderingFilter(orders, default=default, help_text="The order of the list.")
    members = {"search_columns": resource.search, "own_column": resource.own, **declared}
    return type(f"{resource.called}Filters", (RowFilters,), members)


def _of_members(resource: Resource) -> Iterator[tuple[str, StrictFilter]]:
    for member in resource.members:
        said = member.meaning or f"Its {member.name.replace('_', ' ')}."
        if isinstance(member, Text | Whole) and member.choices:
            yield member.name, ChoiceListFilter(member.name, choices=member.choices, help_text=said)
        elif isinstance(member, Flag):
            yield member.name, BooleanFilter(member.name, help_text=said)
        elif isinstance(member, Reference):
            yield member.name, RowReferenceFilter(member.model, member.name, help_text=f"{said} By id or slug.")


def _of_roots(resource: Resource) -> Iterator[tuple[str, StrictFilter]]:
    if resource.own:
        yield "mine", BooleanFilter(method="whose", help_text="Whether it is your own.")
        yield (
            "author",
            TextFilter(method="by_author", help_text="Whose it is, by user name; for those who may see that."),
        )
    if not resource.is_root:
        return
    yield "stage", ChoiceListFilter("stage", choices=Stage.choices, help_text="Where it stands in the workflow.")
    for column, said in (("created_at", "made"), ("updated_at", "changed last")):
        name = column.removesuffix("_at")
        yield (
            f"{name}_after",
            InstantFilter(column, "gte", day_edge="start", help_text=f"When it was {said}: from then on."),
        )
        yield f"{name}_before", InstantFilter(column, "lte", help_text=f"When it was {said}: until then.")
