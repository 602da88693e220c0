"""A picture as SVG 1.1: in its own size, or for paper shrunk to a sheet or cut into parts."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from claims.dossier.blocks import Graph, Picture
from claims.dossier.drawing.charts import chart_canvas
from claims.dossier.drawing.graphs import graph_canvas
from claims.dossier.drawing.sheets import (
    LEAST,
    SIDEWAYS,
    UPRIGHT,
    Canvas,
    Shape,
    Sheet,
    Span,
    cut_up,
    height_of,
    scale_on,
)
from claims.dossier.drawing.svg import escaped, num


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture or a part of one; `wide` when it wants a sheet on its side, `note` says that it goes on."""

    title: str
    svg: SafeString
    wide: bool = False
    note: str = ""


def mirrored(graph: Graph, *, name: str) -> Drawing:
    """The graph as who reads from right to left reads it, in its own size."""
    canvas = graph_canvas(graph, rows=False, mirrored=True)
    body = "\n".join(shape.svg for shape in canvas.shapes)
    turned = Shape(0, canvas.height, f'<g transform="translate({num(canvas.width)}) scale(-1 1)">\n{body}\n</g>')
    whole = Canvas(canvas.width, canvas.height, [turned], [])
    words = _description(graph)
    svg = _svg(whole, (0, canvas.height), 1, name=f"{name}-1", title=graph.title, description=words, direction="rtl")
    return Drawing(graph.title, svg)


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
    scale = min(scale_on(sheet, canvas.width, height_of(canvas, span)) for span in spans)
    drawn = []
    for number, span in enumerate(spans, 1):
        title = picture.title if len(spans) == 1 else f"{picture.title} ({number} of {len(spans)})"
        svg = _svg(canvas, span, scale, name=f"{name}-{number}", title=title, description=description)
        drawn.append(Drawing(title, svg, sheet.wide, _part(number, len(spans))))
    return drawn


def _canvas(picture: Picture, *, rows: bool = False) -> Canvas:
    return graph_canvas(picture, rows=rows) if isinstance(picture, Graph) else chart_canvas(picture)


def _part(number: int, count: int) -> str:
    if count == 1:
        return ""
    return f"Part {number} of {count}" + (", continued on the next page." if number < count else ".")


def _description(picture: Picture) -> str:
    if isinstance(picture, Graph):
        return " ".join(picture.words)
    return " ".join(f"{mark.when}: {mark.what}." for mark in picture.marks)


def _on_sheets(picture: Picture) -> tuple[Canvas, Sheet, list[Span]]:
    """The picture whole on the first kind of sheet it fits, upright before sideways; else the parts it is cut into."""
    canvas = _canvas(picture)
    for sheet in (UPRIGHT, SIDEWAYS):
        if scale_on(sheet, canvas.width, canvas.height) >= LEAST:
            return canvas, sheet, [(0.0, canvas.height)]
    canvas = _canvas(picture, rows=True)
    sheet = UPRIGHT if UPRIGHT.width / canvas.width >= LEAST else SIDEWAYS
    return canvas, sheet, cut_up(canvas, sheet.height / min(LEAST, sheet.width / canvas.width))


def _svg(
    canvas: Canvas, span: Span, scale: float, *, name: str, title: str, description: str, direction: str = ""
) -> SafeString:
    top, bottom = span
    runs = f' direction="{direction}"' if direction else ""
    body = "\n".join(shape.svg for shape in canvas.shapes if shape.top < bottom and shape.bottom > top)
    head = canvas.head if canvas.head and top else None
    if head:
        # Every sheet but the first repeats the head, and hangs its part of the picture below it.
        body = f'{head.svg}\n<svg {_frame(canvas, top, bottom, 1)} y="{num(head.bottom)}">\n{body}\n</svg>'
        top, bottom = 0, bottom - top + head.bottom
    return mark_safe(  # noqa: S308 - every text in it went through `escaped`
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-words" '
        f'{_frame(canvas, top, bottom, scale)} font-family="sans-serif"{runs}>\n'
        f'<title id="{name}-title">{escaped(title)}</title>\n<desc id="{name}-words">{escaped(description)}</desc>\n'
        f"{body}\n</svg>"
    )


def _frame(canvas: Canvas, top: float, bottom: float, scale: float) -> str:
    width, height = canvas.width, bottom - top
    size = f'width="{num(width * scale)}" height="{num(height * scale)}"'
    return f'viewBox="0 {num(top)} {num(width)} {num(height)}" {size}'
