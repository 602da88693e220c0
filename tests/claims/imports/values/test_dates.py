"""Dates as publishers write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.imports.values.dates import UNKNOWN, Order, world_date
from tests.markup import unhurried


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2021-03-04", "2021-03-04"),
        ("2020-06-23 20:02", "2020-06-23"),
        ("2020-06-23T20:02:00Z", "2020-06-23"),
        ("2020-06-23T20:02:11.123+0200", "2020-06-23"),
        ("2020-06-23T23:59:59-05:00", "2020-06-23"),
        ("2021-7-3", "2021-07-03"),
        ("2021/7/3", "2021-07-03"),
        ("20210703", "2021-07-03"),
        ("13-1-2020", "2020-01-13"),
        ("1/13/2020", "2020-01-13"),
        ("13.1.2020", "2020-01-13"),
        ("3.4.2021", "2021-04-03"),
        ("3/4/2021", "[2021-03-04,2021-04-03]"),
        ("4/4/2021", "2021-04-04"),
        ("March 4, 2021", "2021-03-04"),
        ("Mar. 4th, 2021", "2021-03-04"),
        ("4 de março de 2021", "2021-03-04"),
        ("4 mars 2021", "2021-03-04"),
        ("4. März 2021 10:30", "2021-03-04"),
        ("Thu, 04 Mar 2021 10:00:00 +0000", "2021-03-04"),
        ("1614816000", "2021-03-04"),
        ("2021-03", "2021-03"),
        ("2021", "2021"),
        ("2021-03-04?", "2021-03-04?"),
        ("[..2021-03-04]", "[..2021-03-04]"),
        ("XXXX-03-04", "XXXX-03-04"),
    ],
)
def test_a_date_is_read_to_the_day_and_its_wording_kept(text: str, edtf: str) -> None:
    date = world_date(f" {text} ")
    assert date
    assert (date.edtf, date.text) == (edtf, text)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2021-02-30",
        "2021-13-01",
        "0000-00-00",
        "1970-01-01",
        "1399-12-14",
        "2564-03-04",
        "13/13/2020",
        "٣ مارس",
    ],
)
def test_what_is_no_day_of_our_calendar_stays_unknown_with_its_wording(text: str) -> None:
    date = world_date(text)
    assert date
    assert (date.edtf, date.text) == (UNKNOWN, text)


def test_no_date_is_none() -> None:
    assert world_date("  ") is None


@pytest.mark.parametrize(("order", "edtf"), [("day", "2021-04-03"), ("month", "2021-03-04")])
def test_a_known_order_settles_which_number_is_the_month(order: Order, edtf: str) -> None:
    date = world_date("3/4/2021", order=order)
    assert date
    assert date.edtf == edtf


@unhurried
@given(st.dates(min_value=dt.date(1971, 1, 2), max_value=dt.date(2026, 1, 1)), st.times())
def test_every_iso_instant_gives_its_own_day(day: dt.date, time: dt.time) -> None:
    date = world_date(dt.datetime.combine(day, time).isoformat())
    assert date
    assert date.edtf == day.isoformat()


@unhurried
@given(st.text(max_size=400))
def test_no_text_breaks_it_and_its_wording_is_never_lost(text: str) -> None:
    date = world_date(text)
    assert (date.text if date else "") == text.strip()[:300]
