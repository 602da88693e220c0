"""Charts: marks in order of time."""

import xml.etree.ElementTree as ET

import pytest

from claims.dossier.blocks import Chart, Mark
from claims.dossier.drawing import drawings
from tests.claims.dossier.drawing.cases import SVG

pytestmark = pytest.mark.rendering


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


def test_what_happened_is_written_whole_in_a_row_as_high_as_its_words() -> None:
    title = " ".join(f"word{number}" for number in range(60))
    marks = (Mark(0, "2018-10-08", "8 October 2018", title), Mark(0, "2018-10-09", "9 October 2018", "second"))
    [drawing] = drawings(Chart("Clocks", ("Said",), marks), name="c", paper=False)
    texts = [(text.text or "", float(text.attrib["y"])) for text in ET.fromstring(drawing.svg).iter(f"{SVG}text")]
    assert title in " ".join(text for text, _ in texts)
    [last] = [y for text, y in texts if "word59" in text]
    [second] = [y for text, y in texts if text == "second"]
    assert last < second
