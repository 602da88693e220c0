"""The list of claims as filters and words narrow it, all asked of the same two claims."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record.listing import refresh_names
from claims.record.models import Listing
from claims.record.query import ClaimFilters
from claims.tools.searches.asking import read
from claims.tools.searches.selecting import select
from claimtrack.query.asked import Asked
from sources import writing as source_actions
from sources.models import Source
from tests.clock import as_before, set_clock
from tests.databases import standing
from tests.factories import (
    AppearanceFactory,
    ClaimFactory,
)
from tests.filtered_claims import publish_full, publish_plain
from tests.people import staff
from tests.public_addresses import ids, results

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Claim, Claim]]:
    with standing(django_db_blocker), override_settings(FOUR_EYES=False):
        editor = staff("editor", is_superuser=True)
        with as_before():
            made = publish_full(by=editor), publish_plain(by=editor)
        yield made


@pytest.fixture
def full(both: tuple[Claim, Claim], editor: User) -> Claim:
    set_clock("2100-01-02T12:01:00+00:00")
    return deepcopy(both[0])


@pytest.fixture
def plain(both: tuple[Claim, Claim], editor: User) -> Claim:
    """Published a day later."""
    return deepcopy(both[1])


#: parameter → a value that finds the full claim and not the plain one, and one that does not find the full one.
FILTERS: dict[str, tuple[str, str]] = {
    "q": ("tanks tobruk", "tanks benghazi"),
    "ids": ("", ""),  # see the test of its own
    "about": ("tobruk", "benghazi"),
    "source": ("witness", "nobody-here"),
    "speaker": ("speaker", "witness"),
    "publisher": ("publisher", "speaker"),
    "attributed_to": ("witness", "publisher"),
    "rebutted_by": ("denier", "judge"),
    "assessed_by": ("judge", "denier"),
    "topic": ("arms", "gas"),
    "narrative": ("bases", "pipelines"),
    "part_of": ("whole", "full"),
    "status": ("rated", "under_review"),
    "verdict": ("unproven", "mixed"),
    "any_verdict": ("mixed", "true"),
    "likelihood": ("unlikely", "likely"),
    "confidence": ("low", "high"),
    "kind": ("prediction", "factual"),
    "language": ("en-GB", "ar"),
    "country": ("LY", "GB"),
    "rebutted": ("true", "false"),
    "rebuttal_kind": ("denial", "refutation"),
    "disagree": ("true", "false"),
    "made_after": ("2018-10-08", "2018-10-09"),
    "made_before": ("2018-10-08", "2018-10-07"),
    "about_after": ("1980-12-31", "1981-01-01"),
    "about_before": ("1975-01-01", "1974-12-31"),
    "published_after": ("", ""),  # these order the two in time: see below
    "published_before": ("2100-01-01", "2099-12-31"),
    "updated_after": ("", ""),
    "updated_before": ("2100-01-01", "2099-12-31"),
}


ELSEWHERE = {"as_of", "ordering", "facets", "highlight", "cursor", "page_size", "count"}


def test_every_filter_is_tried_with_a_claim_it_finds_and_one_it_does_not() -> None:
    assert set(FILTERS) | ELSEWHERE == set(ClaimFilters.base_filters)


def found(reader: APIClient, query: str) -> set[str]:
    return {card["slug"] for card in results(reader, f"{CLAIMS}?{query}")} & {"full", "plain"}


def test_a_filter_finds_what_it_names_and_nothing_else(full: Claim, plain: Claim, reader: APIClient) -> None:
    for parameter, (match, miss) in FILTERS.items():
        if match:
            assert found(reader, f"{parameter}={quote(match)}") == {"full"}, parameter
            assert "full" not in found(reader, f"{parameter}={quote(miss)}"), parameter


def test_a_saved_search_selects_what_the_list_finds_by_every_filter(full: Claim, plain: Claim) -> None:
    """All of them at once, of listings that are named: as saved searches are looked through for."""
    given = {(name, value): f"{name}={quote(value)}" for name, both in FILTERS.items() for value in both if value}
    given |= {("both", ""): "q=tanks&language=en", ("all", ""): "", ("ids", "full"): f"ids={full.pk}"}
    listings = dict(Listing.objects.filter(open=True).values_list("pk", "claim_id"))
    questions = {key: read(query, using="default") for key, query in given.items()}
    selected = select(questions, list(listings), using="default")
    assert len(selected) == len(given) > 50
    for key, query in given.items():
        listed = ClaimFilters.ask(Asked.in_query(query, path=CLAIMS), using="default").matching
        assert selected[key].all == set(listed.values_list("pk", flat=True)), query


@pytest.mark.parametrize("parameter", ["published_after", "updated_after"])
def test_a_time_finds_what_came_at_it_or_later(full: Claim, plain: Claim, reader: APIClient, parameter: str) -> None:
    assert found(reader, f"{parameter}=2100-01-01") == {"full", "plain"}
    assert found(reader, f"{parameter}=2100-01-02") == {"plain"}
    assert found(reader, f"{parameter}=2100-01-03") == set()


def test_ids_find_these_and_no_others(full: Claim, plain: Claim, reader: APIClient) -> None:
    assert found(reader, f"ids={full.pk}") == {"full"}
    assert (
        found(reader, f"ids={full.pk},{plain.pk}")
        == found(reader, f"ids={full.pk}&ids={plain.pk}")
        == {"full", "plain"}
    )
    assert found(reader, "ids=01a20725-0000-7000-8000-000000000000") == set()


def test_filters_are_joined_by_and_and_values_by_or(full: Claim, plain: Claim, reader: APIClient) -> None:
    assert found(reader, "language=en-GB,ar") == {"full", "plain"}
    assert found(reader, "language=en-GB&language=ar&country=LY") == {"full"}
    assert found(reader, "about=tobruk&speaker=speaker&verdict=unproven&q=tanks&made_after=2018-01-01") == {"full"}
    assert found(reader, "about=tobruk&kind=factual") == set()


def test_things_are_named_by_id_as_well_as_by_slug(full: Claim, reader: APIClient) -> None:
    speaker = Source.objects.get(slug="speaker")
    assert found(reader, f"speaker={speaker.pk}") == found(reader, f"speaker={str(speaker.pk).upper()}") == {"full"}


def test_a_primary_language_finds_its_varieties(full: Claim, plain: Claim, reader: APIClient) -> None:
    assert found(reader, "language=en") == {"full"}
    assert found(reader, "language=en-US") == set()


def test_what_is_undated_matches_no_date(full: Claim, plain: Claim, reader: APIClient) -> None:
    for parameter in (
        "made_after=0001-01-01",
        "made_before=9999-12-31",
        "about_after=0001-01-01",
        "about_before=9999-12-31",
    ):
        assert "plain" not in found(reader, parameter)


def test_a_claim_is_found_once_however_often_it_names_a_source(full: Claim, editor: User, reader: APIClient) -> None:
    speaker = Source.objects.get(slug="speaker")
    AppearanceFactory(claim=full, speaker=speaker, document__publisher=speaker)
    actions.publish(claims=[full], by=editor)
    assert ids(reader, f"{CLAIMS}?source=speaker,witness,publisher") == [str(full.pk)]
    assert reader.get(f"{CLAIMS}?source=speaker&count=true").json() == {"count": 1, "exact": True}


def test_who_is_retracted_is_listed_no_more(full: Claim, plain: Claim, editor: User, reader: APIClient) -> None:
    actions.retract(claim=plain, by=editor, reason="Not a claim.")
    assert found(reader, "") == {"full"}
    assert found(reader, "language=ar") == set()


def test_every_mistake_is_told_at_once_and_nothing_is_listed(full: Claim, reader: APIClient) -> None:
    response = reader.get(f"{CLAIMS}?colour=red&made_after=1975&rebutted=perhaps&topic=nothing&page_size=500&kind=lie")
    assert response.status_code == 400
    assert {error["parameter"] for error in response.json()["errors"]} == {
        "colour", "made_after", "rebutted", "topic", "page_size", "kind",
    }  # fmt: skip
    assert "results" not in response.json()


@pytest.mark.parametrize("query", ["q=tanks&as_of=2100-01-01", "ordering=relevance", "q=", "q=%00"])
def test_what_cannot_be_asked_together_is_refused(full: Claim, reader: APIClient, query: str) -> None:
    assert reader.get(f"{CLAIMS}?{query}").status_code == 400


def test_newest_published_first_is_the_order_unless_told_otherwise(
    full: Claim, plain: Claim, editor: User, reader: APIClient
) -> None:
    Claim.objects.filter(pk=full.pk).update(context="Amended later.")
    set_clock("2100-01-03T12:00:00+00:00")
    actions.publish(claims=[full], by=editor)

    def order(query: str) -> list[str]:
        return [card["slug"] for card in results(reader, f"{CLAIMS}?{query}") if card["slug"] in {"full", "plain"}]

    assert order("") == order("ordering=-published_at") == ["plain", "full"]
    assert order("ordering=published_at") == ["full", "plain"]
    assert order("ordering=-updated_at") == ["full", "plain"]
    assert order("ordering=updated_at") == ["plain", "full"]


def test_facets_follow_the_filters(full: Claim, plain: Claim, reader: APIClient) -> None:
    facets = reader.get(f"{CLAIMS}?language=ar&facets=topic,verdict,source").json()["facets"]
    assert (facets["topic"], facets["verdict"], len(facets["source"])) == ([], [], 1)


def test_sources_and_subjects_are_found_by_their_names(full: Claim, reader: APIClient) -> None:
    subject, speaker = full.about.get(), Source.objects.get(slug="speaker")
    for name in (subject.name, speaker.name, "arms"):
        assert "full" in found(reader, f"q={quote(name)}")


def unchanged(reader: APIClient, address: str, etag: str) -> bool:
    return bool(reader.get(address, headers={"If-None-Match": etag}).status_code == 304)


@pytest.mark.parametrize("query", ["", "?count=true", "?facets=language", "?q=tanks", "?as_of=2100-01-01"])
def test_a_list_has_a_tag_until_the_record_moves(full: Claim, editor: User, reader: APIClient, query: str) -> None:
    address = f"{CLAIMS}{query}"
    etag = reader.get(address)["ETag"]
    assert unchanged(reader, address, etag)
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert not unchanged(reader, address, etag)


def test_the_tag_is_the_same_for_the_same_question_in_another_spelling_and_no_other(
    full: Claim, reader: APIClient
) -> None:
    etag = reader.get(f"{CLAIMS}?language=ar,en&kind=factual")["ETag"]
    assert reader.get(f"{CLAIMS}?kind=factual&language=en&language=ar")["ETag"] == etag
    assert reader.get(f"{CLAIMS}?kind=factual&language=en")["ETag"] != etag


def test_a_renamed_source_shows_on_cards_and_changes_the_tag_and_no_document(
    full: Claim, editor: User, reader: APIClient
) -> None:
    speaker = Source.objects.get(slug="speaker")
    Source.objects.filter(pk=speaker.pk).update(name="The Renamed")
    source_actions.publish(sources=[speaker], by=editor)
    page, document = reader.get(CLAIMS), reader.get(f"{CLAIMS}full/")
    assert refresh_names([str(speaker.pk)]) == 1
    again = reader.get(CLAIMS)
    assert again["ETag"] != page["ETag"]
    assert again.json()["position"] == page.json()["position"]
    assert "The Renamed" not in page.content.decode()
    assert "The Renamed" in again.content.decode()
    assert reader.get(f"{CLAIMS}full/").content == document.content


def test_the_position_of_a_list_is_that_of_the_record(full: Claim, reader: APIClient) -> None:
    newest = reader.get("/api/v1/changes/?page_size=200").json()
    assert reader.get(CLAIMS).json()["position"] == newest["results"][-1]["position"] == newest["position"]


def test_a_card_says_what_its_document_says(full: Claim, reader: APIClient) -> None:
    [card] = [card for card in results(reader, CLAIMS) if card["slug"] == "full"]
    document: dict[str, Any] = reader.get(f"{CLAIMS}full/").json()
    for member in (
        "id",
        "slug",
        "api_url",
        "statement",
        "language",
        "kind",
        "status",
        "made",
        "topics",
        "narratives",
        "parts",
    ):
        assert card[member] == document[member]
    for member in ("verdict", "likelihood", "confidence", "basis", "disagree"):
        assert card[member] == document["headline"][member]
    for member in ("number", "kind", "published_at", "position"):
        assert card["edition"][member] == document["edition"][member]
    assert {(source["slug"], source["role"]) for source in card["sources"]} == {
        ("speaker", "speaker"),
        ("witness", "attributed_to"),
        ("publisher", "publisher"),
        ("denier", "rebutted_by"),
        ("judge", "assessed_by"),
    }
    assert (card["rebuttal_count"], card["rebuttal_kinds"]) == (1, ["denial"])
    assert card["assessed_by"] == {"type": "desk", "source": None}
