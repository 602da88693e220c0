"""Workbooks (Office Open XML, ECMA-376 part 1, § 18): their cells by tablib, and what must not be read from them.

A merged cell has its text in one place and belongs to several rows; a formula that was never computed has none;
an error is no text. tablib gives nothing for all of them: a workbook with such cells is refused, and they are named.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

import tablib
from lxml import etree

from claims.imports.inputs.limits import LIMITS, MIB, InputFault

#: Unpacked. Its rows are held in memory, at about two to three times the size.
MAX_UNPACKED: Final = 64 * MIB
_SHEETS: Final = "xl/worksheets/"
_NAMED: Final = 5
_TOLD: Final = ("{*}dimension", "{*}c", "{*}mergeCell")
_PLACE = re.compile(r"([A-Z]+)(\d+)")


def cells_of(content: bytes) -> Iterator[list[str]]:
    """The rows of a workbook's one sheet, as texts. Raises `InputFault`, naming the cells that forbid it."""
    if len(content) > LIMITS.page:
        raise InputFault(f"the workbook is larger than {LIMITS.page // MIB} MB: save it as CSV")
    _refuse_what_has_no_text(content)
    try:
        table = tablib.Dataset().load(content, format="xlsx", headers=False)
    except Exception as error:
        # Any of the parsers a workbook goes through may refuse it, each in its own way.
        raise InputFault(f"the workbook cannot be read: {error}") from error
    return ([_text(value) for value in values] for values in table)


@dataclass(slots=True)
class _Sheet:
    """What a sheet has in it that must be known before its cells are read."""

    said_to_end: tuple[int, int] | None = None
    ends: tuple[int, int] = (0, 0)  # the last column and the last row with anything in it
    merged: list[str] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _refuse_what_has_no_text(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise InputFault(f"the workbook unpacks to more than {MAX_UNPACKED // MIB} MB: save it as CSV")
            sheets = [_looked_through(archive, name) for name in archive.namelist() if name.startswith(_SHEETS)]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, etree.XMLSyntaxError) as error:
        raise InputFault(f"it is no workbook that can be read: {error}") from error
    filled = [sheet for sheet in sheets if any(sheet.ends)]
    if len(filled) > 1:
        raise InputFault(f"{len(filled)} sheets of the workbook have cells: keep the one that is to be read")
    for sheet in filled:
        _refuse(sheet.merged, "cells are merged; divide them, and fill in each")
        _refuse(sheet.uncomputed, "cells hold formulas without a result; open the workbook, and save it")
        _refuse(sheet.errors, "cells hold errors; mend them")
        if sheet.said_to_end and any(said < is_ for said, is_ in zip(sheet.said_to_end, sheet.ends, strict=True)):
            raise InputFault("the workbook has cells beyond where it says it ends: open it, and save it again")


def _refuse(cells: list[str], why: str) -> None:
    if cells:
        shown = ", ".join(cells[:_NAMED]) + (" …" if len(cells) > _NAMED else "")
        raise InputFault(f"{why}: {shown}")


def _looked_through(archive: zipfile.ZipFile, name: str) -> _Sheet:
    sheet = _Sheet()
    if not name.endswith(".xml"):
        return sheet
    with archive.open(name) as member:
        for _, element in etree.iterparse(cast("Any", member), tag=_TOLD, resolve_entities=False):
            _look_at(element, sheet)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return sheet


def _look_at(element: Any, sheet: _Sheet) -> None:
    place = element.get("r") or element.get("ref") or ""
    if element.tag.endswith("dimension"):
        sheet.said_to_end = _column_and_row(place.rsplit(":", maxsplit=1)[-1])
    elif element.tag.endswith("mergeCell"):
        sheet.merged.append(place)
    elif members := {str(child.tag).rsplit("}", maxsplit=1)[-1]: child.text for child in element}:
        column, row = _column_and_row(place)
        sheet.ends = max(sheet.ends[0], column), max(sheet.ends[1], row)
        if element.get("t") == "e":
            sheet.errors.append(place)
        elif "f" in members and not members.get("v") and not ("v" in members and element.get("t") == "str"):
            sheet.uncomputed.append(place)


def _column_and_row(place: str) -> tuple[int, int]:
    """`B7` as (2, 7)."""
    match = _PLACE.fullmatch(place)
    if not match:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


def _text(value: Any) -> str:
    """A cell as it reads: a day without the midnight that workbooks give it, a whole number without `.0`."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time.min:
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
