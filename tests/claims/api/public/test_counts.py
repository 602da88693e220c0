"""How many results a list has is said at an address of its own, for the same question."""

import pytest
from rest_framework.test import APIClient

from tests.libya import NAMES
from tests.public_addresses import LISTS, public_routes, results

CLAIM = NAMES["claims"][0]
COUNTED = [*(f"/api/v1/{name}/" for name in LISTS), "/api/v1/digests/", f"/api/v1/claims/{CLAIM}/editions/"]


def test_every_list_with_filters_is_counted() -> None:
    routes = {str(route): route for route in public_routes()}
    lists = {name for name, route in routes.items() if "page_size" in route.filters and name != "changes/"}
    lists = {name for name in lists if "/export." not in name}
    assert lists == {name.removesuffix("count/") for name in routes if name.endswith("count/")}
    for name in lists:
        paging = {"cursor", "page_size", "count", "ordering", "facets", "highlight"}
        assert set(routes[f"{name}count/"].filters) == set(routes[name].filters) - paging


@pytest.mark.parametrize("address", COUNTED)
def test_the_count_is_how_many_results_the_list_has(libya: APIClient, address: str) -> None:
    counted = libya.get(f"{address}count/").json()
    assert counted == {"count": len(results(libya, address)), "exact": True}
    assert libya.get(f"{address}?count=true").json() == counted


@pytest.mark.parametrize(
    "question", ["verdict=unproven", "about=khalifa-haftar&rebutted=true", "q=tobruk", "as_of=2100-01-01&country=LY"]
)
def test_what_selects_results_selects_what_is_counted(libya: APIClient, question: str) -> None:
    listed = results(libya, f"/api/v1/claims/?{question}")
    counted = libya.get(f"/api/v1/claims/count/?{question}").json()["count"]
    assert counted == len(listed)
    assert 0 < counted < len(results(libya, "/api/v1/claims/")) or question.startswith("as_of")


@pytest.mark.parametrize("about_pages", ["page_size=1", "count=true", "ordering=made", "facets=verdict", "cursor=x"])
def test_what_is_about_pages_is_refused(libya: APIClient, about_pages: str) -> None:
    refused = libya.get(f"/api/v1/claims/count/?{about_pages}")
    assert refused.status_code == 400
    assert [error["code"] for error in refused.json()["errors"]] == ["unknown_parameter"]


def test_a_count_is_not_sent_twice(libya: APIClient) -> None:
    etag = libya.get("/api/v1/claims/count/")["ETag"]
    assert libya.get("/api/v1/claims/count/", headers={"If-None-Match": etag}).status_code == 304
    assert libya.get("/api/v1/claims/", headers={"If-None-Match": etag}).status_code == 200


def test_the_editions_of_what_was_never_published_are_not_counted(libya: APIClient) -> None:
    assert libya.get("/api/v1/claims/no-such-claim/editions/count/").status_code == 404


def test_options_names_the_filters_of_a_count(libya: APIClient) -> None:
    told = libya.options("/api/v1/rebuttals/count/").json()
    assert {"kind", "standing"} <= {each["name"] for each in told["filters"]}
    assert told["orderings"] == []
