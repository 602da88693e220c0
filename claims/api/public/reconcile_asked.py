"""What the reconciliation service is asked by: parameters of its addresses, and bodies within bounds."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from claims.tools.reconciliation.entities import TYPES
from claims.tools.reconciliation.suggesting import MOST
from claimtrack import json_in
from claimtrack.api.parsers import SizedFormParser, SizedJSONParser
from claimtrack.query.filters import ChoiceListFilter, IntegerFilter, TextFilter
from claimtrack.query.filterset import StrictFilterSet
from claimtrack.query.parameters import JSONSchema, StrictFilter

#: Bytes of a body, and characters of a batch in an address.
LONGEST_BODY, LONGEST_ADDRESS = 1 << 20, 100_000


class SmallJSONParser(SizedJSONParser):
    longest = LONGEST_BODY


class SmallFormParser(SizedFormParser):
    longest = LONGEST_BODY


class JSONFilter(StrictFilter):
    """JSON in an address."""

    def __init__(self, *, help_text: str) -> None:
        super().__init__(narrows=False, help_text=help_text, max_length=LONGEST_ADDRESS)

    def parse(self, text: str) -> Any:
        try:
            return json_in.loads(text)
        except ValueError as error:
            raise ValidationError("It is no JSON.", code="malformed") from error

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


class PrefixFilter(StrictFilter):
    """The beginning of a name, which may be nothing at all: then of all types, and of all properties."""

    def read(self, raw: Sequence[str]) -> str:
        return str(super().read(raw)) if any(each.strip() for each in raw) else ""

    def parse(self, text: str) -> str:
        return text

    def value_schema(self) -> JSONSchema:
        return {"type": "string", "maxLength": self.max_length}


class ServiceParameters(StrictFilterSet):
    """Without any, the manifest is answered."""

    queries = JSONFilter(help_text='A batch of queries as a JSON object: `{"q0": {"query": "the-name"}}`.')
    extend = JSONFilter(
        help_text='A data extension as a JSON object: `{"ids": […], "properties": [{"id": "country"}]}`.'
    )


def _ignored() -> TextFilter:
    return TextFilter(narrows=False, help_text="Sent by older clients. Accepted, and not looked at.")


class SuggestParameters(StrictFilterSet):
    """What suggestions are asked by, with what the widget of OpenRefine sends along."""

    prefix = PrefixFilter(narrows=False, default="", max_length=400, help_text="What was typed so far.")
    type = ChoiceListFilter(  # the parameter's name
        narrows=False, choices=TYPES, help_text="Of entities: only those of this type."
    )
    limit = IntegerFilter(narrows=False, minimum=1, maximum=MOST, default=10, help_text="So many at most.")
    offset = IntegerFilter(narrows=False, maximum=MOST, default=0, help_text="So many are left out (1.0).")
    cursor = IntegerFilter(narrows=False, maximum=MOST, default=0, help_text="So many are left out (0.2).")
    exact, spell, filter, lang, scoring = (_ignored() for _ in range(5))
    prefixed, stemmed, format, key = (_ignored() for _ in range(4))
    output, mql_output, type_strict = (_ignored() for _ in range(3))


class ProposeParameters(StrictFilterSet):
    type = ChoiceListFilter(narrows=False, choices=TYPES, help_text="Which entities are to be asked.")
    limit = IntegerFilter(narrows=False, minimum=1, maximum=200, help_text="So many at most.")


class PreviewParameters(StrictFilterSet):
    id = TextFilter(narrows=False, max_length=200, help_text="The id of the entity.")
