"""Pictures as SVG 1.1: graphs laid out in columns, and charts of lanes. Pure functions from a picture to text.

Colours stand in presentation attributes, which every program reads, and in classes, by which the style sheet of
a page changes them for a dark screen. Texts are cut to their box; the whole of them stands beside the picture.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from math import floor

from django.utils.safestring import SafeString, mark_safe
from fast_sugiyama import from_edges

from claims.dossier.blocks import Arrow, Chart, Graph, Mark, Node, Picture, visible, within

Point = tuple[float, float]
Span = tuple[float, float]

ROOM, GAP = 8, 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture may take up of a sheet of A4, in CSS pixels: its heading and caption stand there too."""

    width: int
    height: int
    wide: bool = False


UPRIGHT, SIDEWAYS = Sheet(640, 790), Sheet(970, 450, wide=True)
#: Pictures are shrunk no further than to this part of their size, in which their smallest text has 5.5 pt.
LEAST = 2 / 3


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
    """A picture or a part of one; `wide` when it wants a sheet on its side, `note` says that it goes on."""

    title: str
    svg: SafeString
    wide: bool = False
    note: str = ""


def drawings(picture: Picture, *, name: str, paper: bool) -> list[Drawing]:
    """The picture in its own size; for paper shrunk to fit a sheet, or in parts where that would be too small to read.

    `name` is unique on the page and begins the ids used.
    """
    description = _description(picture)
    if not paper:
        canvas = _canvas(picture)
        svg = _svg(canvas, (0, canvas.height), 1, name=f"{name}-1", title=picture.title, description=description)
        return [Drawing(picture.title, svg)]
    canvas, sheet, spans = _on_sheets(picture)
    scale = min(_scale(sheet, canvas.width, _height(canvas, span)) for span in spans)
    drawn = []
    for number, span in enumerate(spans, 1):
        title = picture.title if len(spans) == 1 else f"{picture.title} ({number} of {len(spans)})"
        svg = _svg(canvas, span, scale, name=f"{name}-{number}", title=title, description=description)
        drawn.append(Drawing(title, svg, sheet.wide, _part(number, len(spans))))
    return drawn


def _canvas(picture: Picture, *, rows: bool = False) -> Canvas:
    return _graph(picture, rows=rows) if isinstance(picture, Graph) else _chart(picture)


def _part(number: int, count: int) -> str:
    if count == 1:
        return ""
    return f"Part {number} of {count}" + (", continued on the next page." if number < count else ".")


def _description(picture: Picture) -> str:
    if isinstance(picture, Graph):
        return " ".join(picture.words)
    return " ".join(f"{mark.when}: {mark.what}." for mark in picture.marks)


# -- sheets ---------------------------------------------------------------------------------------


def _on_sheets(picture: Picture) -> tuple[Canvas, Sheet, list[Span]]:
    """The picture whole on the first kind of sheet it fits, upright before sideways; else the parts it is cut into."""
    canvas = _canvas(picture)
    for sheet in (UPRIGHT, SIDEWAYS):
        if _scale(sheet, canvas.width, canvas.height) >= LEAST:
            return canvas, sheet, [(0.0, canvas.height)]
    canvas = _canvas(picture, rows=True)
    sheet = UPRIGHT if UPRIGHT.width / canvas.width >= LEAST else SIDEWAYS
    return canvas, sheet, _cut(canvas, sheet.height / min(LEAST, sheet.width / canvas.width))


def _scale(sheet: Sheet, width: float, height: float) -> float:
    return min(1.0, sheet.width / width, sheet.height / height)


def _height(canvas: Canvas, span: Span) -> float:
    """Of a part, with the head that every part but the first repeats."""
    top, bottom = span
    return bottom - top + (canvas.head.bottom if canvas.head and top else 0)


#: Parts, after what they are chosen by: lines severed, how many parts, how little stands on the earlier ones.
_Way = tuple[tuple[int, int, float], list[Span]]


def _cut(canvas: Canvas, most: float) -> list[Span]:
    """Parts no higher than `most`: as few lines severed as can be, then as few parts, then the earlier the fuller."""
    cuts = [0.0, *_free(canvas), canvas.height]
    severed = [sum(shape.top < cut < shape.bottom for shape in canvas.shapes) for cut in cuts]
    best: list[_Way] = [((0, 0, 0.0), [])]
    for number, bottom in enumerate(cuts[1:], 1):
        ways: list[_Way] = []
        for ((lines, parts, empty), spans), top in zip(reversed(best), reversed(cuts[:number]), strict=True):
            if _height(canvas, (top, bottom)) > most and ways:  # a row higher than a sheet is shrunk to it
                break
            ways.append(((lines + severed[number], parts + 1, empty - bottom), [*spans, (top, bottom)]))
        best.append(min(ways))
    return best[-1][1]


def _free(canvas: Canvas) -> Iterator[float]:
    """The heights, from above, at which a cut divides none of the whole shapes: midway between one row and the next."""
    whole = sorted(canvas.whole, key=lambda shape: shape.top)
    reached = whole[0].bottom
    for shape in whole[1:]:
        if shape.top >= reached:
            yield (reached + shape.top) / 2
        reached = max(reached, shape.bottom)


def _svg(canvas: Canvas, span: Span, scale: float, *, name: str, title: str, description: str) -> SafeString:
    top, bottom = span
    body = "\n".join(shape.svg for shape in canvas.shapes if shape.top < bottom and shape.bottom > top)
    head = canvas.head if canvas.head and top else None
    if head:
        # Every sheet but the first repeats the head, and hangs its part of the picture below it.
        body = f'{head.svg}\n<svg {_frame(canvas, top, bottom, 1)} y="{_n(head.bottom)}">\n{body}\n</svg>'
        top, bottom = 0, bottom - top + head.bottom
    return mark_safe(  # noqa: S308 - every text in it went through `_text`
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-words" '
        f'{_frame(canvas, top, bottom, scale)} font-family="sans-serif">\n'
        f'<title id="{name}-title">{_text(title)}</title>\n<desc id="{name}-words">{_text(description)}</desc>\n'
        f"{body}\n</svg>"
    )


def _frame(canvas: Canvas, top: float, bottom: float, scale: float) -> str:
    width, height = canvas.width, bottom - top
    size = f'width="{_n(width * scale)}" height="{_n(height * scale)}"'
    return f'viewBox="0 {_n(top)} {_n(width)} {_n(height)}" {size}'


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

BOX_WIDTH, COLUMN = 160, 194
NAME_LINE, NOTE_LINE = 13, 28
NAME_UNITS, NOTE_UNITS = 21, 25
#: What a long arrow keeps free where it passes between boxes.
PASSAGE = 4
COLOURS = {
    "source": ("#ffffff", "#5b6770"),
    "claim": ("#1f2a37", "#1f2a37"),
    "answer": ("#eef4fb", "#2563a8"),
}
CORNERS = {"source": 3, "claim": 3, "answer": 14}


def _graph(graph: Graph, *, rows: bool) -> Canvas:
    names = [fitted(node.name, NAME_UNITS, node.lines) for node in graph.nodes]
    heights = [NOTE_LINE + NAME_LINE * len(name) for name in names]
    places, routes = _layout(graph, heights, rows=rows)
    lines = [
        _arrow([places[arrow.start], *routes.get((arrow.start, arrow.end), ()), places[arrow.end]], dashed=arrow.dashed)
        for arrow in graph.arrows
    ]
    boxes = [_box(*drawn) for drawn in zip(graph.nodes, names, places, strict=True)]
    width = max(x for x, _ in places) + BOX_WIDTH + ROOM
    height = max(box.bottom for box in boxes) + ROOM
    return Canvas(width, height, [*lines, *boxes], boxes)


def _layout(
    graph: Graph, heights: Sequence[float], *, rows: bool
) -> tuple[list[Point], dict[tuple[int, int], list[Point]]]:
    """The middle of the left side of each box, and of the free places a long arrow passes.

    Boxes in `rows` leave free heights between them, at which the picture can be cut; else each stands midway between
    those it is tied to.
    """
    placed: dict[int, Point] = {}
    routes: dict[tuple[int, int], list[Point]] = {}
    below = float(ROOM)
    for part in _parts(graph.arrows):
        own = {node: number for number, node in enumerate(part)}
        arrows = [(own[arrow.start], own[arrow.end]) for arrow in graph.arrows if arrow.start in own]
        [(laid, _, _, edges)] = from_edges(
            arrows, vertex_spacing=1, dummy_vertices=True, crossing_minimization="median", transpose=True
        )
        positions = {int(key): point for key, point in laid}
        sizes = {key: heights[part[key]] if key < len(part) else PASSAGE for key in positions}
        points, below = _stacked(positions, sizes, below, rows=rows)
        placed |= {node: points[number] for node, number in own.items()}
        ways = [(int(start), int(end)) for start, end in edges or ()]
        for stops in _routes(ways, len(part)):
            routes[part[stops[0]], part[stops[-1]]] = [points[stop] for stop in stops[1:-1]]
    for number, height in enumerate(heights):  # what nothing leads to or from stands below
        if number not in placed:
            placed[number] = (ROOM, below + height / 2)
            below += height + GAP
    return [placed[number] for number in range(len(heights))], routes


def _parts(arrows: Iterable[Arrow]) -> list[list[int]]:
    """The boxes that arrows lead between, those of each connected part of the graph together."""
    part_of: dict[int, set[int]] = {}
    for arrow in arrows:
        part = part_of.get(arrow.start, {arrow.start}) | part_of.get(arrow.end, {arrow.end})
        part_of |= dict.fromkeys(part, part)
    return sorted({min(part): sorted(part) for part in part_of.values()}.values())


def _stacked(
    positions: dict[int, Point], sizes: dict[int, float], top: float, *, rows: bool
) -> tuple[dict[int, Point], float]:
    """One part of a graph below `top`, and where the next may begin.

    Boxes of one column stand a gap apart; what stood at one height before does so still, whatever is high beside it.
    """
    across = [(key, round(x, 6), y) for key, (x, y) in positions.items()]
    columns = {y: ROOM + COLUMN * number for number, y in enumerate(sorted({y for *_, y in across}, reverse=True))}
    least = min(x for _, x, _ in across)
    slots: dict[float, list[tuple[int, float]]] = defaultdict(list)
    for key, x, y in across:  # those of one column are at least 1 apart, so that no two come into the same row
        slots[floor(x - least) if rows else x - least].append((key, y))
    points: dict[int, Point] = {}
    reached = dict.fromkeys(columns, top - GAP)
    lowest = min(sizes.values()) + GAP
    before, height = 0.0, top
    for slot, members in sorted(slots.items()):
        room = (reached[y] + GAP + sizes[key] / 2 for key, y in members)
        height = max(height + (slot - before) * lowest, *room)
        if rows:
            height = max(height, max(reached.values()) + GAP + max(sizes[key] for key, _ in members) / 2)
        for key, y in members:
            points[key] = (columns[y], height)
            reached[y] = height + sizes[key] / 2
        before = slot
    return points, max(reached.values()) + GAP


def _routes(ways: Sequence[tuple[int, int]], count: int) -> Iterator[list[int]]:
    """Each arrow as what it passes: the `count` boxes have the first numbers, a free place has one way out."""
    next_of = dict(ways)
    for start, end in ways:
        if start < count:
            stops = [start, end]
            while stops[-1] >= count:
                stops.append(next_of[stops[-1]])
            yield stops


def _box(node: Node, names: Sequence[str], place: Point) -> Shape:
    x, middle = place
    fill, stroke = COLOURS[node.kind]
    ink, quiet = (INK_ON_DARK, QUIET_ON_DARK) if node.kind == "claim" else (INK, QUIET)
    height = NOTE_LINE + NAME_LINE * len(names)
    y = middle - height / 2
    texts = [
        *(_write(row, x + 8, y + 16 + NAME_LINE * n, colour=ink, size=12, bold=True) for n, row in enumerate(names)),
        *(_write(row, x + 8, y + height - 8, colour=quiet, size=11) for row in fitted(node.note, NOTE_UNITS, 1)),
    ]
    svg = (
        f'<g class="{node.kind}"><title>{_text(f"{node.name}: {node.note}")}</title>'
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{BOX_WIDTH}" height="{height}" rx="{CORNERS[node.kind]}" '
        f'fill="{fill}" stroke="{stroke}"/>{"".join(texts)}</g>'
    )
    return Shape(y, y + height, svg)


def _arrow(stops: Sequence[Point], *, dashed: bool) -> Shape:
    """A curve from the right side of the first box, over the free ones, to the left side of the last."""
    (x, y), *between, (end_x, end_y) = stops
    points = [(x + BOX_WIDTH, y)]
    for free_x, free_y in between:
        points += [(free_x, free_y), (free_x + BOX_WIDTH, free_y)]
    points.append((end_x - 5, end_y))
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
    text = _write(words, CHART_WIDTH - 4, y + GAP_ROW / 2 - 3, colour=QUIET, size=11, anchor="end")
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
