"""What a picture is painted on: a canvas of its own size, and sheets of paper, between whose rows it is cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: What stays free around a picture.
ROOM = 8
Span = tuple[float, float]


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


def scale_on(sheet: Sheet, width: float, height: float) -> float:
    return min(1.0, sheet.width / width, sheet.height / height)


def height_of(canvas: Canvas, span: Span) -> float:
    """Of a part, with the head that every part but the first repeats."""
    top, bottom = span
    return bottom - top + (canvas.head.bottom if canvas.head and top else 0)


#: Parts, after what they are chosen by: lines severed, how many parts, how little stands on the earlier ones.
_Way = tuple[tuple[int, int, float], list[Span]]


def cut_up(canvas: Canvas, most: float) -> list[Span]:
    """Parts no higher than `most`: as few lines severed as can be, then as few parts, then the earlier the fuller."""
    cuts = [0.0, *_free(canvas), canvas.height]
    severed = [sum(shape.top < cut < shape.bottom for shape in canvas.shapes) for cut in cuts]
    best: list[_Way] = [((0, 0, 0.0), [])]
    for number, bottom in enumerate(cuts[1:], 1):
        ways: list[_Way] = []
        for ((lines, parts, empty), spans), top in zip(reversed(best), reversed(cuts[:number]), strict=True):
            if height_of(canvas, (top, bottom)) > most and ways:  # a row higher than a sheet is shrunk to it
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
