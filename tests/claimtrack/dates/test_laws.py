"""What holds for every date, whatever it is."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.dates import InvalidDate, WorldDate, WorldDateField, describe

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
