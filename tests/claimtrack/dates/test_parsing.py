"""What is accepted as EDTF, and what is refused with which reason."""

import pytest

from claimtrack.dates import ACCEPTED, InvalidDate, WorldDate


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


@pytest.mark.parametrize("example", ACCEPTED.partition("example: ")[2].rstrip(".").split("), "))
def test_every_example_of_what_is_accepted_is_accepted(example: str) -> None:
    edtf = example.partition(" (")[0]
    assert WorldDate(edtf).edtf == edtf
