"""What is asked for is read alike, whether an address, a command or a job asks."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.query.asked import Asked
from claimtrack.query.faults import InvalidQuery, fault

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(st.lists(st.tuples(words, words), max_size=5))
def test_a_query_is_read_as_the_address_of_a_request_is(pairs: list[tuple[str, str]]) -> None:
    query = urlencode(pairs)
    assert Asked.in_query(query, path="/things/").parameters == dict(QueryDict(query).lists())


@pytest.mark.parametrize("query", ["", "a", "a=&b", "a=%FF", "a=1&a=2&&c", "a;b=1", "a=%", "%C3%A9=é"])
def test_odd_queries_too(query: str) -> None:
    assert Asked.in_query(query, path="/things/").parameters == dict(QueryDict(query).lists())


def test_an_invalid_query_says_and_carries_every_fault() -> None:
    faults = [fault("q", "blank", "It is empty."), fault("page", "malformed", "It is no number.")]
    error = InvalidQuery(faults)
    assert (str(error), error.faults) == ("It is empty. It is no number.", faults)
