"""A correction says where two editions differ, at any depth: what follows gives the one document from the other."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.record.corrections import differences
from claimtrack.editions.chain import canonical

# -- documents that somebody corrected ------------------------------------------------------------

IDS = st.sampled_from([f"0000000{number}" for number in range(4)])
TEXTS = st.sampled_from(["", "one", "two", "three"])
DATES = st.none() | st.fixed_dictionaries({"edtf": TEXTS, "text": TEXTS, "inferred": st.booleans()})


def rows(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    known = st.dictionaries(IDS, inner, max_size=3)
    return known.map(lambda found: [row | {"id": pk} for pk, row in found.items()])


SOURCES = st.builds(lambda pk, name: {"id": pk, "name": name}, IDS, TEXTS)
JUDGEMENTS = st.fixed_dictionaries(
    {"verdict": st.none() | TEXTS, "as_of": DATES, "evidence": st.lists(IDS, unique=True)}
)
ITEMS = st.builds(lambda pk: {"claim": pk}, IDS) | st.builds(lambda pk: {"document": {"id": pk}}, IDS)
DOCUMENTS = st.fixed_dictionaries(
    {
        "format": st.just(3),
        "edition": st.fixed_dictionaries({"number": st.integers(1, 9)}),
        "corrections": st.just([]),
        "statement": TEXTS,
        "made": DATES,
        "topics": st.lists(TEXTS, unique=True),
        "headline": st.fixed_dictionaries({"current_assessment": IDS, "external": st.dictionaries(TEXTS, st.just(1))}),
        "relations": st.lists(st.fixed_dictionaries({"claim": IDS, "note": TEXTS}), max_size=2),
        "appearances": rows(
            st.fixed_dictionaries(
                {
                    "quote": st.none() | TEXTS,
                    "made": DATES,
                    "speaker": st.none() | SOURCES,
                    "attributed_to": rows(st.fixed_dictionaries({"name": TEXTS})),
                }
            )
        ),
        "rebuttals": rows(st.fixed_dictionaries({"assessments": rows(JUDGEMENTS), "statement": TEXTS})),
        "evidence": rows(st.fixed_dictionaries({"item": ITEMS})),
    }
)


def corrected(document: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The document once each of these values stands at its path; None takes a row away."""
    copy = deepcopy(document)
    for path, value in values.items():
        *way, last = path.split(".")
        place: Any = copy
        for step in way:
            place = place[step] if isinstance(place, dict) else next(row for row in place if row["id"] == step)
        if isinstance(place, dict):
            place[last] = value
        else:
            place[:] = [row for row in place if row["id"] != last] + ([value] if value else [])
    return copy


def facts(value: Any, member: str = "") -> Any:
    """A document without what says how its edition came about, and without the order that means nothing."""
    if isinstance(value, dict):
        return {
            name: facts(inner, name)
            for name, inner in value.items()
            if name not in {"edition", "corrections", "format"}
        }
    if isinstance(value, list):
        items = [facts(item) for item in value]
        return items if member == "attributed_to" else sorted(items, key=canonical)
    return value


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_said_before_and_after_leads_from_one_document_to_the_other_and_back(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    told = differences(old, new)
    assert facts(corrected(old, {each.path: each.after for each in told})) == facts(new)
    assert facts(corrected(new, {each.path: each.before for each in told})) == facts(old)
    assert len({each.path for each in told}) == len(told)


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_another_order_of_keys_and_rows_is_no_correction(document: dict[str, Any], chance: Any) -> None:
    assert differences(document, shuffled(document, chance)) == []


def shuffled(value: Any, chance: Any, member: str = "") -> Any:
    if isinstance(value, dict):
        return {name: shuffled(value[name], chance, name) for name in chance.sample(list(value), len(value))}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        return items if member == "attributed_to" else chance.sample(items, len(items))
    return value


# -- one by one -----------------------------------------------------------------------------------

ROW = {"id": "a", "quote": "No bases.", "made": {"edtf": "2018-10-08"}, "attributed_to": [{"id": "x"}, {"id": "y"}]}


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(each.path, each.before, each.after) for each in differences(old, new)]


@pytest.mark.parametrize(
    ("change", "path", "before", "after"),
    [
        ({"quote": "Two bases."}, "appearances.a.quote", "No bases.", "Two bases."),
        ({"made": {"edtf": "2018-10-09"}}, "appearances.a.made", {"edtf": "2018-10-08"}, {"edtf": "2018-10-09"}),
        ({"made": None}, "appearances.a.made", {"edtf": "2018-10-08"}, None),
        (
            {"attributed_to": [{"id": "y"}, {"id": "x"}]},
            "appearances.a.attributed_to",
            [{"id": "x"}, {"id": "y"}],
            [{"id": "y"}, {"id": "x"}],
        ),
        ({"attributed_to": [{"id": "x"}]}, "appearances.a.attributed_to", ROW["attributed_to"], [{"id": "x"}]),
    ],
)
def test_a_fact_of_a_row_is_told_by_itself(change: dict[str, Any], path: str, before: Any, after: Any) -> None:
    assert told({"appearances": [ROW]}, {"appearances": [ROW | change]}) == [(path, before, after)]


def test_a_row_that_came_or_went_is_told_whole() -> None:
    assert told({"appearances": []}, {"appearances": [ROW]}) == [("appearances.a", None, ROW)]
    assert told({"appearances": [ROW]}, {"appearances": []}) == [("appearances.a", ROW, None)]
