"""What tools take: every argument declared once, read strictly, and told as JSON Schema from the same declaration."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, Final

from django.db.models import QuerySet

from claims.record.models import Listing
from claimtrack.query.asked import Asked, NotAsked
from claimtrack.query.faults import Fault, InvalidQuery, fault
from claimtrack.query.filters import MAX_SLUG_LENGTH, TextFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.parameters import JSONSchema, StrictFilter
from claimtrack.query.texts import shown, suggestion

#: How many unknown names are told; who sends more is told of all that is accepted all the same.
MOST_TOLD: Final = 5


class WholeText(TextFilter):
    """A text as it was given, white space around it included."""

    def parse(self, text: str) -> str:
        return text


class Arguments(StrictFilterSet):
    """The arguments of a tool; `needed` are those without which it cannot be called.

    A tool that asks a list takes the parameters of that list that are `taken`; None: all that are declared.
    """

    needed: ClassVar[frozenset[str]] = frozenset()
    taken: ClassVar[frozenset[str] | None] = None

    @classmethod
    def get_filters(cls) -> Mapping[str, StrictFilter]:
        declared: Mapping[str, StrictFilter] = super().get_filters()  # type: ignore[no-untyped-call]  # django-filter
        return {name: each for name, each in declared.items() if cls.taken is None or name in cls.taken}

    @classmethod
    def rows(cls, using: str) -> QuerySet[Any]:
        """What a list of the tool is made of: claims, unless it says otherwise."""
        return Listing.objects.using(using)

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        yield from super().conflicts(values)
        for name in sorted(self.needed - self.asked.parameters.keys()):
            yield fault(name, "required", f"It is needed. {self.base_filters[name].help_text}")


def read(tool: str, declared: type[Arguments], given: Mapping[str, Any], *, using: str) -> Arguments:
    """The arguments, read. Raises InvalidQuery with every fault, each with what is accepted instead."""
    unknown = [name for name in given if name not in declared.base_filters]
    faults = [_unknown(name, declared) for name in unknown[:MOST_TOLD]]
    try:
        asked = Asked.in_json({name: each for name, each in given.items() if name not in unknown}, path=tool)
    except NotAsked as error:
        raise InvalidQuery([*faults, {"code": "malformed", "message": str(error)}]) from error
    arguments = declared(asked, declared.rows(using))
    if faults or arguments.faults:
        raise InvalidQuery([*faults, *arguments.faults])
    return arguments


def _unknown(name: str, declared: type[Arguments]) -> Fault:
    accepted = sorted(declared.base_filters)
    near = get_close_matches(name[:MAX_SLUG_LENGTH], accepted)
    listed = f" Accepted: {', '.join(accepted)}." if accepted else " It takes no arguments."
    return fault(shown(name)[1:-1], "unknown_argument", f"There is no such argument.{suggestion(near)}{listed}")


def schema_of(declared: type[Arguments]) -> JSONSchema:
    """JSON Schema (2020-12) of the arguments: nothing else is taken."""
    schema: JSONSchema = {
        "type": "object",
        "properties": {
            name: {"description": each.help_text} | each.schema() for name, each in declared.base_filters.items()
        },
        "additionalProperties": False,
    }
    return schema | ({"required": sorted(declared.needed)} if declared.needed else {})
