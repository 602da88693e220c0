"""Pictures on screens and on paper: legible, whole where they can be, and deaf to what texts say."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.dossier.blocks import Arrow, Chart, Graph, Mark, Node
from claims.dossier.drawing import drawings
from claims.dossier.drawing.sheets import LEAST, SIDEWAYS, UPRIGHT
from tests.claims.dossier.drawing.cases import SVG, boxes, chains, frame, graph, heights_of_lines

pytestmark = pytest.mark.rendering


def test_on_paper_a_picture_too_high_for_a_sheet_is_cut_between_rows_and_says_that_it_goes_on() -> None:
    parts = drawings(graph(44, 15), name="g", paper=True)
    assert len(parts) > 1
    whole: list[tuple[float, float, float]] = []
    for part in parts:
        top, bottom, scale = frame(part)
        assert scale >= LEAST
        assert (bottom - top) * scale <= UPRIGHT.height + 1
        whole += [box for box in boxes(part) if top <= box[1] and box[2] <= bottom]
    assert len(whole) == len(set(whole)) == 60
    assert [part.note for part in parts[:-1]] == [
        f"Part {number} of {len(parts)}, continued on the next page." for number in range(1, len(parts))
    ]
    assert parts[-1].note == f"Part {len(parts)} of {len(parts)}."


def test_a_cut_severs_no_arrow_where_it_can_fall_between_parts_that_nothing_ties() -> None:
    parts = drawings(chains(30, 3), name="g", paper=True)
    assert len(parts) > 1
    for part in parts:
        top, bottom, _ = frame(part)
        assert all(top <= highest and lowest <= bottom for highest, lowest in heights_of_lines(part))


@pytest.mark.parametrize(
    ("length", "wide", "least"),
    [(3, False, 1), (5, False, LEAST), (6, True, LEAST), (9, True, 0.5)],
)
def test_a_picture_stands_whole_and_upright_while_it_can_be_read_so_and_on_a_sheet_on_its_side_beyond(
    length: int, wide: bool, least: float
) -> None:
    [drawing] = drawings(chains(2, length), name="g", paper=True)
    top, bottom, scale = frame(drawing)
    assert (drawing.wide, drawing.note) == (wide, "")
    assert scale >= least
    assert (bottom - top) * scale <= (SIDEWAYS if wide else UPRIGHT).height


def test_on_a_screen_a_picture_is_never_shrunk_or_cut() -> None:
    [drawing] = drawings(chains(40, 9), name="g", paper=False)
    assert frame(drawing)[2] == 1


def test_it_has_a_title_and_says_the_same_in_words_with_ids_of_its_own() -> None:
    [drawing] = drawings(graph(3, 1), name="s-4-picture", paper=False)
    root = ET.fromstring(drawing.svg)
    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert words is not None
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {words.attrib['id']}"
    assert (title.text, words.text) == ("Who said it", "A tie in words.")


@given(st.text(min_size=1, max_size=50))
def test_any_text_makes_well_formed_svg(text: str) -> None:
    picture = Graph(text, (Node(text, text, "source"), Node(text, text, "claim")), (Arrow(0, 1),), (text,))
    chart = Chart(text, (text,), (Mark(0, "2018", text, text),))
    for shown in (picture, chart):
        [drawing] = drawings(shown, name="x", paper=False)
        ET.fromstring(drawing.svg)
