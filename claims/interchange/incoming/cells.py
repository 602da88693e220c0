"""A column mapping at work: how rules find their rows, and how cells read what becomes of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import TextChoices

from claims.interchange.incoming.dates import Order
from claims.interchange.incoming.limits import InputFault
from claims.scales import ClaimKind
from sources.models import Medium, SourceKind
from sources.reliability import Reliability

#: What a row can become, and which cells each may have.
CLAIM_CELLS: Final = frozenset(
    {
        "identity",
        "statement",
        "language",
        "context",
        "kind",
        "made",
        "topics",
        "countries",
        "speaker.name",
        "speaker.kind",
        "speaker.description",
        "page.url",
        "page.title",
        "page.medium",
        "page.summary",
        "page.language",
        "page.published",
        "page.identity",
        "page.publisher.name",
        "page.publisher.host",
        "page.publisher.kind",
        "seen.url",
        "seen.title",
        "seen.medium",
        "seen.language",
        "seen.published",
        "seen.publisher.name",
        "seen.publisher.host",
        "seen.publisher.kind",
        "reported.url",
        "reported.title",
        "reported.medium",
        "reported.publisher.name",
        "judgement.judge.name",
        "judgement.judge.host",
        "judgement.judge.kind",
        "judgement.label",
        "judgement.reasons",
        "judgement.assessed_at",
    }
)
SOURCE_CELLS: Final = frozenset(
    {
        "name",
        "host",
        "kind",
        "country",
        "description",
        "grade.letter",
        "grade.reasons",
        "grade.by.name",
        "grade.by.host",
    }
)
CELLS: Final = {"claim": CLAIM_CELLS, "source": SOURCE_CELLS}

_KINDS_OF_SOURCE: Final = [kind for kind in SourceKind if kind != SourceKind.ANONYMOUS]
#: Cells by the last parts of their names, and the words that may stand in them.
_VOCABULARIES: Final[Mapping[str, Sequence[TextChoices]]] = {
    "kind": list(ClaimKind),
    "speaker.kind": _KINDS_OF_SOURCE,
    "publisher.kind": _KINDS_OF_SOURCE,
    "judge.kind": _KINDS_OF_SOURCE,
    "medium": list(Medium),
    "letter": list(Reliability),
}
#: Cells by the last part of their names, and how many characters each may have; the others have `_MAX_TEXT`.
_LENGTHS: Final = {"name": 300, "title": 1000, "host": 253, "label": 5000, "topics": 200, "statement": 10_000}
_MAX_TEXT: Final = 100_000
#: What spreadsheets show in place of a value, in the languages they speak.
_ERROR: Final = re.compile(
    r"#(?:N/A|N/D|NV|Н/Д|YOK|GETTING_DATA|"
    r"(?:REF|BEZUG|RIF|ADR|ССЫЛКА|BAŞV|¡REF|VERW|REFERENS|VIITTAUS)!|"
    r"(?:VALUE|WERT|VALEUR|VALOR|VALORE|ARG|ЗНАЧ|DEĞER|¡VALOR|WAARDE|VÄRDEFEL|VERDI|ARVO)!|"
    r"(?:NAME|NOM|NOME|NAZWA|ИМЯ|AD|¿NOMBRE|NAAM|NAMN|NAVN|NIMI)\?|"
    r"(?:DIV/0|DZIEL/0|ДЕЛ/0|SAYI/0|¡DIV/0|DIVISION/0|JAKO/0|DEEL/0)!|"
    r"(?:NULL|NUL|NULLO|NULO|ZERO|ПУСТО|BOŞ|¡NULO|LEEG|SKÄRNING|TYHJÄ)!|"
    r"(?:NUM|ZAHL|NOMBRE|NÚM|LICZBA|ЧИСЛО|SAYI|¡NUM|GETAL|OGILTIGT|LUKU)!|"
    r"(?:SPILL|CALC|FIELD|CONNECT|BLOCKED|UNKNOWN|BUSY|PYTHON|EXTERNAL|ERROR|ÜBERLAUF|PROPAGATION|DESBORDAMIENTO)!"
    r"|N/D!)|Err:\d{3}",
    re.IGNORECASE,
)
_SLOT: Final = re.compile(r"\{([^{}]+)\}")

Row = Mapping[str, str]


class InvalidMapping(InputFault):
    """A mapping cannot be used: the message says what is wrong and what would be right."""


class Unreadable(ValueError):
    """A cell of a row holds what cannot be used: the message says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How one value is read from a row."""

    column: str = ""
    value: str = ""
    template: str | Sequence[str] = ""
    split: str = ""
    words: bool = False
    map: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    group: str = ""
    order: Order = ""

    def read(self, row: Row) -> str:
        """The value, or an empty text. Raises `Unreadable`."""
        for name in self.columns:
            if _ERROR.fullmatch(row.get(name, "").strip()):
                raise Unreadable(f"the cell holds {row[name].strip()}, an error of the spreadsheet: mend it there")
        text = self.value or (self._filled(row) if self.template else row.get(self.column, "")).strip()
        if self.pattern:
            match = re.search(self.pattern, text, re.DOTALL)
            text = (match[int(self.group) if self.group.isdigit() else self.group or 0] or "") if match else ""
        if self.map and text:
            text = self._mapped(text)
        return text.replace("-", " ").replace("_", " ").title() if self.words else text.strip()

    def read_all(self, row: Row) -> list[str]:
        """The values, where `split` divides them. Raises `Unreadable`."""
        text = self.read(row)
        parts = text.split(self.split) if self.split else [text]
        return [part.strip() for part in parts if part.strip()]

    def _filled(self, row: Row) -> str:
        """The parts of the template whose columns all have something in them."""
        parts = (part for part in self._parts if all(row.get(name, "").strip() for name in _SLOT.findall(part)))
        return "; ".join(_SLOT.sub(lambda slot: row[slot[1]].strip(), part) for part in parts)

    def _mapped(self, text: str) -> str:
        if text not in self.map:
            raise Unreadable(f"“{text[:100]}” is not one of: {', '.join(self.map)}")
        return self.map[text]

    @property
    def _parts(self) -> Sequence[str]:
        return [self.template] if isinstance(self.template, str) else self.template

    @property
    def columns(self) -> Iterator[str]:
        if self.column:
            yield self.column
        for part in self._parts:
            yield from _SLOT.findall(part)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Denials quoted in a text: the groups `who`, `verb` and `quote`."""

    column: str
    pattern: str

    def find_all(self, row: Row) -> Iterator[re.Match[str]]:
        return re.finditer(self.pattern, row.get(self.column, ""))


@dataclass(frozen=True, slots=True)
class Rule:
    """How rows that match become one thing; `refuse_cut`: statements that end in “…” are refused."""

    becomes: str
    cells: Mapping[str, Cell]
    when: Mapping[str, str] = field(default_factory=dict)
    refuse_cut: bool = False
    answer: Quoted | None = None

    @property
    def columns(self) -> set[str]:
        """Every column that it reads."""
        read = {name for cell in self.cells.values() for name in cell.columns}
        return read | set(self.when) | ({self.answer.column} if self.answer else set())

    def holds(self, row: Row) -> bool:
        return all(row.get(column, "") == value for column, value in self.when.items())

    def text(self, name: str, row: Row) -> str:
        """The value of a cell, empty where there is none. Raises `Unreadable`."""
        cell = self.cells.get(name)
        try:
            return checked(self.becomes, name, cell.read(row)) if cell else ""
        except Unreadable as error:
            raise self._of(name, error) from error

    def texts(self, name: str, row: Row) -> list[str]:
        """The values of a cell that may have several. Raises `Unreadable`."""
        cell = self.cells.get(name)
        try:
            return [checked(self.becomes, name, text) for text in cell.read_all(row)] if cell else []
        except Unreadable as error:
            raise self._of(name, error) from error

    def _of(self, name: str, error: Unreadable) -> Unreadable:
        columns = ", ".join(self.cells[name].columns)
        return Unreadable(f"{name}{f' (from {columns})' if columns else ''}: {error}")

    def order(self, name: str) -> Order:
        cell = self.cells.get(name)
        return cell.order if cell else ""


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, and what the file it is for does not say itself."""

    name: str
    about: str
    rules: Sequence[Rule]
    columns: Sequence[str] = ()
    delimiter: str = ""
    quoted: bool = True

    def rule_for(self, row: Row) -> Rule | None:
        return next((rule for rule in self.rules if rule.holds(row)), None)

    @property
    def reads(self) -> set[str]:
        """Every column that it reads."""
        return {name for rule in self.rules for name in rule.columns}

    def check(self, columns: Sequence[str]) -> None:
        """Raises `InvalidMapping` when the table lacks columns that the mapping reads, naming them all."""
        if missing := sorted(self.reads - set(columns)):
            raise InvalidMapping(
                f"The table has no column {', '.join(missing)}, which the mapping {self.name} reads. "
                f"It has: {', '.join(columns)[:1000]}."
            )


def checked(becomes: str, name: str, text: str) -> str:
    """The text, if the cell of this name may hold it. Raises `Unreadable`."""
    ending = ".".join(name.split(".")[-2:])
    vocabulary = _VOCABULARIES.get(ending) or _VOCABULARIES.get(name.rsplit(".", maxsplit=1)[-1])
    if becomes == "source" and name == "kind":
        vocabulary = _KINDS_OF_SOURCE
    if text and vocabulary and text not in vocabulary:
        raise Unreadable(f"“{text[:100]}” is not one of: {', '.join(vocabulary)}")
    limit = _LENGTHS.get(name.rsplit(".", maxsplit=1)[-1], _MAX_TEXT)
    if len(text) > limit:
        raise Unreadable(f"it has {len(text):,} characters and may have {limit:,}")
    return text
