"""Pictures as SVG 1.1: graphs laid out in columns, and charts of lanes. Pure functions from a picture to text.

Colours stand in presentation attributes, which every program reads, and in classes, by which the style sheet of
a page changes them for a dark screen. Texts are cut to their box; the whole of them stands beside the picture.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from fast_sugiyama import from_edges

from claims.dossier.blocks import Chart, Graph, Mark, Node, Picture, visible, within

Point = tuple[float, float]

#: In CSS pixels: the width of an upright sheet's text, and the most a picture may take of its height.
SHEET_WIDTH, SHEET_HEIGHT = 640, 820
#: The same of a sheet on its side, and the width from which a picture wants one.
WIDE_SHEET_WIDTH, WIDE_SHEET_HEIGHT, WIDE = 970, 520, 900
ROOM, MARGIN = 8, 4


@dataclass(frozen=True, slots=True)
class Shape:
    """A piece of SVG and the span of heights it takes up."""

    top: float
    bottom: float
    svg: str


@dataclass(frozen=True, slots=True)
class Canvas:
    """Shapes in the order they are painted; `whole` are those that no cut may divide, `head` stands on every sheet."""

    width: float
    height: float
    shapes: Sequence[Shape]
    whole: Sequence[Shape]
    head: Shape | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture or a part of one; `wide` when it wants a sheet on its side."""

    title: str
    svg: SafeString
    wide: bool


def drawings(picture: Picture, *, name: str, paper: bool) -> list[Drawing]:
    """The picture in parts: one, unless it is to fit sheets of paper.

    `name` is unique on the page and begins the ids used.
    """
    canvas = _graph(picture) if isinstance(picture, Graph) else _chart(picture)
    spans = list(_sheets(canvas)) if paper else [(0.0, canvas.height)]
    of = (
        [picture.title]
        if len(spans) == 1
        else [f"{picture.title} ({n} of {len(spans)})" for n in range(1, len(spans) + 1)]
    )
    description = _description(picture)
    return [
        Drawing(
            title,
            _svg(canvas, span, name=f"{name}-{number}", title=title, description=description),
            canvas.width > WIDE,
        )
        for number, (title, span) in enumerate(zip(of, spans, strict=True), 1)
    ]


def _description(picture: Picture) -> str:
    if isinstance(picture, Graph):
        return " ".join(picture.words)
    return " ".join(f"{mark.when}: {mark.what}." for mark in picture.marks)


# -- sheets ---------------------------------------------------------------------------------------


def _sheets(canvas: Canvas) -> Iterator[tuple[float, float]]:
    """Spans of heights that fit a sheet each, every box whole on one of them."""
    wide = canvas.width > WIDE
    width, height = (WIDE_SHEET_WIDTH, WIDE_SHEET_HEIGHT) if wide else (SHEET_WIDTH, SHEET_HEIGHT)
    most = height * max(1.0, canvas.width / width)
    top = 0.0
    while canvas.height - top > most:
        bottom = _free(canvas, top + most)
        if bottom > top + most / 2:
            yield top, bottom
            top = bottom
        else:  # boxes stand too close: what is cut here is shown once more on the next sheet
            yield top, top + most
            top = max(min(_divided(canvas, top + most)) - MARGIN, top + most / 2)
    yield top, canvas.height


def _divided(canvas: Canvas, height: float) -> list[float]:
    """Where the shapes begin that a cut at this height would divide."""
    return [shape.top for shape in canvas.whole if shape.top < height < shape.bottom]


def _free(canvas: Canvas, height: float) -> float:
    """The lowest height from here up at which a cut divides no shape."""
    while divided := _divided(canvas, height):
        height = min(divided)
    return height


def _svg(canvas: Canvas, span: tuple[float, float], *, name: str, title: str, description: str) -> SafeString:
    top, bottom = span
    body = "\n".join(shape.svg for shape in canvas.shapes if shape.top < bottom and shape.bottom > top)
    head = canvas.head if canvas.head and top else None
    if head:
        # Every sheet but the first repeats the head, and hangs its part of the picture below it.
        body = f'{head.svg}\n<svg {_frame(canvas, top, bottom)} y="{_n(head.bottom)}">\n{body}\n</svg>'
        top, bottom = 0, bottom - top + head.bottom
    return mark_safe(  # noqa: S308 - every text in it went through `_text`
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-words" '
        f'{_frame(canvas, top, bottom)} font-family="sans-serif">\n'
        f'<title id="{name}-title">{_text(title)}</title>\n<desc id="{name}-words">{_text(description)}</desc>\n'
        f"{body}\n</svg>"
    )


def _frame(canvas: Canvas, top: float, bottom: float) -> str:
    width, height = _n(canvas.width), _n(bottom - top)
    return f'viewBox="0 {_n(top)} {width} {height}" width="{width}" height="{height}"'


def _n(number: float) -> str:
    """A number as short as it can be, the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")


# -- texts ----------------------------------------------------------------------------------------

_NOWHERE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _text(text: str) -> str:
    return escape(_NOWHERE.sub("\ufffd", visible(within(text))))


def _units(letter: str) -> float:
    """How wide a letter is, in small letters of the Latin alphabet; East Asian letters and pictures count twice."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 2
    return 1.35 if letter.isupper() or letter in "mw@%—…" else 1


def _plain(text: str) -> str:
    """Without marks that change the direction of writing: the cut text is closed off again as a whole."""
    return "".join(letter for letter in " ".join(visible(text).split()) if unicodedata.category(letter) != "Cf")


def fitted(text: str, units: int, lines: int) -> list[str]:
    """At most so many lines of so many units, broken between words where there are any, with `…` where cut."""
    words = [piece for word in _plain(text).split(" ") for piece in _pieces(word, units)]
    rows: list[str] = []
    for word in words:
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and sum(map(_units, joined)) <= units:
            rows[-1] = joined
        else:
            rows.append(word)
    if len(rows) > lines:
        last = _pieces(f"{rows[lines - 1]} {rows[lines]}", units - 1)[0].rstrip()
        return [*rows[: lines - 1], f"{last}…"]
    return rows


def _pieces(word: str, units: int) -> list[str]:
    """A word in pieces of at most so many units; a mark stays with the letter it stands on."""
    pieces, width = [""], 0.0
    for letter in word:
        if width + _units(letter) > units:
            pieces.append("")
            width = 0.0
        pieces[-1] += letter
        width += _units(letter)
    return pieces


QUIET = "#4b5563"
INK = "#111827"
INK_ON_DARK, QUIET_ON_DARK = "#ffffff", "#dbe4ee"


def _write(text: str, x: float, y: float, *, colour: str, size: int, anchor: str = "start", bold: bool = False) -> str:
    css = "note" if colour in {QUIET, QUIET_ON_DARK} else "name"
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text class="{css}" x="{_n(x)}" y="{_n(y)}" font-size="{size}" text-anchor="{anchor}"{weight} '
        f'fill="{colour}">{_text(text)}</text>'
    )


# -- graphs ---------------------------------------------------------------------------------------

BOX_WIDTH, BOX_HEIGHT = 168, 54
COLUMN, ROW = BOX_WIDTH + 44, BOX_HEIGHT + 12
NAME_UNITS, NOTE_UNITS = 23, 29
COLOURS = {
    "source": ("#ffffff", "#5b6770"),
    "claim": ("#1f2a37", "#1f2a37"),
    "answer": ("#eef4fb", "#2563a8"),
}
CORNERS = {"source": 3, "claim": 3, "answer": 14}


def _graph(graph: Graph) -> Canvas:
    places, routes = _layout(graph)
    lines = [
        _arrow([places[arrow.start], *routes[arrow.start, arrow.end], places[arrow.end]], dashed=arrow.dashed)
        for arrow in graph.arrows
    ]
    boxes = [_box(node, place) for node, place in zip(graph.nodes, places, strict=True)]
    width = max(x for x, _ in places) + BOX_WIDTH + ROOM
    height = max(box.bottom for box in boxes) + ROOM
    return Canvas(width, height, [*lines, *boxes], boxes)


def _layout(graph: Graph) -> tuple[list[Point], dict[tuple[int, int], list[Point]]]:
    """The upper left corner of each box, and the corners of the free boxes a long arrow passes."""
    layouts = from_edges(
        [(arrow.start, arrow.end) for arrow in graph.arrows],
        vertex_spacing=1,
        dummy_vertices=True,
        crossing_minimization="median",
        transpose=True,
    )
    placed: dict[int, Point] = {}
    next_of: dict[int, list[int]] = defaultdict(list)
    below = 0.0
    for positions, _, _, edges in layouts:
        columns = {y: number for number, y in enumerate(sorted({y for _, (_, y) in positions}, reverse=True))}
        left = min(x for _, (x, _) in positions)
        for key, (x, y) in positions:
            placed[int(key)] = (columns[y] * COLUMN + ROOM, (x - left) * ROW + below + ROOM)
        below = max(place[1] for place in placed.values()) + ROW
        for start, end in edges or ():
            next_of[int(start)].append(int(end))
    count = len(graph.nodes)
    routes = {(a.start, a.end): _route(a.start, a.end, next_of, count) for a in graph.arrows}
    return [placed[number] for number in range(count)], {
        ends: [placed[stop] for stop in stops] for ends, stops in routes.items()
    }


def _route(start: int, end: int, next_of: dict[int, list[int]], count: int) -> list[int]:
    """The free boxes between two boxes: whichever of the ways out of `start` leads to `end`."""
    for first in next_of[start]:
        way, here = [], first
        while here >= count and next_of[here]:
            way.append(here)
            here = next_of[here][0]
        if here == end:
            return way
    return []


def _box(node: Node, place: Point) -> Shape:
    x, y = place
    fill, stroke = COLOURS[node.kind]
    ink, quiet = (INK_ON_DARK, QUIET_ON_DARK) if node.kind == "claim" else (INK, QUIET)
    names = fitted(node.name, NAME_UNITS, 2)
    first = y + (17 if len(names) > 1 else 22)
    texts = [
        *(_write(row, x + 9, first + 13 * number, colour=ink, size=12, bold=True) for number, row in enumerate(names)),
        *(_write(row, x + 9, y + BOX_HEIGHT - 7, colour=quiet, size=10) for row in fitted(node.note, NOTE_UNITS, 1)),
    ]
    svg = (
        f'<g class="{node.kind}"><title>{_text(f"{node.name}: {node.note}")}</title>'
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="{CORNERS[node.kind]}" '
        f'fill="{fill}" stroke="{stroke}"/>{"".join(texts)}</g>'
    )
    return Shape(y, y + BOX_HEIGHT, svg)


def _arrow(stops: Sequence[Point], *, dashed: bool) -> Shape:
    """A curve from the right side of the first box, over the free ones, to the left side of the last."""
    middle = BOX_HEIGHT / 2
    (x, y), *between, (end_x, end_y) = stops
    points = [(x + BOX_WIDTH, y + middle)]
    for free_x, free_y in between:
        points += [(free_x, free_y + middle), (free_x + BOX_WIDTH, free_y + middle)]
    points.append((end_x - 5, end_y + middle))
    curve = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for (from_x, from_y), (to_x, to_y) in pairwise(points):
        half = (from_x + to_x) / 2
        curve += f"C{_n(half)} {_n(from_y)} {_n(half)} {_n(to_y)} {_n(to_x)} {_n(to_y)}"
    tip_x, tip_y = points[-1]
    tip = f"M{_n(tip_x - 3)} {_n(tip_y - 4)}L{_n(tip_x + 5)} {_n(tip_y)}L{_n(tip_x - 3)} {_n(tip_y + 4)}Z"
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    heights = [height for _, height in points]
    return Shape(
        min(heights) - 4,
        max(heights) + 4,
        f'<path class="line" d="{curve}" fill="none" stroke="#6b7280" stroke-width="1.2"{dashes}/>'
        f'<path class="tip" d="{tip}" fill="#6b7280"/>',
    )


# -- charts ---------------------------------------------------------------------------------------

CHART_WIDTH = 760
WHEN_WIDTH, LANE = 176, 62
MARK_ROW, GAP_ROW, HEAD = 24, 20, 34
WHEN_UNITS, WHAT_UNITS = 27, 54
LANE_COLOURS = ("#7a4fb5", "#b45309", "#2563a8", "#3f7d4e")


def _chart(chart: Chart) -> Canvas:
    """A row a mark, in order of time; what lies far apart says so between the rows."""
    height = float(HEAD)
    rows: list[Shape] = []
    before: Mark | None = None
    for mark in sorted(chart.marks, key=lambda mark: (mark.key, mark.lane)):
        if between := _between(before, mark):
            rows.append(_gap(height, between))
            height += GAP_ROW
        rows.append(_mark(chart, mark, height, repeated=before is not None and before.when == mark.when))
        height += MARK_ROW
        before = mark
    lanes = [_lane(number, height) for number in range(len(chart.lanes))]
    head = Shape(0, HEAD, "".join(_lane_name(number, name) for number, name in enumerate(chart.lanes)))
    return Canvas(CHART_WIDTH, height + ROOM, [*lanes, head, *rows], rows, head)


def _lane_x(lane: int) -> float:
    return WHEN_WIDTH + LANE * lane + LANE / 2


def _lane(number: int, height: float) -> Shape:
    x = _n(_lane_x(number))
    svg = f'<path class="lane" d="M{x} {HEAD - 6}V{_n(height)}" stroke="#d1d5db" fill="none"/>'
    return Shape(HEAD, height, svg)


def _lane_name(number: int, name: str) -> str:
    return _write(name, _lane_x(number), HEAD - 14, colour=INK, size=11, anchor="middle", bold=True)


def _mark(chart: Chart, mark: Mark, y: float, *, repeated: bool) -> Shape:
    middle, x = y + MARK_ROW / 2, _lane_x(mark.lane)
    text_x = WHEN_WIDTH + LANE * len(chart.lanes) + 6
    when = "" if repeated else _row(mark.when, WHEN_UNITS, 2, middle, QUIET)
    what = _row(mark.what, WHAT_UNITS, text_x, middle, INK)
    colour = LANE_COLOURS[mark.lane % len(LANE_COLOURS)]
    svg = (
        f"<g><title>{_text(f'{chart.lanes[mark.lane]}, {mark.when}: {mark.what}')}</title>"
        f'<path class="lead" d="M{_n(x)} {_n(middle)}H{_n(text_x - 4)}" stroke="#e5e7eb" fill="none"/>'
        f'<circle class="mark lane-{mark.lane}" cx="{_n(x)}" cy="{_n(middle)}" r="5" fill="{colour}"/>{when}{what}</g>'
    )
    return Shape(y, y + MARK_ROW, svg)


def _row(text: str, units: int, x: float, middle: float, colour: str) -> str:
    return "".join(_write(row, x, middle + 4, colour=colour, size=11) for row in fitted(text, units, 1))


def _gap(y: float, words: str) -> Shape:
    middle = _n(y + GAP_ROW / 2)
    line = f'<path class="lead" d="M2 {middle}H{CHART_WIDTH - 2}" stroke="#9ca3af" stroke-dasharray="1 4" fill="none"/>'
    text = _write(words, CHART_WIDTH - 4, y + GAP_ROW / 2 - 3, colour=QUIET, size=10, anchor="end")
    return Shape(y, y + GAP_ROW, line + text)


YEAR = 365


def _between(before: Mark | None, mark: Mark) -> str:
    """`8 years later`, `undated`; nothing where the marks lie close."""
    if before is None:
        return ""
    first, second = _day(before.key), _day(mark.key)
    if second is None:
        return "undated" if first else ""
    days = (second - first).days if first else 0
    if days >= 2 * YEAR:
        return f"{days // YEAR} years later"
    return f"{days // 30} months later" if days >= 60 else ""  # noqa: PLR2004 - two months, as people count them


def _day(key: str) -> date | None:
    try:
        return date.fromisoformat(key[:10])
    except ValueError:
        return None
