"""Addresses that documents print lead somewhere."""

import pytest
from django.urls import resolve

from claimtrack import addresses
from claimtrack.api.views import UnknownAddressView

KINDS = (
    "claim", "source", "narrative", "rebuttal", "assessment", "appearance", "document", "topic", "subject",
)  # fmt: skip
NAME = "01a20725-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "address",
    [
        *(addresses.of_all(kind) for kind in KINDS),
        *(addresses.of(kind, NAME) for kind in KINDS),
        addresses.dossier("claim", NAME, "html"),
        addresses.dossier("narrative", NAME, "pdf"),
        addresses.export("csv"),
        addresses.export("csv", NAME),
        addresses.dump("record-1.ndjson.gz"),
        addresses.DIGESTS,
        addresses.DOCS,
        addresses.DUMPS,
    ],
)
def test_an_address_is_answered_by_a_view(address: str) -> None:
    assert getattr(resolve(address).func, "cls", None) is not UnknownAddressView


def test_an_edition_is_asked_for_by_its_number() -> None:
    assert addresses.of("claim", NAME, edition=3) == f"/api/v1/claims/{NAME}/?edition=3"
    assert addresses.dossier("claim", NAME, "md", edition=3) == f"/api/v1/claims/{NAME}/dossier.md?edition=3"
