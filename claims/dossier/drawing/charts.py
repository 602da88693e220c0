"""Charts: lanes, and a row for each mark in order of time."""

from collections.abc import Sequence
from datetime import date

from claims.dossier.blocks import Chart, Mark
from claims.dossier.drawing.sheets import ROOM, Canvas, Shape
from claims.dossier.drawing.svg import INK, QUIET, escaped, num, write
from claims.dossier.drawing.texts import fitted

CHART_WIDTH = 760
WHEN_WIDTH, LANE = 176, 62
MARK_ROW, TEXT_LINE, GAP_ROW, HEAD = 24, 13, 20, 34
WHEN_UNITS, WHAT_UNITS = 27, 54
LANE_COLOURS = ("#7a4fb5", "#b45309", "#2563a8", "#3f7d4e")
#: In days.
YEAR = 365


def chart_canvas(chart: Chart) -> Canvas:
    """A row a mark, in order of time, as high as its words; what lies far apart says so between the rows."""
    height = float(HEAD)
    rows: list[Shape] = []
    before: Mark | None = None
    for mark in sorted(chart.marks, key=lambda mark: (mark.key, mark.lane)):
        if between := _between(before, mark):
            rows.append(_gap(height, between))
            height += GAP_ROW
        rows.append(_mark(chart, mark, height, repeated=before is not None and before.when == mark.when))
        height = rows[-1].bottom
        before = mark
    lanes = [_lane(number, height) for number in range(len(chart.lanes))]
    head = Shape(0, HEAD, "".join(_lane_name(number, name) for number, name in enumerate(chart.lanes)))
    return Canvas(CHART_WIDTH, height + ROOM, [*lanes, head, *rows], rows, head)


def _lane_x(lane: int) -> float:
    return WHEN_WIDTH + LANE * lane + LANE / 2


def _lane(number: int, height: float) -> Shape:
    x = num(_lane_x(number))
    svg = f'<path class="lane" d="M{x} {HEAD - 6}V{num(height)}" stroke="#d1d5db" fill="none"/>'
    return Shape(HEAD, height, svg)


def _lane_name(number: int, name: str) -> str:
    return write(name, _lane_x(number), HEAD - 14, colour=INK, size=11, anchor="middle", bold=True)


def _mark(chart: Chart, mark: Mark, y: float, *, repeated: bool) -> Shape:
    middle, x = y + MARK_ROW / 2, _lane_x(mark.lane)
    text_x = WHEN_WIDTH + LANE * len(chart.lanes) + 6
    whens = [] if repeated else fitted(mark.when, WHEN_UNITS)
    whats = fitted(mark.what, WHAT_UNITS)
    texts = f"{_rows(whens, 2, middle, QUIET)}{_rows(whats, text_x, middle, INK)}"
    colour = LANE_COLOURS[mark.lane % len(LANE_COLOURS)]
    svg = (
        f"<g><title>{escaped(f'{chart.lanes[mark.lane]}, {mark.when}: {mark.what}')}</title>"
        f'<path class="lead" d="M{num(x)} {num(middle)}H{num(text_x - 4)}" stroke="#e5e7eb" fill="none"/>'
        f'<circle class="mark lane-{mark.lane}" cx="{num(x)}" cy="{num(middle)}" r="5" fill="{colour}"/>'
        f"{texts}</g>"
    )
    return Shape(y, y + MARK_ROW + TEXT_LINE * (max(1, len(whens), len(whats)) - 1), svg)


def _rows(texts: Sequence[str], x: float, middle: float, colour: str) -> str:
    return "".join(write(row, x, middle + 4 + TEXT_LINE * n, colour=colour, size=11) for n, row in enumerate(texts))


def _gap(y: float, words: str) -> Shape:
    middle = num(y + GAP_ROW / 2)
    line = f'<path class="lead" d="M2 {middle}H{CHART_WIDTH - 2}" stroke="#9ca3af" stroke-dasharray="1 4" fill="none"/>'
    text = write(words, CHART_WIDTH - 4, y + GAP_ROW / 2 - 3, colour=QUIET, size=11, anchor="end")
    return Shape(y, y + GAP_ROW, line + text)


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
