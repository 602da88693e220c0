"""Days written as people write them are refused with how EDTF spells them."""

import pytest

from claimtrack.dates import InvalidDate, WorldDate


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
