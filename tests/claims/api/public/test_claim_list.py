"""The list of claims: every filter, every order, pages, counts, facets and words."""

from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record.facets import FACETS
from claims.record.listing import refresh_names
from claims.record.query import ORDERINGS, ClaimFilters
from claimtrack.dates import WorldDate
from claimtrack.query.keyset import count_up_to
from sources import writing as source_actions
from sources.models import Source
from tests.clock import set_clock
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    AttributionFactory,
    ClaimFactory,
    NarrativeFactory,
    RebuttalFactory,
    SourceFactory,
    SubjectFactory,
    TopicFactory,
)
from tests.public_addresses import ids, pages, results

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"


def day(edtf: str) -> WorldDate:
    return WorldDate(edtf)


@pytest.fixture
def full(editor: User) -> Claim:
    """A claim that has everything a filter can ask for."""
    claim: Claim = ClaimFactory(
        slug="full", statement="Tanks were shipped to Tobruk.", language="en-GB", kind="prediction", countries=["LY", "RU"],
        made=day("2018-10-08"), about_time=day("1975/1980"), part_of=ClaimFactory(slug="whole"), appearance=None,
    )  # fmt: skip
    speaker, witness = SourceFactory(slug="speaker"), SourceFactory(slug="witness")
    appearance = AppearanceFactory(claim=claim, speaker=speaker, document__publisher=SourceFactory(slug="publisher"))
    AttributionFactory(appearance=appearance, source=witness)
    rebuttal = RebuttalFactory(kind="denial", source=SourceFactory(slug="denier"))
    AnswerFactory(claim=claim, rebuttal=rebuttal)
    judge = AssessmentFactory(claim=claim, source=SourceFactory(slug="judge"), verdict="mixed")
    ours = AssessmentFactory(claim=claim, verdict="unproven", likelihood="unlikely", confidence="low")
    for assessment in (judge, ours):
        actions.approve(assessment=assessment, by=editor)
    claim.about.add(SubjectFactory(slug="tobruk"))
    claim.topics.add(TopicFactory(slug="arms"))
    narrative = NarrativeFactory(slug="bases")
    claim.narratives.add(narrative)
    set_clock("2100-01-01T12:00:00+00:00")
    actions.publish(claims=[claim.part_of, claim], narratives=[narrative], by=editor)  # type: ignore[list-item]  # it has one
    return claim


@pytest.fixture
def plain(full: Claim, editor: User) -> Claim:
    """A claim that has nothing but its statement, published a day later."""
    claim: Claim = ClaimFactory(slug="plain", statement="A dialogue is the only way.", language="ar")
    # What it does not have exists elsewhere, so that asking for it is no mistake.
    other = ClaimFactory(appearance__document__publisher=SourceFactory(slug="nobody-here"))
    other.about.add(SubjectFactory(slug="benghazi"))
    other.topics.add(TopicFactory(slug="gas"))
    elsewhere = NarrativeFactory(slug="pipelines")
    other.narratives.add(elsewhere)
    set_clock("2100-01-02T12:00:00+00:00")
    actions.publish(claims=[claim, other], narratives=[elsewhere], by=editor)
    return claim


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
ELSEWHERE = {"as_of", "ordering", "facets", "cursor", "page_size", "count"}


def test_every_filter_is_tried_with_a_claim_it_finds_and_one_it_does_not() -> None:
    assert set(FILTERS) | ELSEWHERE == set(ClaimFilters.base_filters)


def found(reader: APIClient, query: str) -> set[str]:
    return {card["slug"] for card in results(reader, f"{CLAIMS}?{query}")} & {"full", "plain"}


def test_a_filter_finds_what_it_names_and_nothing_else(full: Claim, plain: Claim, reader: APIClient) -> None:
    for parameter, (match, miss) in FILTERS.items():
        if match:
            assert found(reader, f"{parameter}={quote(match)}") == {"full"}, parameter
            assert "full" not in found(reader, f"{parameter}={quote(miss)}"), parameter


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


def test_an_open_interval_matches_no_date_on_its_open_side(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory(about_time=day("2008/.."))
    actions.publish(claims=[claim], by=editor)
    assert ids(reader, f"{CLAIMS}?about_before=2010-01-01") == [str(claim.pk)]
    assert ids(reader, f"{CLAIMS}?about_after=2009-01-01") == []


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


# -- orders and pages -----------------------------------------------------------------------------


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


def test_facets_follow_the_filters(full: Claim, plain: Claim, reader: APIClient) -> None:
    facets = reader.get(f"{CLAIMS}?language=ar&facets=topic,verdict,source").json()["facets"]
    assert (facets["topic"], facets["verdict"], len(facets["source"])) == ([], [], 1)


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


def test_sources_and_subjects_are_found_by_their_names(full: Claim, reader: APIClient) -> None:
    subject, speaker = full.about.get(), Source.objects.get(slug="speaker")
    for name in (subject.name, speaker.name, "arms"):
        assert "full" in found(reader, f"q={quote(name)}")


def test_relevance_goes_a_thousand_deep_and_no_further(
    worded: dict[str, Claim], reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.record.query.RELEVANT", 2)
    assert words(reader, worded, "q=harbour&ordering=relevance&page_size=1") == ["statement", "quote"]


# -- caching --------------------------------------------------------------------------------------


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
