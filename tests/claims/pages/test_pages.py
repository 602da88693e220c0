"""What all pages have in common: formats, languages, freshness, and what browsers may do with them."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.models import Claim
from tests.claims.pages.conftest import page
from tests.factories import AnswerFactory, ClaimFactory, NarrativeFactory, SourceFactory, SubjectFactory, TopicFactory

pytestmark = pytest.mark.django_db

LISTS = ["/", "/claims/", "/sources/", "/narratives/", "/corrections/", "/scales/"]


@pytest.fixture
def claim(editor: User) -> Claim:
    made: Claim = ClaimFactory(slug="the-port", statement="The port was sold.", language="en")
    actions.publish(claims=[made], by=editor)
    return made


@pytest.mark.parametrize("path", [*LISTS, "/claims/the-port/"])
def test_a_page_is_html_that_runs_no_script_sets_no_cookie_and_is_kept_by_caches_that_ask_again(
    client: Client, claim: Claim, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Vary"] == "Accept, Accept-Language"
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/claims/", "/api/v1/claims/"),
        ("/claims/the-port/", "/api/v1/claims/the-port/"),
        ("/corrections/", "/api/v1/corrections/"),
        ("/scales/", "/api/v1/scales/"),
    ],
)
def test_the_same_address_answers_the_json_of_the_api_to_who_asks_for_it(
    client: Client, claim: Claim, path: str, api: str
) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer["Content-Type"] == "application/json"
    assert answer["Vary"] == "Accept, Accept-Language"
    assert json.loads(answer.content) == client.get(api).json()


def test_a_page_that_is_held_is_304_until_the_record_moves(client: Client, claim: Claim, editor: User) -> None:
    held = client.get("/claims/the-port/")["ETag"]
    again = client.get("/claims/the-port/", headers={"If-None-Match": held})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/claims/the-port/?lang=de")["ETag"] != held
    actions.publish(claims=[ClaimFactory()], by=editor)
    assert client.get("/claims/the-port/", headers={"If-None-Match": held}).status_code == 200


# -- languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [("de-AT,en;q=0.5", "de"), ("xx, ar;q=0.3, en;q=0.1", "ar"), ("", "en"), ("*", "en"), ("zh", "en"), (";;;", "en")],
)
def test_a_page_speaks_the_language_that_its_reader_likes_best(
    client: Client, claim: Claim, accepted: str, spoken: str
) -> None:
    answer = client.get("/claims/the-port/", headers={"Accept-Language": accepted})
    assert answer["Content-Language"] == spoken
    direction = "rtl" if spoken == "ar" else "ltr"
    assert f'<html lang="{spoken}" dir="{direction}">' in answer.content.decode()
    assert '<h1 lang="en" dir="ltr">The port was sold.</h1>' in answer.content.decode()


def test_a_language_that_the_address_names_wins_and_goes_along(client: Client, claim: Claim) -> None:
    answer = client.get("/claims/the-port/?lang=fr", headers={"Accept-Language": "de"})
    assert answer["Content-Language"] == "fr"
    page = answer.content.decode()
    assert 'href="/claims/?lang=fr"' in page
    assert '<link rel="alternate" hreflang="ar" href="http://localhost:8000/claims/the-port/?lang=ar">' in page


def test_a_language_that_is_not_spoken_is_refused_by_name(client: Client, claim: Claim) -> None:
    answer = client.get("/claims/the-port/?lang=tlh")
    assert answer.status_code == 400
    assert "One of: en, ar, de, es, fr, ru." in answer.content.decode()


def test_the_language_of_one_page_does_not_stay_for_the_next(client: Client, claim: Claim) -> None:
    client.get("/claims/the-port/?lang=ar")
    assert client.get("/claims/the-port/")["Content-Language"] == "en"


# -- lists ----------------------------------------------------------------------------------------


@pytest.fixture
def filed(editor: User) -> Claim:
    made: Claim = ClaimFactory(statement="The harbour was sold.")
    made.topics.add(TopicFactory(slug="ports"))
    made.about.add(SubjectFactory(slug="harbour", name="The harbour", kind="place"))
    narrative = NarrativeFactory(slug="sell-off", name="The sell-off", techniques=["T0086", "T0023.001"])
    made.narratives.add(narrative)
    actions.publish(claims=[made], narratives=[narrative], by=editor)
    return made


def test_a_list_is_narrowed_by_links_that_are_counted_and_can_be_taken_back(
    client: Client, claim: Claim, filed: Claim
) -> None:
    assert 'href="/claims/?topic=ports"' in page(client, "/claims/")
    narrowed = page(client, "/claims/?topic=ports")
    assert "The harbour was sold." in narrowed
    assert "The port was sold." not in narrowed
    assert '<a href="/claims/" rel="nofollow">Topic: <bdi>ports</bdi>' in narrowed
    assert 'href="/api/v1/claims/export.atom?topic=ports"' in narrowed


def test_a_search_marks_the_words_and_is_kept_by_no_search_engine(client: Client, claim: Claim, filed: Claim) -> None:
    found = page(client, "/claims/?q=harbour&ordering=")
    assert "<mark>harbour</mark>" in found
    assert "The port was sold." not in found
    assert '<meta name="robots" content="noindex">' in found


def test_pages_of_a_list_lead_to_what_is_older_until_all_was_shown(client: Client, claim: Claim, filed: Claim) -> None:
    first = page(client, "/claims/?page_size=1&lang=es")
    assert "The harbour was sold." in first
    [_, rest] = first.split('rel="next nofollow" href="')
    older = page(client, rest.partition('"')[0].replace("&amp;", "&"))
    assert "The port was sold." in older
    assert 'rel="next' not in older


def test_a_parameter_that_no_list_has_is_refused_on_a_page_as_well(client: Client, claim: Claim) -> None:
    answer = client.get("/claims/?verdit=false")
    assert answer.status_code == 400
    assert "‘verdit’ is not a parameter" in answer.content.decode()


def test_subjects_narratives_and_sources_lead_to_their_claims(client: Client, filed: Claim, editor: User) -> None:
    source = SourceFactory(slug="the-daily", name="The Daily Example")
    assert client.get("/sources/the-daily/").status_code == 404
    subject = filed.about.get()
    for path in (f"/subjects/{subject.pk}/", "/subjects/harbour/", "/narratives/sell-off/"):
        assert "The harbour was sold." in page(client, path)
    assert "DISARM: T0023.001, T0086" in page(client, "/narratives/sell-off/")
    assert source.name not in page(client, "/sources/")


def test_the_front_page_shows_what_was_answered_most_and_how_it_stands(
    client: Client, claim: Claim, filed: Claim, editor: User
) -> None:
    assert "Answered most" not in page(client, "/")
    for _ in range(2):
        AnswerFactory(claim=filed)
    AnswerFactory(claim=claim)
    actions.publish(claims=[claim, filed], by=editor)
    _, answered = page(client, "/").split("Answered most")
    assert (
        answered.index("Not judged yet")
        < answered.index("The harbour was sold.")
        < answered.index("The port was sold.")
    )
