"""HTML: one file that needs no other, for the screen in light and dark, for the phone and for paper.

Every text is escaped by `format_html` on its way in, so that markup in it is read and never obeyed. What is
built here has no script to run and loads nothing; the one `script` element holds JSON-LD, which is data.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import singledispatch

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.dossier.blocks import (
    BIDI_CONTROLS,
    Block,
    Bullets,
    Chart,
    Code,
    Graph,
    Inline,
    Item,
    Line,
    Link,
    Picture,
    Program,
    Quotation,
    Section,
    Strong,
    Table,
    Together,
    visible,
    within,
)
from claims.dossier.contents import contents
from claims.dossier.drawing import Drawing, drawings
from claims.dossier.shapes import Bundle, whole_claims
from claims.dossier.wording import listed
from claims.exports.claimreview import json_ld
from claims.exports.published import Site

#: What a browser may do with a dossier: show it, and nothing else.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
DEEPEST_HEADING = 6
#: Characters beyond which a cell makes its column no wider on paper.
WIDEST_COLUMN = 70


def render(bundle: Bundle) -> bytes:
    """UTF-8 HTML (WHATWG living standard)."""
    return page(bundle, contents(bundle)).encode()


def page(
    bundle: Bundle, dossier: Section, *, paper: bool = False, notice: str = "", style: str = "", stamp: str = ""
) -> str:
    """The page of a dossier.

    `paper` cuts pictures to the height of a sheet; `notice` is a sentence for the cover, `style` further CSS. `stamp`
    stands over a page of what is not published, which tells no machine of a review.
    """
    place = Place(paper=paper)
    return render_to_string(
        "dossier/page.html",
        {
            "many": len(bundle["claims"]) > 1,
            "title": visible(within(bundle["title"])),
            "heading": dossier.title,
            "issuer": visible(listed(sorted({document["edition"]["credit"] for document in bundle["claims"]}))),
            "published": bundle["published_at"],
            "sections": _entries(dossier, place),
            "cover": _run_of([block for block in dossier.blocks if not isinstance(block, Section)], place),
            "body": _sections(dossier, place),
            "notice": notice,
            "style": mark_safe(style),  # noqa: S308 - our own style sheet, never a text of the record
            "policy": POLICY.removeprefix("sandbox; "),  # a page cannot put itself into a sandbox
            "stamp": stamp,
            "reviews": [] if stamp else [_json_ld(document) for document in _reviews(bundle)],
        },
    )


def _reviews(bundle: Bundle) -> Iterator[bytes]:
    for claim in whole_claims(bundle):
        stamp = claim["edition"]
        yield json_ld(claim, Site(stamp["credit"], bundle["record"], stamp["license"]))


def _json_ld(document: bytes) -> SafeString:
    return mark_safe(document.decode())  # noqa: S308 - `json_ld` leaves no `<` in it, so that nothing ends the element


# -- where a block stands -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """`path` numbers the sections around a block, from the outermost; the title of the page is level 1."""

    paper: bool
    path: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What links to this place: `s-3-1`."""
        return "-".join(["s", *map(str, self.path)])

    @property
    def heading(self) -> str:
        return f"h{min(len(self.path) + 1, DEEPEST_HEADING)}"

    def inside(self, number: int) -> "Place":
        return replace(self, path=(*self.path, number))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    name: str
    title: str


def _entries(dossier: Section, place: Place) -> list[Entry]:
    sections = [block for block in dossier.blocks if isinstance(block, Section)]
    return [Entry(place.inside(number).name, shown(section.title)) for number, section in enumerate(sections, 1)]


def _sections(dossier: Section, place: Place) -> SafeString:
    return _run_of([block for block in dossier.blocks if isinstance(block, Section)], place)


# -- texts ----------------------------------------------------------------------------------------

_BREAKS = re.compile("\r\n|[\r\n\u2028\u2029]")
_WEB = re.compile(rf"https?://[^\s<>\"\\\x00-\x1f\x7f-\x9f{BIDI_CONTROLS}]+", re.IGNORECASE)
#: Noncharacters and lone surrogates have no place in HTML (section 3.2.3.1 of the Infra standard's code points).
_NOWHERE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def shown(text: str) -> str:
    """A plain text that HTML can hold: whatever cannot be seen or stored is spelled out."""
    return _NOWHERE.sub("\ufffd", visible(text))


def _lines(text: str) -> SafeString:
    """The text with its line breaks, and with places where a word longer than any line may be broken."""
    return format_html_join(mark_safe("<br>"), "{}", ((_words(shown(line)),) for line in _BREAKS.split(text)))


#: Longer words are given places to break, without which a printer tries their every letter.
LONGEST_WORD = 60
_LONG = re.compile(rf"\S{{{LONGEST_WORD},}}")


def _words(line: str) -> SafeString | str:
    if not _LONG.search(line):
        return line
    return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in _pieces(line)))


def _pieces(line: str) -> Iterator[str]:
    """The line in pieces, cut between letters that stand by themselves."""
    piece = ""
    for letter in line:
        cuts = len(piece) >= LONGEST_WORD and letter.isalnum() and not piece.endswith("\u200d")
        if cuts:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _inline(inline: Inline) -> SafeString:
    match inline:
        case Strong(text):
            return format_html("<strong>{}</strong>", _lines(text))
        case Code(text):
            return format_html("<code>{}</code>", shown(text))
        case Link(address) if _WEB.fullmatch(address):
            return format_html('<a class="address" rel="noreferrer nofollow" href="{0}">{0}</a>', address)
        case Link(address):
            return format_html("<code>{}</code>", shown(address))
        case _:
            return _lines(inline)


def _inlines(inlines: Iterable[Inline]) -> SafeString:
    return format_html_join("", "{}", ((_inline(inline),) for inline in inlines))


# -- blocks ---------------------------------------------------------------------------------------


def _run_of(blocks: Iterable[Block], place: Place) -> SafeString:
    """Blocks in a row; sections among them are numbered from 1."""
    written, number = [], 0
    for block in blocks:
        if isinstance(block, Section):
            number += 1
        written.append(_block(block, place.inside(number) if isinstance(block, Section) else place))
    return format_html_join("\n", "{}", ((each,) for each in written))


@singledispatch
def _block(block: object, place: Place) -> SafeString:
    raise TypeError(f"HTML has no form for {type(block).__name__}.")


@_block.register
def _(block: Line, place: Place) -> SafeString:
    return format_html("<p>{}</p>", _inlines(block.inlines))


@_block.register
def _(block: Quotation, place: Place) -> SafeString:
    return format_html('<blockquote><p dir="auto">{}</p></blockquote>', _lines(block.text))


@_block.register
def _(block: Program, place: Place) -> SafeString:
    return format_html("<pre><code>{}</code></pre>", shown(block.text))


@_block.register
def _(block: Table, place: Place) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', ((shown(cell),) for cell in block.header))
    rows = format_html_join("\n", "<tr>{}</tr>", ((_row(block.header, row),) for row in block.rows))
    columns = _columns(block) if place.paper else ""
    table = "<table{}>\n{}<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>"
    whole = mark_safe(' class="together"') if len(block.rows) <= MOST_ROWS_TOGETHER else ""
    return format_html(table, whole, columns, head, rows)


#: Tables with no more rows are not divided between pages.
MOST_ROWS_TOGETHER = 12
#: Of a table on paper, in points: its width, a letter of its bold heads and what is free beside each text.
TABLE_WIDTH, LETTER, BESIDE = 480, 5.6, 10
#: The width in points up to which a column has all the room it asks for; wider ones share what is left.
NARROW = 110


def _columns(table: Table) -> SafeString:
    """How wide the columns are on paper, by what stands in them.

    Whoever lays out a page would find that out by setting every cell twice, which took a third of the time of a PDF.
    """
    cells = zip(table.header, *table.rows, strict=True)
    asked = [LETTER * min(WIDEST_COLUMN, max(map(len, column))) + BESIDE for column in cells]
    given = [width if width <= NARROW else 0 for width in asked]
    wide = sum(asked) - sum(given)
    left = max(0, TABLE_WIDTH - sum(given)) or wide
    widths = [width or left * share / wide for width, share in zip(given, asked, strict=True)]
    columns = ((f"{100 * width / sum(widths):.1f}%",) for width in widths)
    return format_html("<colgroup>{}</colgroup>\n", format_html_join("", '<col style="width: {}">', columns))


def _row(header: Iterable[str], row: Iterable[str]) -> SafeString:
    """Each cell says its column's name once more, for phones, where a row is read downwards."""
    return format_html_join(
        "", "{}", ((_cell(shown(name), shown(cell)),) for name, cell in zip(header, row, strict=True))
    )


#: Letters beyond which a word, such as a hash, is broken anywhere, so that no column is as wide as the page.
LONGEST_IN_CELL = 24


def _cell(name: str, text: str) -> SafeString:
    breaks = any(len(word) > LONGEST_IN_CELL for word in text.split())
    return format_html('<td{} data-column="{}">{}</td>', mark_safe(' class="long"') if breaks else "", name, text)


@_block.register
def _(block: Bullets, place: Place) -> SafeString:
    return format_html("<ul>\n{}\n</ul>", format_html_join("\n", "<li>{}</li>", _items(block.items, place)))


def _items(items: Iterable[Item], place: Place) -> Iterable[tuple[SafeString]]:
    return ((_item(item, place),) for item in items)


def _item(item: Item, place: Place) -> SafeString:
    match item.blocks:
        case (Line(inlines),):
            return _inlines(inlines)
        case _:
            return _run_of(item.blocks, place)


@_block.register
def _(block: Together, place: Place) -> SafeString:
    return format_html('<div class="together">\n{}\n</div>', _run_of(block.blocks, place))


@_block.register
def _(block: Section, place: Place) -> SafeString:
    return format_html(
        '<section>\n<{0} id="{1}">{2}</{0}>\n{3}\n</section>',
        mark_safe(place.heading),  # noqa: S308 - h1 to h6
        place.name,
        shown(block.title),
        _run_of(block.blocks, place),
    )


@_block.register(Graph)
@_block.register(Chart)
def _(block: Picture, place: Place) -> SafeString:
    """The picture; on paper in as many parts as it needs sheets."""
    parts = drawings(block, name=f"{place.name}-picture", paper=place.paper)
    return format_html(
        "<figure{}>\n{}\n<figcaption>{}</figcaption>\n{}</figure>",
        mark_safe(' class="wide"') if parts[0].wide else "",
        format_html_join("\n", "{}", ((_region(part),) for part in parts)),
        block.title,
        _in_words(block, place),
    )


def _region(part: Drawing) -> SafeString:
    """A picture that the keyboard reaches, to scroll it where it is wider than the screen."""
    note = format_html('<p class="part">{}</p>', part.note) if part.note else ""
    region = '<div class="drawing" role="group" tabindex="0" aria-label="{}">{}{}</div>'
    return format_html(region, part.title, part.svg, note)


def _in_words(block: Picture, place: Place) -> SafeString:
    """What a picture shows, for who does not see it. A chart's marks stand in the lists below it."""
    if not isinstance(block, Graph):
        return mark_safe("")
    words = format_html_join("\n", "<li>{}</li>", ((shown(tie),) for tie in block.words))
    if place.paper:
        return format_html('<ul class="words">\n{}\n</ul>\n', words)
    return format_html(
        '<details class="words"><summary>The same in words</summary>\n<ul>\n{}\n</ul></details>\n', words
    )
