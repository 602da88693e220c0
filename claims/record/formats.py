"""Claims and narratives of earlier formats in today's shape: one pure function a step."""

from typing import Any

from claims.record.untitled import made_up_titles_left_out
from claimtrack.editions.chain import Document
from claimtrack.editions.formats import unsigned

#: What format 2 prints of a capture besides its hash and its time.
OF_CAPTURES = ("by", "tool", "media_type", "archived_url")


def captures_described(document: Document) -> Document:
    """1 → 2: a capture says who took it, with what tool, its media type and its archive; of earlier ones, null."""
    described: Document = _described(document)
    return described | {"format": 2}


def _described(value: Any) -> Any:
    match value:
        case list():
            return [_described(item) for item in value]
        case {"capture": dict(capture), **others}:
            return _described(others) | {"capture": dict.fromkeys(OF_CAPTURES) | capture}
        case dict():
            return {name: _described(item) for name, item in value.items()}
    return value


def corrections_and_titles(document: Document) -> Document:
    """2 → 3: a correction says where something changed, not what was said there; titles of our making are left out."""
    return made_up_titles_left_out(_corrections_by_paths(document)) | {"format": 3}


def _corrections_by_paths(document: Document) -> Document:
    if "corrections" not in document:
        return document
    corrections = [_by_paths(**correction) for correction in document["corrections"]]
    return document | {"corrections": corrections}


def _by_paths(*, at: str, note: str, before: Document, after: Document) -> Document:
    return {"at": at, "note": note, "number": None, "paths": sorted(before.keys() | after.keys())}


def names_left_out(document: Document) -> Document:
    """3 → 4: members of staff are a role and an id. Whose name an earlier edition printed is not known by id: null."""
    nameless: Document = _nameless(document)
    if "relations" in nameless:
        nameless["relations"] = [relation | {"by": None} for relation in nameless["relations"]]
    return unsigned(nameless, format_=4)


def replies_and_spread(document: Document) -> Document:
    """4 → 5: whom we asked, how far it spread, and summaries of what judges; of earlier editions, none is known."""
    if "appearances" not in document:
        return document | {"format": 5}  # a tombstone
    appearances = [appearance | {"observations": []} for appearance in document["appearances"]]
    rebuttals = [rebuttal | {"assessments": _unsummed(rebuttal)} for rebuttal in document["rebuttals"]]
    return document | {
        "format": 5,
        "appearances": appearances,
        "rebuttals": rebuttals,
        "assessments": _unsummed(document),
        "inquiries": [],
        "observations": [],
    }


def _unsummed(judged: Document) -> list[Document]:
    return [
        row | {"document": row["document"] | {"summary": None} if row["document"] else None}
        for row in judged["assessments"]
    ]


def media_described(document: Document) -> Document:
    """5 → 6: what is seen or heard is described, and found by its hash; of earlier editions, neither is known."""
    if "appearances" not in document:
        return document | {"format": 6}  # a tombstone
    described: Document = _without_hashes(document)
    unsaid = {"description": None, "transcript": None}
    return described | {"format": 6, "appearances": [unsaid | each for each in described["appearances"]]}


def _without_hashes(value: Any) -> Any:
    match value:
        case list():
            return [_without_hashes(item) for item in value]
        case {"capture": dict(capture), **others}:
            return _without_hashes(others) | {"capture": capture | {"perceptual_hash": None}}
        case dict():
            return {name: _without_hashes(item) for name, item in value.items()}
    return value


def _nameless(value: Any) -> Any:
    """Without who judged and approved at the desk, and who took copies."""
    match value:
        case list():
            return [_nameless(item) for item in value]
        case {"analyst": _, "approver": _}:
            return value | {"analyst": None, "approver": None}
        case {"by": _, "taken_at": _}:
            return value | {"by": None}
        case dict():
            return {name: _nameless(item) for name, item in value.items()}
    return value


# -- narratives -----------------------------------------------------------------------------------


def techniques_named(document: Document) -> Document:
    """2 → 3: by which techniques of DISARM it was spread; of earlier editions, none is known."""
    if "period" not in document:
        return document | {"format": 3}  # a tombstone
    return document | {"format": 3, "techniques": []}
