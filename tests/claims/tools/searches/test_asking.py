"""The query of a saved search is read as the public list reads it, and kept in one spelling."""

import pytest

from claims.record.query import ClaimFilters
from claims.tools.searches.asking import LIST, read, to_keep
from claims.tools.searches.places import places_of
from claims.tools.searches.wording import in_words
from claimtrack.query.asked import Asked
from claimtrack.query.faults import InvalidQuery

pytestmark = pytest.mark.django_db


def faults_of(query: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidQuery) as refused:
        to_keep(query, using="default")
    return [(each.get("parameter", ""), each["code"], each["message"]) for each in refused.value.faults]


def test_its_faults_are_those_of_the_list_every_one_at_once() -> None:
    query = "verdict=fals&nonsense=1&made_after=yesterday&topic=nowhere&q="
    with pytest.raises(InvalidQuery) as refused:
        ClaimFilters.ask(Asked.in_query(query, path=LIST), using="default").values  # noqa: B018
    answered = [(each["parameter"], each["code"], each["message"]) for each in refused.value.faults]
    assert faults_of(query) == answered
    assert len(answered) == 5


def test_the_state_at_a_time_is_no_search_and_what_is_of_pages_is_left_out() -> None:
    assert [fault[:2] for fault in faults_of("as_of=2020-01-01&verdict=false")] == [("as_of", "conflict")]
    assert to_keep("q=tank&ordering=-updated_at&page_size=5&facets=verdict", using="default") == "q=tank"


@pytest.mark.parametrize(
    "given",
    ["verdict=mixed,false&q=two+tanks", "?q=two+tanks&verdict=false,mixed",
     "https://claims.example/claims/?q=two%20tanks&verdict=false&verdict=mixed", "/claims/?q=two+tanks&verdict=mixed,false"],
)  # fmt: skip
def test_one_search_has_one_spelling_however_it_is_given(given: str) -> None:
    assert to_keep(given, using="default") == "q=two+tanks&verdict=false,mixed"


def test_words_that_look_like_an_address_stay_words() -> None:
    assert to_keep("q=is+it+so?", using="default") == "q=is+it+so%3F"


def test_it_is_told_in_words_and_where_else_it_is_to_be_had() -> None:
    asked = read("q=tank&verdict=false,mostly_false&made_after=2018-01-01", using="default")
    assert in_words(asked, using="default") == ["words: tank", "verdict: false, mostly false", "made after: 2018-01-01"]
    assert in_words(read("", using="default"), using="default") == ["it asks for every claim"]
    there = places_of("verdict=false")
    assert there.atom == "/api/v1/claims/export.atom?verdict=false"
    assert there.changes == "/api/v1/changes/?verdict=false"
