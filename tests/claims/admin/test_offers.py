"""Choices offer what is near the page first, and nothing that would be refused."""

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.utils import timezone

from claims.models import Assessment
from tests.admin_forms import page, send, told
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    EvidenceFactory,
    RebuttalFactory,
)

pytestmark = pytest.mark.django_db


def choices(desk: Client, address: str, field: str) -> list[str]:
    """The ids that a choice on a page offers, as the browser asks for them."""
    tag = re.search(rf'<select name="{field}"[^>]*>', desk.get(address).content.decode())
    assert tag
    said = dict(re.findall(r'data-([\w-]+)="([^"]*)"', tag[0]))
    parameters = {name.replace("-", "_"): said[name] for name in ("app-label", "model-name", "field-name")}
    address, _, beside = said["ajax--url"].partition("?")
    answer = desk.get(address, parameters | dict(parse_qsl(beside)))
    return [result["id"] for result in answer.json()["results"]]


def ids(*rows: Any) -> list[str]:
    return [str(row.pk) for row in rows]


def test_an_assessment_supersedes_what_stands_of_the_same_claim(desk: Client) -> None:
    standing = AssessmentFactory(approved_at=timezone.now())
    AssessmentFactory(claim=standing.claim)
    AssessmentFactory(approved_at=timezone.now())
    address = page(standing.claim)
    assert choices(desk, address, "assessments-__prefix__-supersedes") == ids(standing)
    draft = AssessmentFactory(claim=standing.claim)
    assert choices(desk, page(draft), "supersedes") == ids(standing)


def test_an_assessment_rests_on_evidence_of_its_claim_and_of_the_answers_to_it(desk: Client) -> None:
    claim = ClaimFactory()
    answer = AnswerFactory(claim=claim)
    own = EvidenceFactory(target_claim=claim)
    of_answer = EvidenceFactory(target_claim=None, target_rebuttal=answer.rebuttal)
    EvidenceFactory()
    offered = choices(desk, page(claim), "assessments-__prefix__-evidence")
    assert sorted(offered) == sorted(ids(own, of_answer))


def test_appearances_and_replies_of_the_same_claim_come_first(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    own = AppearanceFactory(claim=claim)
    elsewhere = AppearanceFactory()
    here = AppearanceFactory(claim=claim)
    offered = choices(desk, page(here), "derives_from")
    assert (offered[0], str(elsewhere.pk) in offered, str(here.pk) in offered) == (str(own.pk), True, False)
    reply, answered = AnswerFactory(claim=claim).rebuttal, AnswerFactory(claim=claim).rebuttal
    RebuttalFactory()
    offered = choices(desk, page(reply), "in_reply_to")
    assert offered[0] == str(answered.pk)
    assert str(reply.pk) not in offered


def test_a_claim_is_part_of_neither_itself_nor_its_parts(desk: Client) -> None:
    claim = ClaimFactory()
    part = ClaimFactory(part_of=claim)
    ClaimFactory(part_of=part)
    other = ClaimFactory()
    assert choices(desk, page(claim), "part_of") == ids(other)


def test_an_assessment_names_its_evidence_in_the_claims_tab(desk: Client) -> None:
    item = EvidenceFactory()
    row = {"status": "rated", "verdict": "false", "rationale": "The receipt.", "evidence": [str(item.pk)]}
    fields = {f"assessments-0-{name}": value for name, value in row.items()}
    assert send(desk, page(item.target_claim), **{"assessments-TOTAL_FORMS": "1"}, **fields).status_code == 302
    assert list(Assessment.objects.get().evidence.all()) == [item]


def test_whoever_approves_sees_what_and_comes_back_to_the_claim(desk: Client) -> None:
    item = EvidenceFactory(note="A receipt of the ferry.")
    claim = item.target_claim
    fields = {"status": "rated", "verdict": "false", "rationale": "The ferry never sailed."}
    send(desk, page(claim), **{"assessments-TOTAL_FORMS": "1"}, **{f"assessments-0-{k}": v for k, v in fields.items()})
    assessment = Assessment.objects.get()
    shown = desk.get(page(assessment, "approve")).content.decode()
    assert "It names no evidence" in shown
    assessment.evidence.set([item])
    shown = desk.get(page(assessment, "approve")).content.decode()
    assert "It names no evidence" not in shown
    for fact in (claim.statement, "The ferry never sailed.", "A receipt of the ferry.", "editor"):
        assert fact in shown
    response = desk.post(page(assessment, "approve"), {}, follow=True)
    assert response.redirect_chain[-1][0] == page(claim) + "#assessments"
    assert told(response) == [
        "Approved by who wrote it, as nobody else may approve here: it is frozen, and becomes public with the next edition."
    ]
