"""The list of claims: every filter, every order, pages, counts, facets and words."""

from functools import partial

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record.facets import FACETS
from claims.record.query import ORDERINGS
from claimtrack.dates import WorldDate
from claimtrack.query.keyset import count_up_to
from tests.clock import set_clock
from tests.factories import (
    ClaimFactory,
    TopicFactory,
)
from tests.filtered_claims import publish_full, publish_plain
from tests.public_addresses import ids, pages, results

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"


def day(edtf: str) -> WorldDate:
    return WorldDate(edtf)


def test_an_open_interval_matches_no_date_on_its_open_side(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory(about_time=day("2008/.."))
    actions.publish(claims=[claim], by=editor)
    assert ids(reader, f"{CLAIMS}?about_before=2010-01-01") == [str(claim.pk)]
    assert ids(reader, f"{CLAIMS}?about_after=2009-01-01") == []


# -- mistakes -------------------------------------------------------------------------------------


def test_an_unknown_slug_is_refused_with_the_ten_nearest(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory()
    claim.topics.add(*(TopicFactory(slug=f"arms-supplies-{number}") for number in range(12)), TopicFactory(slug="gas"))
    actions.publish(claims=[claim], by=editor)
    response = reader.get(f"{CLAIMS}?topic=arm-suplies")
    [error] = response.json()["errors"]
    assert (response.status_code, error["parameter"], error["code"]) == (400, "topic", "unknown_value")
    nearest = error["message"].split("Nearest: ")[1].rstrip(".").split(", ")
    assert len(nearest) == 10
    assert all(slug.startswith("arms-supplies-") for slug in nearest)


def test_a_slug_that_resembles_none_is_still_answered_with_some(full: Claim, reader: APIClient) -> None:
    [error] = reader.get(f"{CLAIMS}?topic=zzzzzz").json()["errors"]
    assert "Nearest: arms." in error["message"]


# -- orders and pages -----------------------------------------------------------------------------


@pytest.fixture
def full(editor: User) -> Claim:
    return publish_full(by=editor)


@pytest.fixture
def plain(full: Claim, editor: User) -> Claim:
    return publish_plain(by=editor)


@pytest.fixture
def seven(editor: User) -> list[Claim]:
    """Published in one instant, so that their first sort key is one and the same; three of them undated."""
    dates = ["1975", "2008-10-31~", None, "1975", None, "2018-10-08", None]
    claims: list[Claim] = [ClaimFactory(made=day(date) if date else None) for date in dates]
    topic = TopicFactory(slug="all-seven")
    for claim in claims:
        claim.topics.add(topic)
    actions.publish(claims=claims, by=editor)
    return claims


@pytest.mark.parametrize("ordering", [name for name in ORDERINGS if name != "relevance"])
@pytest.mark.parametrize("narrowed", ["", "topic=all-seven&", "topic=all-seven&language=en,ar&", "as_of=9999-12-31&"])
def test_pages_show_every_claim_once_in_order_though_all_were_published_in_one_instant(
    seven: list[Claim], reader: APIClient, ordering: str, narrowed: str
) -> None:
    address = f"{CLAIMS}?{narrowed}ordering={ordering}&page_size=2"
    sizes = [len(page["results"]) for page in pages(reader, address)]
    listed = ids(reader, address)
    assert sizes == [2, 2, 2, 1]
    assert sorted(listed) == sorted(str(claim.pk) for claim in seven)
    whole = reader.get(f"{CLAIMS}?{narrowed}ordering={ordering}").json()
    assert [card["id"] for card in whole["results"]] == listed
    assert whole["next"] is None


@pytest.mark.parametrize(
    ("ordering", "dates"),
    [
        ("made", ["1975", "1975", "2008-10-31~", "2018-10-08", None, None, None]),
        ("-made", ["2018-10-08", "2008-10-31~", "1975", "1975", None, None, None]),
    ],
)
def test_undated_claims_come_last_in_either_direction(
    seven: list[Claim], reader: APIClient, ordering: str, dates: list[str | None]
) -> None:
    cards = results(reader, f"{CLAIMS}?ordering={ordering}&page_size=3")
    assert [card["made"] and card["made"]["edtf"] for card in cards] == dates


def test_pages_are_stable_while_claims_are_published_in_between(
    seven: list[Claim], editor: User, reader: APIClient
) -> None:
    first = reader.get(f"{CLAIMS}?page_size=3").json()
    actions.publish(claims=[ClaimFactory()], by=editor)
    rest = [card["id"] for page in pages(reader, first["next"]) for card in page["results"]]
    assert sorted([card["id"] for card in first["results"]] + rest) == sorted(str(claim.pk) for claim in seven)


def test_a_cursor_of_another_question_is_refused(seven: list[Claim], reader: APIClient) -> None:
    following = reader.get(f"{CLAIMS}?page_size=3").json()["next"]
    response = reader.get(f"{following}&language=en")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "cursor_mismatch")


# -- as it stood ----------------------------------------------------------------------------------


def test_the_list_as_it_stood_shows_the_cards_of_that_day(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory(slug="amended", statement="First words.")
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(claims=[claim], by=editor)
    Claim.objects.filter(pk=claim.pk).update(statement="Second words.", kind="opinion")
    set_clock("2100-01-02T12:00:00+00:00")
    actions.publish(claims=[claim], by=editor)
    set_clock("2100-01-03T12:00:00+00:00")
    actions.retract(claim=claim, by=editor, reason="No claim.")

    def words(query: str) -> list[str]:
        return [card["statement"] for card in results(reader, f"{CLAIMS}?{query}")]

    assert words("as_of=2099-12-31") == []
    assert words("as_of=2100-01-01") == words("as_of=2100-01-02T12:00:00Z") == ["First words."]
    assert words("as_of=2100-01-02") == words("as_of=2100-01-02&kind=opinion") == ["Second words."]
    assert words("as_of=2100-01-02&kind=factual") == words("as_of=2100-01-01&kind=opinion") == []
    assert words("as_of=2100-01-03") == words("") == []
    assert reader.get(f"{CLAIMS}?as_of=2100-01-01&count=true").json() == {"count": 1, "exact": True}
    facets = reader.get(f"{CLAIMS}?as_of=2100-01-01&facets=language").json()["facets"]
    assert facets["language"] == [{"value": "en", "count": 1, "exact": True, "at_least": False}]


# -- counts and facets ----------------------------------------------------------------------------


def test_nothing_is_counted_unless_asked_for(seven: list[Claim], reader: APIClient) -> None:
    page = reader.get(CLAIMS).json()
    assert set(page) == {"next", "position", "results"}
    assert reader.get(f"{CLAIMS}?count=true").json() == {"count": 7, "exact": True}
    assert reader.get(f"{CLAIMS}?topic=all-seven&made_after=1976-01-01&count=true").json()["count"] == 2


def test_facets_count_the_values_of_all_matches_most_frequent_first(
    full: Claim, plain: Claim, seven: list[Claim], reader: APIClient
) -> None:
    page = reader.get(f"{CLAIMS}?facets={','.join(FACETS.counted)}&page_size=1").json()
    facets = page["facets"]
    assert set(facets) == set(FACETS.counted)
    assert facets["verdict"] == [{"value": "unproven", "count": 1, "exact": True, "at_least": False}]
    assert [(row["value"], row["count"]) for row in facets["topic"]] == [("all-seven", 7), ("arms", 1), ("gas", 1)]
    assert {(row["slug"], row["name"]) for row in facets["narrative"]} == {
        (narrative.slug, narrative.name) for narrative in full.narratives.all()
    } | {("pipelines", type(full.narratives.get()).objects.get(slug="pipelines").name)}
    counts = {row["slug"]: row["count"] for row in facets["source"]}
    assert (counts["speaker"], counts["witness"], counts["judge"]) == (1, 1, 1)
    assert {row["value"]: row["count"] for row in facets["language"]} == {"en": 10, "en-GB": 1, "ar": 1}


def test_beyond_the_limit_counts_are_at_least(
    seven: list[Claim], reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.record.query.count_up_to", partial(count_up_to, limit=3))
    assert reader.get(f"{CLAIMS}?count=true").json() == {"count": 3, "exact": False}


# -- words ----------------------------------------------------------------------------------------


@pytest.fixture
def worded(editor: User) -> dict[str, Claim]:
    claims: dict[str, Claim] = {
        "statement": ClaimFactory(statement="A harbour was promised, and the harbour was built."),
        "quote": ClaimFactory(appearance__quote="the harbour is ours"),
        "context": ClaimFactory(context="Of the harbour nothing is known."),
        "elsewhere": ClaimFactory(statement="A road was promised."),
    }
    actions.publish(claims=list(claims.values()), by=editor)
    return claims


def words(reader: APIClient, claims: dict[str, Claim], query: str) -> list[str]:
    names = {str(claim.pk): name for name, claim in claims.items()}
    return [names[each] for each in ids(reader, f"{CLAIMS}?{query}")]


def test_by_relevance_a_statement_comes_before_a_quotation_and_that_before_context(
    worded: dict[str, Claim], reader: APIClient
) -> None:
    ordered = ["statement", "quote", "context"]
    assert words(reader, worded, "q=harbour&ordering=relevance") == ordered
    assert words(reader, worded, "q=harbour&ordering=relevance&page_size=1") == ordered
    assert sorted(words(reader, worded, "q=harbour")) == sorted(ordered)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("HARBOUR promised", {"statement"}),
        ("harbour -promised", {"quote", "context"}),
        ("promised -harbour", {"elsewhere"}),
        ("%22harbour is ours%22", {"quote"}),
        ("%22ours is harbour%22", set()),
        ("road or ours", {"elsewhere", "quote"}),
        ("%26 | !", set()),
        ("'); DROP TABLE claims_claim; --", set()),
    ],
)
def test_words_are_searched_as_a_search_engine_would(
    worded: dict[str, Claim], reader: APIClient, query: str, expected: set[str]
) -> None:
    assert set(words(reader, worded, f"q={query}")) == expected


def test_relevance_goes_a_thousand_deep_and_no_further(
    worded: dict[str, Claim], reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.record.query.RELEVANT", 2)
    assert words(reader, worded, "q=harbour&ordering=relevance&page_size=1") == ["statement", "quote"]


# -- caching --------------------------------------------------------------------------------------
