"""A text is answered with the published claims about its matter, and with nothing where there is none."""

import logging
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.models import Claim
from claims.record import tending
from claims.record.listing import rebuild
from claims.record.models import MatchedClaim, Posting
from claims.record.verifying_matched import matched
from claimtrack.editions.walks import SUBJECT, Walk
from claimtrack.writing import withholding
from tests.factories import AppearanceFactory, ClaimFactory
from tests.marked import tables_with
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

ADDRESS = "/api/v1/claims/match/"
STATEMENTS = (
    "The Zubrowka dam burst because its owners had not inspected it for nine years.",
    "Drinking warm lemon water every morning cures the seasonal flu.",
    "The mayor of Oberstadt sold the harbour to a company of his brother.",
    "A giant squid was washed ashore near Port Ellery in March 2014.",
    "Electric buses in Lakeside caught fire forty times last winter.",
    "The national library burned two thousand manuscripts by mistake.",
)
QUESTION = "Is it true that the mayor of Oberstadt sold the harbour to his brother's company?"


@pytest.fixture
def claims(editor: User) -> list[Claim]:
    made: list[Claim] = [ClaimFactory(statement=statement, language="en") for statement in STATEMENTS]
    actions.publish(claims=made, by=editor)
    return made


def asked(reader: APIClient, status: int = 200, **body: Any) -> Any:
    response = reader.post(ADDRESS, body, format="json")
    assert response.status_code == status, response.content
    return response.json()


def found(reader: APIClient, text: str, **more: Any) -> list[str]:
    return [match["claim"]["id"] for match in asked(reader, text=text, **more)["matches"]]


def test_a_claim_is_matched_as_soon_as_it_is_published(reader: APIClient, claims: list[Claim]) -> None:
    answer = asked(reader, text=QUESTION)
    best = answer["matches"][0]
    assert best["claim"] == reader.get(f"/api/v1/claims/?ids={claims[2].pk}").json()["results"][0]
    assert best["matched"] == {"field": "statement", "text": STATEMENTS[2]}
    assert best["span"] == {"start": 0, "end": len(QUESTION)}
    assert best["differs"] == "none"
    assert best["score"] >= answer["threshold"]
    assert answer["position"] == reader.get("/api/v1/claims/").json()["position"]


def test_what_no_claim_is_about_has_no_match(reader: APIClient, claims: list[Claim]) -> None:
    assert found(reader, "Penguins at the zoo of Norrland learned to open their own doors.") == []
    assert found(reader, "The of and to a.") == []


def test_everything_that_shares_a_word_is_told_where_all_is_wanted(reader: APIClient, claims: list[Claim]) -> None:
    assert len(found(reader, QUESTION, min_score=0, limit=3)) == 3


def test_texts_are_answered_in_their_order(reader: APIClient, claims: list[Claim]) -> None:
    results = asked(reader, texts=[STATEMENTS[4], "Nothing of the kind.", STATEMENTS[1]])["results"]
    assert [[match["claim"]["id"] for match in each["matches"]] for each in results] == [
        [str(claims[4].pk)],
        [],
        [str(claims[1].pk)],
    ]


def test_an_article_is_matched_by_its_sentences(reader: APIClient, claims: list[Claim]) -> None:
    filler = "People in the street had many opinions about the weather of these days 🌧. "
    article = filler * 8 + STATEMENTS[3] + " " + filler * 8 + STATEMENTS[0]
    matches = asked(reader, text=article)["matches"]
    said = {match["claim"]["id"]: article[match["span"]["start"] : match["span"]["end"]] for match in matches}
    assert said == {str(claims[3].pk): STATEMENTS[3], str(claims[0].pk): STATEMENTS[0]}


def test_a_match_says_what_differs(reader: APIClient, claims: list[Claim]) -> None:
    (match,) = asked(reader, text=STATEMENTS[4].replace("forty", "ninety"))["matches"]
    assert match["differs"] == "number"


def test_a_quotation_is_matched(reader: APIClient, editor: User, claims: list[Claim]) -> None:
    quote = "Nobody at Marlow station ever saw the minister board that train, I swear."
    claim = ClaimFactory(statement="A minister lied about a journey.", language="en", appearance=None)
    AppearanceFactory(claim=claim, quote=quote)
    actions.publish(claims=[claim], by=editor)
    (match,) = asked(reader, text=quote)["matches"]
    assert match["matched"] == {"field": "quote", "text": quote}


@pytest.mark.parametrize(
    "text",
    [
        "word " * 10_000,
        "a" * 50_000,
        "\u0001\u200b\ufeff" * 5_000,
        "﷽" * 3_000,
        "ماء dam 癌症 ไทย mayor " * 2_000,
        ". " * 25_000,
        "The mayor sold it. " * 2_600,
        "#" * 50_000,
        "@a#b" * 12_000,
        "http://" * 7_000,
    ],
    ids=lambda text: text[:6],
)
def test_odd_texts_are_answered(reader: APIClient, claims: list[Claim], text: str) -> None:
    asked(reader, text=text)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#"]),
        ({"text": "One.", "texts": ["Two."]}, ["#"]),
        ({"text": ""}, ["#/text"]),
        ({"texts": []}, ["#/texts"]),
        ({"texts": ["a"] * 101}, ["#/texts"]),
        ({"texts": ["One.", ""]}, ["#/texts/1"]),
        (
            {"text": [], "limit": 0, "min_score": 2, "language": "no such", "date": "soon", "q": 1},
            ["#/date", "#/language", "#/limit", "#/min_score", "#/q", "#/text"],
        ),
    ],
)
def test_every_fault_is_told_at_once(reader: APIClient, body: Any, pointers: list[str]) -> None:
    problem = asked(reader, 400, **body)
    assert sorted({error["pointer"] for error in problem["errors"]}) == pointers


def test_too_much_text_is_refused(reader: APIClient) -> None:
    assert asked(reader, 413, text="a" * 50_001)["type"].endswith("text-too-long")
    asked(reader, 413, texts=["a" * 25_001] * 2)


def test_it_has_a_rate_of_its_own(reader: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "match", "1/min")
    asked(reader, text="One.")
    asked(reader, 429, text="Two.")
    assert reader.get("/api/v1/claims/").status_code == 200


# -- what goes is gone ----------------------------------------------------------------------------

CANARY = "Quibblefish"


def change(claim: Claim, statement: str) -> None:
    with actions.editing([claim], by=None) as [locked]:
        locked.statement = statement
        locked.save(update_fields=["statement", "updated_at"])


@pytest.fixture
def marked(editor: User, claims: list[Claim]) -> Claim:
    claim = ClaimFactory(statement=f"The {CANARY} of Oberstadt sang for nine years.", language="en")
    actions.publish(claims=[claim], by=editor)
    return claim


def trace() -> list[str]:
    rows = [*Posting.objects.values_list("term", flat=True), *MatchedClaim.objects.values_list("texts", flat=True)]
    return [row for row in rows if "quibblefish" in row.lower()]


def test_a_correction_takes_the_old_words_out(reader: APIClient, editor: User, marked: Claim) -> None:
    assert found(reader, marked.statement) == [str(marked.pk)]
    assert trace()
    change(marked, "The herring of Oberstadt sang for nine years.")
    actions.correct(claim=marked, by=editor, note="It was a herring.")
    assert trace() == []
    assert found(reader, "The herring of Oberstadt sang for nine years.") == [str(marked.pk)]


def test_what_is_withheld_is_not_matched_until_it_is_back(
    reader: APIClient, editor: User, checker: User, marked: Claim
) -> None:
    withholding.withhold(root=marked, reason="Its subject says so.", by=editor)
    assert trace() == []
    assert found(reader, marked.statement) == []


def test_a_retraction_leaves_no_word(reader: APIClient, editor: User, marked: Claim) -> None:
    actions.retract(claim=marked, by=editor, reason="It never sang.")
    assert trace() == []
    assert found(reader, marked.statement) == []


def test_a_redaction_leaves_no_word(reader: APIClient, editor: User, checker: User, marked: Claim) -> None:
    redact(root=marked, numbers=None, legal_basis="A court.", public_reason=None, requested_by=checker, by=editor)
    assert trace() == []
    assert found(reader, marked.statement) == []


# -- what is asked is secret ----------------------------------------------------------------------


def test_what_is_asked_is_nowhere(reader: APIClient, claims: list[Claim], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        asked(reader, text=f"{STATEMENTS[2]} {CANARY}")
        asked(reader, 400, text=CANARY, limit=CANARY, date=CANARY)
    assert not tables_with(CANARY)
    assert CANARY not in caplog.text


# -- rows are derived -----------------------------------------------------------------------------


def rows() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, sum(count) FROM claims_posting GROUP BY term ORDER BY term")
        postings = cursor.fetchall()
    return [
        *MatchedClaim.objects.order_by("claim_id").values("claim_id", "number", "dated", "names", "texts")
    ], postings


def test_they_are_the_same_when_derived_again(claims: list[Claim], marked: Claim) -> None:
    before = rows()
    rebuild()
    assert rows() == before


def test_the_job_enters_what_was_published_before(reader: APIClient, claims: list[Claim]) -> None:
    before = rows()
    tending.clear()
    assert found(reader, QUESTION) == []
    assert tending.tend(thoroughly=False) == len(claims)
    assert rows() == before
    assert found(reader, QUESTION) == [str(claims[2].pk)]


def test_joined_rows_say_the_same_and_leave_out_who_is_gone(
    reader: APIClient, editor: User, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tending, "MANY", 1)
    monkeypatch.setattr("claims.record.matched.FEW", 0)
    actions.retract(claim=claims[2], by=editor, reason="No.")
    monkeypatch.setattr(tending, "FEW", 0)
    tending.join(thoroughly=True)
    assert set(Posting.objects.filter(term="oberstadt")) == set()
    assert found(reader, STATEMENTS[0]) == [str(claims[0].pk)]


def test_verify_tells_a_claim_that_is_matched_by_other_texts(claims: list[Claim]) -> None:
    def faults() -> list[str]:
        return list(matched(Walk.all(SUBJECT)))

    tending.count()
    assert faults() == []
    row = MatchedClaim.objects.get(claim_id=claims[0].pk)
    row.delete()
    row.pk, row.texts = None, "[]"
    row.save()
    MatchedClaim.objects.filter(claim_id=claims[1].pk).delete()
    told = faults()
    assert len(told) == 2
    assert all(any(str(claim.pk) in fault for fault in told) for claim in claims[:2])
