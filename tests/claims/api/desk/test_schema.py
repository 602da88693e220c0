"""The desk's part of the schema: what it describes, and that no made-up request of any role breaks server or schema."""

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from claims.api.desk.filing import EXAMPLE
from claims.api.desk.resources import RESOURCES as OF_CLAIMS
from claimtrack.accounts.roles import Role
from sources.api.desk import RESOURCES as OF_SOURCES
from tests.desk_api import DESK, Program, token
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    InquiryFactory,
    NarrativeFactory,
    ObservationFactory,
    RelationFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.people import in_role, staff

pytestmark = pytest.mark.rendering

RESOURCES = (*OF_CLAIMS, *OF_SOURCES)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def document() -> Mapping[str, Any]:
    generated: Mapping[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
    return generated


def operations(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        operation["operationId"]: operation
        for path, methods in document["paths"].items()
        if path.startswith(DESK)
        for operation in methods.values()
    }


def test_what_writes_says_what_it_takes_what_it_answers_and_which_headers_it_needs(document: Mapping[str, Any]) -> None:
    described = operations(document)
    for resource in RESOURCES:
        made = described[f"desk_{resource.name}_create"]
        content = made["requestBody"]["content"]["application/json"]
        assert content["schema"] == {"$ref": f"#/components/schemas/{resource.called}Write"}
        [example] = content["examples"].values()
        # A claim is filed whole, and its answer tells more than the row.
        whole = resource.name == "claims"
        assert example["value"] == (EXAMPLE if whole else resource.example)
        answer = made["responses"]["201"]["content"]["application/json"]["schema"]["$ref"]
        assert answer.endswith(f"{resource.called}Filed" if whole else resource.called)
    for name, operation in described.items():
        headers = {
            each["name"]: each.get("required") for each in operation.get("parameters", ()) if each["in"] == "header"
        }
        if "imports" not in name and "guests" not in name:  # what has no versions
            expected = {"If-Match": True} if name.endswith(("_update", "_delete")) else {}
            assert headers.items() >= expected.items(), name
    for name, status in (
        ("retrieve", "200"),
        ("create", "201"),
        ("update", "200"),
        ("publish", "200"),
        ("preview", "200"),
    ):
        assert "ETag" in described[f"desk_claims_{name}"]["responses"][status]["headers"], name
    assert "headers" not in described["desk_claims_list"]["responses"]["200"]
    assert {"If-Match", "Idempotency-Key"} <= {
        each["name"] for each in described["desk_claims_publish"]["parameters"] if each["in"] == "header"
    }


def test_the_examples_of_new_rows_are_what_their_schema_asks_for(document: Mapping[str, Any]) -> None:
    for resource in RESOURCES:
        written = document["components"]["schemas"][f"{resource.called}Write"]
        assert resource.example.keys() <= written["properties"].keys()
        assert set(written.get("required", ())) <= resource.example.keys()


def test_vocabularies_of_the_desk_are_those_of_readers_by_their_names(document: Mapping[str, Any]) -> None:
    components = document["components"]["schemas"]
    written = components["DeskAssessmentWrite"]["properties"]
    assert written["verdict"]["anyOf"][0] == {"$ref": "#/components/schemas/Verdict"}
    assert components["DeskEvidence"]["properties"]["credibility"]["anyOf"][0]["$ref"].endswith("/Credibility")


# -- made-up requests -----------------------------------------------------------------------------


def rows(editor: User) -> dict[str, str]:
    """The id of a row of each table, by its name in the address."""
    claim = ClaimFactory(author=editor)
    answer, document = AnswerFactory(claim=claim), DocumentFactory()
    copy = Program(editor).make("captures/", document=str(document.pk), text="So.", tool="by hand")
    made = {
        "claims": claim,
        "appearances": AppearanceFactory(claim=claim),
        "answers": answer,
        "rebuttals": answer.rebuttal,
        "evidence": EvidenceFactory(target_claim=claim),
        "assessments": AssessmentFactory(claim=claim),
        "relations": RelationFactory(claim=claim),
        "inquiries": InquiryFactory(claim=claim),
        "observations": ObservationFactory(claim=claim),
        "narratives": NarrativeFactory(),
        "topics": TopicFactory(),
        "subjects": SubjectFactory(),
        "documents": document,
        "sources": document.publisher,
    }
    return {name: str(row.pk) for name, row in made.items()} | {"captures": copy["id"]}


def test_no_made_up_request_of_any_role_breaks_the_server_or_the_schema(committed: None, unthrottled: None) -> None:
    """Every other one names something that exists, as it stands."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
    results: Any = schema.get_all_operations()
    asked = [result.ok() for result in results]
    asked = [each for each in asked if each.path.startswith(DESK) and "imports" not in each.path]
    there = rows(staff("somebody", is_superuser=True))
    for role in Role:
        person, examples = in_role(role), 2 if role == Role.EDITOR else 1
        headers, reading = {"Authorization": f"Bearer {token(person)}"}, Program(person)
        for operation in asked:
            _exercise(operation, there, headers, reading, examples=examples)


def _exercise(
    operation: Any, there: dict[str, str], headers: dict[str, str], reading: Program, *, examples: int
) -> None:
    table = operation.path.removeprefix(DESK).split("/")[0]

    @given(case=operation.as_strategy(), name=st.sampled_from([None, there.get(table)]))
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any, name: str | None) -> None:
        own = dict(headers)
        if name and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, name)
            read = reading.get(f"{DESK}{table}/{name}/")
            own |= {"If-Match": read["ETag"]} if read.status_code == 200 else {}
        case.headers = {**(case.headers or {}), **own}
        case.query.pop("count", None)  # what it turns the answer into is described in words
        case.validate_response(case.call(), checks=CHECKS)

    ask()
