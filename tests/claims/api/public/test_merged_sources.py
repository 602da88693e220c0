"""Two sources that were merged are one to readers, though editions go on printing both; parted, they are two again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record.listing import rebuild, refresh_names
from sources import writing as source_actions
from sources.models import Source
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    RebuttalFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


class Parties:
    """A survivor and another, each named by claims of its own, and by one together."""

    def __init__(self, editor: User) -> None:
        self.editor = editor
        self.kept = SourceFactory(name="Harbour Gazette", slug="harbour-gazette", website="https://gazette.example/")
        self.gone = SourceFactory(name="Old Harbour Sheet", slug="old-sheet", aliases=["Sheetlet"])
        self.of_kept, self.of_gone, self.of_both = claims = ClaimFactory.create_batch(3, appearance=None)
        for claim, speakers in (
            (claims[0], [self.kept]),
            (claims[1], [self.gone]),
            (claims[2], [self.kept, self.gone]),
        ):
            for speaker in speakers:
                AppearanceFactory(claim=claim, speaker=speaker)
        AnswerFactory(claim=self.of_gone, rebuttal=RebuttalFactory(source=self.gone))
        judged = AssessmentFactory(claim=self.of_gone, source=self.gone, verdict="false")
        actions.approve(assessment=judged, by=editor)
        actions.publish(claims=claims, by=editor)

    def merge(self) -> None:
        source_actions.merge(survivor=self.kept, duplicate=self.gone, by=self.editor, note="One paper, renamed.")
        self.settle()

    def part(self) -> None:
        source_actions.unmerge(source=self.gone, by=self.editor, note="Two papers.")
        self.settle()

    def settle(self) -> None:
        refresh_names([str(self.kept.pk), str(self.gone.pk)])


@pytest.fixture
def parties(editor: User) -> Parties:
    return Parties(editor)


def ids(reader: APIClient, address: str) -> set[str]:
    return {each.get("id") for each in reader.get(f"/api/v1/{address}").json()["results"]}


def of(*claims: Claim) -> set[str]:
    return {str(claim.pk) for claim in claims}


def counts(reader: APIClient) -> dict[str, int]:
    facets = reader.get("/api/v1/claims/?facets=source").json()["facets"]["source"]
    return {each["slug"]: each["count"] for each in facets if each.get("slug") in {"harbour-gazette", "old-sheet"}}


@pytest.mark.parametrize("name", ["harbour-gazette", "old-sheet"])
def test_either_name_finds_the_claims_that_name_any_of_them(parties: Parties, reader: APIClient, name: str) -> None:
    before = [ids(reader, f"claims/?speaker={each}") for each in ("harbour-gazette", "old-sheet")]
    assert before == [of(parties.of_kept, parties.of_both), of(parties.of_gone, parties.of_both)]
    assert counts(reader) == {"harbour-gazette": 2, "old-sheet": 2}
    parties.merge()
    every = of(parties.of_kept, parties.of_gone, parties.of_both)
    for question in (f"source={name}", f"speaker={name}", f"speaker={name}&source={name}&ordering=made"):
        assert ids(reader, f"claims/?{question}") == every, question
    assert reader.get(f"/api/v1/claims/count/?source={name}").json() == {"count": 3, "exact": True}
    assert counts(reader) == {"harbour-gazette": 3}
    assert ids(reader, f"claims/?rebutted_by={name}") == of(parties.of_gone)
    assert ids(reader, f"claims/?assessed_by={name}") == of(parties.of_gone)
    assert len(ids(reader, f"appearances/?speaker={name}")) == 4
    assert len(ids(reader, f"rebuttals/?source={name}")) == len(ids(reader, f"assessments/?assessed_by={name}")) == 1
    followed = reader.get(f"/api/v1/changes/?source={name}").json()["results"]
    assert {each["id"] for each in followed} == every
    parties.part()
    assert [ids(reader, f"claims/?speaker={each}") for each in ("harbour-gazette", "old-sheet")] == before
    assert counts(reader) == {"harbour-gazette": 2, "old-sheet": 2}


def cards(reader: APIClient, question: str = "") -> dict[str, list[Any]]:
    results = reader.get(f"/api/v1/claims/?{question}").json()["results"]
    return {card["id"]: [s["name"] for s in card["sources"] if s["role"] == "speaker"] for card in results}


def test_cards_show_the_survivor_once_and_are_found_by_all_names_and_derived_again_the_same(
    parties: Parties, reader: APIClient
) -> None:
    parties.merge()
    merged = cards(reader)
    assert merged == {pk: ["Harbour Gazette"] for pk in of(parties.of_kept, parties.of_gone, parties.of_both)}
    for words in ("Sheetlet", "Old+Harbour+Sheet", "Harbour+Gazette"):
        assert len(cards(reader, f"q={words}")) == 3, words
    rebuild()
    assert cards(reader) == merged
    parties.part()
    parted = cards(reader)
    assert parted[str(parties.of_gone.pk)] == ["Old Harbour Sheet"]
    assert set(cards(reader, "q=Sheetlet")) == of(parties.of_gone, parties.of_both)
    rebuild()
    assert cards(reader) == parted


def test_no_claim_gets_an_edition_and_what_is_printed_stays(parties: Parties, reader: APIClient) -> None:
    parties.merge()
    document = reader.get(f"/api/v1/claims/{parties.of_gone.pk}/").json()
    assert document["edition"]["number"] == 1
    assert document["appearances"][0]["speaker"]["name"] == "Old Harbour Sheet"
    parties.of_gone.refresh_from_db()
    assert not parties.of_gone.has_unpublished_changes


def test_its_address_leads_on_and_its_editions_stay(parties: Parties, reader: APIClient) -> None:
    parties.merge()
    for query, kept in (("", ""), ("?as_of=2100-01-01", "?as_of=2100-01-01"), ("?edition=2", "")):
        answer = reader.get(f"/api/v1/sources/old-sheet/{query}")
        assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/sources/{parties.kept.pk}/{kept}")
        assert answer["Cache-Control"] == "no-cache"
    assert reader.get("/api/v1/sources/old-sheet/?edition=1").json()["name"] == "Old Harbour Sheet"
    survivor = reader.get("/api/v1/sources/harbour-gazette/").json()
    assert survivor["aliases"] == ["Old Harbour Sheet", "Sheetlet"]
    assert ids(reader, "sources/?q=Sheetlet") == {str(parties.kept.pk)}
    parties.part()
    assert reader.get("/api/v1/sources/old-sheet/").json()["edition"]["kind"] == "restored"
    assert reader.get("/api/v1/sources/harbour-gazette/").json()["aliases"] == []
    assert ids(reader, "sources/?q=Sheetlet") == {str(parties.gone.pk)}


def test_exports_describe_it_as_its_survivor_and_google_finds_it_by_the_survivors_site(
    parties: Parties, reader: APIClient
) -> None:
    parties.merge()
    stix = b"".join(reader.get(f"/api/v1/claims/{parties.of_gone.pk}/export.stix.json"))
    assert b"https://gazette.example/" in stix
    found = reader.get("/v1alpha1/claims:search?reviewPublisherSiteFilter=gazette.example&languageCode=en").json()
    assert len(found["claims"]) == 1


def test_one_merged_twice_over_is_found_by_the_last(parties: Parties, editor: User, reader: APIClient) -> None:
    parties.merge()
    last = SourceFactory(slug="the-last")
    source_actions.publish(sources=[last], by=editor)
    source_actions.merge(survivor=last, duplicate=parties.kept, by=editor, note="Bought by them.")
    refresh_names([str(parties.kept.pk)])
    for name in ("old-sheet", "harbour-gazette", "the-last"):
        assert len(ids(reader, f"claims/?source={name}")) == 3
    assert set(map(tuple, cards(reader).values())) == {(last.name,)}
    assert Source.objects.get(pk=parties.gone.pk).merged_into == parties.kept
