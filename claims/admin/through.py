"""Answers to the report that made a claim first, on the claim's page."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html_join

from claims.composing.desk import answers_through_reports
from claims.models import Claim, Rebuttal
from claims.scales import AnswerScope
from claimtrack.admin.labels import linked
from claimtrack.text import shortened

LINE = '<p>{}: {}<br>It answers {} as a whole, not this claim by name. <a href="{}">Take it off</a></p>'
NOBODY = "Nobody answers the whole report that made this claim first."


def answered_through(claim: Any) -> str:
    """Each of them, with the way to take it off."""
    found = [] if claim._state.adding else answers_through_reports(claim, reader=claim.asked_by)
    lines = ((linked(row), shortened(row.statement), linked(report), _off(row, claim)) for row, report in found)
    return format_html_join("", LINE, lines) or NOBODY


def _off(rebuttal: Rebuttal, claim: Claim) -> str:
    """The page of the row that says so, filled in."""
    row = {"rebuttal": rebuttal.pk, "claim": claim.pk, "scope": AnswerScope.BLANKET.value, "taken_off": "on"}
    return f"{reverse('admin:claims_answer_add')}?{urlencode(row)}"
