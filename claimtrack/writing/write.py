"""Storing changes of rows: all of them or none, under the locks they need, with every fault told at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ForeignKey, Model, ProtectedError, RestrictedError

from claimtrack.accounts.answers import empty_answers_with
from claimtrack.accounts.hiding import existing_for, exists_for, hidden_among, takes_along_what_is_hidden
from claimtrack.accounts.rights import NotAllowed, demand
from claimtrack.database import waiting
from claimtrack.editions.roots import Root, audited
from claimtrack.instants import refuse_unkeepable
from claimtrack.versions import Versioned
from claimtrack.writing import stale
from claimtrack.writing.authors import noting_authors
from claimtrack.writing.book import RootKey, writable
from claimtrack.writing.changes import Change, Create, Delete, Update
from claimtrack.writing.faults import GONE, INVALID, Fault, Refused, faults_of
from claimtrack.writing.fields import Fields
from claimtrack.writing.slugs import against_moving
from claimtrack.writing.stale import Kept
from claimtrack.writing.under import count_roots_up, lock_roots

#: What each sort of change is called in the permission table.
_ACTIONS: Final[dict[type, str]] = {Create: "add", Update: "change", Delete: "delete"}
#: Of what is used by something that does not exist for whoever deletes it.
STAYS: Final = "It cannot be deleted as things stand."
#: How often the roots of rows that others move meanwhile are looked for anew.
TRIES = 3


@dataclass(slots=True)
class Written:
    """What was written: the rows in the order of their changes, those deleted included, and what others wrote."""

    rows: list[Any] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def write(changes: Sequence[Change], *, by: AbstractBaseUser | None) -> Written:
    """Store these changes in their order, in one transaction; `by` is whoever writes, None for an import or a job.

    The rows' roots are locked in id order and count one version up. Raises NotAllowed where the right to one of
    them is missing, and Refused with every fault of every change: what breaks a rule, what would overwrite what
    somebody else wrote since it was seen, what is gone. Then nothing is written.
    """
    with audited(by), transaction.atomic():
        work = _Work(changes, by)
        work.check_references()
        work.lock()
        work.check_rights()
        with noting_authors(work.roots, by=by):
            work.store()
        work.count_up()
    return work.written


def roots_of(changes: Sequence[Change]) -> set[RootKey]:
    """The roots that these changes would be written under, as the rows stand now; nothing is locked."""
    return _Work(changes, None).roots_as_they_stand()


class _Work:
    """One write. Its methods follow `write` from top to bottom."""

    def __init__(self, changes: Sequence[Change], by: AbstractBaseUser | None) -> None:
        self.changes, self.by = changes, by
        self.stored: dict[UUID, Model] = {}
        self.roots: set[RootKey] = set()
        self.written = Written()
        self.faults: list[Fault] = []
        self.not_stored: set[UUID] = set()

    # -- what there is ------------------------------------------------------------------------------

    def check_references(self) -> None:
        """Refuse what names a row that does not exist for whoever writes, in the words for what exists for nobody."""
        named: dict[type[Model], list[tuple[str, str, UUID]]] = defaultdict(list)
        for change in self.changes if self.by else ():
            if not isinstance(change, Delete):
                for name, model, pk in _references_in(change.fields):
                    named[model].append((change.place, name, pk))
        faults: list[Fault] = []
        for model, references in named.items():
            hidden = hidden_among(model, {pk for _, _, pk in references}, self.by)
            faults += [_no_such(model, *each) for each in references if each[-1] in hidden]
        if faults:
            raise Refused(faults)

    # -- locks --------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Lock the roots of all rows, then the rows; a row that moved while we waited is looked for again."""
        self.stored = self._read(locked=False)
        for _ in range(TRIES):
            wanted = self._roots_of_all()
            lock_roots(wanted - self.roots)
            self.roots |= wanted
            self.stored = self._read(locked=True)
            if self._roots_of_all() <= self.roots:
                return
        raise Refused([Fault("", "", GONE, "The rows are being moved by somebody else: try again in a moment.")])

    def roots_as_they_stand(self) -> set[RootKey]:
        self.stored = self._read(locked=False)
        return self._roots_of_all()

    def _read(self, *, locked: bool) -> dict[UUID, Model]:
        wanted: dict[type[Model], set[UUID]] = defaultdict(set)
        for change in self.changes:
            if not isinstance(change, Create):
                wanted[_model_of(change)].add(change.row)
        found: dict[UUID, Model] = {}
        for model in sorted(wanted, key=lambda model: model._meta.label):
            rows = existing_for(model._default_manager.filter(pk__in=wanted[model]), self.by).order_by("pk")
            # Rows are locked for themselves, not along with what they refer to.
            found |= {row.pk: row for row in (waiting.locked(rows) if locked else rows)}
        return found

    def _roots_of_all(self) -> set[RootKey]:
        return {key for change in self.changes for key in self._roots_of(change)}

    def _roots_of(self, change: Change) -> Iterator[RootKey]:
        entry, stored = writable(_model_of(change)), self.stored.get(_id_of(change))
        for row in self._states(change, stored):
            yield from entry.roots([row])
        yield from entry.moves(stored, None if isinstance(change, Delete) else change.fields)

    @staticmethod
    def _states(change: Change, stored: Model | None) -> Iterator[Model]:
        """The row as it is stored, and as it will be."""
        if stored is not None:
            yield stored
        if isinstance(change, Create):
            yield _filled(change.fields.model(pk=change.id), change.fields)
        elif isinstance(change, Update) and stored is not None and _refers_elsewhere(stored, change.fields):
            yield _filled(_copy(stored), change.fields)

    # -- rights -------------------------------------------------------------------------------------

    def check_rights(self) -> None:
        """Ask for each change: of its row as it is stored, and as it will be. Where it stands, its roots say."""
        if self.by is None:
            return
        for change in self.changes:
            rows = list(self._states(change, self.stored.get(_id_of(change))))
            demand(self.by, _ACTIONS[type(change)], rows or [_model_of(change)])

    # -- storing ------------------------------------------------------------------------------------

    def store(self) -> None:
        for change in self.changes:
            with self._noting(change):
                self.written.rows.append(self._stored(change))
        if not self.faults:
            with self._noting_all():
                self._afterwards()
                connection.check_constraints()
        if self.faults:
            raise Refused(self.faults)

    @contextmanager
    def _noting(self, change: Change) -> Iterator[None]:
        """Note what is wrong with one change, undo it, and let the next be tried."""
        try:
            with transaction.atomic():
                yield
        except (ProtectedError, RestrictedError) as error:
            self.faults.append(Fault(change.place, "", INVALID, _still_used(error, self.by)))
        except (ValidationError, IntegrityError) as error:
            self.faults += faults_of(error, change.place)
        else:
            return
        if isinstance(change, Create):
            self.not_stored.add(change.id)

    @contextmanager
    def _noting_all(self) -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
        except (ValidationError, IntegrityError) as error:
            self.faults += faults_of(error, "")

    def _stored(self, change: Change) -> Model:
        if isinstance(change, Create):
            return self._created(change)
        row = self.stored.get(change.row)
        if row is None:
            # What names it says nothing new: that it is gone is told.
            self.not_stored.add(change.row)
            raise Refused([Fault(change.place, "", GONE, stale.gone(_model_of(change), change.row))])
        held = stale.held_against(change, row, by=self.by)
        self._refuse(change, held.faults)
        self.written.kept += held.kept
        return self._updated(change, row) if isinstance(change, Update) else self._deleted(change, row)

    def _created(self, change: Create[Fields]) -> Model:
        row = _filled(change.fields.model(pk=change.id), change.fields)
        if in_vain := self._names_in_vain(change):
            self._refuse_for_another(row, in_vain)
        if isinstance(row, Root) and self.by is not None:
            # A root that is not stored yet cannot be locked, and so is not marked by the lock.
            row.edited_by_person, row.author_id = True, self.by.pk
        self._complete_and_check(row, change.fields, exclude=set())
        row.save(force_insert=True)
        _link(row, change.fields)
        self.stored[row.pk] = row  # a later change of the same write may go on from it
        return row

    def _updated(self, change: Update[Fields], row: Model) -> Model:
        if self._names_in_vain(change):
            raise Refused([])
        against = writable(type(row)).against_changing(row)
        self._refuse(change, (Fault(change.place, "", INVALID, reason) for reason in against))
        if isinstance(row, Root) and "slug" in change.fields.given():
            moved = against_moving(row, change.fields.given()["slug"])
            self._refuse(change, (Fault(change.place, "slug", INVALID, reason) for reason in moved))
        _filled(row, change.fields)
        given = set(change.fields.given())
        others = {field.name for field in row._meta.fields if field.name not in given}
        self._complete_and_check(row, change.fields, exclude=others)
        row.save()
        if _link(row, change.fields) and isinstance(row, Versioned):
            type(row)._default_manager.filter(pk=row.pk).update(row_version=F("row_version") + 1)
        return row

    def _deleted(self, change: Delete, row: Model) -> Model:
        against = writable(type(row)).against_deleting(row)
        self._refuse(change, (Fault(change.place, "", INVALID, reason) for reason in against))
        if self.by and takes_along_what_is_hidden(row, self.by):
            raise Refused([Fault(change.place, "", INVALID, STAYS)])
        row.delete()
        row.pk = change.row  # for whoever has to say what was deleted
        empty_answers_with([change.row])
        return row

    def _complete_and_check(self, row: Model, fields: Fields, *, exclude: set[str]) -> None:
        entry = writable(type(row))
        entry.complete([row], self.by, fields.given().keys())
        errors: list[Fault] = []
        # As Django's full_clean, but a field that was not written is held against the row's rules alone.
        checks: Sequence[Callable[[set[str]], None]] = (
            lambda wrong: row.clean_fields(exclude=exclude | wrong),
            lambda wrong: _clean_instants(row, exclude=exclude | wrong),
            lambda wrong: row.clean(),
            lambda wrong: row.validate_unique(exclude=wrong),
            lambda wrong: row.validate_constraints(exclude=wrong),
        )
        for check in checks:
            try:
                check({fault.field for fault in errors if fault.field})
            except ValidationError as error:
                errors += faults_of(error, "")
        if errors:
            raise _by_field(errors)

    def _names_in_vain(self, change: Create[Fields] | Update[Fields]) -> set[str]:
        """The members that name rows of this write which were refused."""
        return {name for name, value in change.fields.given().items() if self.not_stored & set(_ids_in(value))}

    @staticmethod
    def _refuse_for_another(row: Model, in_vain: set[str]) -> None:
        """Refuse a row for the sake of another, whose faults are told; of this one, what else is wrong."""
        try:
            row.clean_fields(exclude=in_vain | {"slug"})
        except ValidationError as error:
            raise _by_field(list(faults_of(error, ""))) from error
        raise Refused([])

    @staticmethod
    def _refuse(change: Change, faults: Iterable[Fault]) -> None:
        if listed := list(faults):
            raise Refused(listed)

    def _afterwards(self) -> None:
        by_model: dict[type[Model], list[Model]] = defaultdict(list)
        for row in self.written.rows:
            by_model[type(row)].append(row)
        for model, rows in by_model.items():
            writable(model).afterwards(rows, self.by)

    # -- versions -----------------------------------------------------------------------------------

    def count_up(self) -> None:
        """Count the roots up; those made by this write begin at one."""
        made = {_id_of(change) for change in self.changes if isinstance(change, Create)}
        count_roots_up({(model, pk) for model, pk in self.roots if pk not in made}, by=self.by)


def _model_of(change: Change) -> type[Model]:
    return change.model if isinstance(change, Delete) else change.fields.model


def _id_of(change: Change) -> UUID:
    return change.id if isinstance(change, Create) else change.row


def _refers_elsewhere(row: Model, fields: Fields) -> bool:
    """Whether a row comes to stand under others: what it says of itself moves it nowhere."""
    columns = [field for field in row._meta.concrete_fields if field.is_relation and field.name in fields.given()]
    return any(getattr(row, column.attname) != getattr(fields, column.name) for column in columns)


def _copy(row: Model) -> Model:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    copy = type(row)(**values)
    copy._state.adding = False
    return copy


def _filled(row: Model, fields: Fields) -> Model:
    """The row with these values in its own columns."""
    links = writable(type(row)).links
    for name, value in fields.given().items():
        field = None if name in links else row._meta.get_field(name)
        if field is not None and not field.many_to_many:
            setattr(row, getattr(field, "attname", name), value)
    return row


def _link(row: Model, fields: Fields) -> bool:
    """Store the references to several rows; whether any of them changed."""
    links, changed = writable(type(row)).links, False
    for name, value in fields.given().items():
        if name in links:
            changed |= tuple(links[name].read(row)) != tuple(value)
            links[name].replace(row, value)
        elif row._meta.get_field(name).many_to_many:
            changed |= stale.value_of(row, name) != tuple(sorted(value))
            getattr(row, name).set(value)
    return changed


def _references_in(fields: Fields) -> Iterator[tuple[str, type[Model], UUID]]:
    """The rows that are referred to, by the name of the field and their model."""
    for name, value in fields.given().items():
        model: Any = fields.model._meta.get_field(name).related_model
        if model:
            yield from ((name, model, pk) for pk in (value if isinstance(value, tuple | list) else [value]) if pk)


def _no_such(model: type[Model], place: str, name: str, pk: UUID) -> Fault:
    told = ForeignKey.default_error_messages["invalid"]  # as Django says of an id that no row has
    values = {"model": model._meta.verbose_name, "field": model._meta.pk.name, "value": pk}
    return Fault(place, name, INVALID, str(told) % values)


def _ids_in(value: Any) -> Iterator[UUID]:
    for each in value if isinstance(value, tuple | list) else (value,):
        if isinstance(each, UUID):
            yield each


def _by_field(faults: Sequence[Fault]) -> ValidationError:
    """The same as Django's, each message once: two checks may say one thing."""
    told: dict[str, list[ValidationError]] = defaultdict(list)
    for fault in faults:
        if fault.message not in [message for error in told[fault.field] for message in error.messages]:
            told[fault.field].append(ValidationError(fault.message, code=fault.code))
    return ValidationError({field or "__all__": listed for field, listed in told.items()})


def _still_used(error: ProtectedError | RestrictedError, by: AbstractBaseUser | None) -> str:
    """Nothing is said, nor counted, of what does not exist for whoever deletes."""
    objects = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    objects = {row for row in objects if by is None or exists_for(by, row)}
    if not objects:
        return STAYS
    using = sorted({str(row._meta.verbose_name) for row in objects})
    return f"It is still used, by {len(objects)} of these: {', '.join(using)}. Change or delete those first."


__all__ = ["NotAllowed", "Written", "write"]


def _clean_instants(row: Model, *, exclude: set[str]) -> None:
    """Raises ValidationError for times that could be stored and not be read again."""
    wrong: dict[str, list[ValidationError]] = {}
    for column in row._meta.concrete_fields:
        at = getattr(row, column.attname, None)
        if isinstance(at, datetime) and column.name not in exclude:
            try:
                refuse_unkeepable(at)
            except ValidationError as error:
                wrong[column.name] = [error]
    if wrong:
        raise ValidationError(wrong)
