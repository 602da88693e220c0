"""Answers to a whole report on the page of the claim that the report made first."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import writing as actions
from claims.composing.compose import preview
from claims.models import Answer, Claim, Rebuttal
from claims.writing.through import ADDED
from tests.admin_forms import page, page_of, send, told
from tests.factories import AnswerFactory, AppearanceFactory, ClaimFactory, RebuttalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def headline() -> Claim:
    claim: Claim = ClaimFactory(appearance=None, statement="The headline is so.")
    AppearanceFactory(claim=claim, first_known=True, document__title="The report")
    return claim


@pytest.fixture
def denial(headline: Claim) -> Rebuttal:
    rebuttal: Rebuttal = RebuttalFactory(source__name="The Embassy")
    AnswerFactory(rebuttal=rebuttal, claim=None, document=headline.appearances.get().document)
    return rebuttal


def test_the_page_shows_who_answers_the_report_and_leads_to_where_it_is_taken_off(
    desk: Client, headline: Claim, denial: Rebuttal
) -> None:
    shown = desk.get(page(headline)).content.decode()
    assert "as a whole, not this claim by name." in shown
    compared = html.unescape(desk.get(page(headline, "publish")).content.decode())
    assert "(blanket, through The report" in compared
    [way] = re.findall(r'<a href="([^"]*claims/answer/add/[^"]*)">Take it off</a>', shown)
    assert send(desk, way.replace("&amp;", "&")).status_code == 302
    row = Answer.objects.get(claim=headline)
    assert (row.rebuttal, row.scope, row.taken_off) == (denial, "blanket", True)
    assert preview(headline)["rebuttals"] == []
    assert "Nobody answers the whole report" in desk.get(page(headline)).content.decode()
    assert desk.post(page(row, "delete"), {"post": "yes"}, follow=True).status_code == 200
    assert len(preview(headline)["rebuttals"]) == 1


def test_what_is_no_blanket_answer_to_a_claim_is_not_taken_off(desk: Client, denial: Rebuttal, headline: Claim) -> None:
    answer = send(desk, page_of(Answer, "add"), rebuttal=denial.pk, claim=headline.pk, scope="specific", taken_off="on")
    assert "What is taken off is a blanket answer to a claim." in answer.content.decode()


def test_what_publishing_re_issues_is_told_before_and_after(desk: Client, headline: Claim, editor: User) -> None:
    actions.publish(claims=[headline], by=editor)
    rebuttal = RebuttalFactory()
    AnswerFactory(rebuttal=rebuttal, claim=None, document=headline.appearances.get().document)
    claim = AnswerFactory(rebuttal=rebuttal).claim
    sentence = f"Updated by itself in a moment, with the note “{ADDED}”: “{headline.statement}”."
    shown = desk.get(page(claim, "publish")).content.decode()
    assert "Updated elsewhere." in shown
    assert sentence in shown
    [message] = told(desk.post(page(claim, "publish"), {"words": ""}, follow=True))
    assert sentence in message
