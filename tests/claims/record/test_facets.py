"""The facets are a table: a new filter is a new row, and everything else follows from it."""

from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.record import listing
from claims.record.counted import counted
from claims.record.facets import BY_FACET, COMMON, FACETS, Facet, FacetTable
from claims.record.listing import rebuild
from claims.record.models import FacetRow
from claims.record.query import ClaimConditions, ClaimFilters
from claimtrack.query.asked import Asked
from claimtrack.query.filters import ChoiceListFilter
from tests.factories import AppearanceFactory, ClaimFactory

#: One row more: how the words of an appearance are hedged.
HEDGE = Facet(
    "hedge",
    lambda claim: (appearance["hedge"] for appearance in claim["appearances"]),
    lambda name, **options: ChoiceListFilter(name, choices=("reportedly", "allegedly"), help_text="How.", **options),
    rank=1,
    counted=9,
)
TABLE = FacetTable((*FACETS, HEDGE))


class WithHedges(ClaimFilters):
    table: ClassVar[FacetTable] = TABLE

    facets = ChoiceListFilter(narrows=False, choices=TABLE.counted, help_text="Count by these.")


def ask(**parameters: str) -> WithHedges:
    asked = Asked({name: [value] for name, value in parameters.items()}, "/claims/")
    return WithHedges.ask(asked, using="default")


def ids(asked: ClaimFilters) -> list[Any]:
    return [claim_id for (claim_id,) in asked.page("claim_id").rows]


@pytest.mark.django_db
def test_a_new_row_is_listed_filtered_by_counted_and_described(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hedged, plain = ClaimFactory(), ClaimFactory()
    AppearanceFactory(claim=hedged, hedge="reportedly")
    actions.publish(claims=[hedged, plain], by=editor)
    assert not FacetRow.objects.filter(kind="hedge").exists()
    monkeypatch.setattr(listing, "FACETS", TABLE)
    rebuild()
    assert [row.value for row in FacetRow.objects.filter(kind="hedge")] == ["reportedly"]
    assert ids(ask(hedge="reportedly")) == [hedged.pk]
    assert ids(ask(hedge="allegedly,reportedly", kind="factual")) == [hedged.pk]
    assert ids(ask(hedge="allegedly")) == []
    assert counted(ask(facets="hedge")) == {
        "hedge": [{"value": "reportedly", "count": 1, "exact": True, "at_least": False}]
    }
    described = WithHedges.base_filters["hedge"].describe("hedge")
    assert [choice["value"] for choice in described["choices"]] == ["reportedly", "allegedly"]


def test_every_row_is_a_parameter_of_every_list_of_claims_in_the_order_of_the_table() -> None:
    names = [facet.name for facet in FACETS]
    assert len(names) == len(set(names))
    parameters = list(ClaimConditions.base_filters)
    place = parameters.index(names[0])
    assert parameters[place : place + len(names)] == names
    assert {name for name, each in ClaimConditions.base_filters.items() if each.narrowing_method == BY_FACET} == {
        *names
    }


def test_the_facets_that_are_counted_come_in_their_places() -> None:
    assert FACETS.counted == ["verdict", "language", "topic", "source", "narrative"]
    assert TABLE.counted == [*FACETS.counted, "hedge"]
    assert FACETS.named == ["source", "narrative"]


def test_a_list_is_read_from_the_facet_that_selects_fewest() -> None:
    ranked = sorted(FACETS, key=lambda facet: facet.rank)
    few = [facet.name for facet in ranked if facet.rank < COMMON]
    assert few == [
        "part_of", "about", "speaker", "attributed_to", "rebutted_by", "assessed_by", "source", "narrative", "topic",
    ]  # fmt: skip
    assert len({facet.rank for facet in FACETS if facet.rank < COMMON}) == len(few)


def test_every_value_that_the_case_is_filed_under_finds_its_claim(libya: APIClient) -> None:
    """Rows and parameters are of one table: what one writes, the other reads."""
    address = "/api/v1/claims/the-sun-russia-in-libya-october-2018/"
    document = libya.get(address).json()
    for name, value in sorted(FACETS.of(document)):
        found = libya.get(f"/api/v1/claims/?{name}={value}&ids={document['id']}").json()
        assert [card["id"] for card in found["results"]] == [document["id"]], (name, value)
