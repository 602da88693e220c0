"""Graphs: boxes that do not touch, in the order of the story, each long arrow beside its own."""

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from claims.dossier.blocks import Arrow, Graph, Node
from claims.dossier.drawing import drawings
from claims.dossier.drawing.layout import BOX_WIDTH
from tests.claims.dossier.drawing.cases import SVG, boxes, chains, graph, heights_of_lines

pytestmark = pytest.mark.rendering


def test_sixty_boxes_do_not_touch_and_each_is_drawn() -> None:
    [drawing] = drawings(graph(44, 15), name="g", paper=False)
    places = boxes(drawing)
    assert len(places) == 60
    for (x, top, bottom), (other_x, other_top, other_bottom) in combinations(places, 2):
        assert abs(x - other_x) >= BOX_WIDTH or bottom < other_top or other_bottom < top


def test_the_story_reads_from_left_to_right() -> None:
    [drawing] = drawings(graph(4, 2), name="g", paper=False)
    places = boxes(drawing)
    assert max(x for x, *_ in places[1:5]) < places[0][0] < min(x for x, *_ in places[5:])


def test_long_arrows_of_separate_parts_stay_beside_their_own_boxes() -> None:
    [drawing] = drawings(chains(6, 3), name="g", paper=False)
    places = boxes(drawing)
    for number in range(6):
        own = places[3 * number : 3 * number + 3]
        top, bottom = min(top for _, top, _ in own), max(bottom for *_, bottom in own)
        within = [line for line in heights_of_lines(drawing) if top <= line[0] <= line[1] <= bottom]
        assert len(within) == 3
        assert len([place for place in places if top <= place[1] <= bottom]) == 3


def test_a_box_grows_by_the_lines_its_name_may_take() -> None:
    name = "Claims " + ", ".join(map(str, range(11, 45, 2)))
    nodes = (Node(name, "17 claims", "claim", lines=6), Node(name, "17 claims", "claim"))
    [drawing] = drawings(Graph("Who", nodes, (Arrow(0, 1),), ()), name="g", paper=False)
    (_, top, bottom), (_, other_top, other_bottom) = boxes(drawing)
    assert bottom - top > other_bottom - other_top
    written = " ".join(text.text or "" for text in ET.fromstring(drawing.svg).iter(f"{SVG}text"))
    assert written.count(" 43 17 claims") == 1


def test_what_a_party_answered_is_written_whole_however_much_it_is() -> None:
    note = "no response (answer 2); " + "; ".join(f"denial (answer {number})" for number in range(3, 9))
    nodes = (Node("The claim", "unproven", "claim"), Node("The Ministry", note, "answer"))
    [drawing] = drawings(Graph("Who", nodes, (Arrow(0, 1),), ()), name="g", paper=False)
    written = " ".join(text.text or "" for text in ET.fromstring(drawing.svg).iter(f"{SVG}text"))
    assert note in written
    (_, top, bottom) = boxes(drawing)[1]
    lines = [float(text.attrib["y"]) for text in ET.fromstring(drawing.svg).iter(f"{SVG}text")]
    assert all(top < line < bottom for line in lines[2:])
