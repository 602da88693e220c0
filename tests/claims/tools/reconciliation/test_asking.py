"""A query is read by itself; what is wrong with it is told at its place, and what was asked is not repeated."""

from typing import Any

import pytest

from claims.tools.reconciliation.asking import FaultyQuery, Query, read_0_2, read_1_0, read_extension

SECRET = "qwertzuiop"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        (SECRET, ""),
        ({}, "/query"),
        ({"query": ""}, "/query"),
        ({"query": 5}, "/query"),
        ({"query": f"{SECRET}\x00"}, "/query"),
        ({"query": SECRET * 200}, "/query"),
        ({"query": "a", SECRET: 1}, ""),
        ({"query": "a", "type": SECRET}, "/type"),
        ({"query": "a", "type": [[SECRET]]}, "/type"),
        ({"query": "a", "limit": 0}, "/limit"),
        ({"query": "a", "limit": True}, "/limit"),
        ({"query": "a", "limit": float("nan")}, "/limit"),
        ({"query": "a", "type_strict": SECRET}, "/type_strict"),
        ({"query": "a", "properties": SECRET}, "/properties"),
        ({"query": "a", "properties": [{"pid": SECRET, "v": "x"}]}, "/properties/0/pid"),
        ({"query": "a", "properties": [{"pid": "country"}]}, "/properties/0/v"),
        ({"query": "a", "properties": [{"pid": "country", "v": []}]}, "/properties/0/v"),
    ],
)
def test_a_fault_of_0_2_is_told_at_its_place(query: Any, pointer: str) -> None:
    with pytest.raises(FaultyQuery) as told:
        read_0_2(query)
    assert told.value.fault["pointer"] == pointer
    assert SECRET not in str(told.value.fault)


def condition(**members: Any) -> dict[str, Any]:
    return {"conditions": [{"matchType": "name", "propertyValue": "a", **members}]}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({}, "/conditions"),
        (condition(matchType=SECRET), "/conditions/0/matchType"),
        (condition(matchType="property"), "/conditions/0/propertyId"),
        (condition(matchQuantifier="none"), "/conditions/0/matchQuantifier"),
        (condition(matchQualifier=SECRET), "/conditions/0/matchQualifier"),
        (condition(required="yes"), "/conditions/0/required"),
        (condition(propertyValue=None), "/conditions/0/propertyValue"),
    ],
)
def test_a_fault_of_1_0_is_told_at_its_place(query: Any, pointer: str) -> None:
    with pytest.raises(FaultyQuery) as told:
        read_1_0(query)
    assert told.value.fault["pointer"] == pointer
    assert SECRET not in str(told.value.fault)


def test_both_versions_ask_the_same() -> None:
    older = read_0_2(
        {"query": "a", "type": {"id": "source"}, "limit": 3, "properties": [{"pid": "country", "v": "LY"}]}
    )
    newer = read_1_0(
        {
            "type": "source",
            "limit": 3,
            "conditions": [
                {"matchType": "name", "propertyValue": "a"},
                {"matchType": "property", "propertyId": "country", "propertyValue": "LY"},
            ],
        }
    )
    assert older == newer
    assert (older.names, older.types, older.limit) == (["a"], ["source"], 3)


def test_values_may_be_numbers_truths_and_entities() -> None:
    values = [5, True, {"id": "x", "name": "y"}]
    [asked] = read_0_2({"query": "a", "properties": [{"pid": "kind", "v": values}]}).conditions
    assert asked.values == ["5", "true", "x"]
    assert read_0_2({"query": "a", "limit": 10_000}).limit == 50
    assert isinstance(read_1_0(condition()), Query)


@pytest.mark.parametrize(
    "extension",
    [
        [],
        {"ids": "x", "properties": []},
        {"ids": ["\ud800"], "properties": []},
        {"ids": [], "properties": [{"id": SECRET}]},
    ],
)
def test_an_extension_at_fault_is_refused(extension: Any) -> None:
    with pytest.raises(FaultyQuery) as told:
        read_extension(extension)
    assert SECRET not in str(told.value.fault)
