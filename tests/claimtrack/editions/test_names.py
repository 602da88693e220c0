"""Sources are found by their names, however somebody spells them; whoever is not named so is only suggested."""

from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claimtrack.writing.references import unknown
from sources import writing as source_actions
from sources.models import Source
from tests.factories import AppearanceFactory, ClaimFactory, SourceFactory, SubjectFactory, TopicFactory

pytestmark = pytest.mark.django_db
SOURCES = "/api/v1/sources/"


@pytest.fixture
def people(editor: User) -> dict[str, Source]:
    named: dict[str, Source] = {
        "khalifa-haftar": SourceFactory(slug="khalifa-haftar", name="Khalifa Haftar", aliases=["The Marshal"]),
        "hafter-bakery": SourceFactory(slug="hafter-bakery", name="Hafter Bakery"),
        "fayez-al-sarraj": SourceFactory(slug="fayez-al-sarraj", name="فايز السراج"),
    }
    source_actions.publish(sources=list(named.values()), by=editor)
    return named


def slugs(reader: APIClient, address: str, words: str) -> list[str]:
    return [each["slug"] for each in reader.get(f"{address}?q={quote(words)}").json()["results"]]


@pytest.mark.parametrize("words", ["haftar", "Khalifa Hifter", "حفتر", "Хафтар", "khalifa haftr", "marshal"])
def test_a_source_is_found_however_its_name_is_spelled(
    people: dict[str, Source], reader: APIClient, words: str
) -> None:
    assert "khalifa-haftar" in slugs(reader, SOURCES, words)
    assert slugs(reader, SOURCES, f"{words} -bakery") == ["khalifa-haftar"]


def test_the_nearest_name_comes_first_and_pages_go_on_from_it(people: dict[str, Source], reader: APIClient) -> None:
    assert slugs(reader, SOURCES, "hafter") == ["hafter-bakery", "khalifa-haftar"]
    first = reader.get(f"{SOURCES}?q=hafter&page_size=1").json()
    assert [each["slug"] for each in reader.get(first["next"]).json()["results"]] == ["khalifa-haftar"]
    assert slugs(reader, SOURCES, "Sarraj") == slugs(reader, SOURCES, "al-Serraj") == ["fayez-al-sarraj"]
    assert slugs(reader, SOURCES, '"al-Serraj"') == []


def test_subjects_and_topics_are_found_so_too(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory()
    claim.about.add(SubjectFactory(slug="benghazi", name="Benghazi"))
    claim.topics.add(TopicFactory(slug="vaccination-passes"))
    actions.publish(claims=[claim], by=editor)
    assert slugs(reader, "/api/v1/subjects/", "بنغازي") == slugs(reader, "/api/v1/subjects/", "bengazi") == ["benghazi"]
    assert slugs(reader, "/api/v1/topics/", "vacination") == ["vaccination-passes"]


@pytest.mark.parametrize("typed", ["khalifa-hifter", "حفتر", "haftr"])
def test_errors_suggest_who_is_called_so(people: dict[str, Source], reader: APIClient, typed: str) -> None:
    [error] = reader.get(f"/api/v1/claims/?speaker={quote(typed)}").json()["errors"]
    assert "khalifa-haftar" in error["message"].split("Nearest: ")[1]


def test_so_does_the_desk(people: dict[str, Source]) -> None:
    assert "Nearest: khalifa-haftar" in unknown(Source.objects.all(), "khalifa-hifter", place="/speaker").message


def test_claims_are_found_by_other_names_of_who_speaks(editor: User, reader: APIClient) -> None:
    speaker = SourceFactory(name="Khalifa Haftar", aliases=["خليفة حفتر"])
    claim: Claim = ClaimFactory(appearance=None)
    AppearanceFactory(claim=claim, speaker=speaker)
    source_actions.publish(sources=[speaker], by=editor)
    actions.publish(claims=[claim], by=editor)
    assert len(reader.get(f"/api/v1/claims/?q={quote('حفتر')}").json()["results"]) == 1
