"""What documents name is found member by member: all of it, in the order in which it is printed."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims.record.named import documents_printed, sources_printed
from sources.documents import CitedDocument, SourceName
from tests.public_addresses import results

pytestmark = pytest.mark.usefixtures("unthrottled")


def of_shape(shape: type, within: object) -> Iterator[Any]:
    """Every object with the members of a shape, wherever it stands."""
    if isinstance(within, dict):
        if within.keys() == shape.__annotations__.keys():
            yield within
        for value in within.values():
            yield from of_shape(shape, value)
    elif isinstance(within, list):
        for value in within:
            yield from of_shape(shape, value)


def test_nothing_that_the_case_prints_is_passed_over(libya: APIClient) -> None:
    for card in results(libya, "/api/v1/claims/?page_size=200"):
        claim = libya.get(card["api_url"]).json()
        assert list(sources_printed(claim)) == list(of_shape(SourceName, claim))
        found = {document["id"]: document for document in of_shape(CitedDocument, claim)}
        assert list(documents_printed(claim).items()) == list(found.items())
