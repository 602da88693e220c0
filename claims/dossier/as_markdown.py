"""Markdown: CommonMark 0.31 with the tables of GitHub Flavored Markdown.

Every text is escaped here, so that it reads as it was written and brings no markup of its own: no HTML, no
heading, no link, and no address that a reader's program would link by itself.
"""

import re
from collections.abc import Iterable
from functools import singledispatch

from claims.dossier.blocks import (
    BIDI_CONTROLS,
    CONTROLS,
    Bullets,
    Chart,
    Code,
    Graph,
    Inline,
    Item,
    Line,
    Link,
    Program,
    Quotation,
    Section,
    Strong,
    Table,
    Together,
    bullets,
    visible,
)
from claims.dossier.contents import contents
from claims.dossier.shapes import Bundle

DEEPEST_HEADING = 6


def render(bundle: Bundle) -> bytes:
    """UTF-8, with a line feed at the end of each line."""
    return written(contents(bundle)).encode()


def written(section: Section) -> str:
    """A section with all that stands below it, with a line feed at the end of each line."""
    return "\n".join(_section(section, 1)).rstrip("\n") + "\n"


# -- texts ----------------------------------------------------------------------------------------

#: What means something within a line; and `:`, `@` and `www.` where GitHub would make a link of it.
_MEANT_INLINE = re.compile(r"[\\`*_\[\]<~$|]|&(?=[#\w])|:(?=//)|@(?=\w)|(?<=www)\.", re.IGNORECASE)
#: What means something at the beginning of a line.
_MEANT_FIRST = re.compile(r"[#+=>-]|(?<=\d)[.)]")
_FIRST = re.compile(r"[#+=>-]|\d{1,9}[.)]")
_BREAKS = re.compile("\r\n|[\r\n\u2028\u2029]")
_LINKABLE = re.compile(rf"https?://[^\s<>|\\\x00-\x1f\x7f-\x9f{BIDI_CONTROLS}]+", re.IGNORECASE)


def escaped(text: str) -> str:
    """The text as it reads when rendered, for the middle of a line; control characters become visible."""
    return _MEANT_INLINE.sub(lambda found: f"\\{found[0]}", visible(text))


def _at_line_start(line: str) -> str:
    """An escaped line that begins no heading, list, quotation or rule."""
    line = line.strip(" \t")
    if _FIRST.match(line):
        return _MEANT_FIRST.sub(lambda found: f"\\{found[0]}", line, count=1)
    return line


def _lines(text: str) -> list[str]:
    """The lines of an escaped text that say something, each safe to begin a line with."""
    lines = (_at_line_start(line) for line in _BREAKS.split(text))
    return [line for line in lines if line] or [""]


def _in_one_line(text: str) -> str:
    return " ".join(_lines(text))


# -- inlines --------------------------------------------------------------------------------------


def _code(text: str) -> str:
    """A code span; a text that holds backticks gets a longer fence (CommonMark, section 6.1)."""
    plain = CONTROLS.sub("\ufffd", _BREAKS.sub(" ", text))
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    padding = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{padding}{plain}{padding}{fence}"


def _inline(inline: Inline) -> str:
    match inline:
        case Strong(text):
            trimmed = text.rstrip(" ")
            return f"**{escaped(trimmed)}**{text[len(trimmed) :]}"
        case Code(text):
            return _code(text)
        case Link(address):
            return f"<{address}>" if _LINKABLE.fullmatch(address) else _code(address)
        case _:
            return escaped(inline)


def _run(inlines: Iterable[Inline]) -> str:
    return "".join(_inline(inline) for inline in inlines)


# -- blocks ---------------------------------------------------------------------------------------


def _blocks(blocks: Iterable[object], depth: int) -> list[str]:
    """The lines of blocks, with an empty one between each two."""
    lines: list[str] = []
    for written in filter(None, (_block(block, depth) for block in blocks)):
        lines += ["", *written] if lines else written
    return lines


@singledispatch
def _block(block: object, depth: int) -> list[str]:
    raise TypeError(f"Markdown has no form for {type(block).__name__}.")


@_block.register
def _(block: Line, depth: int) -> list[str]:
    lines = _lines(_run(block.inlines))
    return [f"{line}\\" for line in lines[:-1]] + lines[-1:]


@_block.register
def _(block: Quotation, depth: int) -> list[str]:
    return [f"> {line}" for line in _block(Line((block.text,)), depth)]


@_block.register
def _(block: Program, depth: int) -> list[str]:
    return [f"```{block.language}", *block.text.rstrip("\n").split("\n"), "```"]


@_block.register
def _(block: Table, depth: int) -> list[str]:
    rows = [block.header, *block.rows]
    header, *others = [f"| {' | '.join(_in_one_line(escaped(cell)) for cell in row)} |" for row in rows]
    return [header, f"|{' --- |' * len(block.header)}", *others]


@_block.register
def _(block: Together, depth: int) -> list[str]:
    return _blocks(block.blocks, depth)


@_block.register(Graph)
@_block.register(Chart)
def _(block: object, depth: int) -> list[str]:
    """Markdown has no pictures of its own; what they show stands in the blocks around them."""
    return []


@_block.register
def _(block: Bullets, depth: int) -> list[str]:
    loose = any(len(item.blocks) > 1 for item in block.items)
    lines: list[str] = []
    for item in block.items:
        lines += ["", *_item(item, depth)] if lines and loose else _item(item, depth)
    return lines


def _item(item: Item, depth: int) -> list[str]:
    first, *others = _blocks(item.blocks, depth)
    return [f"- {first}", *(f"  {line}" if line else "" for line in others)]


@_block.register
def _section(block: Section, depth: int) -> list[str]:
    title = re.sub(r"(?<!\\)#+$", lambda run: f"\\{run[0]}", _in_one_line(escaped(block.title)))
    heading = f"{'#' * min(depth, DEEPEST_HEADING)} {title}"
    match block.blocks:
        case (Graph(_, _, _, words),):  # nothing around it tells what it shows
            return [heading, "", *_blocks(bullets([Line((tie,)) for tie in words]), depth + 1)]
        case _:
            return [heading, "", *_blocks(block.blocks, depth + 1)]
