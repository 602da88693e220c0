"""Pictures: legible at sixty boxes, the same in every process, and deaf to what texts say."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from claims import actions
from claims.dossier.blocks import Arrow, Chart, Graph, Mark, Node
from claims.dossier.bundle import bundle
from claims.dossier.drawing import BOX_HEIGHT, BOX_WIDTH, SHEET_HEIGHT, Drawing, _units, drawings, fitted
from claims.dossier.reading import readings
from claims.dossier.ties import overview, ties
from tests.claims.dossier.conftest import Case
from tests.factories import AnswerFactory, AppearanceFactory, AttributionFactory, ClaimFactory

SVG = "{http://www.w3.org/2000/svg}"


def graph(speakers: int, answers: int) -> Graph:
    nodes = [Node("The claim", "unproven", "claim")]
    nodes += [Node(f"Speaker {number}", f"reports it (appearance {number})", "source") for number in range(speakers)]
    nodes += [Node(f"Answer {number}", "denial", "answer") for number in range(answers)]
    said = [Arrow(place, 0) if place % 3 else Arrow(place, place - 1) for place in range(1, speakers + 1)]
    answered = [Arrow(0, speakers + 1 + number, dashed=number % 2 == 0) for number in range(answers)]
    return Graph("Who said it", tuple(nodes), (*said, *answered), ("A tie in words.",))


def boxes(drawing: Drawing) -> list[tuple[float, float]]:
    return [(float(r.attrib["x"]), float(r.attrib["y"])) for r in ET.fromstring(drawing.svg).iter(f"{SVG}rect")]


def test_sixty_boxes_do_not_touch_and_each_is_drawn() -> None:
    [drawing] = drawings(graph(44, 15), name="g", paper=False)
    places = boxes(drawing)
    assert len(places) == 60
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT


def test_the_story_reads_from_left_to_right() -> None:
    [drawing] = drawings(graph(4, 2), name="g", paper=False)
    places = boxes(drawing)
    assert max(x for x, _ in places[1:5]) < places[0][0] < min(x for x, _ in places[5:])


def test_on_paper_a_high_picture_is_cut_between_boxes_and_every_box_is_whole_on_a_sheet() -> None:
    picture = graph(44, 15)
    parts = drawings(picture, name="g", paper=True)
    assert len(parts) > 1
    whole: set[tuple[float, float]] = set()
    for part in parts:
        _, top, width, height = map(float, ET.fromstring(part.svg).attrib["viewBox"].split())
        assert height <= SHEET_HEIGHT * max(1, width / 640) + 1
        whole |= {(x, y) for x, y in boxes(part) if top < y + 1 and y + BOX_HEIGHT < top + height + 1}
    assert len(whole) == 60


def test_it_has_a_title_and_says_the_same_in_words_with_ids_of_its_own() -> None:
    [drawing] = drawings(graph(3, 1), name="s-4-picture", paper=False)
    root = ET.fromstring(drawing.svg)
    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert words is not None
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {words.attrib['id']}"
    assert (title.text, words.text) == ("Who said it", "A tie in words.")


def test_marks_stand_in_order_of_time_on_their_lanes_with_what_lies_between() -> None:
    marks = (
        Mark(1, "2026-01-02", "2 January 2026", "third"),
        Mark(0, "2018-10-08", "8 October 2018", "first"),
        Mark(1, "9999-99", "Undated", "last"),
        Mark(0, "2018-10-09", "9 October 2018", "second"),
    )
    [drawing] = drawings(Chart("Clocks", ("Said", "Known"), marks), name="c", paper=False)
    texts = [text.text for text in ET.fromstring(drawing.svg).iter(f"{SVG}text")]
    shown = [text for text in texts if text in {"first", "second", "third", "last", "7 years later", "undated"}]
    assert shown == ["first", "second", "7 years later", "third", "undated", "last"]


@pytest.mark.django_db
def test_the_ties_of_a_claim_are_who_spoke_on_whose_word_and_who_answered(case: Case) -> None:
    [reading] = readings(bundle([case.claim.pk], using="default"))
    picture = ties(reading)
    assert picture is not None
    names = [node.name for node in picture.nodes]
    arrows = {(names[arrow.start], names[arrow.end]) for arrow in picture.arrows}
    assert ("Unnamed officials", "The Paper") in arrows
    assert ("The claim", "The Embassy") in arrows
    assert ("The claim", "The Ministry") in arrows
    [blanket] = [arrow for arrow in picture.arrows if names[arrow.end] == "The Embassy"]
    assert blanket.dashed
    assert any("as a blanket" in words for words in picture.words)


@pytest.mark.django_db
def test_of_many_claims_those_with_the_same_ties_share_a_box(case: Case, editor: User) -> None:
    alike = [ClaimFactory(appearance=None) for _ in range(60)]
    for claim in alike:
        AttributionFactory(appearance=AppearanceFactory(claim=claim, document=case.report), source=case.paper)
        AnswerFactory(claim=claim, rebuttal=case.denial, scope="blanket")
    actions.publish(claims=alike, by=editor)
    chosen = [case.claim.pk, *(claim.pk for claim in alike)]
    picture = overview(readings(bundle(chosen, using="default")))
    assert picture is not None
    names = [node.name for node in picture.nodes]
    assert "Claims 2–61" in names
    assert f"Claim 1: {case.claim.statement}" in names
    arrows = {(names[arrow.start], names[arrow.end], arrow.dashed) for arrow in picture.arrows}
    assert ("Claims 2–61", "The Embassy", True) in arrows
    assert ("The Paper", "Claims 2–61", False) in arrows
    assert sum(words.startswith("Claim 61: ") for words in picture.words) == 2


@given(st.text(max_size=80), st.integers(5, 40), st.integers(1, 3))
def test_no_line_of_a_box_is_wider_than_it_or_turns_what_follows(text: str, units: int, lines: int) -> None:
    rows = fitted(text, units, lines)
    assert len(rows) <= max(lines, 1)
    for row in rows:
        assert sum(map(_units, row)) <= units + 1.35
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", row)


@given(st.text(min_size=1, max_size=50))
def test_any_text_makes_well_formed_svg(text: str) -> None:
    picture = Graph(text, (Node(text, text, "source"), Node(text, text, "claim")), (Arrow(0, 1),), (text,))
    chart = Chart(text, (text,), (Mark(0, "2018", text, text),))
    for shown in (picture, chart):
        [drawing] = drawings(shown, name="x", paper=False)
        ET.fromstring(drawing.svg)
