"""Graphs to draw, and what is read back out of a drawing."""

import re
import xml.etree.ElementTree as ET

from claims.dossier.blocks import Arrow, Graph, Node
from claims.dossier.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def graph(speakers: int, answers: int) -> Graph:
    nodes = [Node("The claim", "unproven", "claim")]
    nodes += [Node(f"Speaker {number}", f"reports it (appearance {number})", "source") for number in range(speakers)]
    nodes += [Node(f"Answer {number}", "denial", "answer") for number in range(answers)]
    said = [Arrow(place, 0) if place % 3 else Arrow(place, place - 1) for place in range(1, speakers + 1)]
    answered = [Arrow(0, speakers + 1 + number, dashed=number % 2 == 0) for number in range(answers)]
    return Graph("Who said it", tuple(nodes), (*said, *answered), ("A tie in words.",))


def chains(count: int, length: int) -> Graph:
    """Parts of a graph that nothing ties to each other, each a chain whose first box has an arrow to its last."""
    nodes = tuple(Node(f"Source {number}", "says so", "source") for number in range(count * length))
    arrows = [Arrow(start, start + 1) for start in range(count * length - 1) if (start + 1) % length]
    arrows += [Arrow(start, start + length - 1) for start in range(0, count * length, length)]
    return Graph("Who said it", nodes, tuple(arrows), ("A tie in words.",))


def boxes(drawing: Drawing) -> list[tuple[float, float, float]]:
    """Left, top and bottom of each."""
    read = [[float(r.attrib[of]) for of in ("x", "y", "height")] for r in ET.fromstring(drawing.svg).iter(f"{SVG}rect")]
    return [(x, y, y + height) for x, y, height in read]


def frame(drawing: Drawing) -> tuple[float, float, float]:
    """The heights between which a drawing shows the picture, and how far it is shrunk."""
    attributes = ET.fromstring(drawing.svg).attrib
    _, top, width, height = map(float, attributes["viewBox"].split())
    return top, top + height, float(attributes["width"]) / width


def heights_of_lines(drawing: Drawing) -> list[tuple[float, float]]:
    """The highest and the lowest point of each arrow."""
    curves = [p.attrib["d"] for p in ET.fromstring(drawing.svg).iter(f"{SVG}path") if p.attrib["class"] == "line"]
    points = [[float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", curve)] for curve in curves]
    return [(min(heights), max(heights)) for heights in points]
