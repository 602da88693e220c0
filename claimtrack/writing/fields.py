"""What is written of a row, as a typed value: one frozen dataclass a table."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django_countries.fields import Country, MultipleCountriesDescriptor


class Keep(Enum):
    """Left out of a write: the row keeps what it has; a new one takes the column's default."""

    KEEP = "keep"

    def __repr__(self) -> str:
        return "KEEP"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The base of them. Members are named as the model's fields; a reference is the UUID of its row.

    References to several rows are sequences of UUIDs: in their order where the order is part of what they say.
    """

    model: ClassVar[type[Model]]

    def given(self) -> dict[str, Any]:
        """The members that are written, by name."""
        members = ((member.name, getattr(self, member.name)) for member in fields(self))
        return {name: value for name, value in members if value is not KEEP}


def plain(value: Any) -> Any:
    """A value as `Fields` holds it: rows as their ids, countries as their codes, several of them as a tuple."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Country):
        return value.code or ""
    if isinstance(value, QuerySet | MultipleCountriesDescriptor | list | tuple | set | frozenset):
        return tuple(map(plain, _in_order(value)))
    return value


def _in_order(value: Iterable[Any]) -> Iterable[Any]:
    return sorted(value) if isinstance(value, set | frozenset) else value
