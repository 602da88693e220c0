r"""Column mappings: which cell of a table becomes what, written in TOML and kept beside this file or anywhere else.

    about = "what table this is, and where it comes from"

    [file]                               # only where the file does not say it itself
    columns = ["id", "label"]            # when it has no row of headings
    delimiter = "\t"
    quoted = false                       # quotation marks in it are part of the text

    [[rule]]                             # the first rule whose `when` holds reads the row
    becomes = "claim"                    # or "source"
    when = { kind = "fact_checker" }     # columns and what must stand in them

    [rule.cells]
    statement = { column = "claim" }
    language = { value = "en" }
    made = { column = "date", order = "day" }
    topics = { column = "subjects", split = "," }
    context = { template = ["Said in {venue}", "office: {job}"] }   # a part without its column is left out
    "speaker.name" = { column = "speaker", words = true }
    "grade.letter" = { column = "status", map = { gr = "B" } }
    host = { column = "url", pattern = "https?://([^/]+)", group = "1" }

    [rule.answer]                        # denials that a text quotes: only where all three are found
    column = "disproof"
    pattern = '(?P<who>[A-Z]\w+) (?P<verb>denied) it: "(?P<quote>[^"]+)"'

A cell that reads nothing is empty, and what it was to become is unknown. docs/tables.md has it in full.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from claims.imports.tables.cells import CELLS, Cell, InvalidMapping, MappingFile, Quoted, Rule, Unreadable, checked

MAPPINGS: Final = Path(__file__).with_name("mappings")

#: Cells that come together: without the others the first means nothing. One of each group is enough.
_NEEDS: Final = {
    "claim": (
        ("", ("statement",)),
        ("", ("page.url", "page.title", "seen.url", "seen.publisher.name", "reported.url")),
        ("judgement.label", ("judgement.judge.name",)),
        ("judgement.label", ("judgement.judge.host", "page.url")),
        ("seen.title", ("seen.url", "seen.publisher.name")),
    ),
    "source": (
        ("", ("name", "host")),
        ("grade.letter", ("grade.reasons",)),
        ("grade.letter", ("grade.by.name",)),
    ),
}


def names() -> list[str]:
    """The ready-made mappings."""
    return sorted(path.stem for path in MAPPINGS.glob("*.toml"))


def mapping(name: str) -> MappingFile:
    """The ready-made mapping of this name, or the one in the file of this path. Raises `InvalidMapping`."""
    path = MAPPINGS / f"{name}.toml" if name in names() else Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise InvalidMapping(
            f"There is no mapping “{name}”. Give the path of a .toml file, or one of: {', '.join(names())}."
        )
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidMapping(f"{path} is not TOML: {error}") from error
    return _mapping(path.stem, written)


def _mapping(name: str, written: dict[str, Any]) -> MappingFile:
    _known(f"The mapping {name}", written, {"about", "file", "rule"})
    listed = written.get("rule", [])
    if not listed or not isinstance(listed, list):
        raise InvalidMapping(f"The mapping {name} has no [[rule]].")
    rules = [_rule(number, rule) for number, rule in enumerate(listed, start=1)]
    file = _typed(f"[file] of {name}", written.get("file", {}), {"columns": list, "delimiter": str, "quoted": bool})
    if len(file.get("delimiter", ",")) != 1:
        raise InvalidMapping(f"The delimiter in [file] of {name} is one character.")
    return MappingFile(name=name, about=str(written.get("about", "")).strip(), rules=rules, **file)


def _rule(number: int, written: Any) -> Rule:
    where = f"rule {number}"
    types = {"becomes": str, "when": dict, "cells": dict, "refuse_cut": bool, "answer": dict}
    becomes = _typed(where, written, types).get("becomes")
    if becomes not in CELLS:
        raise InvalidMapping(f"In {where}, `becomes` is one of: {', '.join(CELLS)}.")
    cells = _known(f"[rule.cells] of {where}", written.get("cells", {}), CELLS[becomes])
    _refuse_halves(where, becomes, cells.keys())
    when = written.get("when", {})
    return Rule(
        becomes=becomes,
        cells={name: _cell(f"{name} of {where}", becomes, name, cell) for name, cell in cells.items()},
        when=_typed(f"`when` of {where}", when, dict.fromkeys(when, str)),
        refuse_cut=written.get("refuse_cut", False),
        answer=_quoted(f"answer of {where}", written["answer"]) if "answer" in written else None,
    )


def _refuse_halves(where: str, becomes: str, cells: Collection[str]) -> None:
    for given, needed in _NEEDS[becomes]:
        if (not given or given in cells) and not set(needed) & set(cells):
            beside = f" beside {given}" if given else ""
            raise InvalidMapping(f"{where} needs{beside} a cell for {' or '.join(needed)}.")


def _quoted(where: str, written: Any) -> Quoted:
    given = _typed(where, written, {"column": str, "pattern": str})
    if len(given) != len(fields(Quoted)):
        raise InvalidMapping(f"{where} needs a column and a pattern.")
    if not {"who", "verb", "quote"} <= _pattern(where, given["pattern"]).groupindex.keys():
        raise InvalidMapping(f"The pattern in {where} has the groups who, verb and quote.")
    return Quoted(**given)


def _pattern(where: str, written: str) -> re.Pattern[str]:
    try:
        return re.compile(written)
    except re.error as error:
        raise InvalidMapping(f"The pattern in {where} is no regular expression: {error}") from error


_CELL_TYPES: Final[Mapping[str, Any]] = {
    "column": str,
    "value": str,
    "template": str | list,
    "split": str,
    "words": bool,
    "map": dict,
    "pattern": str,
    "group": str,
    "order": str,
}


def _cell(where: str, becomes: str, name: str, written: Any) -> Cell:
    _typed(where, written, _CELL_TYPES)
    if sum(bool(written.get(way)) for way in ("column", "value", "template")) != 1:
        raise InvalidMapping(f"{where} needs one of: column, value, template.")
    cell = Cell(**written)
    _typed(f"The map of {where}", cell.map, dict.fromkeys(cell.map, str))
    if cell.order not in ("", "day", "month"):
        raise InvalidMapping(f"In {where}, `order` says what comes first: day or month.")
    pattern = _pattern(where, cell.pattern)
    groups = {"", *pattern.groupindex, *map(str, range(pattern.groups + 1))}
    if cell.group not in groups:
        raise InvalidMapping(f"The pattern in {where} has no group {cell.group}.")
    for text in [*cell.map.values(), *([cell.value] if cell.value and not (cell.map or cell.pattern) else [])]:
        try:
            checked(becomes, name, text)
        except Unreadable as error:
            raise InvalidMapping(f"{where}: {error}.") from error
    return cell


def _typed(where: str, written: Any, types: Mapping[str, Any]) -> dict[str, Any]:
    """The table, with no other members than these and each of its type. Raises `InvalidMapping`."""
    for name, value in _known(where, written, types.keys()).items():
        if not isinstance(value, types[name]) or not all(isinstance(each, str) for each in _within(value)):
            raise InvalidMapping(f"In {where}, {name} = {value!r} is not {_TYPE_NAMES[types[name]]}.")
    return dict(written)


_TYPE_NAMES: Final[Mapping[Any, str]] = {
    str: "a text",
    bool: "true or false",
    list: "a list of texts",
    dict: "a table",
    str | list: "a text or a list of texts",
}


def _within(value: Any) -> Iterator[Any]:
    """What must be texts in a list or a map; a table of cells has tables in it."""
    if isinstance(value, list):
        yield from value


def _known(where: str, written: Any, accepted: Collection[str]) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise InvalidMapping(f"{where} is a table.")
    if unknown := sorted(written.keys() - set(accepted)):
        raise InvalidMapping(f"{where} has {', '.join(unknown)}; it may have: {', '.join(sorted(accepted))}.")
    return written
