"""Four clocks kept apart, and what was corrected."""

import re

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.dossier import as_markdown, times
from claims.dossier.blocks import Chart
from claims.dossier.reading import readings
from claims.dossier.times import Event, of_day, of_instant
from claimtrack.dates import DateDocument, WorldDate
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, of, section
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


# -- what falls into a day that is known without its hour -------------------------------------------


def told(*events: Event) -> str:
    return "\n".join(as_markdown._blocks(times._clock(events), 2))


def date(edtf: str) -> DateDocument:
    return WorldDate(edtf).as_document()


NOON, EVENING = "2018-10-08T12:00:00Z", "2018-10-08T20:00:00.5Z"


def test_a_bare_day_is_told_neither_before_nor_after_an_hour_of_it() -> None:
    text = told(
        of_day(date("2018-10-08"), "the ministry denied it", at=EVENING),
        of_day(date("2018-10-08"), "the paper said it"),
        of_day(date("2018-10-08"), "the embassy denied it", at=NOON),
        of_day(date("2018-10-09"), "the court spoke"),
    )
    assert text.split("\n") == [
        "- Within 8 October 2018, in an order known only as far as these dates tell:",
        "",
        "  - 8 October 2018: the paper said it",
        "  - 8 October 2018, 12:00:00 UTC: the embassy denied it",
        "  - 8 October 2018, 20:00:00 UTC: the ministry denied it",
        "",
        "- 9 October 2018: the court spoke",
    ]


def test_a_month_is_told_neither_before_nor_after_a_day_of_it() -> None:
    text = told(of_day(date("2018-10-08"), "B"), of_day(date("2018-10"), "A"), of_day(None, "C"))
    assert text.startswith("- Within October 2018, in an order known only as far as these dates tell:")
    assert "  - October 2018: A\n  - 8 October 2018: B\n" in text
    assert text.endswith("\n- Undated: C")


def test_hours_and_days_that_do_not_hold_each_other_stay_a_plain_list() -> None:
    text = told(of_instant("2018-10-08T12:00:00.5Z", "B"), of_instant(NOON, "A"), of_day(date("2018-10-09"), "C"))
    assert [row[-1] for row in text.split("\n")] == ["A", "B", "C"]


@pytest.mark.django_db
def test_the_picture_of_the_clocks_says_that_rows_of_one_date_have_no_order(case: Case) -> None:
    [reading] = readings(of(case.claim))
    [chart] = [block for block in times.timeline(reading).blocks if isinstance(block, Chart)]
    assert "Rows of one date stand in no order" in chart.title
    assert all("T" not in mark.key for mark in chart.marks)
