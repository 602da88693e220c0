"""Pictures: legible at sixty boxes, the same in every process, and deaf to what texts say."""

import io
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pypdf
import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from claims import writing as actions
from claims.dossier import as_pdf
from claims.dossier.as_html import page
from claims.dossier.blocks import Arrow, Chart, Graph, Line, Mark, Node, Section, line
from claims.dossier.bundle import bundle
from claims.dossier.drawing import BOX_WIDTH, LEAST, SIDEWAYS, UPRIGHT, Drawing, _units, drawings, fitted
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


def boxes(drawing: Drawing) -> list[tuple[float, float, float]]:
    """Left, top and bottom of each."""
    read = [[float(r.attrib[of]) for of in ("x", "y", "height")] for r in ET.fromstring(drawing.svg).iter(f"{SVG}rect")]
    return [(x, y, y + height) for x, y, height in read]


def frame(drawing: Drawing) -> tuple[float, float, float]:
    """The heights between which a drawing shows the picture, and how far it is shrunk."""
    attributes = ET.fromstring(drawing.svg).attrib
    _, top, width, height = map(float, attributes["viewBox"].split())
    return top, top + height, float(attributes["width"]) / width


def chains(count: int, length: int) -> Graph:
    """Parts of a graph that nothing ties to each other, each a chain whose first box has an arrow to its last."""
    nodes = tuple(Node(f"Source {number}", "says so", "source") for number in range(count * length))
    arrows = [Arrow(start, start + 1) for start in range(count * length - 1) if (start + 1) % length]
    arrows += [Arrow(start, start + length - 1) for start in range(0, count * length, length)]
    return Graph("Who said it", nodes, tuple(arrows), ("A tie in words.",))


def heights_of_lines(drawing: Drawing) -> list[tuple[float, float]]:
    """The highest and the lowest point of each arrow."""
    curves = [p.attrib["d"] for p in ET.fromstring(drawing.svg).iter(f"{SVG}path") if p.attrib["class"] == "line"]
    points = [[float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", curve)] for curve in curves]
    return [(min(heights), max(heights)) for heights in points]


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


def test_a_box_grows_by_the_lines_its_name_may_take() -> None:
    name = "Claims " + ", ".join(map(str, range(11, 45, 2)))
    nodes = (Node(name, "17 claims", "claim", lines=6), Node(name, "17 claims", "claim"))
    [drawing] = drawings(Graph("Who", nodes, (Arrow(0, 1),), ()), name="g", paper=False)
    (_, top, bottom), (_, other_top, other_bottom) = boxes(drawing)
    assert bottom - top > other_bottom - other_top
    written = " ".join(text.text or "" for text in ET.fromstring(drawing.svg).iter(f"{SVG}text"))
    assert written.count(" 43 17 claims") == 1


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


@pytest.mark.django_db
def test_a_claim_whose_document_names_no_speaker_is_drawn(case: Case, editor: User) -> None:
    unsigned = ClaimFactory(appearance=None)
    AppearanceFactory(claim=unsigned, document=case.page, speaker=None, role="disputes")
    actions.publish(claims=[unsigned], by=editor)
    read = readings(bundle([case.claim.pk, unsigned.pk], using="default"))
    for picture, claim in ((ties(read[1]), "The claim"), (overview(read), f"Claim 2: {unsigned.statement}")):
        assert picture is not None
        names = [node.name for node in picture.nodes]
        arrows = {(names[arrow.start], names[arrow.end], arrow.dashed) for arrow in picture.arrows}
        assert ("Not named, in “The page”", claim, True) in arrows


@pytest.mark.django_db
def test_on_paper_a_heading_stands_on_the_sheet_of_its_picture_upright_or_on_its_side(case: Case) -> None:
    filler = Line(("Some words of a paragraph. " * 100,))
    pictures = {"Upright picture": graph(12, 3), "Sideways picture": chains(3, 6)}
    sections = [Section(title, (line("A line."), picture)) for title, picture in pictures.items()]
    dossier = Section(
        "Pictures", tuple(block for section in sections for block in (Section("Text", (filler,)), section))
    )
    made = bundle([case.claim.pk], using="default")
    style = render_to_string("dossier/paper.css", {"name": "The case"})
    printed = as_pdf._printed(page(made, dossier, paper=True, style=style), made)
    sheets = [(sheet, sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(printed)).pages[1:]]
    [(upright, first)] = [found for found in sheets if "Upright picture" in found[1]]
    [(sideways, second)] = [found for found in sheets if "Sideways picture" in found[1]]
    assert "Speaker 11" in first
    assert "Source 17" in second
    assert upright.mediabox.height > upright.mediabox.width
    assert sideways.mediabox.width > sideways.mediabox.height


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
