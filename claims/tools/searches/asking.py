"""The query of a saved search: what selects claims in the public list, read as that list reads it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from claims.record.documents import CLAIM
from claims.record.models import Listing
from claims.record.query import ClaimConditions, ClaimFilters
from claimtrack import addresses
from claimtrack.query.asked import Asked
from claimtrack.query.faults import Fault, fault

LIST: Final = addresses.of_all(CLAIM)


class SavedFilters(ClaimFilters):
    """Every parameter of `/claims/`; what orders it, or is about its pages, may stand in a query and is not kept."""

    def conflicts(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        yield from super().conflicts(values)
        if values.get("as_of"):
            yield fault("as_of", "conflict", "A saved search looks at what is published from now on; leave as_of out.")


def to_keep(text: str, *, using: str) -> str:
    """The query in its one spelling, of what selects claims alone. Raises InvalidQuery with every fault.

    Whoever has an address of the list may give that: what stands behind its question mark is the query.
    """
    query = text.strip().rpartition("?")[2] if _is_address(text) else text.strip()
    asked = SavedFilters.ask(Asked.in_query(query, path=LIST), using=using)
    return urlencode(ClaimConditions(asked.selecting, asked.queryset).canonical(), safe=",:")


def read(query: str, *, using: str) -> ClaimConditions:
    """The question of a kept query. Raises InvalidQuery where a value that it names is no more."""
    return ClaimConditions.accept(Asked.in_query(query, path=LIST), Listing.objects.using(using))


def _is_address(text: str) -> bool:
    return text.strip().startswith(("?", "/", "http://", "https://"))
