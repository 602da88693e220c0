"""Enumerations in the OpenAPI description are named once."""

from typing import Any

from claimtrack.api.enumerations import MEANINGS, named_once

RED, EDGES = ["red", "green"], ["plain", "cut"]


def asked(name: str, values: list[str], **more: Any) -> dict[str, Any]:
    schema = {"type": "array", "items": {"type": "string", "enum": values}}
    return {"name": name, "schema": schema, "description": "Which.", **more}


def named(*parameters: dict[str, Any], **components: Any) -> dict[str, Any]:
    paths = {f"/{number}/": {"get": {"parameters": [each]}} for number, each in enumerate(parameters)}
    result: dict[str, Any] = named_once({"paths": paths, "components": {"schemas": components}})["components"][
        "schemas"
    ]
    return result


def test_a_parameter_takes_the_enumeration_of_documents_whatever_it_is_called() -> None:
    parameter = asked("any_colour", RED, **{MEANINGS: "* `red` as blood"})
    found = named(parameter, Colour={"type": "string", "enum": RED})
    assert parameter["schema"]["items"] == {"$ref": "#/components/schemas/Colour"}
    assert found["Colour"]["description"] == "* `red` as blood"
    assert (parameter["description"], MEANINGS in parameter) == ("Which.", False)


def test_what_several_addresses_ask_for_is_named_after_their_parameter() -> None:
    first, second = asked("cut_edge", EDGES), asked("cut_edge", EDGES)
    assert named(first, second) == {"CutEdge": {"type": "string", "enum": EDGES}}
    assert first["schema"] == second["schema"]


def test_one_name_never_stands_for_two_enumerations() -> None:
    parameters = [asked("kind", values) for values in (RED, RED, EDGES, EDGES)]
    assert named(*parameters) == {}
    assert "enum" in parameters[0]["schema"]["items"]


def test_a_single_parameter_keeps_its_values_and_what_they_mean() -> None:
    parameter = asked("kind", RED, **{MEANINGS: "* `red` as blood"})
    assert named(parameter) == {}
    assert parameter["description"] == "Which.\n\n* `red` as blood"


def test_a_default_stays_with_its_parameter() -> None:
    orders = ["new", "old"]
    parameters = [
        {"name": "ordering", "schema": {"type": "string", "enum": orders, "default": "new"}} for _ in range(2)
    ]
    assert named(*parameters)["Ordering"]["enum"] == orders
    assert parameters[0]["schema"] == {"$ref": "#/components/schemas/Ordering", "default": "new"}
