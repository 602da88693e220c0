"""Rows of tables as people save them: delimiters, quotation marks, encodings, headings, and what workbooks hide."""

import csv
import datetime as dt
import gzip
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tablib

from claims.interchange.incoming import rows as rows_module
from claims.interchange.incoming import workbooks
from claims.interchange.incoming.cells import Cell, MappingFile, Rule, Unreadable
from claims.interchange.incoming.limits import LIMITS, InputFault, Limits
from claims.interchange.incoming.rows import TableRow, row_again, table_rows
from claims.interchange.incoming.streams import opened

MAPPING = MappingFile("mine", "", [Rule("claim", {"statement": Cell(column="claim"), "identity": Cell(column="id")})])


def read(content: bytes | str, name: str = "mine.csv", mapping: MappingFile = MAPPING) -> list[TableRow]:
    content = content.encode() if isinstance(content, str) else content
    with opened(name, upload=content) as source:
        return list(table_rows(source, name, mapping))


def told(rows: list[TableRow]) -> list[tuple[str, str]]:
    """Where each row stands, and what it says or why it says nothing."""
    return [(row.place, row.fault or row.columns["claim"]) for row in rows]


def fault(content: bytes | str, name: str = "mine.csv", mapping: MappingFile = MAPPING) -> str:
    with pytest.raises(InputFault) as caught:
        read(content, name, mapping)
    return str(caught.value)


def workbook(*cells: tuple[Any, ...], **more: Any) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in cells:
        sheet.append(row)
    for area in more.get("merged", []):
        sheet.merge_cells(area)
    for title in more.get("sheets", []):
        book.create_sheet(title)["A1"] = more["sheets"][title]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def patched(content: bytes, old: bytes, new: bytes) -> bytes:
    """The same workbook with other XML in its sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name.endswith("sheet1.xml"):
                assert old in part
            after.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    return file.getvalue()


# -- CSV and TSV ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("id,claim\n1,One\n2,Two\n", "a.csv"),
        ("\ufeffid;claim\r\n1;One\r\n2;Two\r\n", "a.csv"),
        ("id\tclaim\n1\tOne\n2\tTwo", "A.TSV"),
        ("id|claim\n\n1|One\n|\n2|Two\n", "a.csv"),
        ("id,claim,\n1,One,,,\n2, Two ,\n", "a.csv"),
        ('"id","claim"\n"1","One"\n"2","Two"\n', "a.csv"),
        ('{"id": 1, "claim": "One"}\n{"id": 2, "claim": "Two", "more": {"a": [1]}}\n', "a.ndjson"),
        ('[{"id": 1, "claim": "One"}, {"id": 2, "claim": "Two"}]', "a.json"),
        (workbook(("id", "claim"), (1, "One"), (2, "Two")), "a.xlsx"),
        (workbook((None, None), ("id", "claim", None), (1, "One", None), (None, None), (2, "Two")), "a.xlsx"),
        (tablib.Dataset((1, "One"), (2, "Two"), headers=["id", "claim"]).export("xlsx"), "a.xlsx"),
    ],
)
def test_the_same_table_reads_the_same_however_it_was_saved(content: bytes | str, name: str) -> None:
    packed = gzip.compress(content.encode() if isinstance(content, str) else content)
    for given, called in ((content, name), (packed, f"{name}.gz")):
        rows = [row for row in read(given, called) if not row.fault]
        assert [(row.columns["id"], row.columns["claim"]) for row in rows] == [("1", "One"), ("2", "Two")]


def test_rows_say_where_they_stand_though_cells_have_lines_of_their_own() -> None:
    assert told(read('id,claim\n1,"One\nand more"\n2,Two\n')) == [("line 2", "One\nand more"), ("line 4", "Two")]


def test_a_row_of_another_shape_is_refused_as_it_came_and_those_around_it_are_read() -> None:
    rows = read("id,claim\n1,One\n2,Two,or three\n3\n4,Four\n")
    assert told(rows) == [
        ("line 2", "One"),
        ("line 3", "it has 3 cells for 2 columns"),
        ("line 4", "it has 1 cells for 2 columns"),
        ("line 5", "Four"),
    ]
    assert rows[1].raw == b"2,Two,or three\n"
    assert "mend the table" in row_again(rows[1].place, rows[1].raw).fault
    assert row_again(rows[0].place, rows[0].raw) == rows[0]


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        ('id,claim\n1,"One\n2,Two\n3,Three\n', ["line 2"]),
        ('id,claim\n1,"One\n2,"Two"\n3,Three\n', ["line 2"]),
        ('id,claim\n1,One\n2,"Two" or so\n3,Three\n', ["line 3"]),
    ],
)
def test_a_quotation_mark_out_of_place_costs_its_own_line_alone(content: str, lost: list[str]) -> None:
    rows = read(content)
    assert [row.place for row in rows if row.fault] == lost
    assert [row.place for row in rows] == ["line 2", "line 3", "line 4"]


def test_quotation_marks_are_text_where_the_mapping_says_so() -> None:
    plain = MappingFile("mine", "", MAPPING.rules, columns=["id", "claim"], delimiter="\t", quoted=False)
    assert told(read('1\t"One", he said\n2\t"Two\n', "a.txt", plain)) == [
        ("line 1", '"One", he said'),
        ("line 2", '"Two'),
    ]


def test_formulas_in_a_text_are_text_and_control_characters_are_none() -> None:
    assert told(read("id,claim\n1,=HYPERLINK(0)\n2,T\x00w\x01o\n")) == [("line 2", "=HYPERLINK(0)"), ("line 3", "Two")]


def test_bytes_that_are_no_utf_8_refuse_their_row() -> None:
    rows = read("id,claim\n1,Año\n".encode("cp1252") + "2,Año\n".encode())
    assert told(rows) == [("line 2", "it is not in UTF-8"), ("line 3", "Año")]
    assert rows[0].raw == b"1,A\xf1o\n"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("id,claim\n1,One\n".encode("utf-16"), "it is UTF-16: save it as CSV in UTF-8"),
        (workbook(("id", "claim")), "it is a zip archive or a workbook"),
        ("id,Año,claim\n".encode("cp1252"), "the headings are not in UTF-8"),
        ("id,claim,id,claim\n1,One,2,Two\n", "several columns have the same heading: claim, id"),
        ("id,statement\n1,One\n", "has no column claim, which the mapping mine reads. It has: id, statement."),
        ("number;statement\n", "has no column claim, id, which"),
        ("", "it is empty"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content: bytes | str, complaint: str) -> None:
    assert complaint in fault(content)


def test_a_file_of_another_kind_is_refused_by_its_name() -> None:
    assert "does not end in .csv" in fault("id,claim\n", "table.ods")


def test_a_line_without_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "LIMITS", Limits(record=1000))
    assert fault("id,claim\n1," + "x" * 2000) == "line 2 is longer than 1000 characters"
    rows = read('id,claim\n1,"' + "x\n" * 900 + "2,Two\n")
    assert told(rows)[0] == ("line 2", "it is no row of a table: field larger than field limit (1000)")
    assert told(rows)[-1] == ("line 902", "Two")
    csv.field_size_limit(LIMITS.record)


# -- workbooks ------------------------------------------------------------------------------------

CELLS = (("id", "claim"), (1, "One"), (2, "Two"))


def test_days_numbers_and_results_of_formulas_read_as_they_are_shown() -> None:
    content = workbook(
        ("id", "claim"), (1.0, dt.date(2021, 3, 4)), (2, dt.datetime.fromisoformat("2021-03-04T09:30")), (3, "=1+1")
    )
    computed = patched(content, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    assert told(read(computed, "a.xlsx")) == [
        ("row 2", "2021-03-04"),
        ("row 3", "2021-03-04 09:30:00"),
        ("row 4", "2"),
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (workbook(*CELLS, merged=["B2:B3"]), "cells are merged; divide them, and fill in each: B2:B3"),
        (
            workbook(*CELLS, (3, "=1+1")),
            "cells hold formulas without a result; open the workbook, and save it: B4",
        ),
        (
            workbook(*CELLS, *[(3, "#N/A")] * 7),
            "cells hold errors; mend them: B4, B5, B6, B7, B8 …",
        ),
        (workbook(*CELLS, sheets={"More": "x"}), "2 sheets of the workbook have cells"),
        (patched(workbook(*CELLS), b'ref="A1:B3"', b'ref="A1:B2"'), "cells beyond where it says it ends"),
        (workbook(), "the workbook is empty"),
        (b"PK\x03\x04 no archive", "it is no workbook"),
        (b"id,claim\n1,One\n", "it is no workbook"),
        (workbook(("id", "claim", "id")), "several columns have the same heading: id"),
    ],
)
def test_a_workbook_that_would_be_misread_is_refused_and_its_cells_are_named(content: bytes, complaint: str) -> None:
    assert complaint in fault(content, "a.xlsx")


def test_a_workbook_that_unpacks_to_more_than_memory_should_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 3000)
    assert "unpacks to more than" in fault(workbook(*CELLS), "a.xlsx")


def test_rows_of_a_workbook_that_are_too_wide_are_refused() -> None:
    assert told(read(workbook(*CELLS, (3, "Three", "or more")), "a.xlsx"))[-1] == (
        "row 4",
        "it has 3 cells for 2 columns",
    )


def test_no_table_is_read_by_a_path_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,claim\n1,One\n", encoding="utf-8")
    with opened(str(path)) as source:
        assert told(list(table_rows(source, path.name, MAPPING))) == [("line 2", "One")]


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n", "\ufeffsep=;\n"])
def test_a_first_line_that_tells_spreadsheets_the_delimiter_is_heeded_and_is_no_row(first: str) -> None:
    assert told(read(f"{first}id;claim\n1;It is so, they say.\n")) == [("line 3", "It is so, they say.")]
    tabs = read("sep=\t\nid\tclaim\n1\tIt is so.\n", mapping=replace(MAPPING, delimiter="\t"))
    assert told(tabs) == [("line 3", "It is so.")]


@pytest.mark.parametrize(
    "error",
    [
        *("#NAME?", "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#n/a", "Err:502"),
        *(
            "#NV",
            "#BEZUG!",
            "#WERT!",
            "#NOM?",
            "#VALEUR!",
            "#¡REF!",
            "#¿NOMBRE?",
            "#N/D",
            "#ССЫЛКА!",
            "#Н/Д",
            "#DEĞER!",
        ),
    ],
)
def test_an_error_of_a_spreadsheet_is_refused_with_its_cell_in_any_language(error: str) -> None:
    rule = MAPPING.rules[0]
    with pytest.raises(Unreadable, match=r"statement \(from claim\): the cell holds #?\S+, an error"):
        rule.text("statement", {"id": "1", "claim": f" {error} "})
    assert rule.text("statement", {"id": error, "claim": f"It shows {error}"}) == f"It shows {error}"
    assert rule.text("statement", {"id": "1", "claim": "#WIN!"}) == "#WIN!"
