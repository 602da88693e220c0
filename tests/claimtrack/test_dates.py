"""Dates of the world: what EDTF says is kept, and nothing is made up."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.dates import ACCEPTED, InvalidDate, WorldDate, WorldDateField, describe

# (EDTF, earliest, latest, in words): every form that the Libya case needs
CASES = [
    ("2018-10-08", "2018-10-08", "2018-10-08", "8 October 2018"),
    ("2008-10-31~", "2008-10-31", "2008-10-31", "about 31 October 2008"),
    ("1945-09", "1945-09-01", "1945-09-30", "September 1945"),
    ("1986-04", "1986-04-01", "1986-04-30", "April 1986"),
    ("2011", "2011-01-01", "2011-12-31", "2011"),
    ("198X", "1980-01-01", "1989-12-31", "the 1980s"),
    ("197X/198X", "1970-01-01", "1989-12-31", "from the 1970s to the 1980s"),
    ("2008-10-31/2008-11-02", "2008-10-31", "2008-11-02", "from 31 October 2008 to 2 November 2008"),
    ("[1975..1987]", "1975-01-01", "1987-12-31", "between 1975 and 1987"),
    ("[..1987]", None, "1987-12-31", "1987 or earlier"),
    ("XXXX-02-07", None, None, "7 February, year unknown"),
    ("XXXX-08", None, None, "August, year unknown"),
    ("1945/2018", "1945-01-01", "2018-12-31", "from 1945 to 2018"),
]

OTHERS = [
    ("XXXX", None, None, "date unknown"),
    ("2008?", "2008-01-01", "2008-12-31", "perhaps 2008"),
    ("2008-10%", "2008-10-01", "2008-10-31", "perhaps about October 2008"),
    ("197X~", "1970-01-01", "1979-12-31", "about the 1970s"),
    ("2008-08-XX", "2008-08-01", "2008-08-31", "some day in August 2008"),
    ("XXXX-08-XX", None, None, "some day in August, year unknown"),
    ("2008-XX", "2008-01-01", "2008-12-31", "some month in 2008"),
    ("2008-XX-XX", "2008-01-01", "2008-12-31", "some day in 2008"),
    ("1560-XX-25", "1560-01-25", "1560-12-25", "day 25 of some month in 1560"),
    ("XXXX-XX-25", None, None, "day 25 of some month, year unknown"),
    ("XXXX-XX", None, None, "some month, year unknown"),
    ("2008-XX-31", "2008-01-31", "2008-12-31", "day 31 of some month in 2008"),
    ("2008/..", "2008-01-01", None, "from 2008 on"),
    ("../2008", None, "2008-12-31", "until 2008"),
    ("2008/", "2008-01-01", None, "from 2008, end unknown"),
    ("/2008", None, "2008-12-31", "until 2008, start unknown"),
    ("1945~/1946-02", "1945-01-01", "1946-02-28", "from about 1945 to February 1946"),
    ("2008-XX/2009", "2008-01-01", "2009-12-31", "from some month in 2008 to 2009"),
    ("2008-10-31/2008-10", "2008-10-31", "2008-10-31", "from 31 October 2008 to October 2008"),
    ("XXXX/2008", None, "2008-12-31", "XXXX/2008"),
    ("2008/XXXX-11", "2008-01-01", None, "from 2008 to November, year unknown"),
    ("[1987..]", "1987-01-01", None, "1987 or later"),
    ("[1975,1977-03]", "1975-01-01", "1977-03-31", "1975 or March 1977"),
    ("[1975,1977..1979]", "1975-01-01", "1979-12-31", "1975, or between 1977 and 1979"),
    ("[2008-XX,2009]", "2008-01-01", "2009-12-31", "some month in 2008 or 2009"),
    ("[XXXX,2008]", None, None, "[XXXX,2008]"),
    ("[1975,1977,1979]", "1975-01-01", "1979-12-31", "1975, 1977 or 1979"),
    ("[..1987,1990]", None, "1990-12-31", "1987 or earlier, or 1990"),
    ("{..1987,1990}", None, "1990-12-31", "1987 and all before, and 1990"),
    ("{1960,1961-12}", "1960-01-01", "1961-12-31", "1960 and December 1961"),
    ("{2017..2019}", "2017-01-01", "2019-12-31", "all from 2017 to 2019"),
    ("{1990,1995..}", "1990-01-01", None, "1990, and 1995 and all after"),
    ("2004-21", "2004-03-01", "2004-05-31", "spring 2004"),
    ("2004-24", "2004-12-01", "2004-12-31", "winter 2004"),
    ("2004-31", "2004-03-01", "2004-05-31", "southern autumn 2004"),
    ("2004-34", "2004-04-01", "2004-06-30", "second quarter of 2004"),
    ("2004-39", "2004-09-01", "2004-12-31", "last third of 2004"),
    ("2004-40", "2004-01-01", "2004-06-30", "first half of 2004"),
    ("20XX", "2000-01-01", "2099-12-31", "20XX"),
    ("2XXX", "2000-01-01", "2999-12-31", "2XXX"),
    ("0XXX", None, "0999-12-31", "0XXX"),
    ("19X5", "1905-01-01", "1995-12-31", "19X5"),
    ("198X-02", "1980-02-01", "1989-02-28", "198X-02"),
    ("X9XX", None, None, "X9XX"),
    ("XX08", None, None, "XX08"),
    ("2008?-02", "2008-02-01", "2008-02-29", "2008?-02"),
    ("20XX-02-29", "2000-02-29", "2099-02-28", "20XX-02-29"),
    ("2008-02-29", "2008-02-29", "2008-02-29", "29 February 2008"),
    ("0001", "0001-01-01", "0001-12-31", "0001"),
    ("9999", "9999-01-01", "9999-12-31", "9999"),
    ("0000", None, None, "0000"),
    ("-0044-03-15", None, None, "-0044-03-15"),
    ("-19XX", None, None, "-19XX"),
    ("-0044/0014", None, "0014-12-31", "-0044/0014"),
    ("Y12000", None, None, "the year 12,000"),
    ("Y-17E7", None, None, "the year −170,000,000"),
    ("Y17E70", None, None, "Y17E70"),
]


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize(("edtf", "earliest", "latest", "_words"), CASES + OTHERS)
def test_the_bounds_are_the_strict_ones_and_none_where_the_date_has_none(
    edtf: str, earliest: str | None, latest: str | None, _words: str
) -> None:
    date = WorldDate(edtf)
    assert (iso(date.earliest), iso(date.latest)) == (earliest, latest)


@pytest.mark.parametrize(("edtf", "_earliest", "_latest", "words"), CASES + OTHERS)
def test_a_date_reads_as_english_or_as_itself(
    edtf: str, _earliest: str | None, _latest: str | None, words: str
) -> None:
    assert describe(WorldDate(edtf)) == words
    assert str(WorldDate(edtf)) == words


@pytest.mark.parametrize("edtf", ["XXXX", "XXXX-02-07", "X9XX", "XX08", "[XXXX,2008]"])
def test_an_unspecified_year_matches_no_date_filter(edtf: str) -> None:
    assert (WorldDate(edtf).earliest, WorldDate(edtf).latest) == (None, None)


def test_no_end_is_invented_for_an_unknown_side() -> None:
    # The library would say 2018, ten years on.
    assert WorldDate("2008/").latest is None
    assert WorldDate("/2008").earliest is None


def test_a_year_too_large_to_compute_is_not_computed() -> None:
    assert WorldDate("Y1E999999999").latest is None


# What is refused


@pytest.mark.parametrize(
    ("edtf", "reason"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("unknown", "“u” has no place"),
        ("198x", "“x” has no place"),
        ("2004-21^north", "“^” has no place"),
        ("20 08", "“ ” has no place"),
        ("1975..1987", "is not an EDTF date"),
        ("[1987]", "is not an EDTF date"),
        ("2008/2009/2010", "is not an EDTF date"),
        ("8 Messidor 2008", "“ ” has no place"),
        ("2018-13-40", "there is no month 13; write 2018 if only the year is known."),
        ("2008/2009-13", "there is no month 13; write 2009 if"),
        ("198X-00", "there is no month 00; write 198X if"),
        ("2008-42", "there is no month 42"),
        ("2008-21-05", "there is no month 21"),
        ("2008-10-00", "there is no day 00; write 2008-10 if only the month is known."),
        ("1560-XX-32", "there is no day 32; write 1560-XX if"),
        ("2018-02-30", "“2018-02-30”: February 2018 has 28 days; write 2018-02 if only the month is known."),
        ("2009-02-29", "February 2009 has 28 days"),
        ("2009-02-29/2010", "February 2009 has 28 days"),
        ("[1899,1900-02-29]", "February 1900 has 28 days"),
        ("XXXX-02-30", "February has at most 29 days; write XXXX-02 if"),
        ("19X8-04-31", "April has at most 30 days"),
        ("2009-02~-29", "that month has 28 days"),
        ("-0043-02-29", "that month has 28 days"),
        ("2018/2017", "ends before it begins"),
        ("198X/197X", "ends before it begins"),
        ("2008-11/2008-10-31", "ends before it begins"),
        ("[1987..1975]", "ends before it begins"),
        ("-0044/-0045", "ends before it begins"),
        ("2018-10-08T10:00:00Z", "has a time of day. Give the day alone; the moment goes under “Occurred at”"),
        ("2018-10-08T10:00:00+02:00", "has a time of day"),
        ("2018-10-08 10:00", "has a time of day"),
        ("1950S2", "19XX"),
        ("2008-1X", "one digit"),
        ("2008-10-3X", "one digit"),
        ("2008-04/2008-0X", "one digit"),
        ("/", "no date in it"),
        ("..", "no date in it"),
        ("../..", "no date in it"),
        ("../", "no date in it"),
        ("/..", "no date in it"),
        ("[" + "2008," * 40 + "2009]", "longer than"),
    ],
)
def test_what_is_not_accepted_is_refused_with_the_reason_and_with_what_is(
    edtf: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InvalidDate) as refusal:
        WorldDate(edtf)
    assert reason in refusal.value.reason
    assert refusal.value.accepted == ACCEPTED
    assert str(refusal.value) == f"{refusal.value.reason} {ACCEPTED}"
    assert capsys.readouterr().out == "", "the library's own trace of a failure"


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("20181008", "2018-10-08"),
        ("2018/10/08", "2018-10-08"),
        ("2018.10.8", "2018-10-08"),
        ("2018-1-8", "2018-01-08"),
        ("2018-10-8", "2018-10-08"),
        ("2008-1", "2008-01"),
        ("8.10.2018", "2018-10-08"),
        ("31. 10. 2008", "2008-10-31"),
        ("8 October 2018", "2018-10-08"),
        ("8th of oct. 2018", "2018-10-08"),
        ("October 8, 2018", "2018-10-08"),
        ("October 2018", "2018-10"),
        ("Sept 2008", "2008-09"),
        ("13/10/2018", "2018-10-13"),
        ("10/13/2018", "2018-10-13"),
        ("10-10-2018", "2018-10-10"),
    ],
)
def test_a_day_in_another_spelling_is_refused_with_how_edtf_spells_it(written: str, edtf: str) -> None:
    with pytest.raises(InvalidDate, match=f"is not EDTF: write {edtf}[.] "):
        WorldDate(written)


@pytest.mark.parametrize("written", ["10/8/2018", "10-8-2018"])
def test_of_a_day_whose_order_is_open_both_readings_are_shown(written: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        WorldDate(written)
    assert refusal.value.reason == (
        f"“{written}” may be 10 August 2018 or 8 October 2018: write 2018-08-10 or 2018-10-08."
    )


@pytest.mark.parametrize("written", ["31 February 2018", "31.2.2018", "20180231", "2018-2-31"])
def test_another_spelling_of_a_day_that_no_calendar_has_is_told_so(written: str) -> None:
    with pytest.raises(InvalidDate, match=f"“{written}”: February 2018 has 28 days; write 2018-02 if"):
        WorldDate(written)


def test_digits_of_other_scripts_are_not_shown_as_edtf() -> None:
    with pytest.raises(InvalidDate, match="has no place in one"):
        WorldDate("٢٠١٨١٠٠٨")


@pytest.mark.parametrize("example", ACCEPTED.partition("example: ")[2].rstrip(".").split("), "))
def test_every_example_of_what_is_accepted_is_accepted(example: str) -> None:
    edtf = example.partition(" (")[0]
    assert WorldDate(edtf).edtf == edtf


def test_a_date_of_ours_needs_its_basis_and_no_other_has_one() -> None:
    assert WorldDate("1945", inferred=True, basis="Potsdam, two sentences before").basis
    with pytest.raises(InvalidDate, match="needs its basis"):
        WorldDate("1945", inferred=True)
    with pytest.raises(InvalidDate, match="needs its basis"):
        WorldDate("1945", inferred=True, basis="  ")
    with pytest.raises(InvalidDate, match="not marked as dated by us"):
        WorldDate("1945", basis="Potsdam")


# Forms a date takes


def test_white_space_is_no_part_of_a_date() -> None:
    assert WorldDate(" [1975, 1977 ,1979] ") == WorldDate("[1975,1977,1979]")
    assert WorldDate("2008 / 2009", text=" over a year\n") == WorldDate("2008/2009", text="over a year")


def test_the_public_document_derives_days_and_leaves_no_key_out() -> None:
    assert WorldDate("2008-10-31~", text="at the outset of the visit").as_document() == {
        "edtf": "2008-10-31~",
        "earliest": "2008-10-31",
        "latest": "2008-10-31",
        "text": "at the outset of the visit",
        "inferred": False,
        "basis": None,
    }
    assert WorldDate("XXXX-02-07", inferred=True, basis="the page's dateline").as_document() == {
        "edtf": "XXXX-02-07",
        "earliest": None,
        "latest": None,
        "text": "",
        "inferred": True,
        "basis": "the page's dateline",
    }


def test_a_case_file_may_leave_out_all_but_the_edtf() -> None:
    assert WorldDate.from_json({"edtf": "1945"}) == WorldDate("1945")
    assert WorldDate.from_json({"edtf": "1945", "inferred": True, "basis": "Potsdam"}) == WorldDate(
        "1945", inferred=True, basis="Potsdam"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1945", "is an object, not str"),
        (None, "is an object, not NoneType"),
        ({}, "needs the key edtf"),
        ({"text": "in 1945"}, "needs the key edtf"),
        (
            {"edtf": "1945", "earliest": "1945-01-01", "latest": None},
            "Unknown key in a date: earliest, latest",
        ),
        ({"edtf": 1945}, "edtf is a text"),
        ({"edtf": "1945", "basis": None}, "basis is a text"),
        ({"edtf": "1945", "inferred": "yes"}, "inferred is true or false"),
    ],
)
def test_a_case_file_with_another_shape_is_refused(value: object, reason: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        WorldDate.from_json(value)
    assert reason in refusal.value.reason


# The model field


def test_the_field_is_null_and_blank_unless_said_otherwise() -> None:
    field = WorldDateField("from")
    assert (field.null, field.blank, field.verbose_name) == (True, True, "from")
    assert field.clean(None, None) is None


@pytest.mark.parametrize("options", [{}, {"null": False}, {"blank": False, "help_text": "When."}, {"editable": False}])
def test_a_migration_rebuilds_the_field_it_was_made_from(options: dict[str, Any]) -> None:
    field = WorldDateField("made", **options)
    _, path, args, kwargs = field.deconstruct()
    rebuilt = WorldDateField(*args, **kwargs)
    assert path == "claimtrack.dates.WorldDateField"
    assert (rebuilt.null, rebuilt.blank, rebuilt.help_text, rebuilt.editable, rebuilt.verbose_name) == (
        field.null,
        field.blank,
        field.help_text,
        field.editable,
        field.verbose_name,
    )
    assert field.clone().deconstruct() == field.deconstruct()


@pytest.mark.parametrize(
    "give",
    [
        lambda date: date,
        lambda date: date.to_json(),
        lambda date: json.dumps(date.to_json()),
    ],
)
def test_the_field_reads_a_date_its_json_and_its_text(give: Callable[[WorldDate], object]) -> None:
    date = WorldDate("1945", text="at Potsdam", inferred=True, basis="the sentence before")
    assert WorldDateField().clean(give(date), None) == date


@pytest.mark.parametrize("value", ["1945", "not json", {"edtf": "2018/2017"}, 1945, []])
def test_the_field_refuses_what_is_no_date_with_a_message(value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        WorldDateField().to_python(value)
    assert refusal.value.code == "invalid_date"


class Holder:
    """What `value_to_string` needs of a model."""

    made: WorldDate | None = None


def test_a_fixture_holds_the_date_as_text() -> None:
    field = WorldDateField()
    field.set_attributes_from_name("made")
    holder = Holder()
    assert field.to_python(field.value_to_string(holder)) is None  # type: ignore[arg-type]  # only the attribute is read
    holder.made = WorldDate("1945", text="à Potsdam")
    assert field.to_python(field.value_to_string(holder)) == holder.made  # type: ignore[arg-type]  # as above


# The form field


class DateForm(forms.Form):
    made = WorldDateField().formfield()


def filled(edtf: str = "", text: str = "", inferred: str = "False", basis: str = "") -> DateForm:
    return DateForm({"made_edtf": edtf, "made_text": text, "made_inferred": inferred, "made_basis": basis})


def test_a_form_gives_a_date_from_its_four_inputs() -> None:
    form = filled("1945", "at Potsdam", "True", "the sentence before")
    assert form.is_valid()
    assert form.cleaned_data["made"] == WorldDate("1945", "at Potsdam", inferred=True, basis="the sentence before")


def test_an_empty_form_gives_no_date() -> None:
    for form in (filled(), DateForm({})):
        assert form.is_valid()
        assert form.cleaned_data["made"] is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"edtf": "2018/2017"}, "ends before it begins"),
        ({"edtf": "last year"}, "for example: 2008-10-31"),
        ({"text": "last year"}, "The date is empty"),
        ({"edtf": "1945", "inferred": "True"}, "needs its basis"),
        ({"edtf": "1945", "basis": "Potsdam"}, "not marked as dated by us"),
    ],
)
def test_a_form_says_why_a_date_is_refused(given: dict[str, str], message: str) -> None:
    assert message in str(filled(**given).errors["made"])


def test_a_form_shows_a_stored_date_and_sees_that_it_did_not_change() -> None:
    date = WorldDate("1945", "at Potsdam", inferred=True, basis="the sentence before")
    page = str(DateForm(initial={"made": date})["made"])
    for value in ("1945", "at Potsdam", "the sentence before", "dated by us"):
        assert value in page
    same = {"made_edtf": "1945", "made_text": date.text, "made_inferred": "True", "made_basis": date.basis}
    assert not DateForm(same, initial={"made": date}).has_changed()
    assert DateForm(same | {"made_edtf": "1946"}, initial={"made": date}).has_changed()
    assert not DateForm({"made_inferred": "False"}, initial={"made": None}).has_changed()


def test_a_required_date_is_asked_for() -> None:
    field = WorldDateField(blank=False).formfield()
    with pytest.raises(ValidationError, match="required"):
        field.clean(["", "", "False", ""])


def test_the_help_text_says_how_to_write_a_date_unless_the_model_says_better() -> None:
    assert WorldDateField().formfield().help_text == ACCEPTED
    assert WorldDateField(help_text="When it was said.").formfield().help_text == "When it was said."


# Laws

# The library's grammar takes a quarter of a second for a set.
unhurried = settings(deadline=None)

DAYS = st.dates()
SINGLES = st.one_of(
    DAYS.map(dt.date.isoformat),
    DAYS.map(lambda day: day.isoformat()[:7]),
    DAYS.map(lambda day: day.isoformat()[:4]),
    DAYS.map(lambda day: day.isoformat()[:3] + "X"),
    DAYS.map(lambda day: "XXXX" + day.isoformat()[4:]),
    DAYS.map(lambda day: f"{day.isoformat()[:4]}-{21 + day.month % 4}"),
)
ORDERED = st.tuples(DAYS, DAYS).map(sorted)
EDTF = st.one_of(
    SINGLES,
    st.builds(str.__add__, DAYS.map(dt.date.isoformat), st.sampled_from("~?%")),
    ORDERED.map(lambda pair: f"{pair[0]}/{pair[1]}"),
    ORDERED.map(lambda pair: f"[{pair[0]}..{pair[1]}]"),
    DAYS.map(lambda day: f"{day}/.."),
    DAYS.map(lambda day: f"/{day}"),
    DAYS.map(lambda day: f"[..{day}]"),
    st.lists(DAYS.map(dt.date.isoformat), min_size=2, max_size=4).map(lambda days: f"{{{','.join(days)}}}"),
)
DATES = st.one_of(
    st.builds(WorldDate, EDTF, st.text(max_size=20)),
    st.builds(
        WorldDate,
        EDTF,
        st.text(max_size=20),
        inferred=st.just(True),
        basis=st.text(min_size=1).filter(str.strip),
    ),
)


@unhurried
@given(EDTF)
def test_earliest_is_never_after_latest(edtf: str) -> None:
    date = WorldDate(edtf)
    if date.earliest and date.latest:
        assert date.earliest <= date.latest


@unhurried
@given(DAYS)
def test_a_plain_day_is_bounded_by_itself(day: dt.date) -> None:
    date = WorldDate(day.isoformat())
    assert date.earliest == date.latest == day


@unhurried
@given(DAYS, DAYS)
def test_an_interval_of_days_is_bounded_by_them_or_refused(start: dt.date, end: dt.date) -> None:
    if start > end:
        with pytest.raises(InvalidDate, match="ends before it begins"):
            WorldDate(f"{start}/{end}")
    else:
        date = WorldDate(f"{start}/{end}")
        assert (date.earliest, date.latest) == (start, end)


@unhurried
@given(EDTF)
def test_normalising_twice_is_normalising_once(edtf: str) -> None:
    once = WorldDate(f" {edtf.replace(',', ' , ').replace('/', ' / ')} ")
    assert once.edtf == edtf
    assert WorldDate(once.edtf) == once


@unhurried
@given(DATES)
def test_a_date_survives_json_and_a_migration_of_its_row(date: WorldDate) -> None:
    assert WorldDate.from_json(json.loads(json.dumps(date.to_json()))) == date
    assert WorldDateField().to_python(json.dumps(WorldDateField().get_prep_value(date))) == date


@unhurried
@given(st.text(alphabet="0123456789X-/.[]{},~?%YE ", max_size=14))
def test_whatever_is_typed_is_a_date_or_refused_as_one(typed: str) -> None:
    try:
        date = WorldDate(typed)
    except InvalidDate:
        return
    assert describe(date)
    assert WorldDate.from_json(date.to_json()) == date
