"""What somebody wrote is read as a number or an id, or is none: nothing that is written breaks the reading."""

from uuid import UUID

import pytest

from claimtrack.query.texts import id_in, number


@pytest.mark.parametrize(
    ("text", "read"),
    [("7", 7), (" 12\n", 12), ("٣", 3), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("", None)]
    + [(text, None) for text in ("-1", "1.5", "1e3", "²", "0x10", "two")],
)
def test_a_number_is_digits_of_any_script_and_no_longer_than_a_column(text: str, read: int | None) -> None:
    assert number(text) == read


@pytest.mark.parametrize("text", ["", "7", "{01a20725-d9a8-72c0-a7ed-aed8766138dc}", "urn:uuid:1", "\x00"])
def test_what_only_python_would_take_for_an_id_is_none(text: str) -> None:
    assert id_in(text) is None
    assert id_in("01A20725-d9a8-72c0-a7ed-aed8766138dc") == UUID("01a20725-d9a8-72c0-a7ed-aed8766138dc")
