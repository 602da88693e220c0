"""The schema is valid OpenAPI 3.1, names every public address, and tells the truth about the answers."""

import re
from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from claims import writing as actions
from sources import writing as source_actions
from tests.factories import ClaimFactory, SourceFactory
from tests.libya import NAMES
from tests.public_addresses import Route, public_routes

pytestmark = pytest.mark.rendering

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


@pytest.mark.django_db
def test_the_schema_is_read_by_pages_of_any_site_and_not_sent_twice(reader: APIClient) -> None:
    schema = reader.get(f"/{PREFIX}schema/")
    assert schema["Access-Control-Allow-Origin"] == "*"
    assert reader.get(f"/{PREFIX}schema/", headers={"If-None-Match": schema["ETag"]}).status_code == 304


def test_every_public_address_is_in_the_schema(document: dict[str, Any]) -> None:
    described = {path.removeprefix(f"/{PREFIX}").replace("{", "<").replace("}", ">") for path in document["paths"]}
    routes = {_plain(str(route)) for route in public_routes()}
    assert routes - ABOUT_THE_API - described == set()


def _plain(route: str) -> str:
    return route.replace("<str:", "<").replace("<uuid:", "<").replace("<slug:", "<")


def test_every_filter_of_claims_is_described_with_words(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/claims/"]["get"]["parameters"]
    assert all(len(parameter["description"]) > 10 for parameter in parameters)
    assert {"q", "about", "verdict", "as_of", "facets", "ordering"} <= {each["name"] for each in parameters}


@pytest.mark.parametrize("route", [route for route in public_routes() if str(route) not in ABOUT_THE_API], ids=str)
def test_every_address_is_described_with_the_parameters_it_takes_and_no_other(
    document: dict[str, Any], route: Route
) -> None:
    path = f"/{_plain(route.pattern)}".replace("<", "{").replace(">", "}")
    described = document["paths"][path]["get"].get("parameters", [])
    asked = {each["name"] for each in described if each["in"] == "query"}
    in_path = {each["name"] for each in described if each["in"] == "path"}
    assert (asked, in_path) == (set(route.filters), set(re.findall(r"{(\w+)}", path)))


#: Lists and details whose answers are held against the schema, with the case of Libya in the record.
ANSWERED = [
    "/api/v1/",
    "/api/v1/claims/",
    "/api/v1/claims/?facets=verdict,language,topic,source,narrative",
    "/api/v1/claims/count/?verdict=unproven",
    "/api/v1/claims/russia-covert-deployment-tobruk-benghazi/",
    "/api/v1/claims/russia-covert-deployment-tobruk-benghazi/editions/",
    "/api/v1/claims/russia-covert-deployment-tobruk-benghazi/editions/count/",
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
    "/api/v1/reconcile/suggest/entity/?prefix=russia",
    "/api/v1/reconcile/extend/propose/",
]
BY_SLUG = {"claims", "sources", "narratives", "subjects"}


@pytest.mark.parametrize("address", ANSWERED)
def test_answers_are_what_the_schema_says(libya: APIClient, document: dict[str, Any], address: str) -> None:
    operation = document["paths"][_template(address, document)]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator(schema | {"components": document["components"]}).validate(libya.get(address).json())


def _template(address: str, document: dict[str, Any]) -> str:
    path = address.split("?", maxsplit=1)[0]
    if path in document["paths"]:
        return path
    root, kind, rest = path.split("/")[:2], path.split("/")[3], path.split("/")[5:]
    one = "{slug}" if kind == "topics" else "{id_or_slug}" if kind in BY_SLUG else "{id}"
    return "/".join([*root, "v1", kind, one, *rest])


def test_readers_are_asked_for_no_credentials_and_the_desk_for_its_own(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) == path.startswith(f"/{PREFIX}desk/"), path


def test_a_list_answers_pages_and_a_count_is_another_call(document: dict[str, Any]) -> None:
    answered = {
        path: operations["get"]["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
        for path, operations in document["paths"].items()
        if "get" in operations
    }
    counted = {path for path, schema in answered.items() if schema.get("$ref") == "#/components/schemas/Count"}
    assert counted == {path for path in answered if path.endswith("/count/")}
    assert not any("anyOf" in schema for schema in answered.values())


def test_every_parameter_says_what_it_is_and_what_names_a_thing_is_called_so(document: dict[str, Any]) -> None:
    parameters = [
        each
        for operations in document["paths"].values()
        for operation in operations.values()
        for each in operation.get("parameters", ())
    ]
    assert all(each["description"] for each in parameters)
    in_paths = {each["name"] for each in parameters if each["in"] == "path"}
    assert in_paths == {
        *("id_or_slug", "id", "slug", "dump", "import_id", "token_id", "order_id", "comment_id"),
        *("number", "request_id", "webhook_id"),
    }


def test_the_values_of_a_vocabulary_stand_in_one_place(document: dict[str, Any]) -> None:
    components = document["components"]["schemas"]
    assert components["Verdict"]["enum"][:2] == ["true", "mostly_true"]
    assert components["Credibility"]["type"] == "integer"
    verdict = {"$ref": "#/components/schemas/Verdict"}
    assert components["Card"]["properties"]["verdict"]["anyOf"][0] == verdict
    claims = document["paths"][f"/{PREFIX}claims/"]["get"]["parameters"]
    asked = {each["name"]: each["schema"].get("items") for each in claims}
    assert asked["verdict"] == asked["any_verdict"] == verdict
    assert "`LY`" in components["Country"]["description"]


def test_no_made_up_request_breaks_the_server_or_the_schema(
    libya: APIClient, unthrottled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made up by the schema itself, every other one with the name of something that exists."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
    results: Any = schema.get_all_operations()
    operations = [result.ok() for result in results]
    monkeypatch.setattr(
        "claimtrack.api.corrections.public.receive", lambda **asked: "a number"
    )  # nothing made up is kept
    for operation in operations:
        if operation.path.startswith(f"/{PREFIX}"):
            _exercise(operation)


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _exercise(operation: Any) -> None:
    existing = [name for part in operation.path.split("/") for name in NAMES.get(part, [])]

    @given(case=operation.as_strategy(), name=st.sampled_from([None, *existing]))
    @settings(
        max_examples=2 if operation.path.endswith((".pdf", ".zip")) else 6,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any, name: str | None) -> None:
        if name:
            case.path_parameters = dict.fromkeys(case.path_parameters, name)
        case.query.pop("count", None)  # what it turns the answer into is described in words
        response = case.call()
        case.validate_response(response, checks=CHECKS)

    ask()


@pytest.mark.django_db
def test_a_tombstone_is_what_the_schema_says(editor: User, reader: APIClient, document: dict[str, Any]) -> None:
    claim, source = ClaimFactory(), SourceFactory()
    actions.publish(claims=[claim], by=editor)
    source_actions.publish(sources=[source], by=editor)
    actions.retract(claim=claim, by=editor, reason="Not a claim.")
    source_actions.retract(source=source, by=editor, reason="Entered twice.")
    for address in (f"/api/v1/claims/{claim.pk}/", f"/api/v1/sources/{source.pk}/"):
        response = reader.get(address)
        described = document["paths"][_template(address, document)]["get"]["responses"]["410"]
        schema = described["content"][response["Content-Type"]]["schema"]
        Draft202012Validator(schema | {"components": document["components"]}).validate(response.json())
