"""Recorded editions, one a format: they stay readable, valid and provable whatever the code becomes.

`tests/golden/claim-format-6.json` is an edition, byte for byte, of a claim that has nearly everything. A new format
gets a file of its own, and the old ones are never touched.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jcs
import pytest
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from claims.record.documents import FORMAT, NARRATIVE_FORMAT, ClaimDocument, NarrativeDocument
from claimtrack.api.documents import REFERENCE, components_of, reference_to
from claimtrack.editions.formats import in_current_format
from sources.documents import FORMAT as SOURCE_FORMAT
from sources.documents import SourceDocument
from tests.libya import EDITION_COUNT

GOLDEN = Path(__file__).parents[2] / "golden"
SHAPES: dict[str, tuple[type, int]] = {
    "claim": (ClaimDocument, FORMAT),
    "narrative": (NarrativeDocument, NARRATIVE_FORMAT),
    "source": (SourceDocument, SOURCE_FORMAT),
}
RECORDED = [f"{kind}-format-{number}" for kind, (_, newest) in SHAPES.items() for number in range(1, newest + 1)]
#: What a rated claim whose quotations were not checked yet cannot have, and what stands beside editions.
NOT_IN_THE_CLAIM = {
    ("Claim", "not_checkable_reason"),
    ("Assessment", "not_checkable_reason"),
    ("Appearance", "anchored"),
    ("Rebuttal", "anchored"),
    ("Evidence", "anchored"),
    ("Correction", "before"),
    ("Correction", "after"),
    ("Correction", "withheld"),
    ("Claim", "bylines"),
}


def validator(shape: type) -> Any:
    return Draft202012Validator({**reference_to(shape), "components": {"schemas": components_of(shape)}})


VALID = {kind: validator(shape) for kind, (shape, _) in SHAPES.items()}


def recorded(name: str) -> str:
    return (GOLDEN / f"{name}.json").read_text(encoding="utf-8").rstrip("\n")


def hash_of(text: str) -> str:
    """The hash as an outsider recomputes it, with another implementation of RFC 8785 than ours."""
    document = json.loads(text)
    del document["edition"]["sha256"], document["edition"]["position"]
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def canonical(document: Any) -> str:
    written: bytes = jcs.canonicalize(document)  # type: ignore[no-untyped-call]  # jcs has no types
    return written.decode()


def test_there_is_a_recorded_edition_for_every_format_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(RECORDED)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_edition_is_canonical_and_has_the_hash_it_says(name: str) -> None:
    text = recorded(name)
    document = json.loads(text)
    assert canonical(document) == text
    assert document["edition"]["sha256"] == hash_of(text)
    assert document["format"] == int(name.rsplit("-", maxsplit=1)[1])


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_edition_is_read_in_the_shape_of_today(name: str) -> None:
    kind, number = name.split("-format-")
    text = in_current_format(recorded(name), subject_type=kind, format_=int(number))
    VALID[kind].validate(json.loads(text))


def test_of_a_first_edition_nobody_knows_who_took_its_captures() -> None:
    text = in_current_format(recorded("claim-format-1"), subject_type="claim", format_=1)
    captures = [item["document"]["capture"] for item in json.loads(text)["appearances"]]
    assert [capture["by"] for capture in captures] == [None, None]
    assert all(len(capture["sha256"]) == len("0" * 64) for capture in captures)


def test_of_an_earlier_edition_nobody_knows_who_published_it_and_no_name_is_repeated() -> None:
    text = in_current_format(recorded("claim-format-3"), subject_type="claim", format_=3)
    document = json.loads(text)
    judges = [judged["by"] for of in (document, *document["rebuttals"]) for judged in of["assessments"]]
    assert {(judge["analyst"], judge["approver"]) for judge in judges} == {(None, None)}
    assert {relation["by"] for relation in document["relations"]} == {None}
    assert (document["edition"]["by"], document["edition"]["review"]) == (None, None)
    assert [name for name in names_in(recorded("claim-format-3")) if name in text] == []


def test_of_an_earlier_edition_nothing_is_described_and_no_image_is_found() -> None:
    text = in_current_format(recorded("claim-format-5"), subject_type="claim", format_=5)
    appearances = json.loads(text)["appearances"]
    assert {(each["description"], each["transcript"]) for each in appearances} == {(None, None)}
    assert {each["document"]["capture"]["perceptual_hash"] for each in appearances} == {None}


def test_of_an_earlier_narrative_no_technique_is_known() -> None:
    for number in (1, 2):
        text = in_current_format(recorded(f"narrative-format-{number}"), subject_type="narrative", format_=number)
        assert json.loads(text)["techniques"] == []


def names_in(text: str) -> set[str]:
    """The names of members of staff that editions of format 3 and before printed."""
    found = set(re.findall(r'"(?:analyst|approver|by)":"([^"]+)"', text))
    assert len(found) > 1
    return found


def test_a_correction_of_an_earlier_format_says_where_and_repeats_no_words() -> None:
    text = in_current_format(recorded("claim-format-2"), subject_type="claim", format_=2)
    assert json.loads(text)["corrections"] == [
        {
            "at": "2026-11-23T08:22:21.174716Z",
            "note": "We took dredging for building.",
            "number": None,
            "paths": ["headline"],
        }
    ]


def filled(schema: dict[str, Any], value: Any, components: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(shape, member) of everything that has a value."""
    if (name := schema.get("$ref", "").removeprefix(REFERENCE)) and isinstance(value, dict):
        for member, inner in components[name]["properties"].items():
            if value.get(member) not in (None, [], {}, ""):
                yield name, member
                yield from filled(inner, value[member], components)
    for inner in schema.get("anyOf", ()):
        yield from filled(inner, value, components)
    for each in value if isinstance(value, list) else ():
        yield from filled(schema.get("items", {}), each, components)


def test_the_recorded_claim_has_a_value_for_every_member() -> None:
    """Else a change of some member's shape would go unnoticed."""
    components = components_of(ClaimDocument)
    newest = json.loads(recorded(f"claim-format-{FORMAT}"))
    found = set(filled(reference_to(ClaimDocument), newest, components))
    every = {(name, member) for name, shape in components.items() for member in shape.get("properties", ())}
    assert every - found == NOT_IN_THE_CLAIM


# -- every edition of the case --------------------------------------------------------------------


def test_every_edition_of_the_case_is_canonical_valid_and_provable_by_anybody(libya: APIClient) -> None:
    changes = libya.get("/api/v1/changes/?page_size=200").json()["results"]
    assert len(changes) == EDITION_COUNT
    for change in changes:
        text = libya.get(f"{change['api_url']}?edition={change['number']}").content.decode()
        document = json.loads(text)
        assert canonical(document) == text
        assert document["edition"]["sha256"] == change["sha256"] == hash_of(text)
        assert document["edition"]["previous_sha256"] is None
        VALID[change["subject_type"]].validate(document)


def test_no_two_editions_of_the_case_share_a_nonce(libya: APIClient) -> None:
    changes = libya.get("/api/v1/changes/?page_size=200").json()["results"]
    nonces = {libya.get(change["api_url"]).json()["edition"]["nonce"] for change in changes}
    assert len(nonces) == len(changes)
    assert all(len(nonce) == 32 for nonce in nonces)
