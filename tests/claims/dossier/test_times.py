"""Four clocks kept apart."""

import re

import pytest

from claims.dossier import as_markdown, times
from claims.dossier.blocks import Chart
from claims.dossier.reading import readings
from claims.dossier.times import Event, of_day, of_instant
from claimtrack.dates import DateDocument, WorldDate
from tests.claims.dossier.conftest import Case
from tests.claims.dossier.markdown import dossier, of, section

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


def test_an_hour_is_told_by_its_own_clock_and_ordered_by_the_instant() -> None:
    """Half past midnight in Tripoli is the day before in UTC: it is of the day that clocks there showed."""
    text = told(
        of_day(date("2018-10-08"), "the paper said it"),
        of_instant("2018-10-08T00:30:00.000000+02:00", "the ministry denied it"),
        of_instant("2018-10-08T00:15:00.000000+01:00", "the embassy denied it"),
    )
    assert text.split("\n") == [
        "- Within 8 October 2018, in an order known only as far as these dates tell:",
        "",
        "  - 8 October 2018: the paper said it",
        "  - 8 October 2018, 00:30:00 UTC+02:00: the ministry denied it",
        "  - 8 October 2018, 00:15:00 UTC+01:00: the embassy denied it",
    ]
