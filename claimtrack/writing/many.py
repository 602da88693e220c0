"""Storing many new rows at once, by PostgreSQL's COPY: for what brings hundreds, checked as it read them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

import psycopg
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ManyToManyField, Model

from claimtrack.accounts.rights import demand
from claimtrack.editions import bulk
from claimtrack.editions.roots import Root, audited
from claimtrack.writing.authors import noting_authors
from claimtrack.writing.book import RootKey, writable
from claimtrack.writing.changes import Create
from claimtrack.writing.faults import Fault, Refused, faults_of
from claimtrack.writing.fields import KEEP, Fields
from claimtrack.writing.under import count_roots_up, lock_roots

#: Where COPY stopped, as PostgreSQL says it.
_LINE: Final = re.compile(r"COPY \w+, line (\d+)")


def insert(creates: Sequence[Create[Fields]], *, by: AbstractBaseUser | None) -> list[Any]:
    """Store these new rows, in one transaction; returns them in the order given. They may name each other.

    As `write`, but a table at a time, and the database alone says what breaks a rule: the first that it meets.
    Raises NotAllowed where the right to one of the tables is missing, and Refused with the place of the row where
    the database names it. Then nothing is stored.
    """
    if not creates:
        return []
    with audited(by), transaction.atomic():
        work = _Work(creates, by)
        under = work.roots()
        demand(by, "add", work.asked_for())
        lock_roots(under)
        work.complete()
        with noting_authors(under | work.new_roots(), by=by):
            work.store()
        count_roots_up(under, by=by)
    return [work.rows[create.id] for create in creates]


def faults_in(creates: Iterable[Create[Fields]]) -> Iterator[Fault]:
    """What is wrong with single fields of these new rows, as far as that can be told without asking the database."""
    for create in creates:
        relations = {column.name for column in create.fields.model._meta.fields if column.is_relation}
        try:
            # A slug that nobody gave is made up later.
            _row(create).clean_fields(exclude=relations | ({"slug"} - create.fields.given().keys()))
        except ValidationError as error:
            yield from faults_of(error, create.place)


class _Work:
    def __init__(self, creates: Sequence[Create[Fields]], by: AbstractBaseUser | None) -> None:
        self.by = by
        self.creates: dict[type[Model], list[Create[Fields]]] = defaultdict(list)
        for create in creates:
            self.creates[create.fields.model].append(create)
        self.rows = {create.id: _row(create) for create in creates}
        self.under: dict[type[Model], set[RootKey]] = {}

    def _rows(self, model: type[Model]) -> list[Any]:
        return [self.rows[create.id] for create in self.creates[model]]

    def roots(self) -> set[RootKey]:
        """The roots that stood before."""
        for model, creates in self.creates.items():
            entry = writable(model)
            keys = {*entry.roots(self._rows(model))}
            keys.update(key for create in creates for key in entry.moves(None, create.fields))
            self.under[model] = {key for key in keys if key[1] not in self.rows}
        return {key for keys in self.under.values() for key in keys}

    def new_roots(self) -> set[RootKey]:
        """The roots that are made."""
        return {(model, row.pk) for model in self.creates if issubclass(model, Root) for row in self._rows(model)}

    def asked_for(self) -> Iterator[Model | type[Model]]:
        """What the right is asked for: each row, or its table where all that its rows stand under is made with them."""
        for model in self.creates:
            yield from self._rows(model) if self.under[model] else [model]

    def complete(self) -> None:
        """Fill in what nobody is asked for."""
        for model, creates in self.creates.items():
            entry = writable(model)
            alike: dict[frozenset[str], list[Any]] = defaultdict(list)
            for create in creates:
                alike[frozenset(create.fields.given())].append(self.rows[create.id])
            for given, rows in alike.items():
                entry.complete(rows, self.by, given)
            if self.by and issubclass(model, Root):
                for row in self._rows(model):
                    row.edited_by_person, row.author_id = True, self.by.pk

    def store(self) -> None:
        for model, creates in self.creates.items():
            try:
                bulk.insert(self._rows(model))
            except (IntegrityError, DataError) as error:
                raise Refused(list(faults_of(error, _place(error, creates)))) from error
        try:
            for creates in self.creates.values():
                self._link(creates)
            for model in self.creates:
                writable(model).afterwards(self._rows(model), self.by)
            connection.check_constraints()
        except IntegrityError as error:
            raise Refused(list(faults_of(error, ""))) from error

    def _link(self, creates: Sequence[Create[Fields]]) -> None:
        """Store the references to several rows."""
        pairs: dict[tuple[type[Fields], str], list[tuple[UUID, UUID]]] = defaultdict(list)
        for create in creates:
            for name in _members(type(create.fields)).several:
                value = getattr(create.fields, name)
                if value is not KEEP and value:
                    pairs[type(create.fields), name] += ((create.id, other) for other in dict.fromkeys(value))
        for (form, name), linked in pairs.items():
            self._link_all(form.model, name, linked)

    def _link_all(self, model: type[Model], name: str, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        links, field = writable(model).links, model._meta.get_field(name)
        if name in links:
            by_row: dict[UUID, list[UUID]] = defaultdict(list)
            for row, other in pairs:
                by_row[row].append(other)
            for row, others in by_row.items():
                links[name].replace(self.rows[row], others)
        elif isinstance(field, ManyToManyField):
            through: Any = field.remote_field.through
            bulk.copy(through, [field.m2m_column_name(), field.m2m_reverse_name()], pairs)


@dataclass(frozen=True, slots=True)
class _Members:
    """The members of one class of `Fields`: those that are a column each, and references to several rows."""

    columns: Sequence[tuple[str, str]]
    several: Sequence[str]


_MEMBERS: Final[dict[type[Fields], _Members]] = {}


def _members(form: type[Fields]) -> _Members:
    if form not in _MEMBERS:
        names = [member.name for member in fields(form)]
        links = writable(form.model).links
        several = [name for name in names if name in links or form.model._meta.get_field(name).many_to_many]
        columns = [(name, form.model._meta.get_field(name)) for name in names if name not in several]
        _MEMBERS[form] = _Members([(name, getattr(column, "attname", name)) for name, column in columns], several)
    return _MEMBERS[form]


def _row(create: Create[Fields]) -> Model:
    given = create.fields
    values = {column: getattr(given, name) for name, column in _members(type(given)).columns}
    return given.model(id=create.id, **{column: value for column, value in values.items() if value is not KEEP})


def _place(error: IntegrityError | DataError, creates: Sequence[Create[Fields]]) -> str:
    """The place of the row that the database stopped at; empty where it does not say."""
    cause = error.__cause__
    told = _LINE.match(cause.diag.context or "") if isinstance(cause, psycopg.Error) else None
    return creates[int(told[1]) - 1].place if told else ""
