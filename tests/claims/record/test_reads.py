"""No question reads a table that grows with what is published: neither readers' nor publishers'."""

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from itertools import combinations

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from claims.models import Claim
from claims.record import counted, driving
from claims.writing.publish import publish
from claimtrack.editions.roots import acting
from claimtrack.query.keyset import count_up_to
from tests.databases import cloned_database
from tests.factories import ClaimFactory, TopicFactory
from tests.plans import CLAIMS, Reads, fill, reads


@pytest.fixture(scope="module")
def _grown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    aliases = ("owner", "default")
    usual = {alias: connections[alias].settings_dict["NAME"] for alias in aliases}
    with django_db_blocker.unblock(), cloned_database() as own:
        connections.close_all()
        for alias in aliases:
            connections[alias].settings_dict["NAME"] = own.name
        try:
            fill()
            yield
        finally:
            connections.close_all()
            for alias in aliases:
                connections[alias].settings_dict["NAME"] = usual[alias]


pytestmark = pytest.mark.usefixtures("_grown")

#: Common values, rare ones, and dates within and beyond what there is.
ASKED = (
    "language=es",
    "rebutted=true",
    "likelihood=almost_certain",
    "verdict=true,false",
    "topic=water",
    "made_after=2011-11-01",
    "made_before=1990-02-01",
    "about_after=2999-01-01",
    "about_before=1900-01-01",
    "published_after=2999-01-01",
    "as_of=2999-01-01",
    "ordering=made",
    "ordering=-updated_at",
)


def read_by(question: str) -> Reads:
    with reads() as found:
        response = APIClient().get(f"/api/v1/claims/?{question}&page_size=20")
    assert response.status_code == HTTPStatus.OK, response.json()
    return found


@pytest.mark.parametrize("question", ["", *ASKED, *map("&".join, combinations(ASKED, 2))])
def test_no_question_reads_the_tables_whole(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if question.count("ordering=") > 1:
        return
    monkeypatch.setattr(driving, "FEW", 100)
    monkeypatch.setattr("claims.record.query.FEW", 100)
    found = read_by(question)
    assert found.rows < CLAIMS / 4
    assert found.in_vain < 100


@pytest.mark.parametrize("address", ["documents", "assessments", "documents/?ids=document7", "claims/made-up-7"])
def test_lists_of_what_claims_show_are_read_in_their_order(address: str) -> None:
    with reads() as found:
        APIClient().get(f"/api/v1/{address}" + ("" if "?" in address else "/?page_size=20"))
    assert max(found.rows, found.in_vain) < 100


def test_two_values_that_share_no_claim_cost_two_ranges_of_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.record.query.FEW", 10)
    monkeypatch.setattr(driving, "FEW", 10)
    with reads() as found:
        answer = APIClient().get("/api/v1/claims/?language=es&rebutted=true").json()
    assert answer["results"] == []
    assert found.rows <= CLAIMS / 4


def test_counts_of_many_matches_are_estimates_that_do_not_depend_on_what_else_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("claims.record.query.count_up_to", partial(count_up_to, limit=1_000))
    monkeypatch.setattr(counted, "DRAWN", 1_200)

    def counts(question: str) -> dict[str, tuple[int, bool]]:
        page = APIClient().get(f"/api/v1/claims/?{question}").json()
        return {row["value"]: (row["count"], row["exact"]) for row in page["facets"]["verdict"]}

    alone = counts("facets=verdict&language=en")
    assert alone == counts("facets=language,verdict&language=en")
    # Of nine in ten claims that are listed three in four are English, of which a third is true.
    assert [exact for _, exact in alone.values()] == [False, False]
    assert alone["true"][0] == pytest.approx(CLAIMS * 0.9 * 0.75 / 3, rel=0.1)
    assert alone["false"][0] == pytest.approx(CLAIMS * 0.9 * 0.75 / 1.5, rel=0.1)


def test_publishing_an_update_reads_what_it_changes() -> None:
    claim = ClaimFactory()
    claim.topics.add(TopicFactory(slug="water"))
    with acting("a test"):
        publish(claims=[claim], by=None)
        Claim.objects.filter(pk=claim.pk).update(statement="Said otherwise.")
        with reads() as found:
            publish(claims=[Claim.objects.get(pk=claim.pk)], by=None)
        claim.topics.clear()
        with reads() as left:
            publish(claims=[Claim.objects.get(pk=claim.pk)], by=None)
    assert max(found.rows, left.rows, found.in_vain, left.in_vain) < 100
