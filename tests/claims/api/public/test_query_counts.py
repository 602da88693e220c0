"""What a read costs, in queries: a list three at most, one thing two, whatever the record holds."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.libya import NAMES, known
from tests.public_addresses import FACETS, Route, public_routes

LIST, ONE = 3, 2
#: These describe the API, or are files made beforehand.
NO_READS = {"schema", "docs", "dumps"}


def is_read(route: Route) -> bool:
    """A dossier or an export is a file made of many documents: it has a budget of its own."""
    return route.list_of not in NO_READS and "." not in route.pattern


READS = [route for route in public_routes() if is_read(route)]


def queries(reader: APIClient, address: str) -> list[str]:
    with CaptureQueriesContext(connections["record"]) as captured:
        assert reader.get(address).status_code == 200, address
    return [query["sql"] for query in captured.captured_queries if query["sql"] not in {"BEGIN", "COMMIT"}]


@pytest.mark.parametrize("route", [route for route in READS if not route.names_one], ids=str)
def test_a_list_costs_three_queries_at_most(libya: APIClient, route: Route) -> None:
    assert len(queries(libya, route.address())) <= LIST
    short = {"page_size": "1"} if "page_size" in route.filters else {}
    assert len(queries(libya, route.address(**short))) <= LIST


@pytest.mark.parametrize("route", [route for route in READS if route.names_one], ids=str)
def test_one_thing_costs_two_queries_at_most(libya: APIClient, route: Route) -> None:
    of_any_type = int(route.list_of == "reconcile")  # its ids are those of claims, or of what claims name
    for name in NAMES[route.list_of]:
        assert len(queries(libya, route.address(name))) <= ONE + of_any_type


@pytest.mark.parametrize(
    "query",
    [
        "about=khalifa-haftar",
        "as_of=2100-01-01&country=LY",
        "count=true",
    ],
)
def test_a_filtered_list_of_claims_costs_three_queries_too(libya: APIClient, query: str) -> None:
    assert len(queries(libya, f"/api/v1/claims/?{query}")) <= LIST


def test_words_cost_one_query_for_what_they_are_asked_by_and_one_each_for_what_is_told(libya: APIClient) -> None:
    for query, more in (("q=russia", 1), ("q=russia&ordering=relevance", 2), ("q=russia&highlight=true", 2)):
        assert len(queries(libya, f"/api/v1/claims/?{query}")) <= LIST + more


def test_several_filters_cost_one_more_that_tells_which_is_rarest(libya: APIClient) -> None:
    asked = "about=khalifa-haftar&verdict=unproven&language=en&made_after=2018-01-01&rebutted=true"
    assert len(queries(libya, f"/api/v1/claims/?{asked}")) <= LIST + 1


def test_facets_cost_four_more_however_many_they_are(libya: APIClient) -> None:
    """How many match, which they are, what they have, and what that is called."""
    assert len(queries(libya, f"/api/v1/claims/?facets={FACETS}")) <= LIST - 1 + 4


def test_each_further_thing_named_costs_one_to_look_it_up(libya: APIClient) -> None:
    route = next(route for route in READS if str(route) == "claims/")
    named = {name: known(route)[name] for name in ("about", "speaker", "topic", "narrative")}
    assert len(queries(libya, route.address(**named))) <= LIST + len(named)


def test_who_holds_the_list_costs_one_query(libya: APIClient) -> None:
    etag = libya.get("/api/v1/claims/")["ETag"]
    with CaptureQueriesContext(connections["record"]) as captured:
        assert libya.get("/api/v1/claims/", headers={"If-None-Match": etag}).status_code == 304
    assert len(captured) == 1
