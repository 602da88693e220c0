"""The base of public views, asked through the whole stack of a small site."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path, re_path
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import QueryCanceled
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from claimtrack.api import answering
from claimtrack.api.conditional import etag_of, json_bytes, not_modified
from claimtrack.api.views import PublicView, UnknownAddressView, list_body
from claimtrack.query.filters import BooleanFilter, ChoiceListFilter, DayFilter
from claimtrack.query.keyset import Keyset
from claimtrack.query.lists import ListFilterSet, OrderingFilter

TAG = etag_of(812, "/api/v1/things/")


class ThingFilters(ListFilterSet):
    kind = ChoiceListFilter("username", choices=[("new", "just arrived"), ("old", "there before")], help_text="Kind.")
    day_after = DayFilter("date_joined", "gte", help_text="Since when.")
    good = BooleanFilter("is_staff", help_text="Good or not.")
    ordering = OrderingFilter(
        {"name": Keyset(("username", "id")), "-name": Keyset(("username", "id"), descending=True)},
        default="name",
        help_text="The order.",
    )


class Things(PublicView):
    """Things, by name."""

    filterset_class = ThingFilters

    def get(self, request: Request) -> HttpResponse:
        filters = ThingFilters.accept(self.asked, User.objects.all())
        unchanged = not_modified(request, TAG)
        if unchanged:
            return unchanged
        page = filters.page("username")
        texts = [json.dumps(name) for (name,) in page.rows]
        return json_bytes(list_body(texts, next=page.next, position=812), etag=TAG)


class Plain(PublicView):
    def get(self, request: Request) -> HttpResponse:
        return json_bytes(b'{"plain":true}', etag=TAG)


class Matching(PublicView):
    def post(self, request: Request) -> Response:
        return Response(request.data)


class Slow(PublicView):
    def get(self, request: Request) -> HttpResponse:
        raise OperationalError from QueryCanceled()


class Broken(PublicView):
    def get(self, request: Request) -> HttpResponse:
        raise RuntimeError("the secret of the house")


class Staff(APIView):
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        raise RuntimeError("the secret of the house")


urlpatterns = [
    path("api/v1/things/", Things.as_view()),
    path("api/v1/plain/", Plain.as_view()),
    path("api/v1/match/", Matching.as_view()),
    path("api/v1/slow/", Slow.as_view()),
    path("api/v1/broken/", Broken.as_view()),
    path("api/v1/desk/", Staff.as_view()),
    re_path("^api/", UnknownAddressView.as_view()),
]
handler404 = answering.handler404
handler500 = answering.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def reader() -> APIClient:
    return APIClient(raise_request_exception=False)


def problem(response: Any) -> Mapping[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    body: Mapping[str, Any] = response.json()
    assert body["status"] == response.status_code
    return body


def test_a_list_is_stored_texts_joined_with_next_and_position(db: None, reader: APIClient) -> None:
    User.objects.bulk_create(User(username=name) for name in "bca")
    first = reader.get("/api/v1/things/?page_size=2")
    assert first.status_code == 200
    assert first.json()["results"] == ["a", "b"]
    assert first.json()["position"] == 812
    last = reader.get(first.json()["next"])
    assert last.json() == {"next": None, "position": 812, "results": ["c"]}


def test_who_holds_the_list_gets_304(db: None, reader: APIClient) -> None:
    assert reader.get("/api/v1/things/", headers={"If-None-Match": TAG}).status_code == 304


def test_every_fault_of_the_parameters_is_in_one_400(db: None, reader: APIClient) -> None:
    body = problem(reader.get("/api/v1/things/?kind=odd&good=perhaps&day_after=x&page_size=0&colour=red&cursor=x"))
    assert body["status"] == 400
    assert {each["parameter"] for each in body["errors"]} == {
        "kind", "good", "day_after", "page_size", "colour", "cursor",
    }  # fmt: skip


@pytest.mark.parametrize("query", ["format=json", "format=xml", "format=api", "x=1"])
def test_an_address_without_parameters_refuses_them_all(reader: APIClient, query: str) -> None:
    assert reader.get("/api/v1/plain/").status_code == 200
    (fault,) = problem(reader.get(f"/api/v1/plain/?{query}"))["errors"]
    assert fault["code"] == "unknown_parameter"


def test_more_fields_than_can_be_read_are_400(reader: APIClient) -> None:
    assert problem(reader.get("/api/v1/plain/?" + "a=1&" * 1001))["status"] == 400


def test_head_is_get_without_its_body(reader: APIClient) -> None:
    head = reader.head("/api/v1/plain/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == TAG


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_method_that_is_not_there_is_told_those_that_are(reader: APIClient, method: str) -> None:
    response = getattr(reader, method)("/api/v1/plain/")
    assert problem(response)["status"] == 405
    assert "GET, HEAD, OPTIONS" in problem(response)["detail"]
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_only_json_is_answered(reader: APIClient) -> None:
    assert "application/json" in problem(reader.get("/api/v1/plain/", headers={"Accept": "text/html"}))["detail"]
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert reader.get("/api/v1/plain/", headers={"Accept": browser})["Content-Type"] == "application/json"


def test_an_empty_accept_asks_for_nothing_in_particular(reader: APIClient) -> None:
    assert reader.get("/api/v1/plain/", headers={"Accept": ""})["Content-Type"] == "application/json"


def test_a_body_of_another_kind_is_told_the_accepted_one(reader: APIClient) -> None:
    response = reader.post("/api/v1/match/", data="text=x", content_type="application/x-www-form-urlencoded")
    assert problem(response)["status"] == 415
    assert response["Accept"] == "application/json"


def test_a_body_that_is_not_json_is_400(reader: APIClient) -> None:
    response = reader.post("/api/v1/match/", data="{", content_type="application/json")
    assert problem(response)["status"] == 400


def test_a_stopped_query_is_503(reader: APIClient) -> None:
    assert problem(reader.get("/api/v1/slow/"))["type"] == "/problems/overloaded"


def test_a_fault_of_ours_is_500_and_tells_nothing(reader: APIClient, caplog: pytest.LogCaptureFixture) -> None:
    response = reader.get("/api/v1/broken/")
    assert problem(response)["status"] == 500
    assert b"secret" not in response.content
    assert "secret" in caplog.text


def test_the_limit_of_requests_is_named(reader: APIClient, settings: Settings) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"reader": "1/day"}}
    reader.get("/api/v1/plain/")
    response = reader.get("/api/v1/plain/")
    assert problem(response)["status"] == 429
    assert "1 requests a day" in problem(response)["detail"]
    assert int(response["Retry-After"]) > 0


# -- pages of other sites -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/plain/", 200),
        ("/api/v1/plain/?x=1", 400),
        ("/api/v1/slow/", 503),
        ("/api/v1/broken/", 500),
        ("/api/v1/nothing/", 404),
        ("/api/v1/plain", 301),
    ],
)
def test_every_answer_may_be_read_from_any_site_without_credentials(
    reader: APIClient, address: str, status: int
) -> None:
    response = reader.get(address, headers={"Origin": "https://newsroom.example"})
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" not in response.get("Vary", "")


def test_an_answer_depends_on_no_cookie_and_no_header(reader: APIClient) -> None:
    assert "Vary" not in reader.get("/api/v1/plain/")


def test_staff_addresses_are_not_opened_to_other_sites(reader: APIClient) -> None:
    response = reader.get("/api/v1/desk/")
    assert problem(response)["status"] == 500
    assert "Access-Control-Allow-Origin" not in response


def test_a_preflight_is_told_methods_and_headers(reader: APIClient) -> None:
    asked = {"Origin": "https://newsroom.example", "Access-Control-Request-Method": "POST"}
    response = reader.options("/api/v1/match/", headers=asked)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert {"Content-Type", "If-None-Match"} <= set(response["Access-Control-Allow-Headers"].split(", "))
    assert int(response["Access-Control-Max-Age"]) > 0


# -- addresses without their slash ----------------------------------------------------------------


def test_an_address_without_its_slash_leads_to_it_with_its_query(reader: APIClient) -> None:
    response = reader.get("/api/v1/things?kind=new&x=%2F")
    assert response.status_code == 301
    assert response["Location"] == "/api/v1/things/?kind=new&x=%2F"


def test_a_write_without_the_slash_is_told_so_instead_of_losing_its_body(reader: APIClient) -> None:
    body = problem(reader.post("/api/v1/match", {"text": "x"}, format="json"))
    assert body["status"] == 404
    assert "/api/v1/match/" in body["detail"]


def test_a_preflight_without_the_slash_passes_so_that_the_redirect_is_reached(reader: APIClient) -> None:
    asked = {"Origin": "https://newsroom.example", "Access-Control-Request-Method": "GET"}
    assert reader.options("/api/v1/things", headers=asked).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "post", "options", "delete"])
def test_an_unknown_address_is_404_for_every_method(reader: APIClient, method: str) -> None:
    assert getattr(reader, method)("/api/v1/nothing/").status_code == 404


# -- what OPTIONS tells ---------------------------------------------------------------------------


def test_options_lists_filters_orderings_and_choices(reader: APIClient) -> None:
    described = reader.options("/api/v1/things/").json()
    assert described["description"] == "Things, by name."
    assert described["methods"] == ["GET", "HEAD", "OPTIONS"]
    assert described["orderings"] == ["name", "-name"]
    filters = {each["name"]: each for each in described["filters"]}
    assert set(filters) == {"kind", "day_after", "good", "ordering", "cursor", "page_size", "count"}
    assert filters["kind"]["choices"] == [
        {"value": "new", "label": "just arrived"},
        {"value": "old", "label": "there before"},
    ]
    assert filters["page_size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    assert filters["ordering"]["schema"]["default"] == "name"


# -- bodies ---------------------------------------------------------------------------------------

documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.lists(documents),
    st.none() | st.text(),
    st.integers(0, 2**63 - 1),
    st.dictionaries(st.text(), documents),
)
def test_a_body_parses_to_the_documents_it_was_joined_from(
    results: list[Any], following: str | None, position: int, extra: dict[str, Any]
) -> None:
    texts = [orjson.dumps(each) if index % 2 else orjson.dumps(each).decode() for index, each in enumerate(results)]
    extra = {f"x{name}": each for name, each in extra.items()}
    body = orjson.loads(list_body(texts, next=following, position=position, extra=extra))
    assert body == {"next": following, "position": position, **extra, "results": results}


def test_stored_bytes_are_not_touched() -> None:
    assert b'{"a": 1.0 ,"b":"\\u00e9"}' in list_body(['{"a": 1.0 ,"b":"\\u00e9"}'], next=None, position=1)
