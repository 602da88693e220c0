"""What is told of an entity by its properties."""

from claims.tools.reconciliation.entities import Entity
from claims.tools.reconciliation.properties import PROPERTIES


def test_of_two_grades_of_one_day_the_later_entry_of_the_ledger_is_told() -> None:
    grades = [{"grade": grade, "by": None, "at": "2026-05-04", "reasons": "As checked."} for grade in ("D", "B")]
    source = Entity("source", "an-id", "The Harbour Post", ["The Harbour Post"], "", {"reliability": grades})
    assert PROPERTIES["reliability"].of(source) == ["B, by our desk, 2026-05-04"]
