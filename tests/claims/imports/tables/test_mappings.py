"""Column mappings: how cells read, what a mapping file must say, and that the ready-made ones say it."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from claims.imports.tables.cells import CELLS, Cell, InvalidMapping, Rule, Unreadable
from claims.imports.tables.mapping import MAPPINGS, mapping, names

HANDBOOK = (Path(__file__).parents[4] / "docs" / "tables.md").read_text(encoding="utf-8")
ROW = {
    "name": "jane-doe",
    "office": "",
    "state": " Texas ",
    "url": "https://www.a.example/x",
    "a.b[0]": "odd",
    "s": "gr",
}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (Cell(column="state"), "Texas"),
        (Cell(column="nowhere"), ""),
        (Cell(value="en"), "en"),
        (Cell(column="name", words=True), "Jane Doe"),
        (Cell(template="{name} of {state}"), "jane-doe of Texas"),
        (Cell(template="{name}, {office}"), ""),
        (Cell(template=["{name}", "office: {office}", "state: {state}"]), "jane-doe; state: Texas"),
        (Cell(template="{a.b[0]}"), "odd"),
        (Cell(column="url", pattern="https?://(?:www\\.)?([^/]+)", group="1"), "a.example"),
        (Cell(column="url", pattern="//(?P<host>[^/]+)", group="host"), "www.a.example"),
        (Cell(column="url", pattern="ftp"), ""),
        (Cell(column="s", map={"gr": "B"}), "B"),
        (Cell(column="office", map={"gr": "B"}), ""),
    ],
)
def test_a_cell_reads(cell: Cell, read: str) -> None:
    assert cell.read(ROW) == read


def test_a_value_the_map_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(Unreadable, match="“Texas” is not one of: gr, d"):
        Cell(column="state", map={"gr": "B", "d": "E"}).read(ROW)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("speaker.kind", "robot", r"speaker.kind \(from x\): “robot” is not one of: person, outlet"),
        ("speaker.kind", "anonymous", "is not one of"),
        ("seen.medium", "fax", "is not one of: article"),
        ("kind", "lie", "is not one of: factual"),
        ("judgement.label", "x" * 5001, r"it has 5,001 characters and may have 5,000"),
        ("page.title", "x" * 1001, "may have 1,000"),
        ("judgement.judge.host", "x" * 300, "may have 253"),
        ("statement", "x" * 10_001, "may have 10,000"),
    ],
)
def test_what_the_desk_could_not_store_is_refused_by_name(name: str, text: str, complaint: str) -> None:
    with pytest.raises(Unreadable, match=complaint):
        Rule("claim", {name: Cell(column="x")}).text(name, {"x": text})


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_ready_made_mapping_is_valid_says_what_it_is_for_and_is_in_the_handbook(name: str) -> None:
    ready = mapping(name)
    assert len(ready.about) > 80
    assert f"`{name}`" in HANDBOOK


def test_the_example_of_the_handbook_works_as_it_is_printed(tmp_path: Path) -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```", HANDBOOK, re.M | re.S)
    own = mapping(written(tmp_path, example))
    rule = own.rule_for({"status": "done"})
    assert rule
    assert rule.text("context", {"venue": "court", "job": ""}) == "Said in court"
    assert own.rule_for({"status": "open"}) is None


def test_every_cell_and_every_key_of_a_cell_is_in_the_handbook() -> None:
    endings = {name.rsplit(".", maxsplit=1)[-1] for cells in CELLS.values() for name in cells}
    keys = {member.name for member in fields(Cell)}
    assert sorted(name for name in endings | keys if not re.search(rf"`[\w.]*\b{name}`", HANDBOOK)) == []


def test_the_ready_made_ones_are_for_these_tables() -> None:
    assert names() == ["averitec", "claimskg", "euvsdisinfo_cases", "euvsdisinfo_index", "liar", "sources"]


CLAIM = '[[rule]]\nbecomes = "claim"\n[rule.cells]\nstatement = { column = "c" }\n"page.title" = { column = "t" }\n'


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_mapping_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    own = mapping(written(tmp_path, f"{CLAIM}topics = {{ column = 's', split = ',' }}\n"))
    assert (own.name, own.reads) == ("mine", {"c", "t", "s"})
    rule: Any = own.rule_for({})
    assert rule.texts("topics", {"s": "a, b,,c "}) == ["a", "b", "c"]


def test_columns_that_are_missing_are_named_all_at_once(tmp_path: Path) -> None:
    own = mapping(written(tmp_path, f"{CLAIM}context = {{ template = '{{a}} {{b}}' }}\n"))
    with pytest.raises(InvalidMapping, match=r"has no column a, b, t, which the mapping mine reads\. It has: c, d\."):
        own.check(["c", "d"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"has no \[\[rule\]\]"),
        ("rule = 5", r"has no \[\[rule\]\]"),
        ("a = ", "is not TOML"),
        ("colour = 1\n" + CLAIM, "has colour; it may have: about, file, rule"),
        ("[file]\ndelimiter = ';;'\n" + CLAIM, "delimiter in .* is one character"),
        ("[file]\ncolumns = 'a,b'\n" + CLAIM, "columns = 'a,b' is not a list of texts"),
        ("[file]\nquoted = 'no'\n" + CLAIM, "is not true or false"),
        ('[[rule]]\nbecomes = "rumour"\n', "`becomes` is one of: claim, source"),
        ('[[rule]]\nbecomes = "claim"\n', "rule 1 needs a cell for statement"),
        ('[[rule]]\nbecomes = "source"\n', "rule 1 needs a cell for name or host"),
        ('[[rule]]\nbecomes = "claim"\n[rule.cells]\nstatement = { value = "x" }\n', "page.url or page.title or seen.url"),
        (CLAIM + '"judgement.label" = { column = "l" }\n', "needs beside judgement.label a cell for judgement.judge.name"),
        (CLAIM + 'verdict = { column = "v" }\n', "has verdict; it may have: context, countries"),
        (CLAIM + "made = 5\n", "made of rule 1 is a table"),
        (CLAIM + "made = {}\n", "needs one of: column, value, template"),
        (CLAIM + 'made = { column = "a", value = "b" }\n', "needs one of: column, value, template"),
        (CLAIM + 'made = { column = "a", order = "year" }\n', "what comes first: day or month"),
        (CLAIM + 'made = { column = 7 }\n', "column = 7 is not a text"),
        (CLAIM + 'made = { column = "a", pattern = "(" }\n', "is no regular expression"),
        (CLAIM + 'made = { column = "a", pattern = "b", group = "1" }\n', "has no group 1"),
        (CLAIM + 'kind = { value = "lie" }\n', "kind of rule 1: “lie” is not one of: factual"),
        (CLAIM + 'kind = { column = "a", map = { x = "lie" } }\n', "“lie” is not one of: factual"),
        (CLAIM + 'kind = { column = "a", map = { x = 1 } }\n', "x = 1 is not a text"),
        (CLAIM + '[rule.answer]\ncolumn = "d"\n', "needs a column and a pattern"),
        (CLAIM + '[rule.answer]\ncolumn = "d"\npattern = "(?P<who>x)"\n', "has the groups who, verb and quote"),
        (CLAIM + "[rule.when]\na = 1\n", "a = 1 is not a text"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_says_where_and_what_would_be_right(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(InvalidMapping, match=complaint):
        mapping(written(tmp_path, text))


@pytest.mark.parametrize("name", ["", "mine", "../mappings/liar", "mine.txt", "mine.toml", "/etc/passwd"])
def test_what_is_no_mapping_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(InvalidMapping, match="one of: averitec, claimskg"):
        mapping(name)
    assert MAPPINGS.is_dir()
