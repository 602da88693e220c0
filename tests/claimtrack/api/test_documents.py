"""JSON Schema of documents: what a generated client makes its types of."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

import pytest

from claimtrack.api.documents import components_of
from claimtrack.notations import Day, Edtf, Instant

ColourValue: TypeAlias = Literal["red", "green"]
GradeValue: TypeAlias = Literal[1, 2, 3]


class PaintDocument(TypedDict):
    """A paint."""

    colour: ColourValue
    other: ColourValue | None
    colours: list[ColourValue]
    grade: GradeValue
    sheen: Literal["matt", "gloss"]
    mixed_at: Instant
    sold_on: Day | None
    first_made: NotRequired[Edtf]


class MixedDocument(TypedDict):
    odd: Literal["one", 2]


def test_a_vocabulary_is_a_component_with_the_name_of_its_type() -> None:
    found = components_of(PaintDocument)
    assert found["Colour"] == {"type": "string", "enum": ["red", "green"]}
    assert found["Grade"] == {"type": "integer", "enum": [1, 2, 3]}
    members = found["Paint"]["properties"]
    colour = {"$ref": "#/components/schemas/Colour"}
    assert members["colour"] == members["colours"]["items"] == colour
    assert members["other"] == {"anyOf": [colour, {"type": "null"}]}


def test_values_that_no_type_names_stand_where_they_are() -> None:
    assert components_of(PaintDocument)["Paint"]["properties"]["sheen"] == {"type": "string", "enum": ["matt", "gloss"]}


def test_values_of_several_types_have_no_schema() -> None:
    with pytest.raises(TypeError, match="several types"):
        components_of(MixedDocument)


def test_times_have_a_format_and_dates_of_the_world_an_explanation() -> None:
    paint = components_of(PaintDocument)["Paint"]
    assert paint["properties"]["mixed_at"]["format"] == "date-time"
    assert paint["properties"]["sold_on"]["anyOf"][0]["format"] == "date"
    edtf = paint["properties"]["first_made"]
    assert (edtf["type"], "format" in edtf, edtf["examples"]) == ("string", False, ["2008-10-31~"])
    assert edtf["description"].startswith("Extended Date/Time Format")
    assert "first_made" not in paint["required"]
