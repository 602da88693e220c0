"""Dates as publishers write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.interchange.incoming.dates import UNKNOWN, Order, world_date
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
        # months, in words and numbers
        ("May 2021", "2021-05"),
        ("mai 2021", "2021-05"),
        ("Mayo de 2021", "2021-05"),
        ("мај 2021", "2021-05"),
        ("nisan 2021", "2021-04"),
        ("نيسان/أبريل 2021", "2021-04"),
        ("2021年4月", "2021-04"),
        # long forms
        ("Tuesday, May 4, 2021", "2021-05-04"),
        ("4 May, 2021 at 10:30 pm", "2021-05-04"),
        ("May 4th 2021 10:30 AM EST", "2021-05-04"),
        ("mardi 4 mai 2021 à 10h30", "2021-05-04"),
        ("1er mai 2021", "2021-05-01"),
        ("4 août 2021", "2021-08-04"),
        ("4 aout 2021", "2021-08-04"),
        ("martes, 4 de mayo de 2021", "2021-05-04"),
        ("terça-feira, 4 de maio de 2021", "2021-05-04"),
        ("1º de maio de 2021", "2021-05-01"),
        ("martedì 4 maggio 2021", "2021-05-04"),
        ("Dienstag, 4. Mai 2021, 10:30 Uhr", "2021-05-04"),
        ("4 mei 2021", "2021-05-04"),
        ("wtorek, 4 maja 2021 roku", "2021-05-04"),
        ("2 października 2021", "2021-10-02"),
        ("4 мая 2021 г.", "2021-05-04"),
        ("4 травня 2021 року", "2021-05-04"),
        ("4 Mayıs 2021 Salı", "2021-05-04"),
        ("4 ŞUBAT 2021", "2021-02-04"),
        ("4 Agustus 2021", "2021-08-04"),
        ("٤ مايو ٢٠٢١", "2021-05-04"),
        ("الثلاثاء، 4 مايو 2021", "2021-05-04"),
        ("4 تشرين الأول 2021", "2021-10-04"),
        ("۴ مه ۲۰۲۱", "2021-05-04"),
        ("4 मई 2021", "2021-05-04"),
        ("৪ মে ২০২১", "2021-05-04"),
        ("2021年5月4日", "2021-05-04"),
        ("2021年5月4日(火) 10:30", "2021-05-04"),
        ("2021년 5월 4일", "2021-05-04"),
        ("4 במאי 2021", "2021-05-04"),
        ("4 Μαΐου 2021", "2021-05-04"),
        # as programs write them
        ("Tue May 04 2021 00:30:00 GMT+0200 (CEST)", "2021-05-04"),
        ("Tue May 04 2021 00:30:00 GMT+0530 (India Standard Time)", "2021-05-04"),
        ("Tue May  4 10:30:00 2021", "2021-05-04"),
        ("Tue May 04 10:30:00 CEST 2021", "2021-05-04"),
        ("Tue, 04 May 2021 23:30:00 -0700", "2021-05-04"),
        ("\u200e2021-05-04", "2021-05-04"),
        ("20210504T103000Z", "2021-05-04"),
        ("/Date(1620086400000)/", "2021-05-04"),
        ("/Date(1620080000000+0200)/", "2021-05-04"),
        ("1620086400000", "2021-05-04"),
        ("1620086400.0", "2021-05-04"),
        ("2021-W18", "[2021-05-03..2021-05-09]"),
        ("2021-W18-2", "2021-05-04"),
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
        # no more than is written
        "early May 2021",
        "before 4 May 2021",
        "3-4 May 2021",
        "4 May",
        "May 4 or June 4, 2021",
        "31 April 2021",
        "3/4/2021",
        "1.4.21",
        "01/04/21",
        "4-Mar-21",
        "Mar-21",
        "44259",
        "2021-W54",
        # other calendars, and what systems write where there is no date
        "1400/01/12",
        "12 فروردین 1400",
        "May 2564",
        "2564",
        "1400-05",
        "2099-01-01",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "January 1, 1970",
        "12/31/1969",
        "30.12.1899",
        "1899-12-30",
        "1899-12-31T00:00:00",
        "1900-01-00",
        "-62135596800",
        "-1",
        "N/A",
        "Invalid date",
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


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("4/3/21", "day", "2021-03-04"),
        ("4/3/21", "month", "2021-04-03"),
        ("1.4.21", "day", "2021-04-01"),
        ("4-Mar-21", "day", "2021-03-04"),
        ("4-Mar-99", "day", "1999-03-04"),
        ("3/13/2021", "day", UNKNOWN),
        ("12/30/1899", "month", UNKNOWN),
    ],
)
def test_a_known_order_settles_years_of_two_digits_too(text: str, order: Order, edtf: str) -> None:
    date = world_date(text, order=order)
    assert date
    assert (date.edtf, date.text) == (edtf, text)


def test_a_tables_number_of_a_day_is_read_as_spreadsheets_count_and_says_so() -> None:
    for text in ("44259", "44259.75"):
        date = world_date(text, of_a_table=True)
        assert date
        assert (date.edtf, date.text, date.inferred) == ("2021-03-04", text, True)
        assert "30 December 1899" in date.basis


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
