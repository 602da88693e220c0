"""With models, a text finds claims in other words and languages; what models know goes with the claims' texts."""

import hashlib
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from claims import writing as actions
from claims.finding import vectors as followed
from claims.finding.asking import read
from claims.finding.meaning import meant
from claims.models import Claim
from claims.record import backlog, tending, vectors
from claims.record.listing import rebuild
from claims.record.models import ClaimVectors, MatchedClaim
from claims.record.terms import Variants
from claims.record.verifying_matched import matched
from claimtrack.editions.walks import SUBJECT, Walk
from claimtrack.meaning.encoding import WIDTH, Role
from claimtrack.writing import withholding
from tests.factories import ClaimFactory
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

#: Of each matter, words that the stand-in for a model takes for the same.
SAME = (("squid", "calamar"), ("ashore", "orilla"), ("harbour", "puerto"), ("mayor", "alcalde"), ("sold", "vendió"))
SPANISH = "El alcalde vendió el puerto"
STATEMENTS = (
    "The mayor sold the harbour.",
    "A giant squid was washed ashore.",
    "Electric buses caught fire forty times last winter.",
)


class Words:
    """Stands in for a model: a text is the sum of its words' directions, which those of the same matter share."""

    def __init__(self, name: str) -> None:
        self.name = name

    def encode(self, texts: Sequence[str], role: Role) -> Any:
        found = np.array([sum(map(_direction, text.lower().strip(".").split()), np.zeros(WIDTH)) for text in texts])
        found = found.reshape(-1, WIDTH)
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def _direction(word: str) -> Any:
    word = next((first for first, *others in SAME if word in others), word)
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
    weight = 1 if any(word == first for first, *_ in SAME) else 0.1
    return weight * np.random.default_rng(seed).standard_normal(WIDTH)


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[str, Words]:
    settings.SEMANTIC = True
    models = {name: Words(name) for name in ("e5", "minilm")}
    monkeypatch.setattr(vectors, "encoders", lambda: models)
    monkeypatch.setattr(followed, "encoders", lambda: models)
    monkeypatch.setattr(followed, "_FOLLOWED", followed._Followed())
    return models


@pytest.fixture
def claims(editor: User) -> list[Claim]:
    made: list[Claim] = [ClaimFactory(statement=statement, language="en") for statement in STATEMENTS]
    actions.publish(claims=made, by=editor)
    return made


def found(reader: APIClient, text: str, **more: Any) -> list[str]:
    response = reader.post("/api/v1/claims/match/", {"text": text, **more}, format="json")
    assert response.status_code == 200, response.content
    return [match["claim"]["id"] for match in response.json()["matches"]]


def of(claim: Claim) -> list[str]:
    return sorted(ClaimVectors.objects.filter(claim_id=claim.pk).values_list("model", flat=True))


def test_a_text_finds_a_claim_in_another_language_once_the_job_came_by(reader: APIClient, claims: list[Claim]) -> None:
    assert found(reader, SPANISH) == []
    assert found(reader, STATEMENTS[0])[:1] == [str(claims[0].pk)]
    assert backlog.told()["left"] == 6
    assert vectors.encode_missing() == 6
    assert backlog.told() == {"ok": True, "says": "Every claim has its vectors.", "left": 0}
    assert found(reader, SPANISH, min_score=0.02)[:1] == [str(claims[0].pk)]


def test_the_english_model_is_asked_of_english_alone(claims: list[Claim], editor: User) -> None:
    spanish = ClaimFactory(statement=SPANISH, language="es")
    actions.publish(claims=[spanish], by=editor)
    vectors.encode_missing()
    assert of(claims[0]) == ["e5", "minilm"]
    assert of(spanish) == ["e5"]


def test_what_the_models_know_goes_with_the_claim(
    reader: APIClient, claims: list[Claim], editor: User, checker: User
) -> None:
    vectors.encode_missing()
    assert found(reader, SPANISH, min_score=0.02)
    redact(root=claims[0], numbers=None, legal_basis="A court.", public_reason=None, requested_by=checker, by=editor)
    withholding.withhold(root=claims[1], reason="Its subject says so.", by=editor)
    actions.retract(claim=claims[2], by=editor, reason="No.")
    assert not ClaimVectors.objects.exists()
    assert found(reader, SPANISH, min_score=0) == []


def test_the_process_leaves_out_what_a_redaction_took(
    reader: APIClient, claims: list[Claim], editor: User, checker: User
) -> None:
    vectors.encode_missing()
    found(reader, SPANISH)
    assert len(followed._FOLLOWED.numbers) == 3
    redact(root=claims[0], numbers=None, legal_basis="A court.", public_reason=None, requested_by=checker, by=editor)
    found(reader, SPANISH)
    assert len(followed._FOLLOWED.numbers) == len(followed._FOLLOWED.rows) == 2


def test_what_else_is_gone_is_looked_for_a_step_at_a_time(
    reader: APIClient, claims: list[Claim], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors.encode_missing()
    monkeypatch.setattr(followed, "STEP", 1)
    monkeypatch.setattr(followed, "LASTS", 0)
    for _ in claims:
        found(reader, SPANISH)
    assert len(followed._FOLLOWED.keys) == 3
    actions.retract(claim=claims[1], by=editor, reason="No.")
    for _ in claims:
        found(reader, SPANISH)
    there = ClaimVectors.objects.filter(model="e5").order_by("pk").values_list("pk", flat=True)
    assert followed._FOLLOWED.keys.tolist() == list(there)
    assert len(followed._FOLLOWED.rows) == len(followed._FOLLOWED.lengths) == 2


def test_other_words_are_encoded_again_and_the_same_words_are_not(claims: list[Claim], editor: User) -> None:
    vectors.encode_missing()
    for claim, statement in ((claims[0], "The mayor bought a boat."), (claims[1], STATEMENTS[1])):
        with actions.editing([claim], by=None) as [locked]:
            locked.statement, locked.context = statement, "More."
            locked.save(update_fields=["statement", "context", "updated_at"])
    actions.correct(claim=claims[0], by=editor, note="A boat.")
    actions.publish(claims=[claims[1]], by=editor)
    assert of(claims[0]) == []
    assert of(claims[1]) == ["e5", "minilm"]


def test_deriving_all_again_encodes_nothing_again(claims: list[Claim]) -> None:
    vectors.encode_missing()
    ClaimVectors.objects.filter(claim_id=claims[2].pk).delete()
    before = list(ClaimVectors.objects.order_by("claim_id", "model").values("claim_id", "model", "whole"))
    rebuild()
    assert list(ClaimVectors.objects.order_by("claim_id", "model").values("claim_id", "model", "whole")) == before
    assert vectors.left() == 2
    tending.count()
    assert list(matched(Walk.all(SUBJECT))) == []
    ClaimVectors.objects.create(claim_id=claims[2].pk, number=0, model="e5", digest=b"", whole=b"", texts=b"")
    assert list(matched(Walk.all(SUBJECT))) == [f"claim {claims[2].pk}: its vectors are of other texts than it has"]


def test_a_claim_that_goes_while_it_is_encoded_leaves_no_vectors(
    claims: list[Claim], editor: User, models: dict[str, Words], monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = models["e5"].encode

    def meanwhile(texts: Sequence[str], role: Role) -> Any:
        if MatchedClaim.objects.filter(claim_id=claims[0].pk).exists():
            actions.retract(claim=claims[0], by=editor, reason="No.")
        return encode(texts, role)

    monkeypatch.setattr(models["e5"], "encode", meanwhile)
    vectors.encode_missing()
    assert of(claims[0]) == []
    assert of(claims[1]) == ["e5", "minilm"]


def test_without_models_nothing_of_theirs_is_read(reader: APIClient, claims: list[Claim], settings: Any) -> None:
    vectors.encode_missing()
    settings.SEMANTIC = False
    assert found(reader, SPANISH, min_score=0) == []
    assert "onnxruntime" not in sys.modules


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("The mayor sold the harbour", {"e5", "minilm"}),
        (SPANISH, {"e5"}),
        ("Der Bürgermeister verkaufte den Hafen", {"e5"}),
        ("بيع الميناء", {"e5"}),
    ],
)
def test_the_english_model_reads_english_alone(text: str, by: set[str], models: dict[str, Words]) -> None:
    asked = read(text, Variants([]))
    assert meant([asked], models)[asked].keys() == by
