"""CSV and XLSX: read by Python's csv and by openpyxl."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from claims.exports import tables, workbook
from claims.exports.tables import FORMULA, HEADER, inert
from claims.exports.workbook import MAX_LETTERS
from claims.models import Claim
from tests.claims.exports.conftest import HEADING, HOSTILE, published

pytestmark = pytest.mark.rendering

Rows = list[list[Any]]


def read_csv(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def read_xlsx(content: bytes, sheet: int = 0) -> Rows:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def as_text(cell: Any) -> str:
    """A cell of a workbook as the CSV has it, but for times."""
    if isinstance(cell, datetime):
        return str(cell.date())
    return "" if cell is None else str(cell)


def xlsx_of(rows: Rows) -> bytes:
    return b"".join(workbook.workbook("Claims", HEADER[:2], rows))


@pytest.mark.django_db
def test_a_claim_is_a_row_and_both_tables_say_the_same(whole_claim: Claim) -> None:
    claims = published(whole_claim)
    header, row = read_csv(b"".join(tables.csv(HEADING, claims)))
    assert header == HEADER
    cells = dict(zip(header, row, strict=True))
    said = {
        "statement": "The port was taken over.",
        "verdict": "false",
        "likelihood": "very_unlikely",
        "confidence": "moderate",
        "assessed_by": "The Desk",
        "assessments": "2",
        "made": "2018-10-08",
        "claimants": "A. Speaker; " + cells["claimants"].split("; ")[1],
        "document_urls": "https://www.paper.example/2018/10/08/ports; https://social.example/1",
        "topics": "ports",
        "rebuttal_kinds": "denial",
        "edition": "1",
        "url": f"https://claims.example.org/claims/{whole_claim.slug}/",
    }
    assert {name: cells[name] for name in said} == said
    spreadsheet = read_xlsx(b"".join(tables.xlsx(HEADING, claims)))
    told = [
        cell[:10] if name in {"published_at", "updated_at"} else cell for name, cell in zip(header, row, strict=True)
    ]
    assert [list(map(as_text, each)) for each in spreadsheet] == [header, told]
    read = dict(zip(header, spreadsheet[1], strict=True))
    assert read["made"] == read["made_earliest"] == datetime.combine(date(2018, 10, 8), time())
    times = claims[0].document["edition"]["published_at"], claims[0].first_published_at
    exact_times = (datetime.fromisoformat(times[0]), times[1].astimezone(UTC))
    for name, exact in zip(("updated_at", "published_at"), exact_times, strict=True):
        assert abs(read[name].replace(tzinfo=UTC) - exact) < timedelta(milliseconds=1)


def test_a_table_of_nothing_has_its_header() -> None:
    assert read_csv(b"".join(tables.csv(HEADING, []))) == [HEADER]
    assert read_xlsx(b"".join(tables.xlsx(HEADING, []))) == [HEADER]


@pytest.mark.django_db
def test_no_cell_of_hostile_claims_is_computed(hostile_claims: list[Claim]) -> None:
    claims = published(*hostile_claims)
    rows = read_csv(b"".join(tables.csv(HEADING, claims)))[1:]
    begins = {cell.lstrip()[:1] for row in rows for cell in row}
    assert not begins & FORMULA
    assert [row[HEADER.index("statement")].removeprefix("'") for row in rows] == HOSTILE
    book = openpyxl.load_workbook(io.BytesIO(b"".join(tables.xlsx(HEADING, claims))))
    types = {cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None}
    assert types == {"s", "n", "d"}, "texts, numbers and dates, no formula"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("2018-10-08", date(2018, 10, 8)),
        ("1900-03-01", date(1900, 3, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        ("1900-02-28", "1900-02-28"),
        ("0000-02-29", "0000-02-29"),
        ("-0753-04-21", "-0753-04-21"),
        ("2018-10", "2018-10"),
        ("2018", "2018"),
        ("2018-10-08~", "2018-10-08~"),
        ("2018-10-XX", "2018-10-XX"),
        ("[..2018-10-08]", "[..2018-10-08]"),
        ("2018-10-08/2018-10-09", "2018-10-08/2018-10-09"),
        ("2018-10-08T12:00:00", "2018-10-08T12:00:00"),
        ("2018-10-08T12:00:01.500000Z", datetime(2018, 10, 8, 12, 0, 1, 500000, tzinfo=UTC)),
        ("", ""),
    ],
)
def test_exact_days_and_times_are_dates_and_all_else_stays_the_text_it_is(text: str, cell: object) -> None:
    assert tables._dated("made", text) == cell
    assert tables._dated("statement", text) == text
    [_, [_, read]] = read_xlsx(xlsx_of([["a", tables._dated("made", text)]]))
    wanted = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
    assert (read.date() if type(cell) is date else read or "") == wanted


def test_dates_have_the_formats_of_dates() -> None:
    rows = [[date(2018, 10, 8), datetime(2018, 10, 8, 23, 59, 59, tzinfo=UTC)]]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(rows))).active
    assert [cell.number_format for cell in sheet[2]] == [r"yyyy\-mm\-dd", r"yyyy\-mm\-dd\ hh:mm:ss"]
    assert [cell.is_date for cell in sheet[2]] == [True, True]


@given(st.text(min_size=1))
def test_an_inert_cell_begins_with_nothing_that_is_computed_and_loses_nothing(text: str) -> None:
    cell = inert(text)
    assert isinstance(cell, str)
    assert cell[0] not in "=+-@\t\r\n"
    assert not cell.lstrip() or cell.lstrip()[0] not in FORMULA
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", ["plain", "1 = 1", "a-b", "", "’=1"])
def test_a_cell_that_nothing_would_compute_is_left_alone(text: str) -> None:
    assert inert(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=50))
@example("_x005F_")
@example("_x005F_x0041_")
def test_openpyxl_reads_back_what_was_written(text: str) -> None:
    [_, [read, number]] = read_xlsx(xlsx_of([[text, 7]]))
    assert (unescape(read), number) == (text, 7)  # openpyxl leaves to its user what Excel reads as _x005F_


def test_letters_that_xml_cannot_hold_are_replaced_and_the_rest_is_kept() -> None:
    [_, [read, _]] = read_xlsx(xlsx_of([["a\x00\x01\x0b\x1f\ufffe\uffffb\r\n\tc", 1]]))
    assert read == "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb\r\n\tc"


@pytest.mark.parametrize("letter", ["a", "俄", "👩"])
def test_a_text_too_long_for_a_cell_is_cut_visibly(letter: str) -> None:
    [_, [read, _]] = read_xlsx(xlsx_of([[letter * 40_000, 1]]))
    assert len(read.encode("utf-16-le")) // 2 <= MAX_LETTERS
    assert read == letter * (len(read) - 1) + "…"


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    content = xlsx_of([["row", number] for number in range(7)])
    sheets = [read_xlsx(content, sheet) for sheet in range(3)]
    assert [row for sheet in sheets for row in sheet[1:]] == [["row", number] for number in range(7)]
    assert [sheet[0] for sheet in sheets] == [HEADER[:2]] * 3


def test_a_full_last_sheet_is_followed_by_no_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    content = xlsx_of([["row", number] for number in range(6)])
    assert len(openpyxl.load_workbook(io.BytesIO(content)).worksheets) == 2


def test_a_workbook_is_sent_while_its_rows_are_still_being_read() -> None:
    taken = 0

    def rows() -> Any:
        nonlocal taken
        for taken in range(20_000):
            yield [f"row {taken} {hash(str(taken))}", taken]

    chunks = workbook.workbook("Claims", ["text", "number"], rows())
    received = b"".join(next(chunks) for _ in range(50))
    assert len(received) > 10_000
    assert taken < 15_000


def test_the_same_rows_give_the_same_bytes_and_a_sound_archive() -> None:
    content = xlsx_of([["a", 1]])
    assert content == xlsx_of([["a", 1]])
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
