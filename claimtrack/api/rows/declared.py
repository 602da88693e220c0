"""The members of a table, as its typed `Fields` and its model declare them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db.models import Field, Model

from claimtrack.api.rows.members import (
    Bytes,
    DayMember,
    Flag,
    InstantMember,
    Member,
    Reference,
    References,
    Text,
    Texts,
    Whole,
    WorldDateMember,
)
from claimtrack.dates import WorldDate
from claimtrack.glossary import term_of
from claimtrack.query.parameters import Choice
from claimtrack.writing.fields import Fields, Keep

#: What is neither a text, a number, nor another row.
PLAIN: Final[Mapping[type, type[Member]]] = {
    WorldDate: WorldDateMember,
    dt.datetime: InstantMember,
    dt.date: DayMember,
    bool: Flag,
    bytes: Bytes,
}
#: Filled in from the name, or the statement, where nobody gives one.
COMPLETED = frozenset({"slug"})


def members_of(form: type[Fields]) -> tuple[Member, ...]:
    """A member for each field that is written, in their order."""
    hints = get_type_hints(form)
    return tuple(_member(form.model, each.name, hints[each.name]) for each in fields(form))


def _member(model: type[Model], name: str, hint: Any) -> Member:
    column: Any = model._meta.get_field(name)
    inner = [each for each in get_args(hint) if each not in {Keep, NoneType}]
    choices = tuple(_choices(column))
    may_be_null = NoneType in get_args(hint)
    may_be_empty = bool(choices) and inner == [str] and column.blank
    common: dict[str, Any] = {
        "name": name,
        "meaning": _meaning(model, column),
        "nullable": may_be_null or may_be_empty,
        "required": _is_required(column) and not may_be_null and name not in COMPLETED,
        "empty": "" if may_be_empty else None,
    }
    return _of_sort(inner[0], column, choices, common)


def _of_sort(sort: Any, column: Any, choices: tuple[Choice, ...], common: dict[str, Any]) -> Member:
    if get_origin(sort) is not None:  # a sequence
        return _several(get_args(sort)[0], column, choices, common)
    if sort is UUID:
        return Reference(model=column.related_model, **common)
    if sort is int:
        return Whole(choices=choices, **common)
    if sort is str:
        return Text(longest=column.max_length, choices=choices, **common)
    return PLAIN[sort](**common)


def _several(sort: Any, column: Any, choices: tuple[Choice, ...], common: dict[str, Any]) -> Member:
    if sort is UUID:
        return References(model=column.related_model, **common)
    longest = getattr(getattr(column, "base_field", None), "max_length", None)
    return Texts(longest=longest, choices=choices, **common)


def _choices(column: Any) -> Iterator[Choice]:
    flat: Sequence[tuple[Any, Any]] = getattr(column, "flatchoices", None) or ()
    yield from (Choice(str(value), str(label)) for value, label in flat if value not in {"", None})


def _is_required(column: "Field[Any, Any]") -> bool:
    return not (column.many_to_many or column.null or column.blank or column.has_default())


def _meaning(model: type[Model], column: "Field[Any, Any]") -> str:
    term = term_of(str(model._meta.model_name), column.name)
    return term.meaning if term else str(column.help_text)
