"""Every error as a problem document, none of them telling more than it should."""

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from psycopg.errors import QueryCanceled
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from claims.pages.others import FrontPage
from claimtrack.api import answering, problems
from claimtrack.api.problems import (
    Gone,
    InvalidParameters,
    NotFound,
    Overloaded,
    Problem,
    RateLimited,
    RedactedProblem,
)


def answer(exc: Exception, method: str = "GET") -> HttpResponse:
    view = APIView()
    view.request = Request(APIRequestFactory().generic(method, "/api/v1/things/"))
    response = answering.exception_handler(exc, {"view": view})
    assert response is not None
    return response


def document(exc: Exception, method: str = "GET") -> dict[str, Any]:
    response = answer(exc, method)
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == response.status_code
    return body


# -- our own --------------------------------------------------------------------------------------


def test_a_problem_with_a_meaning_of_its_own_has_its_own_type() -> None:
    body = document(RedactedProblem("A court ordered it."))
    assert (body["type"], body["status"], body["detail"]) == (
        "/problems/redacted",
        451,
        "A court ordered it.",
    )


@pytest.mark.parametrize(("problem", "phrase"), [(NotFound(), "Not Found"), (Gone(), "Gone")])
def test_a_problem_that_is_only_its_status_is_about_blank_with_the_statuss_phrase(
    problem: Problem, phrase: str
) -> None:
    assert document(problem)["type"] == "about:blank"
    assert document(problem)["title"] == phrase


def test_parameter_faults_are_listed_and_counted() -> None:
    fault: problems.ErrorItem = {"parameter": "q", "code": "blank", "message": "Empty."}
    assert document(InvalidParameters([fault]))["errors"] == [fault]
    assert document(InvalidParameters([fault, fault]))["detail"].startswith("2 faults")
    assert document(InvalidParameters([fault]))["type"] == "/problems/invalid-parameters"


def test_headers_of_a_problem_are_sent() -> None:
    assert answer(RateLimited("Wait.", headers={"Retry-After": "7"}))["Retry-After"] == "7"


def test_an_error_is_not_kept_by_caches() -> None:
    assert answer(NotFound())["Cache-Control"] == "no-store"


def test_a_lone_surrogate_in_a_message_does_not_break_the_answer() -> None:
    assert "?" in document(Problem("a\ud800b", status=400))["detail"]


# -- the framework's ------------------------------------------------------------------------------


class Member(serializers.Serializer[Any]):
    age = serializers.IntegerField()


class Household(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=3)
    members = Member(many=True)
    marks = serializers.ListField(child=serializers.IntegerField())

    def validate(self, attrs: Any) -> Any:
        raise serializers.ValidationError("The whole is wrong.", code="whole")


def test_every_leaf_of_a_nested_body_has_its_json_pointer() -> None:
    household = Household(data={"name": "long", "members": [{"age": 1}, {"age": "x"}, {}], "marks": [1, "y"]})
    with pytest.raises(serializers.ValidationError) as refused:
        household.is_valid(raise_exception=True)
    body = document(refused.value, "POST")
    assert body["type"] == "/problems/invalid-body"
    assert {(each["pointer"], each["code"]) for each in body["errors"]} == {
        ("#/name", "max_length"),
        ("#/members/1/age", "invalid"),
        ("#/members/2/age", "required"),
        ("#/marks/1", "invalid"),
    }


def test_a_fault_of_the_whole_body_points_at_its_root() -> None:
    household = Household(data={"name": "x", "members": [], "marks": []})
    with pytest.raises(serializers.ValidationError) as refused:
        household.is_valid(raise_exception=True)
    (whole,) = document(refused.value, "POST")["errors"]
    assert whole == {"pointer": "#", "code": "whole", "message": "The whole is wrong."}


def test_a_body_that_cannot_be_read_is_a_fault_of_its_root() -> None:
    body = document(exceptions.ParseError("JSON parse error - Expecting value: line 1 column 1 (char 0)"), "POST")
    assert body["type"] == "/problems/invalid-body"
    assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [("#", "malformed")]


def test_odd_keys_are_escaped_in_pointers() -> None:
    (fault,) = document(exceptions.ValidationError({"a/b~c é": ["No."]}), "POST")["errors"]
    assert fault["pointer"] == "#/a~1b~0c%20%C3%A9"


def test_a_validation_error_of_a_read_names_the_parameter() -> None:
    body = document(exceptions.ValidationError({"verdict": ["No."], "non_field_errors": ["Never."]}))
    assert body["type"] == "/problems/invalid-parameters"
    assert body["errors"] == [
        {"parameter": "verdict", "code": "invalid", "message": "No."},
        {"code": "invalid", "message": "Never."},
    ]


@pytest.mark.parametrize(
    ("exc", "status"),
    [
        (Http404("No Claim matches the given query."), 404),
        (PermissionDenied("table claims_claim"), 403),
        (SuspiciousOperation("too many fields"), 400),
        (RequestDataTooBig("settings.DATA_UPLOAD_MAX_MEMORY_SIZE"), 413),
        (exceptions.NotAuthenticated(), 401),
    ],
)
def test_the_frameworks_own_errors_are_problems(exc: Exception, status: int) -> None:
    body = document(exc)
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert not any(secret in body["detail"] for secret in ("Claim", "claims_claim", "settings"))


def test_the_frameworks_own_throttles_say_when_to_come_back() -> None:
    response = answer(exceptions.Throttled(wait=6.2))
    assert response.status_code == 429
    assert response["Retry-After"] == "7"
    assert document(exceptions.Throttled())["type"] == "/problems/rate-limited"


def test_who_must_log_in_is_told_how() -> None:
    exc = exceptions.NotAuthenticated()
    exc.auth_header = "Token"  # type: ignore[attr-defined]  # REST framework sets it so
    assert answer(exc)["WWW-Authenticate"] == "Token"


# -- the database's -------------------------------------------------------------------------------


def test_a_query_stopped_at_its_time_limit_is_503(db: None, caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        with pytest.raises(OperationalError) as stopped:
            cursor.execute("SELECT pg_sleep(1)")
    assert isinstance(stopped.value.__cause__, QueryCanceled)
    body = document(stopped.value)
    assert (body["status"], body["type"]) == (503, "/problems/overloaded")
    assert "pg_sleep" not in json.dumps(body)
    assert caplog.records[-1].levelno == logging.WARNING


def test_a_database_that_does_not_answer_is_503_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    body = document(OperationalError("connection to server at 10.0.0.5 failed: password"))
    assert body["status"] == 503
    assert "10.0.0.5" not in json.dumps(body)
    assert caplog.records[-1].levelno == logging.ERROR


def test_a_value_the_database_cannot_hold_is_400_without_its_words(db: None) -> None:
    with connection.cursor() as cursor, pytest.raises(DataError) as refused:
        cursor.execute("SELECT %s", ["a\x00b"])
    body = document(refused.value)
    assert (body["status"], body["type"]) == (400, "/problems/invalid-value")


def test_a_fault_of_ours_is_left_to_the_500_handler() -> None:
    assert answering.exception_handler(KeyError("x"), {}) is None


# -- the project's handlers -----------------------------------------------------------------------

HANDLERS = [
    (answering.handler400, 400),
    (answering.handler403, 403),
    (answering.handler404, 404),
    (answering.handler500, 500),
]


@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_under_the_api_a_handler_answers_a_problem_that_any_page_may_read(handler: Any, status: int) -> None:
    response = handler(RequestFactory().get("/api/v1/nothing/"))
    assert response.status_code == status
    assert json.loads(response.content)["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_elsewhere_a_handler_answers_a_small_page(handler: Any, status: int) -> None:
    response = handler(RequestFactory().get("/<script>/"))
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert b"<h1>" in response.content
    assert b"<script>" not in response.content


def test_a_page_whose_database_does_not_answer_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(view: FrontPage, request: HttpRequest) -> None:
        raise OperationalError("connection to server at 10.0.0.5 failed")

    monkeypatch.setattr(FrontPage, "get", fail)
    page = Client(raise_request_exception=False).get("/")
    assert (page.status_code, b"10.0.0.5" in page.content) == (503, False)
    assert b"The database does not answer." in page.content


def test_every_type_address_leads_to_its_meaning() -> None:
    request = RequestFactory().get("/problems/")
    assert Overloaded.code in Problem.registry
    for code, kind in Problem.registry.items():
        page = answering.explain(request, code)
        assert page.status_code == 200
        assert kind.title in page.content.decode()
    assert answering.explain(request, "no-such-problem").status_code == 404
