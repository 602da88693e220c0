"""The kinds of input, a line each: a further one is a folder, its line here, and its word in `InputKind`."""

from collections.abc import Iterator
from typing import Final

from claims.imports.claimreview.reader import CLAIM_REVIEWS
from claims.imports.models import ImportRun, RefusedRecord
from claims.imports.reader import InputReader
from claims.imports.tables.reader import TABLES

READERS: Final[tuple[InputReader, ...]] = (CLAIM_REVIEWS, TABLES)


def reader_of(run: ImportRun) -> InputReader:
    """How the run's input is read."""
    return next(reader for reader in READERS if reader.kind == run.kind)


def reader_of_refused(row: RefusedRecord) -> InputReader:
    """How the input was read that a refused record came from."""
    return next(reader for reader in READERS if reader.refused(row))


def kinds() -> list[tuple[str, str]]:
    """The kinds as a form offers them: the word of each, and what it is called."""
    return [(reader.kind.value, str(reader.kind.label)) for reader in READERS]


def mappings() -> list[str]:
    """The names of all ways in which inputs are read that can be read in several."""
    return [name for reader in READERS for name in reader.mappings()]


def faults_of_reading(run: ImportRun, *, again: bool) -> Iterator[tuple[str, str]]:
    """Why the run's input could not be read: the field at fault, and a sentence.

    `again`: it is what earlier runs refused, which says itself how it is read.
    """
    reader = reader_of(run)
    if run.mapping and not reader.mappings():
        by_mapping = " or a ".join(str(each.kind.label) for each in READERS if each.mappings())
        yield "mapping", f"Only a {by_mapping} is read by a mapping."
    if not again:
        yield from reader.faults(run)
