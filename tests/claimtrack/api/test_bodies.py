"""A body is taken for what its JSON says, and for nothing that it looks like."""

from typing import Any

import pytest
from django.http import QueryDict
from rest_framework import serializers

from claimtrack.api.bodies import StrictBody


class Order(StrictBody):
    text = serializers.CharField(required=False)
    texts = serializers.ListField(child=serializers.CharField(), required=False)
    sort = serializers.ChoiceField(choices=["1", "2"], required=False)
    whole = serializers.IntegerField(required=False)
    share = serializers.FloatField(required=False, allow_null=True)
    flag = serializers.BooleanField(required=False)
    day = serializers.DateField(required=False)


def faults_of(data: Any) -> dict[str, Any]:
    body = Order(data=data)
    body.is_valid()
    found: dict[str, Any] = body.errors
    return found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": 5}, "A text is expected, and not a number."),
        ({"text": True}, "A text is expected, and not true or false."),
        ({"sort": 1}, "A text is expected, and not a number."),
        ({"day": 20210302}, "A text is expected, and not a number."),
        ({"whole": "3"}, "A whole number is expected, and not a text."),
        ({"whole": True}, "A whole number is expected, and not true or false."),
        ({"share": True}, "A number is expected, and not true or false."),
        ({"share": "0.5"}, "A number is expected, and not a text."),
        ({"flag": "yes"}, "true or false is expected, and not a text."),
        ({"flag": 1}, "true or false is expected, and not a number."),
        ({"other": 1}, "There is no such member."),
    ],
)
def test_what_json_has_as_something_else_is_refused(data: dict[str, Any], said: str) -> None:
    assert [list(map(str, each)) for each in faults_of(data).values()] == [[said]]


def test_an_item_of_a_list_is_refused_in_its_place() -> None:
    assert faults_of({"texts": ["One.", 2]}) == {"texts": {1: ["A text is expected, and not a number."]}}


def test_every_fault_is_told_beside_the_others() -> None:
    assert set(faults_of({"text": 5, "whole": "3", "other": 1, "day": "soon"})) == {"text", "whole", "other", "day"}


def test_what_fits_is_taken() -> None:
    assert faults_of({"text": "5", "texts": ["a"], "sort": "1", "whole": 3, "share": 1, "flag": False}) == {}
    assert faults_of({"share": None}) == {}


def test_a_form_has_texts_alone_and_is_read_as_before() -> None:
    assert faults_of(QueryDict("whole=3&flag=true&share=.5")) == {}
