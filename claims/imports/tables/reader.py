"""Tables as one of the kinds of input: each is read by a mapping."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from claims.imports.inputs.streams import Input
from claims.imports.models import ImportRun, InputKind, RefusedRecord
from claims.imports.read import Read
from claims.imports.reader import InputReader
from claims.imports.tables.mapping import mapping, names
from claims.imports.tables.reading import read_row, table
from claims.imports.tables.rows import row_again


def _read(source: Input, run: ImportRun, name: str) -> Iterator[Read]:
    return table(source, name, mapping(run.mapping))


def _again(row: RefusedRecord) -> Iterator[Read]:
    again = row_again(row.place, bytes(row.raw))
    yield replace(read_row(again, mapping(row.mapping)), mapping=row.mapping)


def _is_row(row: RefusedRecord) -> bool:
    return bool(row.mapping)


def _faults(run: ImportRun) -> Iterator[tuple[str, str]]:
    if run.mapping not in names():
        yield "mapping", f"Choose how the table is read: {', '.join(names())}."


TABLES: Final = InputReader(
    kind=InputKind.TABLE, read=_read, again=_again, refused=_is_row, mappings=names, faults=_faults
)
