"""The list of decisions is whole: each record with its title, its date and what has become of it."""

import re
from datetime import date
from pathlib import Path

import pytest

pytestmark = pytest.mark.rendering

RECORDS = Path(__file__).parents[2] / "docs" / "decisions"
ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| \[(.+)\]\(([a-z0-9-]+\.md)\) \| (.+) \|$", re.MULTILINE)
STATUS = re.compile(r"accepted(, amended (?P<amended>\d{4}-\d\d-\d\d))?|superseded by \[.+\]\((?P<by>[a-z0-9-]+\.md)\)")

ROWS = ROW.findall((RECORDS / "README.md").read_text(encoding="utf-8"))


def title(name: str) -> str:
    return (RECORDS / name).read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def test_every_record_is_listed_once_and_under_its_title() -> None:
    records = {path.name: title(path.name) for path in RECORDS.glob("*.md") if path.name != "README.md"}
    assert {name: said for _, said, name, _ in ROWS} == records
    assert len(ROWS) == len(records)


def test_the_list_is_in_order_of_dates() -> None:
    dates = [date.fromisoformat(day) for day, *_ in ROWS]
    assert dates == sorted(dates)


@pytest.mark.parametrize(("day", "name", "status"), [(day, name, status) for day, _, name, status in ROWS])
def test_a_status_says_accepted_or_what_has_taken_its_place(day: str, name: str, status: str) -> None:
    said = STATUS.fullmatch(status)
    assert said, f"{name}: {status}"
    assert date.fromisoformat(said["amended"] or day) >= date.fromisoformat(day)
    assert said["by"] is None or (RECORDS / said["by"]).exists()
