"""A table of the desk as the API has it: what is read of a body, what is shown of a row, and who may know of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet

from claimtrack import addresses
from claimtrack.accounts.rights import may
from claimtrack.accounts.visible import visible
from claimtrack.api.problems import InvalidBody
from claimtrack.api.refusals import item_of
from claimtrack.api.rows.bodies import missing, read_members
from claimtrack.api.rows.declared import members_of
from claimtrack.api.rows.members import Member, References
from claimtrack.api.writing import not_there
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.roots import Root
from claimtrack.notations import Instant
from claimtrack.query.keyset import Keyset
from claimtrack.query.parameters import StrictFilter
from claimtrack.query.texts import REFUSED_CHARACTERS, UUID_FORM
from claimtrack.writing import Change, Create, Delete, Refused, Update, Version, Written, version_of, write
from claimtrack.writing.faults import Fault
from claimtrack.writing.fields import Fields, plain
from claimtrack.writing.references import has_slug


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a program wrote of what people answer for: it waits, and one of them decides."""

    id: UUID
    changes: Sequence[str]


#: Stores changes, or keeps them until somebody decides.
Writer = Callable[[Sequence[Change], User], Written | Waiting]
#: A row, whoever reads it, and whether it is shown alone or in a list.
Teller = Callable[[Any, User, bool], Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A member that is shown and not written. `hint` is its type, as documents declare theirs."""

    name: str
    hint: Any
    value: Teller
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a body: the fields that could be, and every fault of the others."""

    fields: Fields
    faults: Sequence[Fault] = ()

    @property
    def faulty(self) -> set[str]:
        return {fault.field.partition("/")[0] for fault in self.faults}


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One table, declared once.

    `name` stands in its address, `called` in the names of its schemas. `search` are the columns that `q` looks in.
    `own` is the column that says whose a row is. `unshown` members are written, and not shown as they were. `make`
    and `remove` take the place of plain changes of rows where a table has actions of its own; what has no `changed`
    is not altered. `removing` is what the body of a DELETE says, which `remove` is given. `write` stores changes where
    some of them wait.
    """

    name: str
    called: str
    form: type[Fields]
    example: Mapping[str, Any]
    search: Sequence[str] = ()
    own: str = ""
    filters: Mapping[str, StrictFilter] = field(default_factory=dict)
    orders: Mapping[str, Keyset] = field(default_factory=dict)
    told: Sequence[Told] = ()
    unshown: frozenset[str] = frozenset()
    readers: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    related: Sequence[str] = ()
    prefetched: Sequence[str] = ()
    deferred: Sequence[str] = ()
    make: Callable[[Any, User], Model] | None = None
    remove: Callable[[Any, User, Mapping[str, Any]], None] | None = None
    removing: Sequence[Member] = ()
    changed: bool = True
    write: Writer | None = None

    # -- what it is -------------------------------------------------------------------------------

    @property
    def model(self) -> type[Model]:
        return self.form.model

    @property
    def is_root(self) -> bool:
        return issubclass(self.model, Root)

    @cached_property
    def members(self) -> tuple[Member, ...]:
        return members_of(self.form)

    @cached_property
    def shown(self) -> Sequence[Member]:
        return [member for member in self.members if member.name not in self.unshown]

    @cached_property
    def all_told(self) -> Sequence[Told]:
        """Of roots, where they stand comes with it."""
        return [*(OF_ROOTS if self.is_root else ()), *self.told]

    def address(self, pk: UUID) -> str:
        return addresses.on_desk(self.name, pk)

    # -- rows -------------------------------------------------------------------------------------

    def rows(self, by: User) -> QuerySet[Any]:
        """Those that exist for this person."""
        return visible(self.model._default_manager.all(), by=by)

    def whole(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With all that is shown of them, in a bounded number of queries."""
        several = [member.name for member in self.shown if isinstance(member, References)]
        prefetched = [*(name for name in several if name not in self.readers), *self.prefetched]
        author = ("author",) if self.is_root else ()
        return rows.select_related(*author, *self.related).prefetch_related(*prefetched).defer(*self.deferred)

    def one(self, name: str, by: User) -> Any:
        """The row of this id or slug. Raises NotFound, also where it does not exist for this person."""
        rows, found = self.whole(self.rows(by)), None
        if UUID_FORM.fullmatch(name):
            found = rows.filter(pk=name).first()
        elif has_slug(self.model) and not REFUSED_CHARACTERS.search(name):
            found = rows.filter(slug=name).first()
        if found is None:
            raise not_there(str(self.model._meta.verbose_name))
        return found

    def document(self, row: Any, by: User, *, alone: bool = True) -> dict[str, Any]:
        return {
            "id": str(row.pk),
            "api_url": self.address(row.pk),
            "version": version_of(row).number,
            **{each.name: each.value(row, by, alone) for each in self.all_told},
            **{member.name: member.told(self._value(row, member)) for member in self.shown},
        }

    def _value(self, row: Any, member: Member) -> Any:
        if member.name in self.readers:
            return self.readers[member.name](row)
        if isinstance(member, References):
            return sorted(each.pk for each in getattr(row, member.name).all())
        column = row._meta.get_field(member.name)
        return plain(getattr(row, getattr(column, "attname", member.name)))

    # -- bodies -----------------------------------------------------------------------------------

    def read(self, body: Any, by: User, *, place: str = "") -> Reading:
        """What a body says of a row. `place` is where in the request it stands."""
        values, faults = read_members(self.members, body, by, place=place)
        return Reading(self.form(**values), faults)

    # -- writing ----------------------------------------------------------------------------------

    def created(self, reading: Reading, by: User) -> Any:
        """The row that this makes, stored, or Waiting. Raises what the actions raise, with the faults of the body."""
        if self.make:
            _refuse(reading.faults)
            return self.make(reading.fields, by)
        return self._written(Create(fields=reading.fields), reading, by)

    def altered(self, row: Any, reading: Reading, by: User, *, seen: Version) -> Any:
        """The row with this written of it, if it still is as it was seen."""
        return self._written(Update(row=row.pk, fields=reading.fields, seen=seen), reading, by)

    def deleted(self, row: Any, by: User, *, seen: Version, said: Any = None) -> Waiting | None:
        """Raises Refused where it is not as it was seen any more, or has to stay."""
        if self.remove:
            _refuse([Fault("", "", "stale", "It was changed meanwhile.")] if not seen.is_of(row) else [])
            self.remove(row, by, self._said(said, by))
            return None
        written = self._store(Delete(model=self.model, row=row.pk, seen=seen), by)
        return written if isinstance(written, Waiting) else None

    def _said(self, body: Any, by: User) -> Mapping[str, Any]:
        """What the body of a DELETE says. Raises InvalidBody: its faults are of the request, not of the row."""
        given, faults = read_members(self.removing, body or {}, by)
        if told := [*faults, *missing(self.removing, given, faults)]:
            raise InvalidBody([item_of(fault) for fault in told])
        return given

    def _written(self, change: Change, reading: Reading, by: User) -> Any:
        if reading.faults:
            _refuse([*reading.faults, *self._also_wrong(change, reading, by)])
        written = self._store(change, by)
        return written if isinstance(written, Waiting) else written.rows[0]

    def _store(self, change: Change, by: User) -> Written | Waiting:
        return self.write([change], by) if self.write else write([change], by=by)

    def _also_wrong(self, change: Change, reading: Reading, by: User) -> Iterator[Fault]:
        """What would stand against the rest of a body that has faults: all is told at once, and nothing is written."""
        try:
            with transaction.atomic():
                self._store(change, by)
                transaction.set_rollback(True)
        except Refused as refused:
            if refused.is_stale:
                raise
            yield from (each for each in refused.faults if each.field and each.field not in reading.faulty)


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Refused(faults)


# -- what roots have in common --------------------------------------------------------------------


def who(person: User | None, by: User) -> str | None:
    """The name of somebody at the desk, for those who may see who did what."""
    return person.get_username() if person and may(by, "name", User) else None


OF_ROOTS: Sequence[Told] = (
    Told("stage", str, lambda row, by, alone: row.stage, "Where it stands in the newsroom's workflow."),
    Told(
        "published_version",
        int | None,
        lambda row, by, alone: row.published_version,
        "The version that was published last; behind `version`, the desk is ahead of what the public reads.",
    ),
    Told("author", str | None, lambda row, by, alone: who(row.author, by), "Whose it is; null to those who only read."),
    Told("created_at", Instant, lambda row, by, alone: rfc3339(row.created_at)),
    Told("updated_at", Instant, lambda row, by, alone: rfc3339(row.updated_at)),
)
