"""Two editions side by side: what means the same is the same, and all of it in words."""

from typing import Any

from claimtrack.admin.reading import compare

CLAIM = "01890000-0000-7000-8000-000000000001"
OTHER = "01890000-0000-7000-8000-000000000002"
JUDGEMENT = "01890000-0000-7000-8000-000000000003"

ANALYST = {"role": "checker", "person": "5f0c6a0e-3d0b-4c55-9d9a-0f4a5b7f2c11"}
DOCUMENT: dict[str, Any] = {
    "statement": "The bridge was closed.",
    "headline": {"current_assessment": JUDGEMENT, "verdict": "mostly_false"},
    "appearances": [
        {
            "id": OTHER,
            "role": "asserts",
            "document": {
                "title": "The bridge",
                "url": None,
                "publisher": {"name": "The Herald", "reliability": "B"},
                "medium": "article",
                "published": {"edtf": "2020-02-01"},
            },
            "quote": "closed for good",
            "selector": {"prefix": "was ", "exact": "closed for good", "suffix": ""},
        }
    ],
    "rebuttals": [{"id": CLAIM, "kind": "denial", "answers": [{"claim": CLAIM, "scope": "specific"}]}],
    "assessments": [
        {
            "id": JUDGEMENT,
            "verdict": "mostly_false",
            "by": {"type": "desk", "source": None, "analyst": ANALYST, "approver": ANALYST | {"role": None}},
        }
    ],
}
NAMES = {CLAIM: "A claim about a bridge"}


def turned(value: Any) -> Any:
    """The same value, with the members of every object in another order."""
    if isinstance(value, list):
        return [turned(each) for each in value]
    return {key: turned(value[key]) for key in sorted(value, reverse=True)} if isinstance(value, dict) else value


def texts(document: dict[str, Any]) -> str:
    return "\n".join(f"{row.label}: {row.after}" for _, rows in compare(None, document, NAMES).headings for row in rows)


def test_the_order_of_members_means_nothing() -> None:
    assert compare(DOCUMENT, turned(DOCUMENT), NAMES).changes == 0


def test_a_change_of_the_documents_own_date_is_told() -> None:
    document = turned(DOCUMENT)
    document["appearances"][0]["document"]["published"] = {"edtf": "2020-02-02"}
    [(_, [row])] = compare(DOCUMENT, document, NAMES).changed
    assert "published: <ins>2</ins> February 2020" in row.after


def test_people_read_words_and_no_ids() -> None:
    shown = texts(DOCUMENT)
    assert "judged by: our desk, analyst: checker 5f0c6a0e, approver: member of staff 5f0c6a0e" in shown
    assert "place of the quotation: after “was ”" in shown
    assert "current assessment: our desk, mostly false" in shown
    assert "answers: A claim about a bridge (specific)" in shown
    assert "The Herald (reliability B)" in shown
    assert not any(machinery in shown for machinery in (CLAIM, OTHER, JUDGEMENT, "type: ", "exact", "prefix"))


def test_an_instant_is_told_in_words_and_a_heading_names_its_document() -> None:
    item = {"document": DOCUMENT["appearances"][0]["document"]}
    evidence = {"id": OTHER, "item": item, "bearing": "supports", "recorded_at": "2031-02-03T04:05:06.789000Z"}
    [(heading, rows)] = compare(None, {"evidence": [evidence]}, NAMES).headings
    assert heading == "Evidence 1: The bridge, supports"
    assert "3 February 2031, 04:05:06 UTC" in [row.after for row in rows]


def test_what_nobody_can_name_is_no_number() -> None:
    document = {"part_of": "01890000-0000-7000-8000-00000000000f"}
    assert texts(document) == "part of: one that is no longer on the desk"
