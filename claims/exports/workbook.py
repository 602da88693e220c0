"""A workbook (Office Open XML, ISO/IEC 29500-1) that is sent while it is written, in constant memory.

Libraries write a workbook to a file and hand it over when the last row is in it; a reader of a long list would
wait for minutes and lose the connection. A sheet of texts, numbers and dates needs little of the standard: rows
of inline strings (18.3.1.53), which no spreadsheet takes for a formula, and six small parts around them.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape, quoteattr

#: A time is written in UTC: a sheet knows no zones.
Cell = str | int | date | datetime

#: Days are counted from here (18.17.4.1). A sheet has a 29th of February 1900: what is before it is no date there.
DAY_0: Final = datetime(1899, 12, 30, tzinfo=UTC)
FIRST_DAY: Final = "1900-03-01"
#: What Excel reads (Excel specifications and limits): a longer text is cut, a longer list goes on in a new sheet.
MAX_LETTERS: Final = 32_767
MAX_ROWS: Final = 1_048_576
#: A sheet's XML stays below what a ZIP archive holds without 64-bit extensions, which not every reader knows.
MAX_BYTES: Final = 1 << 30
CUT: Final = "…"
ROWS_A_CHUNK: Final = 200

#: Letters that XML 1.0 cannot hold (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: How Office writes a letter by its number (22.9.2.19, ST_Xstring): a text that looks like it is escaped so.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_ROOT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


class _Outlet:
    """Where the archive is written to: what was written is taken away and sent."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        self._written.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        chunk = b"".join(self._written)
        self._written.clear()
        return chunk


#: Cells without a style of their own, days, and times (18.8.10, 18.8.30).
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" xfId="0" '
    'applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The bytes of a workbook with these rows. The same rows give the same bytes."""
    outlet = _Outlet()
    remaining = iter(rows)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it writes only
        sheets = 0
        first: Sequence[Cell] | None = next(remaining, None)
        while first is not None or not sheets:
            sheets += 1
            begun = iter(()) if first is None else iter([first])
            with archive.open(_part(f"xl/worksheets/sheet{sheets}.xml"), "w") as part:
                for text in _sheet(header, chain(begun, remaining)):
                    part.write(text.encode())
                    yield outlet.taken()
            first = next(remaining, None)
        for name, text in _frame(title, sheets):
            archive.writestr(_part(name), text)
    yield outlet.taken()


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _sheet(header: Sequence[str], rows: Iterator[Sequence[Cell]]) -> Iterator[str]:
    """One sheet, its header frozen, with as many of the rows as it can hold; in chunks."""
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
    view += '<sheetFormatPr defaultColWidth="20" defaultRowHeight="15"/>'  # a date that does not fit shows as ####
    pieces = [f'{_XML}<worksheet xmlns="{_MAIN}">{view}<sheetData>{_row(header)}']
    size = 0
    for count, row in enumerate(rows, start=2):
        pieces.append(_row(row))
        size += len(pieces[-1])
        full = count == MAX_ROWS or size > MAX_BYTES // 4  # a letter has up to four bytes
        if full or count % ROWS_A_CHUNK == 0:
            yield "".join(pieces)
            pieces = []
        if full:
            break
    pieces.append("</sheetData></worksheet>")
    yield "".join(pieces)


def _row(cells: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    if isinstance(cell, date):
        return _moment(cell)
    if not cell:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'


def _moment(cell: date | datetime) -> str:
    """A day, or a time in UTC, by its number of days."""
    if isinstance(cell, datetime):
        return f'<c s="2"><v>{(cell - DAY_0) / timedelta(days=1)!r}</v></c>'
    return f'<c s="1"><v>{(cell - DAY_0.date()).days}</v></c>'


def _text(text: str) -> str:
    fitting = _cut(text) if len(text) > MAX_LETTERS // 2 else text
    return escape(_LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("\ufffd", fitting)), {"\r": "&#13;"})


def _cut(text: str) -> str:
    """The text as far as a cell holds it. Excel counts letters as UTF-16 does."""
    written = text.encode("utf-16-le")
    if len(written) <= 2 * MAX_LETTERS:
        return text
    return written[: 2 * (MAX_LETTERS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _frame(title: str, sheets: int) -> Iterator[tuple[str, str]]:
    """The parts around the sheets: (name, XML)."""
    numbers = range(1, sheets + 1)
    names = {number: title if number == 1 else f"{title} {number}" for number in numbers}
    listed = "".join(f'<sheet name={quoteattr(names[n])} sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    related += f'<Relationship Id="styles" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
    )
    yield "_rels/.rels", _ROOT_RELATIONS
    yield "xl/styles.xml", _STYLES
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{typed}'
    )
    yield "[Content_Types].xml", f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{types}</Types>'
