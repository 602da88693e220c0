"""Graphs: boxes in columns, and the arrows between them."""

from collections.abc import Sequence
from itertools import pairwise

from claims.dossier.blocks import Graph, Node
from claims.dossier.drawing.layout import BOX_WIDTH, Point, laid_out
from claims.dossier.drawing.sheets import ROOM, Canvas, Shape
from claims.dossier.drawing.svg import INK, INK_ON_DARK, QUIET, QUIET_ON_DARK, escaped, num, write
from claims.dossier.drawing.texts import fitted

#: Heights: of a line of a name, of a line of a note, of what is left free in a box.
NAME_LINE, NOTE_LINE, FREE = 13, 12, 16
NAME_UNITS, NOTE_UNITS = 21, 25
COLOURS = {
    "source": ("#ffffff", "#5b6770"),
    "claim": ("#1f2a37", "#1f2a37"),
    "answer": ("#eef4fb", "#2563a8"),
}
CORNERS = {"source": 3, "claim": 3, "answer": 14}


def graph_canvas(graph: Graph, *, rows: bool, mirrored: bool = False) -> Canvas:
    names = [fitted(node.name, NAME_UNITS, node.lines) for node in graph.nodes]
    notes = [fitted(node.note, NOTE_UNITS) for node in graph.nodes]
    heights = [_height(*texts) for texts in zip(names, notes, strict=True)]
    places, routes = laid_out(graph, heights, rows=rows)
    lines = [
        _arrow([places[arrow.start], *routes.get((arrow.start, arrow.end), ()), places[arrow.end]], dashed=arrow.dashed)
        for arrow in graph.arrows
    ]
    boxes = [_box(*drawn, mirrored=mirrored) for drawn in zip(graph.nodes, names, notes, places, strict=True)]
    width = max(x for x, _ in places) + BOX_WIDTH + ROOM
    height = max(box.bottom for box in boxes) + ROOM
    return Canvas(width, height, [*lines, *boxes], boxes)


def _height(names: Sequence[str], notes: Sequence[str]) -> int:
    return FREE + NAME_LINE * len(names) + NOTE_LINE * len(notes)


def _box(node: Node, names: Sequence[str], notes: Sequence[str], place: Point, *, mirrored: bool) -> Shape:
    x, middle = place
    fill, stroke = COLOURS[node.kind]
    ink, quiet = (INK_ON_DARK, QUIET_ON_DARK) if node.kind == "claim" else (INK, QUIET)
    height = _height(names, notes)
    y = middle - height / 2
    texts = [
        *(
            write(row, x + 8, y + 16 + NAME_LINE * n, colour=ink, size=12, bold=True, mirrored=mirrored)
            for n, row in enumerate(names)
        ),
        *(
            write(row, x + 8, y + height - 8 - NOTE_LINE * (len(notes) - n), colour=quiet, size=11, mirrored=mirrored)
            for n, row in enumerate(notes, 1)
        ),
    ]
    svg = (
        f'<g class="{node.kind}"><title>{escaped(f"{node.name}: {node.note}")}</title>'
        f'<rect x="{num(x)}" y="{num(y)}" width="{BOX_WIDTH}" height="{height}" rx="{CORNERS[node.kind]}" '
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
    curve = f"M{num(points[0][0])} {num(points[0][1])}"
    for (from_x, from_y), (to_x, to_y) in pairwise(points):
        half = (from_x + to_x) / 2
        curve += f"C{num(half)} {num(from_y)} {num(half)} {num(to_y)} {num(to_x)} {num(to_y)}"
    tip_x, tip_y = points[-1]
    tip = f"M{num(tip_x - 3)} {num(tip_y - 4)}L{num(tip_x + 5)} {num(tip_y)}L{num(tip_x - 3)} {num(tip_y + 4)}Z"
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    heights = [height for _, height in points]
    return Shape(
        min(heights) - 4,
        max(heights) + 4,
        f'<path class="line" d="{curve}" fill="none" stroke="#6b7280" stroke-width="1.2"{dashes}/>'
        f'<path class="tip" d="{tip}" fill="#6b7280"/>',
    )
