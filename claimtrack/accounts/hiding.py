"""What does not exist for whom: rows that are restricted to others, and whatever stands under them or names them.

Each app enters how its rows hang together, as it enters the permission table. What names something that does not exist
for somebody does not exist for them either, so no page has to leave a hole where a name would stand.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import CASCADE, Exists, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from claimtrack.accounts.models import Named, Restrictable, Restriction

AnyRow = TypeVar("AnyRow", bound=Model)

#: The rows of one restrictable model that are hidden, as a query for their ids: `hidden(Claim)`.
Hidden = Callable[[type[Model]], "QuerySet[Any]"]
Also = Callable[[Hidden], "Iterable[QuerySet[Any]]"]


@dataclass(frozen=True, slots=True)
class Bonds:
    """How the rows of one model hang on others: `paths` lead to what can be restricted, and any of it hides the row
    along with it; `also` gives rows that are hidden for another reason."""

    paths: tuple[str, ...]
    also: Also | None


#: Where a row in memory keeps for whom it was read.
_KNOWN_TO: Final = "_known_to"
#: Whom SQL is made for before anybody asks.
SOMEBODY: Final = -1

BONDS: Final[dict[type[Model], Bonds]] = {}


def hides_with(model: type[Model], *paths: str, also: Also | None = None) -> None:
    """Enter a model: its rows are hidden with what these paths, such as `rebuttal__document`, lead to."""
    BONDS[model] = Bonds(paths, also)


def hidden_from(model: type[Model], named: "QuerySet[Any]") -> "QuerySet[Any, Any] | None":
    """The ids of the rows of this model that are hidden from whoever is named in these restrictions alone.

    None where nothing of the model is ever hidden. Every part of it begins at the few restricted rows, for which
    there are indexes of their own.
    """
    bonds = BONDS.get(model)
    if bonds is None:
        return None
    parts = [rows.order_by().values("pk") for rows in _hidden(model, bonds, named)]
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _hidden(model: type[Model], bonds: Bonds, named: "QuerySet[Any]") -> "Iterator[QuerySet[Any]]":
    def restricted(other: type[Model]) -> "QuerySet[Any]":
        others = ~Q(restriction__in=named)
        return other._default_manager.filter(others, restriction__isnull=False).values("pk")

    yield from _hidden_with(model, bonds, restricted)


def _hidden_with(model: type[Model], bonds: Bonds, restricted: Hidden) -> "Iterator[QuerySet[Any]]":
    if issubclass(model, Restrictable):
        yield restricted(model)
    for path in bonds.paths:
        yield model._default_manager.filter(**{f"{path}__in": restricted(_end_of(path, model))})
    if bonds.also:
        yield from bonds.also(restricted)


def hidden_with_its_bonds(model: type[Model], hidden: Hidden) -> "Iterator[QuerySet[Any]]":
    """For `also`, of rows that name others without a foreign key: the hidden rows of the model that they name."""
    if bonds := BONDS.get(model):
        yield from _hidden_with(model, bonds, hidden)


def _refers(row: Model, bonds: Bonds) -> bool:
    """Whether the row refers to anything that could hide it."""
    return any(getattr(row, f"{path.partition('__')[0]}_id", True) is not None for path in bonds.paths)


def _end_of(path: str, model: type[Model]) -> type[Model]:
    for name in path.split("__"):
        model = cast("type[Model]", model._meta.get_field(name).related_model)
    return model


def restrictions_of(person: AbstractBaseUser) -> "QuerySet[Any]":
    """The restrictions in which somebody is named."""
    return Named.objects.filter(person_id=person.pk).values("restriction_id")


@cache
def _hidden_in_sql(model: type[Model], *, from_all: bool) -> tuple[str, tuple[object, ...]] | None:
    """The ids of hidden rows as SQL, made once: to put it together takes longer than to ask it.

    From all who are not named, or from the person whose id stands where its parameters have SOMEBODY.
    """
    named = Named.objects.none() if from_all else Named.objects.filter(person_id=SOMEBODY)
    hidden = hidden_from(model, named.values("restriction_id"))
    return hidden.query.sql_with_params() if hidden is not None else None


def _without(rows: "QuerySet[AnyRow]", hidden: tuple[str, tuple[object, ...]] | None) -> "QuerySet[AnyRow]":
    """While nothing is restricted, the database looks no further than that."""
    if hidden is None:
        return rows
    # Of our own making: the one parameter is the number of an account.
    is_hidden = Q(pk__in=RawSQL(*hidden))  # noqa: S611
    return rows.filter(~Exists(Restriction.objects.all()) | ~is_hidden)


def unrestricted(rows: "QuerySet[AnyRow]", *, within: Collection[UUID] = ()) -> "QuerySet[AnyRow]":
    """Those of these rows that exist for everybody; `within` are restrictions that are looked past."""
    if not within:
        return _without(rows, _hidden_in_sql(_concrete(rows.model), from_all=True))
    named = Named.objects.filter(restriction__in=list(within)).values("restriction_id")
    hidden = hidden_from(_concrete(rows.model), named)
    return rows if hidden is None else rows.filter(~Q(pk__in=hidden))


def existing_for(rows: "QuerySet[AnyRow]", person: AbstractBaseUser | None) -> "QuerySet[AnyRow]":
    """Those of these rows that exist for this person, whatever their role; None is a job, for which all do."""
    return _without(rows, _hidden_in_sql_for(_concrete(rows.model), person)) if person else rows


def _hidden_in_sql_for(model: type[Model], person: AbstractBaseUser) -> tuple[str, tuple[object, ...]] | None:
    hidden = _hidden_in_sql(model, from_all=False)
    if hidden is None:
        return None
    sql, parameters = hidden
    return sql, tuple(person.pk if each == SOMEBODY else each for each in parameters)


def _concrete(model: type[Model]) -> type[Model]:
    return model._meta.concrete_model or model


def note_known(row: Model, person: AbstractBaseUser) -> None:
    """Note on a row in memory that it was just read for this person, so that a page asks once."""
    row.__dict__[_KNOWN_TO] = person.pk


def exists_for(person: AbstractBaseUser, row: Model) -> bool:
    """Whether a stored row exists for this person."""
    return all_exist_for(person, [row])


def all_exist_for(person: AbstractBaseUser, rows: Iterable[Model]) -> bool:
    """As `exists_for`, of all of these. Most are told from the row itself; of the others each model is asked once."""
    unsure: dict[type[Model], set[Any]] = {}
    for row in rows:
        if not _surely_exists(person, row):
            unsure.setdefault(_concrete(type(row)), set()).add(row.pk)
    return not any(hidden_among(model, ids, person) for model, ids in unsure.items())


def _surely_exists(person: AbstractBaseUser, row: Model) -> bool:
    bonds = BONDS.get(_concrete(type(row)))
    if bonds is None or row._state.adding or row.__dict__.get(_KNOWN_TO) == person.pk:
        return True
    is_open = not isinstance(row, Restrictable) or row.restriction_id is None
    return is_open and not bonds.also and not _refers(row, bonds)


def hidden_rows(person: AbstractBaseUser) -> "Iterator[QuerySet[Any]]":
    """What is itself restricted to others than this person: the rows of each model."""
    for model in BONDS:
        if issubclass(model, Restrictable):
            others = ~Q(restriction__in=restrictions_of(person))
            yield model._default_manager.filter(others, restriction__isnull=False)


def names_of(hidden: "Iterable[QuerySet[Any]]") -> set[str]:
    """What these rows are called, and, as the audit trail has it, ever were."""
    rows = [row for each in hidden for row in each]
    return {name for row in rows for name in (str(row), *_called_before(row)) if name}


def _called_before(row: Model) -> Iterable[str]:
    trail = getattr(type(row), "pgh_event_model", None)
    columns = [column.attname for column in row._meta.concrete_fields]
    for event in trail.objects.filter(pgh_obj=row.pk) if trail else ():
        yield str(type(row)(**{name: getattr(event, name) for name in columns if hasattr(event, name)}))


def hidden_among(model: type[Model], ids: Collection[Any], person: AbstractBaseUser | None) -> set[Any]:
    """Of these ids, those of rows that are there, and do not exist for this person."""
    model = _concrete(model)
    if person is None or model not in BONDS:
        return set()
    hidden = _hidden_in_sql_for(model, person)
    rows = model._default_manager.filter(pk__in=ids)
    return set(rows.filter(pk__in=RawSQL(*hidden)).values_list("pk", flat=True)) if hidden else set()  # noqa: S611


def hidden_ids(model: type[Model], *, person: AbstractBaseUser | None = None) -> set[Any]:
    """The ids of all rows that do not exist for this person; for None, of those that do not exist for everybody."""
    model = _concrete(model)
    hidden = _hidden_in_sql_for(model, person) if person else _hidden_in_sql(model, from_all=True)
    if hidden is None or not Restriction.objects.exists():
        return set()
    rows = model._default_manager.filter(pk__in=RawSQL(*hidden))  # noqa: S611
    return set(rows.values_list("pk", flat=True))


def takes_along_what_is_hidden(row: Model, person: AbstractBaseUser) -> bool:
    """Whether a deletion of the row would take something with it that is restricted to others."""
    return any(
        rows.filter(**{relation.field.name: row}).exists()
        for rows in hidden_rows(person)
        for relation in row._meta.related_objects
        if relation.on_delete is CASCADE and relation.related_model is rows.model
    )
