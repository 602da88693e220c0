"""The OpenAPI description says what the parameters accept."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from openapi_spec_validator import validate
from rest_framework.request import Request

from claimtrack.api.views import PublicView
from claimtrack.query.filters import (
    BooleanFilter,
    ChoiceListFilter,
    DayFilter,
    InstantFilter,
    ReferenceFilter,
    TextFilter,
    UUIDListFilter,
)
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet, OrderingFilter


class ThingFilters(ListFilterSet):
    q = TextFilter("username", max_length=400, help_text="Words.")
    kind = ChoiceListFilter("username", choices=[("new", "just arrived"), ("old", "there before")], help_text="Kind.")
    ids = UUIDListFilter("id", help_text="These.")
    source = ReferenceFilter("id", resolve=lambda _: {}, nearest=lambda _: [], help_text="Who.")
    day_after = DayFilter("date_joined", "gte", help_text="Since when.")
    as_of = InstantFilter(narrows=False, help_text="As the record stood then.")
    good = BooleanFilter("is_staff", help_text="Good or not.")
    ordering = OrderingFilter({"name": Keyset(("username",))}, default="name", help_text="The order.")


class Things(PublicView):
    """Things, by name."""

    filterset_class = ThingFilters

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> HttpResponse:
        ThingFilters.accept(self.asked, User.objects.none())
        return HttpResponse()

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> HttpResponse:
        return HttpResponse()


@pytest.fixture(scope="module")
def schema() -> Mapping[str, Any]:
    generate: Any = SchemaGenerator
    schema: Mapping[str, Any] = generate(patterns=[path("api/v1/things/", Things.as_view())]).get_schema(public=True)
    return schema


@pytest.fixture
def parameters(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {each["name"]: each for each in schema["paths"]["/api/v1/things/"]["get"]["parameters"]}


def test_the_description_is_valid_openapi_3_1(schema: Mapping[str, Any]) -> None:
    assert schema["openapi"] == "3.1.0"
    validate(schema)


def test_every_declared_parameter_is_described_and_no_other(parameters: Mapping[str, Any]) -> None:
    assert set(parameters) == set(ThingFilters.base_filters)
    assert all(each["description"] for each in parameters.values())
    assert all(each["in"] == "query" and not each.get("required") for each in parameters.values())


def test_a_list_of_choices_is_in_comma_style_with_its_meanings(parameters: Mapping[str, Any]) -> None:
    kind = parameters["kind"]
    assert (kind["style"], kind["explode"]) == ("form", False)
    assert kind["schema"]["items"]["enum"] == ["new", "old"]
    assert "* `new` just arrived" in kind["description"]


def test_types_and_bounds_are_those_that_are_checked(parameters: Mapping[str, Any]) -> None:
    assert parameters["q"]["schema"] == {"type": "string", "minLength": 1, "maxLength": 400}
    assert parameters["good"]["schema"] == {"type": "boolean"}
    assert parameters["day_after"]["schema"] == {"type": "string", "format": "date"}
    assert parameters["ids"]["schema"]["items"] == {"type": "string", "format": "uuid"}
    assert parameters["page_size"]["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 200,
        "default": 50,
    }
    assert parameters["ordering"]["schema"] == {"type": "string", "enum": ["name"], "default": "name"}


def test_every_other_status_is_described_as_a_problem(schema: Mapping[str, Any]) -> None:
    for operation in schema["paths"]["/api/v1/things/"].values():
        content = operation["responses"]["default"]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    problem = schema["components"]["schemas"]["Problem"]
    assert set(problem["required"]) == {"type", "title", "status", "detail", "errors"}
    assert problem["properties"]["errors"]["items"] == {"$ref": "#/components/schemas/ErrorItem"}
    assert schema["components"]["schemas"]["ErrorItem"]["required"] == ["code", "message"]


def test_a_write_takes_no_filters(schema: Mapping[str, Any]) -> None:
    assert "parameters" not in schema["paths"]["/api/v1/things/"]["post"]
