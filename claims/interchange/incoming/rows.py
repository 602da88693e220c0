"""Rows of a table, as column → text: CSV and TSV a row at a time, workbooks by tablib, NDJSON a line at a time."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import orjson

from claims.interchange.incoming.cells import MappingFile
from claims.interchange.incoming.limits import LIMITS, InputFault
from claims.interchange.incoming.records import records
from claims.interchange.incoming.streams import Input
from claims.interchange.incoming.text import as_given
from claims.interchange.incoming.workbooks import cells_of

_DELIMITERS: Final = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
#: What a file that is called .csv is separated by where it is not commas: spreadsheets in Europe write semicolons.
_OTHER_DELIMITERS: Final = ";\t|"
_LINES: Final = frozenset({".ndjson", ".jsonl", ".json"})
_OTHER_ENCODINGS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a zip archive or a workbook"}
_TOLD_DELIMITER = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
# Bytes that are no UTF-8, as `surrogateescape` keeps them (PEP 383).
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where it stands, its columns, and how it came; `fault` says why it cannot be read."""

    place: str
    columns: dict[str, str]
    raw: bytes
    fault: str = ""


def table_rows(source: Input, name: str, mapping: MappingFile) -> Iterator[TableRow]:
    """Every row of the table in `source`, whose file name says what it is. Raises `InputFault`."""
    kind = PurePath(name.lower().removesuffix(".gz")).suffix
    if kind == ".xlsx":
        yield from _workbook(source, mapping)
    elif kind in _LINES:
        yield from _lines(source)
    elif kind in _DELIMITERS or mapping.delimiter:
        yield from _separated(source, mapping, _DELIMITERS.get(kind, ""))
    else:
        raise InputFault(f"“{name}” does not end in .csv, .tsv, .xlsx, .ndjson or .jsonl (or these and .gz)")


def row_again(place: str, raw: bytes) -> TableRow:
    """A row as it was kept of an earlier import. What was no row of its table is none by itself either."""
    try:
        columns = orjson.loads(raw)
    except orjson.JSONDecodeError:
        columns = None
    if not isinstance(columns, dict):
        return TableRow(place, {}, raw, "it cannot be read by itself: mend the table, and import it again")
    return TableRow(place, {str(name): _text(value) for name, value in columns.items()}, raw)


# -- CSV and TSV ----------------------------------------------------------------------------------


class _Lines:
    """The lines of a text, none longer than a record; some may be read twice."""

    def __init__(self, stream: io.BufferedReader) -> None:
        for mark, encoding in _OTHER_ENCODINGS.items():
            if stream.peek(4).startswith(mark):
                raise InputFault(f"it is {encoding}: save it as CSV in UTF-8")
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._again: list[str] = []
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._text.readline(LIMITS.record + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LIMITS.record:
            raise InputFault(f"line {self.number} is longer than {LIMITS.record} characters")
        self.taken.append(line)
        return line

    def read_again(self, lines: Sequence[str]) -> None:
        """Have these come once more, as the next."""
        self._again += reversed(lines)
        self.number -= len(lines)


def _separated(source: Input, mapping: MappingFile, delimiter: str) -> Iterator[TableRow]:
    lines = _Lines(io.BufferedReader(source.stream))
    told = _delimiter(lines, mapping, delimiter)
    delimiter = mapping.delimiter or told
    quoting: Final = csv.QUOTE_MINIMAL if mapping.quoted else csv.QUOTE_NONE
    csv.field_size_limit(LIMITS.record)
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)
    columns: Sequence[str] = mapping.columns
    while True:
        lines.taken.clear()
        place = f"line {lines.number + 1}"
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            # A quotation mark that is never closed swallows all that follows it: only its own line is given up.
            first, *others = lines.taken
            lines.read_again(others)
            yield _unreadable(place, [first], f"it is no row of a table: {error}")
            continue
        if not columns:
            columns = _headings(values, mapping)
        elif any(values):
            yield _row(place, columns, values, lines.taken)
    if not columns:
        raise InputFault("it is empty")


def _delimiter(lines: _Lines, mapping: MappingFile, usual: str) -> str:
    """The usual one, unless another divides the headings into those that the mapping reads.

    A first line such as `sep=;` tells spreadsheets, and us; it is no row.
    """
    first = next(lines, "")
    if told := _TOLD_DELIMITER.fullmatch(first):
        return told[1]
    lines.read_again([first] if first else [])
    candidates: tuple[str, ...] = () if mapping.columns else (usual, *_OTHER_DELIMITERS)
    for candidate in candidates:
        headings = next(csv.reader([first], delimiter=candidate), [])
        if mapping.reads <= set(map(str.strip, headings)):
            return candidate
    return usual


def _row(place: str, columns: Sequence[str], values: list[str], lines: Sequence[str]) -> TableRow:
    if any(map(_NOT_UTF8.search, lines)):
        return _unreadable(place, lines, "it is not in UTF-8")
    # Spreadsheets fill a table up with empty cells to the right.
    while len(values) > len(columns) and not values[-1].strip():
        values.pop()
    if len(values) != len(columns):
        return _unreadable(place, lines, f"it has {len(values)} cells for {len(columns)} columns")
    return _readable(place, dict(zip(columns, values, strict=True)))


def _unreadable(place: str, lines: Sequence[str], fault: str) -> TableRow:
    return TableRow(place, {}, "".join(lines).encode(errors="surrogateescape"), fault)


def _readable(place: str, columns: Mapping[str, str]) -> TableRow:
    given = {name: as_given(value) for name, value in columns.items()}
    return TableRow(place, given, orjson.dumps(given))


def _headings(given: Sequence[str], mapping: MappingFile) -> list[str]:
    """The columns' names. Raises `InputFault` for names that are no text or stand twice, and for missing ones."""
    if any(map(_NOT_UTF8.search, given)):
        raise InputFault("the headings are not in UTF-8: save the table in UTF-8")
    names = [as_given(name) or f"(column {number})" for number, name in enumerate(given, start=1)]
    if twice := sorted(name for name, times in Counter(names).items() if times > 1):
        raise InputFault(f"several columns have the same heading: {', '.join(twice)}")
    mapping.check(names)
    return names


# -- workbooks ------------------------------------------------------------------------------------


def _workbook(source: Input, mapping: MappingFile) -> Iterator[TableRow]:
    rows = cells_of(io.BufferedReader(source.stream).read(LIMITS.page + 1))
    columns: Sequence[str] = mapping.columns
    for number, values in enumerate(rows, start=1):
        if not any(values):
            continue
        if not columns:
            while values and not values[-1]:
                values.pop()
            columns = _headings(values, mapping)
        else:
            filled = [*values, *[""] * (len(columns) - len(values))]
            yield _row(f"row {number}", columns, filled, ["\t".join(values)])
    if not columns:
        raise InputFault("the workbook is empty")


# -- NDJSON ---------------------------------------------------------------------------------------


def _lines(source: Input) -> Iterator[TableRow]:
    for record in records(source):
        if record.fault or not isinstance(record.value, Mapping):
            yield TableRow(record.place, {}, record.raw, record.fault or "it is no object with columns")
        else:
            yield _readable(record.place, {str(name): _text(value) for name, value in record.value.items()})


def _text(value: Any) -> str:
    """A member's text; what holds members of its own has none."""
    return str(value) if isinstance(value, str | int | float) else ""
