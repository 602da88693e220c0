"""`q`: what is found by words, in which order, what is told of it, and what of it stands nowhere else."""

import logging
import unicodedata
from collections.abc import Mapping
from io import StringIO
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record import verifying
from claims.record.analysing import analyse_again
from claims.record.models import Listing
from claimtrack.editions.models import Entry
from claimtrack.editions.walks import SUBJECT, Walk
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    RebuttalFactory,
    SourceFactory,
)
from tests.public_addresses import ids

pytestmark = pytest.mark.django_db

CLAIMS = "/api/v1/claims/"

STATEMENTS = {
    "en": "Vaccines were closing the schools of Tobruk.",
    "fr": "Le port a été fermé pour les bateaux étrangers.",
    "de": "Die Straße zu den Häfen wurde mit Impfungen bezahlt.",
    "ar": "أعلن الأردن إغلاق المدرسة الكبيرة",
    "fa": "کتاب‌های دنیای قدیم را سوزاندند",
    "hi": "टीके क़ानून से बाँटे गए",
    "bn": "ভ্যাকসিন নিরাপদ নয়",
    "ja": "ガン治療の薬は存在しない",
    "zh": "2021年科学家说癌症可以用水治愈",
    "th": "นายกรัฐมนตรีปิดโรงเรียน",
    "ru": "Вакцины привезли на Чёрное море",
    "pl": "Szczepionki przywieziono do Łodzi",
    "tr": "ISPARTA'da okullar kapandı",
}


@pytest.fixture
def spoken(editor: User) -> dict[str, Claim]:
    """A claim in each language."""
    claims: dict[str, Claim] = {
        language: ClaimFactory(statement=statement, language=language) for language, statement in STATEMENTS.items()
    }
    actions.publish(claims=list(claims.values()), by=editor)
    return claims


def found(reader: APIClient, claims: Mapping[str, Any], words: str, more: str = "") -> list[str]:
    names = {str(claim.pk): name for name, claim in claims.items()}
    body = reader.get(f"{CLAIMS}?q={quote(words)}{more}").json()
    return [names[card["id"]] for card in body["results"]]


ASKED = [
    (
        "en",
        ["vaccine", "VACCINATED schools", "close", '"schools of tobruk"', "tobr*", "ｔｏｂｒｕｋ", "school -vaccinate"],
    ),
    ("fr", ["ferme", unicodedata.normalize("NFD", "fermé"), "bateau étrangers", '"a ete ferme"']),
    ("de", ["STRASSE", "strasse hafen", "Impfung", "impfungen Häfen"]),
    ("ar", ["الاردن", "مدرسة", "أُعلِن", "الكبيره", "الأردن إغلاق"]),
    ("fa", ["دنياي", "کتابهای", "كتاب"]),
    ("hi", ["टीका", "कानून", "क़ानून"]),
    ("bn", ["ভ্যাকসিন", '"নিরাপদ নয়"']),
    ("ja", ["ガン", "ｶﾞﾝ治療", "薬"]),
    ("zh", ["癌症", "治愈", "水", "癌症 科学家", "科學家說", "2021年"]),
    ("th", ["โรงเรียน", "รัฐมนตรี"]),
    ("ru", ["вакцина", "черное", "ЧЁРНОГО"]),
    ("pl", ["szczepionka", "lodzi"]),
    ("tr", ["isparta", "okul", "Isparta"]),
]


def test_every_language_is_searched_as_it_is_written(spoken: dict[str, Claim], reader: APIClient) -> None:
    missed = [
        (language, words)
        for language, questions in ASKED
        for words in questions
        if found(reader, spoken, words) != [language]
    ]
    assert missed == []


def test_words_stand_in_all_that_a_claim_shows(editor: User, reader: APIClient) -> None:
    claim = ClaimFactory(statement="Alphaword is said.", appearance=None)
    AppearanceFactory(
        claim=claim,
        quote="betaword we said",
        document__title="Gammaword report",
        document__publisher__name="Epsilonword Paper",
        speaker=SourceFactory(name="Deltaword Speaker"),
    )
    answer = RebuttalFactory(statement="zetaword is denied", quote="etaword no", document__title="Iotaword answers")
    AnswerFactory(claim=claim, rebuttal=answer)
    judged = AssessmentFactory(claim=claim, source=SourceFactory(), document=DocumentFactory(title="Thetaword checked"))
    actions.approve(assessment=judged, by=editor)
    actions.publish(claims=[claim], by=editor)
    names = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
    assert [name for name in names if not ids(reader, f"{CLAIMS}?q={name}word")] == []
    assert ids(reader, f"{CLAIMS}?q=%22said+betaword%22") == []


def test_a_word_as_it_is_comes_before_its_other_forms(editor: User, reader: APIClient) -> None:
    claims = {
        "form": ClaimFactory(statement="They shipped one tank.", language="en"),
        "word": ClaimFactory(statement="They shipped all tanks.", language="en"),
        "later": ClaimFactory(statement="It is a long story of one tank.", language="en"),
    }
    actions.publish(claims=list(claims.values()), by=editor)
    assert found(reader, claims, "tanks", "&ordering=relevance")[0] == "word"
    assert len(found(reader, claims, "tanks", "&ordering=relevance")) == len(claims)
    assert found(reader, claims, "tanks -tank") == ["word"]
    assert found(reader, claims, "tanks", "&language=de") == []


def test_an_answer_says_what_of_the_words_it_ignored(spoken: dict[str, Claim], reader: APIClient) -> None:
    body = reader.get(f"{CLAIMS}?q={quote('tobruk … OR')}").json()
    assert len(body["results"]) == 1
    assert [(each["at"], each["text"]) for each in body["search"]["ignored"]] == [(7, "…"), (9, "OR")]
    assert body["search"]["ranked"] is None
    unclosed = reader.get(f"{CLAIMS}?q={quote('school &quot;of tobruk'.replace('&quot;', chr(34)))}").json()
    assert unclosed["search"]["ignored"] == [{"at": 7, "text": '"', "reason": "The quotation mark is not closed."}]
    assert "search" not in reader.get(CLAIMS).json()


@pytest.mark.parametrize(
    "words", ["🙂", "-", "OR", '"', "*", "-*", '""', "or or or", "(((", "a" * 400, "a " * 200, "\u200f\u200e"]
)
def test_whatever_is_asked_is_answered(spoken: dict[str, Claim], reader: APIClient, words: str) -> None:
    for more in ("", "&ordering=relevance", "&highlight=true", "&facets=language"):
        assert reader.get(f"{CLAIMS}?q={quote(words)}{more}").status_code == 200


def test_of_very_many_matches_the_newest_are_ranked_and_that_is_said(
    editor: User, reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = {str(n): ClaimFactory(statement=f"{'tank ' * (4 - n)} number {n}") for n in range(1, 4)}
    for claim in claims.values():
        actions.publish(claims=[claim], by=editor)
    asked = f"{CLAIMS}?q=tank&ordering=relevance&facets=language"
    assert reader.get(asked).json()["search"]["ranked"] == {"count": 3, "exact": True}
    monkeypatch.setattr("claims.record.query.RANKED", 2)
    body = reader.get(asked).json()
    assert body["search"]["ranked"] == {"count": 2, "exact": False}
    assert [claims["2"].pk, claims["3"].pk] == [UUID(card["id"]) for card in body["results"]]
    assert body["facets"]["language"][0]["count"] == len(claims)


def test_highlights_show_where_the_words_stand(spoken: dict[str, Claim], reader: APIClient) -> None:
    shown = {
        "vaccine school": "[Vaccines] were closing the [schools] of Tobruk.",
        '"schools of"': "Vaccines were closing the [schools of] Tobruk.",
        "clos*": "Vaccines were [closing] the schools of Tobruk.",
        "ferme": "Le port a été [fermé] pour les bateaux étrangers.",
        "癌症": "2021年科学家说[癌症]可以用水治愈",
        "學家": "2021年科[学家]说癌症可以用水治愈",
        "水": "2021年科学家说癌症可以用[水]治愈",
        "الاردن": "أعلن [الأردن] إغلاق المدرسة الكبيرة",
    }
    for words, expected in shown.items():
        body = reader.get(f"{CLAIMS}?q={quote(words)}&highlight=true").json()
        [[first, *_]] = body["highlights"].values()
        marked = "".join(f"[{part['text']}]" if part["matched"] else part["text"] for part in first["parts"])
        assert (first["field"], marked) == ("statement", expected)
    assert reader.get(f"{CLAIMS}?highlight=true").status_code == 400


# -- what is asked is secret ------------------------------------------------------------------------

SECRET = "unobtainiumleak"


def test_words_can_be_sent_in_a_body(spoken: dict[str, Claim], reader: APIClient) -> None:
    asked: dict[str, Any] = {"q": "vaccine OR Straße", "page_size": 1, "language": ["en", "de"], "facets": "language"}
    first = reader.post(CLAIMS, asked, format="json")
    assert first["Cache-Control"] == "no-store"
    assert "ETag" not in first
    second = reader.post(CLAIMS, {**asked, "cursor": first.json()["next"]}, format="json").json()
    both = [card["language"] for body in (first.json(), second) for card in body["results"]]
    assert (sorted(both), second["next"]) == (["de", "en"], None)
    assert reader.post(f"{CLAIMS}count/", {"q": "vaccine"}, format="json").json() == {"count": 1, "exact": True}
    assert reader.post("/api/v1/sources/", {"q": "nobody"}, format="json").json()["results"] == []
    wrong: list[Any] = [[], {"q": {"a": 1}}, {"q": 1.5}, {"colour": "red"}, {"q": ["a", "b"]}]
    for body in wrong:
        assert reader.post(CLAIMS, body, format="json").status_code == 400
    assert reader.post(f"{CLAIMS}?q=a", {}, format="json").status_code == 400


@pytest.mark.parametrize("member", ["q", "language", "ids", "facets", "page_size", "cursor", "count"])
def test_a_list_without_a_value_in_a_body_is_refused(reader: APIClient, member: str) -> None:
    assert reader.post(CLAIMS, {member: []}, format="json").status_code == 400


def test_a_body_without_its_length_is_refused_and_not_taken_for_empty(reader: APIClient) -> None:
    for address in (CLAIMS, "/api/v1/claims/match/"):
        answer = reader.generic("POST", address, "", "application/json", HTTP_TRANSFER_ENCODING="chunked")
        assert (answer.status_code, answer.json()["type"]) == (411, "/problems/length-required")


def test_a_fault_of_the_words_makes_none_of_their_places(reader: APIClient) -> None:
    errors = reader.get(f"{CLAIMS}?q=&highlight=true").json()["errors"]
    assert [error["parameter"] for error in errors] == ["q"]


def test_what_was_asked_stands_nowhere(
    spoken: dict[str, Claim], reader: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(lambda record: record.name != "django.db.backends")
    bodies: tuple[dict[str, Any], ...] = (
        {"q": f"{SECRET} vaccine"},
        {"q": SECRET, "page_size": 0},
        {"q": f'"{SECRET}', "colour": 1},
        {"q": {SECRET: 1}},
    )
    for address in (CLAIMS, f"{CLAIMS}count/", "/api/v1/sources/", "/api/v1/documents/"):
        for body in bodies:
            answer = reader.post(address, body, format="json")
            assert SECRET not in "".join(answer.headers.values())
    assert SECRET not in caplog.text
    assert SECRET not in repr([vars(cache) for cache in caches.all()])
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{SECRET}%"])
            assert cursor.fetchone() == (0,), table


# -- after an upgrade -------------------------------------------------------------------------------


BEFORE = """
WITH gone AS (DELETE FROM {table} RETURNING *)
INSERT INTO {table}
SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(gone) || jsonb_build_object(
            'analysis', NULL, 'search', to_tsvector('simple', {text})::text))).*
  FROM gone
"""


def as_before() -> None:
    """Rows as versions before the analysis wrote them."""
    with connection.cursor() as cursor:
        for table, text in (("claims_listing", "card::json ->> 'statement'"), ("editions_entry", "name")):
            cursor.execute(BEFORE.format(table=table, text=text))


def test_after_an_upgrade_both_analyses_are_searched_until_all_is_analysed_again(
    spoken: dict[str, Claim], editor: User, reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_before()
    new = ClaimFactory(statement="Vaccines again.", language="en")
    actions.publish(claims=[new], by=editor)
    claims = {**spoken, "new": new}
    for more in ("", "&ordering=relevance"):
        assert sorted(found(reader, claims, "vaccines", more)) == ["en", "new"]
    assert found(reader, claims, "vaccine") == ["new"]
    monkeypatch.setattr("claims.record.analysing.BATCH", 5)  # claims in a turn
    monkeypatch.setattr("claims.record.analysing.TURNS", 1)
    etag = reader.get(CLAIMS)["ETag"]
    assert analyse_again() == 5
    assert reader.get(CLAIMS)["ETag"] != etag
    monkeypatch.setattr("claims.record.analysing.TURNS", 50)
    told = StringIO()
    call_command("analyse_again", stdout=told)
    assert "0 left" in told.getvalue()
    assert not Listing.objects.filter(analysis=None).exists()
    assert not Entry.objects.filter(analysis=None).exists()
    assert sorted(found(reader, claims, "vaccine")) == ["en", "new"]
    assert [*verifying.listings(Walk.all(SUBJECT)), *verifying.entries(Walk.all(SUBJECT))] == []
