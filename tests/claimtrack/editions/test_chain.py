"""The bytes and hashes of editions, against an independent implementation of RFC 8785."""

import hashlib
import json
from typing import Any

import jcs
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.editions.chain import Frame, changed_members, sha256_of
from claimtrack.editions.composed import with_fragments

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3))
names = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
documents = st.dictionaries(names, values, max_size=6)


def independent(value: Any) -> bytes:
    return bytes(jcs.canonicalize(value))  # type: ignore[no-untyped-call]  # jcs has no types


def stamp(previous: str | None = None, position: int = 7) -> dict[str, Any]:
    return {"number": 2, "position": position, "sha256": "", "previous_sha256": previous, "nonce": "00ff"}


@given(documents)
def test_the_spliced_text_is_the_canonical_form_of_the_whole_document(document: dict[str, Any]) -> None:
    assert Frame.of(document).text(stamp()).encode() == independent(document | {"edition": stamp()})


@given(documents)
def test_the_hash_is_recomputed_from_the_stored_bytes_by_anybody(document: dict[str, Any]) -> None:
    frame, its_stamp = Frame.of(document), stamp(previous="ab")
    its_stamp["sha256"] = frame.sha256(its_stamp)
    stored = json.loads(frame.text(its_stamp))
    del stored["edition"]["sha256"], stored["edition"]["position"]
    assert hashlib.sha256(independent(stored)).hexdigest() == its_stamp["sha256"]
    assert sha256_of(frame.text(its_stamp)) == its_stamp["sha256"]


@given(documents)
def test_the_hash_does_not_depend_on_the_position_and_does_on_the_previous_hash(document: dict[str, Any]) -> None:
    frame = Frame.of(document)
    assert frame.sha256(stamp(position=1)) == frame.sha256(stamp(position=2))
    assert frame.sha256(stamp(previous="ab")) != frame.sha256(stamp(previous="cd"))


@given(documents, names, values)
def test_a_change_of_any_member_is_named_and_changes_the_hash(document: dict[str, Any], name: str, value: Any) -> None:
    other = document | {name: value}
    changed = changed_members(document, other)
    differs = name not in document or json.dumps(document[name]) != json.dumps(value)
    if name not in {"edition", "corrections", "format"} and changed:
        assert changed == [name]
        assert Frame.of(document).sha256(stamp()) != Frame.of(other).sha256(stamp())
    assert bool(changed) <= differs


def test_the_first_edition_changes_nothing() -> None:
    assert changed_members(None, {"statement": "a"}) == []


def test_fragments_are_released_once_and_in_order() -> None:
    document: dict[str, Any] = {"parts": ["b"], "part_of": None, "rebuttals": [{"id": "r", "makes": []}], "edition": {}}
    fragments = [("parts", "a"), ("parts", "b"), ("part_of", "p"), ("rebuttals.r.makes", "m")]
    after = with_fragments(document, fragments)
    assert after["parts"] == ["a", "b"]
    assert after["part_of"] == "p"
    assert after["rebuttals"][0]["makes"] == ["m"]
    assert with_fragments(after, fragments) == after
    assert document["parts"] == ["b"]


def test_a_fragment_whose_place_is_gone_is_passed_over() -> None:
    document: dict[str, Any] = {"rebuttals": [], "edition": {}}
    assert with_fragments(document, [("rebuttals.r.makes", "m"), ("missing", 1)]) == document
