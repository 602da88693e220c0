"""Bodies of requests: what is not a member, or is of another sort, is refused beside every other fault."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict
from rest_framework import serializers

from claimtrack.json_in import sort_of

if TYPE_CHECKING:
    _Serializer = serializers.Serializer[Any]
else:
    _Serializer = serializers.Serializer


#: By sort of field, what JSON has for it, and how that is called: REST framework would take a number for a text, and
#: the text "3" or true for a number.
SORTS: Final[Mapping[type[serializers.Field[Any, Any, Any, Any]], tuple[tuple[type, ...], str]]] = {
    serializers.BooleanField: ((bool,), "true or false"),
    serializers.CharField: ((str,), "A text"),
    serializers.ChoiceField: ((str,), "A text"),
    serializers.DateField: ((str,), "A text"),
    serializers.UUIDField: ((str,), "A text"),
    serializers.IntegerField: ((int,), "A whole number"),
    serializers.FloatField: ((int, float), "A number"),
}


class StrictBody(_Serializer):
    """A serializer that knows all its members, and takes of JSON only what each is."""

    def to_internal_value(self, data: Any) -> Any:
        faults = dict(self._of_the_body(data)) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_by_member(error.detail), **faults}) from error
        if faults:
            raise serializers.ValidationError(faults)
        return values

    def _of_the_body(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in sorted(set(data) - set(self.fields)):
            yield name, ["There is no such member."]
        if isinstance(data, QueryDict):
            return  # of a form, whose values are all texts
        for name in self.fields.keys() & data.keys():
            if faults := _of_another_sort(self.fields[name], data[name]):
                yield name, faults


def _of_another_sort(field: Any, value: Any) -> Any:
    """The faults of a value that JSON has as something else than the field is; of a list, by the place of an item."""
    if value is None:
        return []  # the field says itself whether it may be
    if isinstance(field, serializers.ListField):
        items = enumerate(value) if isinstance(value, list) else ()
        found = {place: _of_another_sort(field.child, item) for place, item in items}
        return {place: faults for place, faults in found.items() if faults}
    for sort, (accepted, called) in SORTS.items():
        if isinstance(field, sort):
            fits = isinstance(value, accepted) and (sort is serializers.BooleanField or not isinstance(value, bool))
            return [] if fits else [f"{called} is expected, and not {sort_of(value)}."]
    return []


def _by_member(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}
