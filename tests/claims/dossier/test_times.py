"""Four clocks kept apart, and what was corrected."""

import re

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claimtrack.dates import WorldDate
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, section
from tests.factories import (
    AssessmentFactory,
)
from tests.redacting import redact

pytestmark = pytest.mark.rendering


@pytest.mark.django_db
def test_the_four_clocks_are_kept_apart_and_in_order(case: Case) -> None:
    clocks = section(dossier(case.claim), "Timeline on four clocks")
    assert "- August, year unknown: what the claim speaks of" in section(
        clocks, "Happened: the time the claim speaks of"
    )
    said = section(clocks, "Said: when it was made and answered")
    assert re.findall(r"^- ([^:]+):", said, re.MULTILINE) == [
        "7 October 2018",
        "8 October 2018",
        "8 October 2018",
        "8 October 2018",
        "9 October 2018",
        "Undated",
        "Undated",
    ]
    assert "8 October 2018: “The report” was published" in section(clocks, "Known: when it could be read")
    recorded = section(clocks, "Recorded: when it entered this record")
    assert "a copy of exhibit 1 was taken" in recorded
    assert "judgement 1, by our desk, was approved" in recorded
    assert "edition 1 of the claim, published" in recorded


@pytest.mark.django_db
def test_a_correction_shows_the_words_before_and_after(case: Case, editor: User) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.context = ""
    case.claim.kind = "prediction"
    case.claim.made = WorldDate("2018-10-07")
    case.claim.save()
    error = AssessmentFactory(
        claim=case.claim,
        verdict="false",
        likelihood="very_unlikely",
        confidence="high",
        supersedes=case.assessment,
        change_reason="our_error",
    )
    actions.approve(assessment=error, by=editor)
    actions.correct(claim=case.claim, by=editor, note="It was handed over, not taken.")
    corrections = section(dossier(case.claim), "Corrections, and differences between editions")
    assert "**What was wrong:** It was handed over, not taken." in corrections
    before, after = corrections.split("The statement was:")[1].split("It is:")[:2]
    assert "> The port was taken over." in before
    assert "> The port was handed over." in after
    assert "The context was:\n\n> The first sentence of the report.\n\nIt is:\n\nNothing." in corrections
    assert "The kind was:\n\nFactual\n\nIt is:\n\nPrediction" in corrections
    assert "The date it was first said was:\n\n8 October 2018\n\nIt is:\n\n7 October 2018" in corrections
    assert "Verdict: unproven." in corrections
    assert "Verdict: false." in corrections
    assert "Edition 2, corrected on" in corrections


@pytest.mark.django_db
def test_a_correction_whose_old_words_were_redacted_says_so_without_them(
    case: Case, editor: User, checker: User
) -> None:
    case.claim.refresh_from_db()
    case.claim.statement = "The port was handed over."
    case.claim.save()
    actions.correct(claim=case.claim, by=editor, note="It was handed over.")
    redact(root=case.claim, numbers=[1], legal_basis="Order.", public_reason=None, requested_by=checker, by=editor)
    corrections = section(dossier(case.claim), "Corrections, and differences between editions")
    assert "**What was wrong:** It was handed over." not in corrections
    assert "The words before and after are not shown." in corrections
    assert "No reason is published." in dossier(case.claim)
