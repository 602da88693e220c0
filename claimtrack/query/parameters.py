"""One parameter of an address, on top of django-filter: declared once, read strictly, described from its declaration.

The codes of the faults: `repeated`, `blank`, `too_long`, `too_many_values`, `invalid_characters`, `malformed`,
`out_of_range`, `unknown_value`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias, TypedDict

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters.filters import Filter

from claimtrack.query.texts import MAX_LENGTH, checked_text

if TYPE_CHECKING:
    from claimtrack.query.filterset import StrictFilterSet

JSONSchema: TypeAlias = dict[str, Any]

MAX_VALUES = 200


class Choice(NamedTuple):
    """One accepted value, and what it means where that is not said by the value itself."""

    value: str
    label: str


class ChoiceDocument(TypedDict):
    value: str
    label: str


class ParameterDocument(TypedDict):
    """A query parameter as OPTIONS and OpenAPI describe it; `schema` is JSON Schema of the parameter."""

    name: str
    description: str
    many: bool
    schema: JSONSchema
    choices: list[ChoiceDocument]


class StrictFilter(Filter):
    """One query parameter. Subclasses say how one value is read (`parse`) and described (`value_schema`).

    Rows are narrowed by `field_name` and `lookup_expr`, or by `method`, the name of a method of the filter
    set called with `(queryset, field_name, value)`. `narrows=False` marks a parameter that the view reads
    and that filters no rows (a page size); only such a one has a `default`, its value where it is absent.

    Declared filters hold nothing of a request, so that all requests share them.
    """

    many: ClassVar[bool] = False
    choices: tuple[Choice, ...] = ()

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str | None = None,
        *,
        help_text: str,
        method: str | None = None,
        narrows: bool = True,
        default: Any = None,
        max_length: int = MAX_LENGTH,
    ) -> None:
        super().__init__(field_name, lookup_expr)  # type: ignore[no-untyped-call]  # django-filter has no types
        self.narrowing_method = method
        self.help_text = help_text
        self.narrows = narrows
        self.default = default
        self.max_length = max_length

    def parse(self, text: str) -> Any:
        """One checked text as a value; a ValidationError with a code says what is accepted instead."""
        raise NotImplementedError

    def value_schema(self) -> JSONSchema:
        """JSON Schema of one value."""
        raise NotImplementedError

    def read(self, raw: Sequence[str]) -> Any:
        """The value of a parameter from its repetitions in the address, at least one."""
        if len(raw) > 1:
            raise ValidationError("The parameter takes one value and is given more than once.", code="repeated")
        return self.parse(checked_text(raw[0], max_length=self.max_length))

    def canonical(self, raw: Sequence[str]) -> str:
        """One spelling for addresses that mean the same."""
        return raw[0]

    def schema(self) -> JSONSchema:
        schema = self.value_schema()
        return schema if self.default is None else schema | {"default": self.default}

    def describe(self, name: str) -> ParameterDocument:
        return {
            "name": name,
            "description": self.help_text,
            "many": self.many,
            "schema": self.schema(),
            "choices": [{"value": value, "label": label} for value, label in self.choices],
        }

    def narrow(self, queryset: QuerySet[Any], value: Any, filterset: "StrictFilterSet") -> QuerySet[Any]:
        if not self.narrows:
            return queryset
        if self.narrowing_method is None:
            return queryset.filter(**{f"{self.field_name}__{self.lookup_expr}": value})
        narrowed: QuerySet[Any] = getattr(filterset, self.narrowing_method)(queryset, self.field_name, value)
        return narrowed


class ListFilter(StrictFilter):
    """Several values, by comma or by repetition: rows that match any of them."""

    many = True

    def __init__(self, field_name: str | None = None, lookup_expr: str = "in", **options: Any) -> None:
        super().__init__(field_name, lookup_expr, **options)

    def read(self, raw: Sequence[str]) -> list[Any]:
        return self.parse_all(self._texts(raw))

    def parse_all(self, texts: Sequence[str]) -> list[Any]:
        values, faults = [], []
        for text in texts:
            try:
                values.append(self.parse(text))
            except ValidationError as fault:
                faults.append(fault)
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(values))

    def canonical(self, raw: Sequence[str]) -> str:
        return ",".join(sorted(set(_split(raw))))

    def schema(self) -> JSONSchema:
        return {"type": "array", "items": self.value_schema(), "minItems": 1, "maxItems": MAX_VALUES}

    def _texts(self, raw: Sequence[str]) -> list[str]:
        texts = _split(raw)
        if len(texts) > MAX_VALUES:
            raise ValidationError(
                f"{len(texts)} values are given; at most {MAX_VALUES} are accepted.", code="too_many_values"
            )
        return [checked_text(text, max_length=self.max_length) for text in texts]


def _split(raw: Sequence[str]) -> list[str]:
    return [text for repetition in raw for text in repetition.split(",")]
