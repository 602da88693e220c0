"""No public view touches a desk table.

Shown twice for every address the resolver has: by the SQL that the views send, and by the locks that the
database notes for every table it reads. The views get the record's connection alone.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connections, transaction
from rest_framework.test import APIClient

from claims.tools.assistants.registry import TOOLS
from tests.libya import NAMES, PART_OF, addresses, known
from tests.public_addresses import FACETS, Route, public_routes, queries

pytestmark = pytest.mark.rendering

RECORD = {
    "editions_edition",
    "editions_head",
    "editions_counter",
    "editions_entry",
    "editions_digest",
    "editions_origin",
    "editions_byline",
    "editions_withheldbefore",
    "claims_listing",
    "claims_facetrow",
    "claims_matchedclaim",
    "claims_pictured",
    "claims_posting",
    "claims_termcounts",
    "claims_claimvectors",
}

#: Parameters that are no filters of their own make a detail answer 404 for a time before the record began.
STATUSES = {200, 404}

ROUTES = [route for route in public_routes() if not route.is_slow]


def odd_addresses(route: Route) -> Iterator[str]:
    """Answered with a problem, which must not come from the desk either."""
    if route.names_one:
        yield route.address("no-such-thing")
        yield route.address("01a20725-0000-7000-8000-000000000000")
    yield route.address(NAMES.get(route.list_of, [""])[0] if route.names_one else "", colour="red")
    for name in route.filters:
        yield route.address(NAMES[route.list_of][0] if route.names_one else "", **{name: "the-su"})


@contextmanager
def sql_of_readers() -> Iterator[list[str]]:
    """Every statement sent over the record's connection; any statement elsewhere fails."""
    sent: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql if isinstance(sql, str) else sql.as_string())
        return execute(sql, params, many, context)

    def refuse(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        raise AssertionError(f"a public view left the record: {sql}")

    with (
        connections["record"].execute_wrapper(note),
        connections["default"].execute_wrapper(refuse),
        connections["owner"].execute_wrapper(refuse),
    ):
        yield sent


def tables() -> set[str]:
    with connections["record"].cursor() as cursor:
        return set(connections["record"].introspection.table_names(cursor))


def read_tables() -> set[str]:
    """The tables this transaction has read, by the database's own account."""
    with connections["record"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_locks JOIN pg_class ON pg_class.oid = relation"
            " WHERE pid = pg_backend_pid() AND relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


def named_in(statements: list[str], among: set[str]) -> set[str]:
    words = {word for sql in statements for word in re.findall(r"\w+", sql)}
    return words & among


#: What follows FROM and JOIN and is no table: words of SQL, and a name that is given within a statement.
NO_TABLES = {"LATERAL", "ORDINALITY", "unnest", "listed", "group_of", "onward", "within"}


def read_from(statements: list[str]) -> set[str]:
    return {name for sql in statements for name in re.findall(r'(?:FROM|JOIN)\s+"?(\w+)', sql)} - NO_TABLES


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.usefixtures("unthrottled")
def test_a_public_address_reads_the_record_and_nothing_else(libya: APIClient, route: Route) -> None:
    with transaction.atomic(using="record"):
        desk = tables() - RECORD
        with sql_of_readers() as statements:
            for address in addresses(route):
                assert libya.get(address).status_code in STATUSES, address
            assert libya.head(address).status_code in STATUSES
            for address in odd_addresses(route):
                assert libya.get(address).status_code in {200, 400, 404}, address
            options = libya.options(route.address(NAMES.get(route.list_of, [""])[0]))
            assert options.status_code == (405 if route.list_of == "docs" else 200)
        assert read_tables() <= RECORD
    assert named_in(statements, desk) == set()
    assert read_from(statements) <= RECORD


@pytest.mark.usefixtures("unthrottled")
def test_pages_counts_and_facets_of_filtered_claims_come_from_the_record(libya: APIClient) -> None:
    with transaction.atomic(using="record"), sql_of_readers() as statements:
        address: str | None = "/api/v1/claims/?about=khalifa-haftar&ordering=-made&page_size=2"
        while address:
            address = libya.get(address).json()["next"]
        assert libya.get("/api/v1/claims/?about=khalifa-haftar&count=true").json()["count"] > 5
        assert libya.get(f"/api/v1/claims/?about=khalifa-haftar&facets={FACETS}").json()["facets"]["source"]
    assert read_from(statements) <= RECORD


@pytest.mark.usefixtures("unthrottled")
def test_what_a_text_is_matched_with_comes_from_the_record(libya: APIClient) -> None:
    with transaction.atomic(using="record"):
        body = {"text": "Russia has secretly sent troops to Tobruk and Benghazi.", "min_score": 0}
        assert libya.post("/api/v1/claims/match/", body, format="json").json()["matches"]
        assert read_tables() <= RECORD


@pytest.mark.usefixtures("unthrottled")
def test_what_assistants_are_told_comes_from_the_record(libya: APIClient) -> None:
    claim, source = (NAMES[name][0] for name in ("claims", "sources"))
    calls = {
        "search_claims": {"q": "Libya", "ordering": "relevance"},
        "get_claim": {"claim": claim},
        "match_text": {"text": "Russia has secretly sent troops to Tobruk and Benghazi."},
        "verify_quotation": {"quotation": "has nothing to do with reality"},
        "find_sources": {"q": "the sun"},
        "get_source": {"source": source},
        "get_dossier": {"claim": claim},
        "list_changes": {"topic": "arms-supplies"},
        "get_scales": {},
    }
    assert calls.keys() == TOOLS.keys()
    with transaction.atomic(using="record"):
        with sql_of_readers():
            for name, arguments in calls.items():
                params = {"name": name, "arguments": arguments}
                asked = {"jsonrpc": "2.0", "id": name, "method": "tools/call", "params": params}
                assert libya.post("/mcp", asked, format="json").json()["result"]["isError"] is False
        assert read_tables() <= RECORD


def test_the_locks_show_what_is_read(libya: APIClient) -> None:
    with transaction.atomic(using="record"), connections["record"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_listing")
        assert read_tables() == {"claims_listing"}


def test_the_database_refuses_the_desk_to_readers(libya: APIClient) -> None:
    with transaction.atomic(using="record"):
        refused = tables() - RECORD
    for table in refused:
        with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
            connections["record"].cursor().execute(f'SELECT FROM "{table}"')


def test_the_start_page_reads_the_record_alone(libya: APIClient) -> None:
    with transaction.atomic(using="record"), sql_of_readers():
        assert libya.get("/").status_code == 200
        assert read_tables() <= RECORD


def test_every_list_and_every_parameter_is_asked_for() -> None:
    """A new list, a new kind of parameter or a new reference is noticed here."""
    lists = {route.list_of for route in ROUTES if route.names_one}
    assert lists == set(NAMES)
    for route in ROUTES:
        asked = {name for query in queries(route, known(route)) for name in query}
        assert asked | {"cursor"} >= set(route.filters)
        assert ("part_of" in route.filters) == (route.list_of in PART_OF and not route.names_one)
