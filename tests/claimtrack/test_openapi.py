"""The schema is valid OpenAPI 3.1, names every public address, and tells the truth about the answers."""

from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from claimtrack.wsgi import application

PREFIX = "api/v1/"
#: Addresses under the prefix that describe the API themselves.
ABOUT_THE_API = {"schema/", "docs/"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
    return generated


def test_the_schema_is_valid_openapi_3_1_and_made_without_warnings(document: dict[str, Any]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_public_address_is_in_the_schema(document: dict[str, Any]) -> None:
    described = {path.removeprefix(f"/{PREFIX}").replace("{", "<").replace("}", ">") for path in document["paths"]}
    routes = {_plain(route) for route in _routes(get_resolver().url_patterns, "") if route.startswith(PREFIX)}
    assert {route.removeprefix(PREFIX) for route in routes} - ABOUT_THE_API - described == set()


def _routes(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _routes(pattern.url_patterns, route)
        else:
            found.append(route)
    return found


def _plain(route: str) -> str:
    return route.replace("<str:", "<").replace("<uuid:", "<").replace("<slug:", "<")


def test_every_filter_of_claims_is_described_with_words(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/claims/"]["get"]["parameters"]
    assert all(len(parameter["description"]) > 10 for parameter in parameters)
    assert {"q", "about", "verdict", "as_of", "facets", "ordering"} <= {each["name"] for each in parameters}


#: Lists and details whose answers are held against the schema, with the case of Libya in the record.
ANSWERED = [
    "/api/v1/claims/",
    "/api/v1/claims/?facets=verdict,language,topic,source,narrative",
    "/api/v1/claims/?count=true",
    "/api/v1/claims/russia-covert-deployment-tobruk-benghazi/",
    "/api/v1/claims/russia-covert-deployment-tobruk-benghazi/editions/",
    "/api/v1/narratives/",
    "/api/v1/narratives/soviet-russian-military-bases-in-libya/",
    "/api/v1/rebuttals/",
    "/api/v1/assessments/",
    "/api/v1/appearances/",
    "/api/v1/documents/",
    "/api/v1/topics/",
    "/api/v1/subjects/",
    "/api/v1/sources/",
    "/api/v1/sources/the-sun/",
    "/api/v1/scales/",
    "/api/v1/changes/",
    "/api/v1/digests/",
]


@pytest.mark.parametrize("address", ANSWERED)
def test_answers_are_what_the_schema_says(libya: APIClient, document: dict[str, Any], address: str) -> None:
    operation = document["paths"][_template(address, document)]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator(schema | {"components": document["components"]}).validate(libya.get(address).json())


def _template(address: str, document: dict[str, Any]) -> str:
    path = address.split("?")[0]
    if path in document["paths"]:
        return path
    root, kind, rest = path.split("/")[:2], path.split("/")[3], path.split("/")[5:]
    return "/".join([*root, "v1", kind, "{name}", *rest])


def test_no_made_up_request_breaks_the_server_or_the_schema(libya: APIClient, unthrottled: None) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    results: Any = schema.get_all_operations()
    for result in results:
        _exercise(result.ok())


def _exercise(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        response = case.call()
        case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])

    ask()
