"""All parameters of an address, read strictly.

A list that ignored a parameter it did not understand would hand out unfiltered data as if it were filtered.
So an unknown name, a repeated single value, an empty or malformed value and an unknown slug are refused, all
of them in one answer that says what is accepted. To the codes of single parameters come `unknown_parameter`,
`too_many_parameters`, and whatever `StrictFilterSet.conflicts` adds.

Declare a list's parameters as the filters of a `StrictFilterSet`, each with a `help_text` a reporter
understands; OPTIONS and the OpenAPI schema are written from the same declarations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters.filterset import FilterSet

from claimtrack.query.asked import Asked
from claimtrack.query.faults import Fault, InvalidQuery
from claimtrack.query.filters import MAX_SLUG_LENGTH
from claimtrack.query.parameters import StrictFilter
from claimtrack.query.texts import Unknown, shown, suggestion

MAX_PARAMETERS = 100
#: How many faults of one request are told with what is near and what is accepted.
MAX_HELPED = 5


class StrictFilterSet(FilterSet):
    """The parameters of an address. `accept` is the way in: it raises `InvalidQuery` with every fault.

    `values` has every declared parameter (None or its default where absent); `qs` is the narrowed queryset.
    """

    base_filters: ClassVar[Mapping[str, StrictFilter]]

    def __init__(self, asked: Asked, queryset: QuerySet[Any]) -> None:
        # Not FilterSet.__init__: it deep-copies every declared filter, more work than reading a page.
        self.asked = asked
        self.queryset = queryset
        self.filters = {name: each for name, each in self.base_filters.items() if name in asked.parameters}

    @classmethod
    def accept(cls, asked: Asked, queryset: QuerySet[Any]) -> Self:
        filterset = cls(asked, queryset)
        if not filterset.is_valid():
            raise InvalidQuery(filterset.faults)
        return filterset

    @property
    def path(self) -> str:
        return self.asked.path

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """Faults between parameters (`fault` makes one). A parameter at fault by itself has no value here."""
        yield from ()

    def is_valid(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> list[Fault]:
        return self._reading[1]

    @property
    def values(self) -> Mapping[str, Any]:
        if self.faults:
            raise InvalidQuery(self.faults)
        return self._reading[0]

    @cached_property
    def qs(self) -> QuerySet[Any]:
        narrowed: QuerySet[Any] = self.queryset.all()
        for name, given in self.filters.items():
            narrowed = given.narrow(narrowed, self.values[name], self)
        return narrowed

    def canonical(self) -> list[tuple[str, str]]:
        """The parameters given, in one order and spelling for every address that means the same."""
        return sorted((name, each.canonical(self.asked.parameters[name])) for name, each in self.filters.items())

    @cached_property
    def _reading(self) -> tuple[dict[str, Any], list[Fault]]:
        values: dict[str, Any] = {}
        wrong = list(unknown_names(self.asked.parameters, accepted=list(self.base_filters)))
        for name, declared in self.base_filters.items():
            if name not in self.filters:
                values[name] = declared.default
                continue
            try:
                values[name] = self.filters[name].read(self.asked.parameters[name])
            except ValidationError as error:
                wrong.extend((name, each) for each in error.error_list)
        return values, [*told(wrong), *self.conflicts(values)]


def told(wrong: Iterable[tuple[str, ValidationError]]) -> Iterator[Fault]:
    """The faults of a request; the first few of what is unknown with what would help, the others without."""
    helped = 0
    for name, error in wrong:
        message = error.messages[0]
        if isinstance(error, Unknown) and helped < MAX_HELPED:
            message, helped = error.helped(), helped + 1
        said: Fault = {"code": str(error.code), "message": message}
        yield {"parameter": name, **said} if name else said


def unknown_parameters(names: Collection[str], *, accepted: Sequence[str]) -> Iterator[Fault]:
    """A fault for each name in the address that is not accepted, with the nearest that is."""
    return told(unknown_names(names, accepted=accepted))


def unknown_names(names: Collection[str], *, accepted: Sequence[str]) -> Iterator[tuple[str, ValidationError]]:
    """Each name in the address that is not accepted, as it is shown, and its fault; one without a name for too many."""
    if len(names) > MAX_PARAMETERS:
        message = f"{len(names)} parameters are given; at most {MAX_PARAMETERS} are read."
        yield "", ValidationError(message, code="too_many_parameters")
        return
    for name in names:
        if name not in accepted:
            yield shown(name)[1:-1], _unknown_name(name, accepted)


def _unknown_name(name: str, accepted: Sequence[str]) -> Unknown:
    def help_() -> str:
        near = get_close_matches(name[:MAX_SLUG_LENGTH], accepted)
        listed = f" Accepted: {', '.join(sorted(accepted))}." if accepted else " It takes no parameters."
        return f"{suggestion(near)}{listed}"

    return Unknown(f"{shown(name)} is not a parameter of this address.", help_, code="unknown_parameter")
