"""What a dossier is made of before it is Markdown, HTML or PDF: sections, paragraphs, lists and tables.

Text is plain here, whoever wrote it. Each renderer escapes every text it meets for its own format, in one
place, so that a statement which looks like markup stays a statement.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of our own that should not be missed."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An id, a hash: to be copied letter for letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address, shown as it is; a renderer links it only when it is one of the web."""

    address: str


Inline: TypeAlias = str | Strong | Code | Link


@dataclass(frozen=True, slots=True)
class Line:
    """A run of inlines; a line break in a text is one for the reader too."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that are not ours, or a statement set apart, in their own paragraphs and with no marks added."""

    text: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program or commands, to be run as they stand."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Short cells only; free text belongs into paragraphs."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its first block, and what stands below it."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, sections included."""

    title: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that no page divides, such as the lines to sign on with what is signed."""

    blocks: tuple["Block", ...]


# -- pictures -------------------------------------------------------------------------------------


Kind: TypeAlias = Literal["source", "claim", "answer"]


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a graph: `name` is whoever or whatever it stands for, `note` a few words on its part in it.

    `lines` are the most that the name may take.
    """

    name: str
    note: str
    kind: Kind
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one node to another, by their places in `Graph.nodes`; `dashed` where somebody does not assert it."""

    start: int
    end: int
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Who stands to whom how, read from left to right. `words` say the same as the picture, one tie each."""

    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a lane: `lane` is a place in `Chart.lanes`, `key` sorts, `when` is how its time reads."""

    lane: int
    key: str
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Marks in order of time on lanes side by side; the same stands in words beside it."""

    title: str
    lanes: tuple[str, ...]
    marks: tuple[Mark, ...]


Picture: TypeAlias = Graph | Chart
Block: TypeAlias = Line | Quotation | Program | Table | Bullets | Section | Together | Graph | Chart


def line(*inlines: Inline) -> Line:
    return Line(inlines)


def bullets(items: Sequence[Block | Item]) -> list[Block]:
    """A list of these, or nothing at all where there is none."""
    made = tuple(item if isinstance(item, Item) else Item((item,)) for item in items)
    return [Bullets(made)] if made else []


def paragraphs(text: str) -> list[Block]:
    """A text as its author divided it: paragraphs at blank lines."""
    return [Line((part,)) for part in re.split(r"\n\s*\n", text.strip()) if part]


# -- texts within sentences -----------------------------------------------------------------------

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_OPENS, _CLOSES, _ISOLATE = "\u2066\u2067\u2068", "\u2069", "\u2068"


def visible(text: str) -> str:
    """The text with control characters, which no form of a dossier may hold, spelled out."""
    return CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def within(text: str) -> str:
    """A text for use inside a sentence of ours: on one line, and unable to turn the words around it.

    A text with letters written from right to left, or with characters that change the direction of writing,
    is wrapped in an isolate (Unicode Standard Annex 9, section 2.4.2) that it cannot leave or keep open.
    """
    text = _BREAKS.sub(" ", text).strip()
    if not any(_turns(letter) for letter in text):
        return text
    return f"{_ISOLATE}{_balanced(text)}{_CLOSES}"


def _turns(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {
        "R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    }  # fmt: skip


def _balanced(text: str) -> str:
    """Every isolate closed, and no more closed than were opened."""
    depth, kept = 0, []
    for letter in text:
        if letter == _CLOSES and not depth:
            continue
        depth += (letter in _OPENS) - (letter == _CLOSES)
        kept.append(letter)
    return "".join(kept) + _CLOSES * depth
