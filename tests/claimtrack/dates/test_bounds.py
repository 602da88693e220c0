"""Bounds: the strict ones, and none that EDTF does not give."""

import datetime as dt

import pytest

from claimtrack.dates import WorldDate
from tests.claimtrack.dates.cases import CASES, OTHERS


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize(("edtf", "earliest", "latest", "_words"), CASES + OTHERS)
def test_the_bounds_are_the_strict_ones_and_none_where_the_date_has_none(
    edtf: str, earliest: str | None, latest: str | None, _words: str
) -> None:
    date = WorldDate(edtf)
    assert (iso(date.earliest), iso(date.latest)) == (earliest, latest)


@pytest.mark.parametrize("edtf", ["XXXX", "XXXX-02-07", "X9XX", "XX08", "[XXXX,2008]"])
def test_an_unspecified_year_matches_no_date_filter(edtf: str) -> None:
    assert (WorldDate(edtf).earliest, WorldDate(edtf).latest) == (None, None)


def test_no_end_is_invented_for_an_unknown_side() -> None:
    # The library would say 2018, ten years on.
    assert WorldDate("2008/").latest is None
    assert WorldDate("/2008").earliest is None


def test_a_year_too_large_to_compute_is_not_computed() -> None:
    assert WorldDate("Y1E999999999").latest is None
