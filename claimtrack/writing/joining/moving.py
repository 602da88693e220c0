"""What a merger moves: a table of the rows that name a work, and the memory of what was done to each of them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, QuerySet

from claimtrack.database.waiting import locked
from claimtrack.editions.joining import Joining, MovedRow
from claimtrack.editions.roots import Root
from claimtrack.versions import UNCOUNTED, Versioned
from claimtrack.writing.book import BOOK, RootKey
from claimtrack.writing.under import by_model

#: Values of one row by the names of its columns.
Columns: TypeAlias = Mapping[str, Any]
#: Of the rows that name the one that goes, those that may name the one that stays.
Movable: TypeAlias = Callable[[QuerySet[Any], Any, Any], QuerySet[Any]]
_BATCH: Final = 1_000


def _all(rows: QuerySet[Any], kept: Any, gone: Any) -> QuerySet[Any]:
    return rows


@dataclass(frozen=True, slots=True)
class Along:
    """Rows of a table that name a work in one column, and move with it; `movable` says which of them can.

    Of `dropped` tables the others are taken away, as they say the same; elsewhere they stay. `called` is what they
    are called on the page that says what will move.
    """

    model: type[Model]
    column: str
    called: str
    movable: Movable = _all
    dropped: bool = False

    def naming(self, root: Root) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.column: root.pk}).order_by("pk")

    def moving(self, kept: Root, gone: Root) -> QuerySet[Any]:
        return self.movable(self.naming(gone), kept, gone)

    def staying(self, kept: Root, gone: Root) -> QuerySet[Any]:
        return self.naming(gone).exclude(pk__in=self.moving(kept, gone).order_by().values("pk"))


#: By the model of a work, the tables whose rows move with it, and those whose rows stay, with the reason.
ALONG: Final[dict[type[Root], list[Along]]] = defaultdict(list)
STAYS: Final[dict[type[Root], dict[tuple[type[Model], str], str]]] = defaultdict(dict)


def moves_along(
    root: type[Root],
    model: type[Model],
    column: str,
    called: str,
    *,
    movable: Movable = _all,
    dropped: bool = False,
) -> None:
    """Enter a table whose rows move along."""
    ALONG[root].append(Along(model, column, called, movable, dropped))


def stays_behind(root: type[Root], model: type[Model], column: str, why: str) -> None:
    """Enter a table whose rows go on naming the one that was merged."""
    STAYS[root][model, column] = why


def roots_moving(gone: Root) -> set[RootKey]:
    """The roots that rows naming this one are written under."""
    return {key for along in ALONG[type(gone)] for key in roots_of_rows(along.naming(gone))}


def roots_of_moved(joining: Joining) -> set[RootKey]:
    """The roots that the rows of a merger are written under by now."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for table, row in joining.moved.values_list("table", "row"):
        by_table[table].append(row)
    models = {label: apps.get_model(label) for label in by_table}
    rows = (models[label]._default_manager.filter(pk__in=ids) for label, ids in by_table.items())
    return {key for each in rows for key in roots_of_rows(each)}


def roots_of_rows(rows: Iterable[Model]) -> Iterable[RootKey]:
    """The roots that these rows, all of one table, are written under."""
    found = list(rows)
    return BOOK[type(found[0])].roots(found) if found and type(found[0]) in BOOK else ()


# -- remembering ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Moves:
    """What one merger did, row by row: nothing of it is written past this."""

    joining: Joining
    rows: list[MovedRow] = field(default_factory=list)

    def change(self, rows: QuerySet[Any], **columns: Any) -> None:
        """Give these rows these values; the names are those of columns (`speaker_id`)."""
        model, names = rows.model, list(columns)
        before = {pk: values for pk, *values in rows.order_by("pk").values_list("pk", *names)}
        before = {pk: values for pk, values in before.items() if values != list(columns.values())}
        if not before:
            return
        versions = _versions(model, before)
        model._default_manager.filter(pk__in=list(before)).update(**columns)
        after = _versions(model, before)
        for pk, values in before.items():
            was = dict(zip(names, values, strict=True))
            self._note(model, pk, was, columns, versions.get(pk), after.get(pk))

    def take_away(self, rows: QuerySet[Any]) -> None:
        """Delete these rows, of which nothing else depends."""
        for row in rows:
            self._note(rows.model, row.pk, _columns_of(row), None)
            row.delete()

    def link(self, model: type[Any], **columns: Any) -> None:
        """Make a row that only links two others, unless there is one."""
        row, is_new = model._default_manager.get_or_create(**columns)
        if is_new:
            self._note(model, row.pk, None, _columns_of(row))

    def along(self, kept: Root, gone: Root) -> None:
        """Let all that moves along name the one that stays."""
        for along in ALONG[type(gone)]:
            self.change(along.moving(kept, gone), **{along.column: kept.pk})
            if along.dropped:
                self.take_away(along.naming(gone))

    def keep(self) -> None:
        MovedRow.objects.bulk_create(self.rows, _BATCH)

    def _note(
        self,
        model: type[Model],
        pk: Any,
        before: Columns | None,
        after: Columns | None,
        was: int | None = None,
        now: int | None = None,
    ) -> None:
        row = MovedRow(joining=self.joining, table=model._meta.label, row=str(pk))
        row.before, row.after = _json(before), _json(after)
        row.version_before, row.version_after = was, now
        self.rows.append(row)


def _columns_of(row: Model) -> Columns:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def _versions(model: type[Model], ids: Iterable[Any]) -> dict[Any, int]:
    if not issubclass(model, Versioned):
        return {}
    return dict(model._default_manager.filter(pk__in=list(ids)).values_list("pk", "row_version"))


def _json(columns: Columns | None) -> Any:
    """As the column of JSON gives it back: ids and times are texts."""
    return None if columns is None else json.loads(json.dumps(dict(columns), cls=DjangoJSONEncoder))


# -- taking back ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that is not as a merger left it: as it is now (None: it is gone), and the columns that differ."""

    moved: MovedRow
    row: Any
    columns: Sequence[str] = ()


def changed_since(moved: Sequence[MovedRow], *, locking: bool) -> Iterator[Changed]:
    """Those that are not as the merger left them, each once; what was put back since, or moved back by hand, is.

    What a row says counts, not how often it was written. All of them are locked by whoever is about to write them.
    """
    stored = _stored(moved, locking=locking)
    rewritten = _rewritten(moved, stored)
    by_row: dict[tuple[str, str], list[MovedRow]] = defaultdict(list)
    for each in moved:
        by_row[each.table, each.row].append(each)
    for key, touches in by_row.items():
        row, first, last = stored.get(key), touches[0], touches[-1]
        if last.after is None:
            columns, is_changed = [], row is not None
        elif first.before is None:
            columns = [name for name, value in last.after.items() if row and not _is(row, name, value)]
            is_changed = bool(columns)
        else:
            columns = _differing(row, touches, rewritten.get(key, ())) if row else []
            is_changed = row is None or bool(columns)
        if is_changed:
            yield Changed(last, row, columns)


def _differing(row: Model, touches: Sequence[MovedRow], rewritten: Sequence[str]) -> list[str]:
    """The columns of a row that are neither as the merger left them nor as they were before it."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for each in touches:
        before = {**(each.before or {}), **before}
        after |= each.after or {}
    links = [name for name in after if name.endswith("_id")] or list(after)
    if all(_is(row, name, before[name]) for name in links):
        return []  # moved back by hand: it stands where it belongs
    moved = [name for name in after if not (_is(row, name, after[name]) or _is(row, name, before[name]))]
    return [*moved, *(name for name in rewritten if name not in after)]


def _is(row: Model, name: str, value: Any) -> bool:
    return bool(_json({name: getattr(row, name)}) == {name: value})


def _rewritten(moved: Sequence[MovedRow], stored: Mapping[tuple[str, str], Any]) -> dict[tuple[str, str], list[str]]:
    """The columns of rows that say something else than the merger left, by the audit trail; of a root none.

    Of a root the touched columns alone tell: what else an editor wrote of it is left as it is.
    """
    versions = {(each.table, each.row): each.version_after for each in moved}
    found: dict[tuple[str, str], list[str]] = {}
    for label in sorted({each.table for each in moved}):
        model: Any = apps.get_model(label)
        if not issubclass(model, Versioned) or issubclass(model, Root):
            continue
        ids = [key[1] for key, row in stored.items() if key[0] == label and row.row_version != versions[key]]
        names = [column.attname for column in model._meta.concrete_fields if column.name not in UNCOUNTED]
        trail = model.pgh_event_model.objects.filter(pgh_obj_id__in=ids).values("row_version", *names)
        left = {str(event["id"]): event for event in trail if event["row_version"] == versions[label, str(event["id"])]}
        for row in model._default_manager.filter(pk__in=ids).values(*names):
            was, pk = left.get(str(row["id"]), {}), str(row["id"])
            found[label, pk] = [name for name in names if name not in was or was[name] != row[name]]
    return found


def take_back(moved: Sequence[MovedRow]) -> None:
    """Give every row the columns that it had; the last first."""
    for each in reversed(moved):
        model = apps.get_model(each.table)
        rows = model._default_manager.filter(pk=each.row)
        if each.before is None:
            rows.delete()
        elif each.after is None:
            model._default_manager.bulk_create([model(**_typed(model, each.before))])
        else:
            rows.update(**_typed(model, each.before))


def count_up(keys: Iterable[RootKey]) -> None:
    """Count these locked roots one version up; one that was not ahead of its edition is not ahead of it now.

    What a merger of sources changes of a claim is whom its rows name: its edition keeps names as printed.
    """
    for model, ids in by_model(keys).items():
        rows = model._default_manager.filter(pk__in=ids)
        rows.filter(published_version=F("version")).update(
            version=F("version") + 1, published_version=F("published_version") + 1
        )
        rows.exclude(published_version=F("version")).update(version=F("version") + 1)


def _typed(model: type[Model], columns: Columns) -> dict[str, Any]:
    by_name = {column.attname: column for column in model._meta.concrete_fields}
    return {name: by_name[name].to_python(value) for name, value in columns.items()}


def _stored(moved: Sequence[MovedRow], *, locking: bool) -> dict[tuple[str, str], Model]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for each in moved:
        wanted[each.table].add(each.row)
    found: dict[tuple[str, str], Model] = {}
    for label in sorted(wanted):
        rows = apps.get_model(label)._default_manager.filter(pk__in=wanted[label]).order_by("pk")
        found |= {(label, str(row.pk)): row for row in (locked(rows) if locking else rows)}
    return found
