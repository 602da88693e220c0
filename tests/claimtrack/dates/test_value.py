"""A date of the world, and the forms it takes."""

import pytest

from claimtrack.dates import InvalidDate, WorldDate


def test_a_date_of_ours_needs_its_basis_and_no_other_has_one() -> None:
    assert WorldDate("1945", inferred=True, basis="Potsdam, two sentences before").basis
    with pytest.raises(InvalidDate, match="needs its basis"):
        WorldDate("1945", inferred=True)
    with pytest.raises(InvalidDate, match="needs its basis"):
        WorldDate("1945", inferred=True, basis="  ")
    with pytest.raises(InvalidDate, match="not marked as dated by us"):
        WorldDate("1945", basis="Potsdam")


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
