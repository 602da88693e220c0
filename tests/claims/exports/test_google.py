"""The Google Fact Check Tools API: Google's own client, with its own description of the API, against a live server."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httplib2
import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from googleapiclient.discovery import build
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from rest_framework.test import APIClient

from claims import writing as actions
from claims.api.public.google import SearchParameters
from claims.models import Claim
from claimtrack.dates import WorldDate
from tests.claims.exports.conftest import HOSTILE
from tests.factories import AssessmentFactory, ClaimFactory, DocumentFactory, SourceFactory

pytestmark = pytest.mark.rendering

SEARCH = "/v1alpha1/claims:search"
DISCOVERY = json.loads(get_static_doc("factchecktools", "v1alpha1"))


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Nothing: the tests speak for themselves."""


class Application(WSGIHandler):
    """Closes what the server's thread opened once each answer is out."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        answer = list(super().__call__(environ, start_response))
        connections.close_all()
        return answer


@pytest.fixture
def endpoint(libya: APIClient) -> Iterator[str]:
    """The record of the real case behind a real socket."""
    with make_server("127.0.0.1", 0, Application(), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def service(endpoint: str) -> Iterator[Any]:
    with build(
        "factchecktools", "v1alpha1", developerKey="any", static_discovery=True, http=httplib2.Http(),
        client_options={"api_endpoint": endpoint},
    ) as made:  # fmt: skip
        yield made


def search(reader: APIClient, **parameters: Any) -> Any:
    response = reader.get(SEARCH, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def error_of(reader: APIClient, address: str, status: int) -> Any:
    response = reader.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json; charset=UTF-8")
    error = response.json()["error"]
    assert error["code"] == status
    return error


# -- Google's client ------------------------------------------------------------------------------


def test_googles_client_finds_claims_with_their_reviews(service: Any) -> None:
    answer = service.claims().search(query="Tobruk Kalibr", languageCode="en-US", pageSize=5).execute()
    assert answer == {
        "claims": [
            {
                "text": "By 8 October 2018 Russia had sent Kalibr cruise missiles and S-300 air-defence systems to the "
                "area of Tobruk and Benghazi in Libya, to aid Khalifa Haftar.",
                "claimant": "The Sun",
                "claimDate": "2018-10-08T00:00:00Z",
                "claimReview": answer["claims"][0]["claimReview"],
            }
        ]
    }
    [review] = answer["claims"][0]["claimReview"]
    assert set(review) == {"publisher", "url", "reviewDate", "textualRating", "languageCode"}
    assert review["textualRating"] == "Unproven"


def test_googles_client_follows_its_pages_to_the_end(service: Any) -> None:
    request = service.claims().search(reviewPublisherSiteFilter="localhost", pageSize=1)
    texts = []
    while request is not None:
        answer = request.execute()
        texts += [claim["text"] for claim in answer["claims"]]
        token = answer.get("nextPageToken")
        request = (
            service.claims().search(reviewPublisherSiteFilter="localhost", pageSize=1, pageToken=token)
            if token
            else None
        )
    assert len(texts) == len(set(texts)) == 4


def test_googles_client_understands_our_errors(service: Any) -> None:
    with pytest.raises(HttpError) as refused:
        service.claims().search().execute()
    assert refused.value.resp.status == 400
    assert refused.value.reason == "Either query or reviewPublisherSiteFilter is required."
    assert refused.value.error_details[0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"


def test_googles_client_asks_for_an_image_and_nothing_is_fetched(service: Any) -> None:
    assert service.claims().imageSearch(imageUri="https://example.org/a.png", pageSize=5).execute() == {}


@pytest.mark.parametrize("call", ["list", "get", "create", "update", "delete"])
def test_googles_client_is_told_in_one_line_what_is_not_here(service: Any, call: str) -> None:
    name = {"name": "pages/x"}
    requests = {
        "list": lambda: service.pages().list(),
        "get": lambda: service.pages().get(**name),
        "create": lambda: service.pages().create(body={}),
        "update": lambda: service.pages().update(**name, body={}),
        "delete": lambda: service.pages().delete(**name),
    }
    with pytest.raises(HttpError) as refused:
        requests[call]().execute()
    assert refused.value.resp.status == 501
    assert b"\n" not in refused.value.content
    assert json.loads(refused.value.content)["error"]["status"] == "UNIMPLEMENTED"


# -- its description --------------------------------------------------------------------------------


def test_every_parameter_of_the_discovery_document_is_taken_and_no_other() -> None:
    described = {*DISCOVERY["parameters"], *DISCOVERY["resources"]["claims"]["methods"]["search"]["parameters"]}
    assert set(SearchParameters.base_filters) == described


def test_an_answer_has_the_members_of_the_discovery_document_and_no_other(libya: APIClient) -> None:
    def check(value: Any, schema: dict[str, Any]) -> None:
        schema = DISCOVERY["schemas"][schema["$ref"]] if "$ref" in schema else schema
        if schema["type"] == "object":
            for name, member in value.items():
                check(member, schema["properties"][name])
        elif schema["type"] == "array":
            for item in value:
                check(item, schema["items"])
        else:
            assert isinstance(value, str)

    answer = search(libya, query="russia", pageSize=1)
    assert set(answer) == {"claims", "nextPageToken"}
    check(answer, DISCOVERY["resources"]["claims"]["methods"]["search"]["response"])


# -- parameters -------------------------------------------------------------------------------------


def test_an_offset_skips_results_and_a_token_goes_on_from_there(libya: APIClient) -> None:
    whole = [claim["text"] for claim in search(libya, query="russia")["claims"]]
    second = search(libya, query="russia", pageSize=1, offset=1)
    assert [claim["text"] for claim in second["claims"]] == whole[1:2]
    third = search(libya, query="russia", pageSize=1, offset=1, pageToken=second["nextPageToken"])
    assert [claim["text"] for claim in third["claims"]] == whole[2:3], "with a token the offset is not considered"
    assert search(libya, query="russia", offset=100) == {}
    assert search(libya, query="no such thing") == {}


def test_only_judged_claims_are_found(libya: APIClient) -> None:
    listed = libya.get("/api/v1/claims/?q=russia&status=rated&page_size=200").json()["results"]
    found = search(libya, query="russia", pageSize=200)["claims"]
    assert {claim["text"] for claim in found} == {card["statement"] for card in listed}
    assert all(claim["claimReview"] for claim in found)
    assert len(libya.get("/api/v1/claims/?q=russia&page_size=200").json()["results"]) > len(found) > 0


def test_common_parameters_shape_the_answer(libya: APIClient) -> None:
    ignored = {"key": "k", "access_token": "a", "quotaUser": "q", "uploadType": "media", "$.xgafv": "2", "alt": "json"}
    assert search(libya, query="russia", **ignored) == search(libya, query="russia")
    pretty = libya.get(SEARCH, {"query": "russia"}).content
    compact = libya.get(SEARCH, {"query": "russia", "prettyPrint": "false"}).content
    assert b"\n  " in pretty
    assert b"\n" not in compact
    fields = search(libya, query="russia", fields="claims(text,claimReview/publisher/site)", pageSize=1)
    assert set(fields) == {"claims"}
    assert fields["claims"][0]["claimReview"] == [{"publisher": {"site": "localhost"}}]
    assert set(fields["claims"][0]) == {"text", "claimReview"}


def test_jsonp_is_a_call_of_the_function_named_and_of_nothing_else(libya: APIClient) -> None:
    response = libya.get(SEARCH, {"query": "russia", "callback": "my.callback", "prettyPrint": "false"})
    assert response["Content-Type"] == "text/javascript; charset=UTF-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    body = response.content.decode()
    assert body.startswith("// API callback\nmy.callback(")
    assert json.loads(body.removeprefix("// API callback\nmy.callback(").removesuffix(");")) == search(
        libya, query="russia"
    )
    error_of(libya, f"{SEARCH}?query=a&callback=alert(1)//", 400)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("query=a&colour=red", "colour"),
        ("query=", "query"),
        ("query=a&pageSize=-1", "pageSize"),
        ("query=a&pageSize=x", "pageSize"),
        ("query=a&offset=2147483648", "offset"),
        ("query=a&maxAgeDays=1.5", "maxAgeDays"),
        ("query=a&languageCode=english", "languageCode"),
        ("query=a&pageToken=CAo", "pageToken"),
        ("query=a&fields=claims(text", "fields"),
        ("query=a&alt=proto", "alt"),
        ("query=a&query=b", "query"),
        ("query=%00", "query"),
    ],
)
def test_an_argument_that_is_not_understood_is_refused_in_googles_form(
    libya: APIClient, query: str, field: str
) -> None:
    error = error_of(libya, f"{SEARCH}?{query}", 400)
    assert error["status"] == "INVALID_ARGUMENT"
    [violation] = error["details"][0]["fieldViolations"]
    assert violation["field"] == field


def test_a_token_goes_with_its_search(libya: APIClient) -> None:
    token = search(libya, query="russia", pageSize=1)["nextPageToken"]
    assert "claims" in search(libya, query="russia", pageSize=3, pageToken=token)
    assert error_of(libya, f"{SEARCH}?query=libya&pageToken={token}", 400)["status"] == "INVALID_ARGUMENT"
    error_of(libya, f"{SEARCH}?query=russia&pageToken={token[:-6]}", 400)


def test_an_unknown_address_and_a_fault_of_ours_have_googles_form(
    libya: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert error_of(libya, "/v1alpha1/claims:nothing", 404)["status"] == "NOT_FOUND"
    assert libya.post(SEARCH).json()["error"]["code"] == 405

    def broken(asked: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("claims.api.public.google._page", broken)
    error = error_of(libya, f"{SEARCH}?query=a", 500)
    assert (error["status"], error["message"]) == ("INTERNAL", "Internal error encountered.")


# -- what is found ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_reviews_of_others_are_told_by_their_own_page_and_label(reader: APIClient, whole_claim: Claim) -> None:
    [claim] = search(reader, reviewPublisherSiteFilter="www.factcheckers.example")["claims"]
    theirs = next(review for review in claim["claimReview"] if review["publisher"]["name"] == "Fact Checkers")
    assert theirs == {
        "publisher": {"name": "Fact Checkers", "site": "factcheckers.example"},
        "url": "https://www.factcheckers.example/port",
        "title": "No, the port was not taken over",
        "reviewDate": "2018-10-12T00:00:00Z",
        "textualRating": "Pants on Fire!",
        "languageCode": "fr",
    }
    assert search(reader, reviewPublisherSiteFilter="checkers.example") == {}


@pytest.mark.django_db
def test_a_site_whose_source_has_no_website_is_found_by_its_reviews(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory()
    source = SourceFactory(name="Another")
    page = DocumentFactory(publisher=source, url="https://fact.check-er.example/1", medium="fact_check")
    actions.approve(assessment=AssessmentFactory(claim=claim, source=source, label="No", document=page), by=editor)
    actions.publish(claims=[claim], by=editor)
    assert len(search(reader, reviewPublisherSiteFilter="fact.check-er.example")["claims"]) == 1
    for other in ("check-er.example", "factxcheck-er.example", "fact.check-er.example.org"):
        assert search(reader, reviewPublisherSiteFilter=other) == {}


@pytest.mark.django_db
def test_reviews_at_a_shared_host_are_found_by_their_addresses_not_by_whose_website_is_there(
    reader: APIClient, editor: User
) -> None:
    checks = [SourceFactory(name=name, website=home) for name, home in (("Ada", "https://x.com/ada"), ("Bob", ""))]
    for source, address in zip(checks, ("https://ada.example/1", "https://x.com/bob/status/1"), strict=True):
        claim = ClaimFactory(statement=f"What {source.name} checked.")
        page = DocumentFactory(publisher=source, url=address, medium="fact_check")
        actions.approve(assessment=AssessmentFactory(claim=claim, source=source, label="No", document=page), by=editor)
        actions.publish(claims=[claim], by=editor)
    found = search(reader, reviewPublisherSiteFilter="x.com")["claims"]
    assert [claim["text"] for claim in found] == ["What Bob checked."]


@pytest.mark.django_db
def test_age_is_that_of_the_claim_or_of_the_review_whichever_is_newer(reader: APIClient, editor: User) -> None:
    old = WorldDate("2001-01-01")
    recent = WorldDate("2026-11-22")
    for slug, made, assessed in (("claim-new", recent, old), ("review-new", old, recent), ("both-old", old, old)):
        claim = ClaimFactory(slug=slug, statement=f"Statement {slug}.", made=made)
        actions.approve(assessment=AssessmentFactory(claim=claim, assessed_at=assessed), by=editor)
        actions.publish(claims=[claim], by=editor)
    found = search(reader, query="statement", maxAgeDays=3650)["claims"]
    assert {claim["text"] for claim in found} == {"Statement claim-new.", "Statement review-new."}
    assert len(search(reader, query="statement", maxAgeDays=2**31 - 1)["claims"]) == 3


@pytest.mark.django_db
def test_a_date_that_is_no_day_is_left_out(reader: APIClient, editor: User) -> None:
    claim = ClaimFactory(statement="Said some time.", made=WorldDate("2018-10"))
    actions.approve(assessment=AssessmentFactory(claim=claim, source=SourceFactory(), label="No"), by=editor)
    actions.publish(claims=[claim], by=editor)
    [found] = search(reader, query="some time")["claims"]
    assert "claimDate" not in found
    assert "reviewDate" not in found["claimReview"][0]


@pytest.mark.django_db
def test_hostile_texts_come_back_as_they_are(reader: APIClient, hostile_claims: list[Claim]) -> None:
    found = search(reader, reviewPublisherSiteFilter="localhost", pageSize=100)["claims"]
    assert {claim["text"] for claim in found} == set(HOSTILE)
