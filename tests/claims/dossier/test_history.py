"""What was corrected, told with the words before and since."""

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.models import Appearance
from claimtrack.dates import WorldDate
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, section
from tests.factories import AppearanceFactory, AssessmentFactory
from tests.redacting import redact

pytestmark = [pytest.mark.rendering, pytest.mark.django_db]


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


def test_what_was_wrong_in_a_row_is_told_by_its_place(case: Case, editor: User) -> None:
    first, second = case.claim.appearances.order_by("pk")
    Appearance.objects.filter(pk=first.pk).update(made=WorldDate("2018-10-07"))
    Appearance.objects.filter(pk=second.pk).update(quote="has taken over “the harbour”", hedge="")
    AppearanceFactory(claim=case.claim, document=case.page, speaker=None, role="reports")
    actions.correct(claim=case.claim, by=editor, note="We copied it wrongly.")
    corrections = section(dossier(case.claim), "Corrections, and differences between editions")
    for told in (
        "The date of appearance 1 was:\n\n8 October 2018\n\nIt is:\n\n7 October 2018",
        "The quotation of appearance 2 was:\n\n> has taken over “the port”\n\nIt is:\n\n> has taken over “the harbour”",
        "The hedge of appearance 2 was:\n\nReportedly\n\nIt is:\n\nNothing.",
        "Appearance 3 was added:\n\nThe document reports it, and names nobody as the speaker.",
    ):
        assert told in corrections, corrections
    assert "selector" not in corrections
