"""Where the boxes of a graph stand, and where its arrows pass: columns laid out by fast-sugiyama."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import floor

from fast_sugiyama import from_edges

from claims.dossier.blocks import Arrow, Graph
from claims.dossier.drawing.sheets import ROOM

Point = tuple[float, float]
BOX_WIDTH, COLUMN = 160, 194
#: From one box of a column to the next.
GAP = 12
#: What a long arrow keeps free where it passes between boxes.
PASSAGE = 4


def laid_out(
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
