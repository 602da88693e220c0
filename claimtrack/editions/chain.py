"""Canonical bytes and hashes: what makes an edition's text provable.

An edition's hash is the SHA-256 over the RFC 8785 form of its whole document with `edition.sha256` and
`edition.position` left out. It covers `edition.previous_sha256`, so the editions of a subject form a chain.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal, TypeAlias, TypedDict

import orjson
import rfc8785

from claimtrack.notations import Instant

#: A published document: JSON with text keys. Each subject's own shape is a TypedDict in its app.
Document = dict[str, Any]


#: A value of `Kind`, which stands with the tables: documents are described before there are any.
EditionKindValue: TypeAlias = Literal[
    "published", "updated", "corrected", "retracted", "merged", "restored", "redacted", "withheld"
]


#: Why words of an earlier edition are not repeated beside the correction of them; `Ground` stands with the tables.
EditionGroundValue: TypeAlias = Literal["legal", "privacy", "safety"]

#: The role of a member of staff; `claimtrack.accounts.roles` says what each may do.
RoleValue: TypeAlias = Literal["viewer", "reporter", "checker", "editor", "administrator"]

#: Who had agreed to an edition before it was published; `Review` stands with the tables.
ReviewValue: TypeAlias = Literal["two_people", "alone", "relaxed", "automatic"]


class StaffDocument(TypedDict):
    """A member of staff, without a name: the role held at that time, null where it was not recorded, and an id.

    The id is the same wherever it is the same person, and says nothing of them.
    """

    role: RoleValue | None
    person: str


class EditionStamp(TypedDict):
    """The `edition` member of every document.

    `by` is who published it, null where that was an import or a job, and in editions of formats before there was a
    `by`. `review` says who had agreed to it: two people, one alone with a second look owed, one in a newsroom where
    only one may publish, or nobody (`automatic`: an import or a job); null where that is not known.

    What is hashed and what is not, the database knows as well (`appending.APPENDED`), by the names beside each other.
    """

    by: StaffDocument | None
    number: int
    kind: EditionKindValue
    note: str | None
    position: int
    published_at: Instant
    sha256: str
    previous_sha256: str | None
    nonce: str
    changed: list[str]
    license: str
    credit: str
    review: ReviewValue | None


#: Members of the stamp that the hash cannot cover: itself, and the position, which is the ledger's.
UNHASHED = ("sha256", "position")


def rfc3339(at: datetime) -> str:
    """UTC with microseconds, as every time in the API: `2018-10-09T12:00:00.000000Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def rfc3339_at(at: datetime, offset: int | None) -> str:
    """With microseconds, by a clock so many minutes ahead of UTC: `2018-10-09T13:00:00.000000+01:00`; None is UTC."""
    if offset is None:
        return rfc3339(at)
    return at.astimezone(timezone(timedelta(minutes=offset))).isoformat(timespec="microseconds")


def nonce() -> str:
    """128 random bits, so that a redacted document cannot be guessed back from its hash."""
    return secrets.token_hex(16)


def canonical(value: Any) -> str:
    """The RFC 8785 form. Raises ValueError for what JSON cannot say exactly (NaN, integers over 2**53)."""
    if _is_plain(value):
        try:
            return orjson.dumps(value, option=_CANONICAL).decode()
        except orjson.JSONEncodeError:
            pass  # what it cannot write, the other refuses with the reason
    return rfc8785.dumps(value).decode()


# For values without fractions whose names are ASCII, this is the RFC's form, twenty times as fast: the order of
# the names is the same in UTF-8 and in UTF-16, and both write texts as ECMAScript does.
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_LEAVES = frozenset({str, int, bool, type(None)})


def _is_plain(value: Any) -> bool:
    """Whether a value holds nothing but texts, integers, booleans and nulls, under names in ASCII."""
    kind = type(value)
    if kind is dict:
        inner = value.values()
        if not all(type(name) is str and name.isascii() for name in value):
            return False
    elif kind is list:
        inner = value
    else:
        return kind in _LEAVES or issubclass(kind, str)
    return all(type(item) in _LEAVES or _is_plain(item) for item in inner)


@dataclass(frozen=True, slots=True)
class Frame:
    """A document's canonical text, cut where its `edition` member goes.

    Canonicalising is the slow part of publishing, so it is done before the counter is locked; the stamp,
    known only under the lock, is spliced in. RFC 8785 sorts members, so the cut is well-defined.
    """

    before: str
    after: str

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Frame":
        members = {key: value for key, value in document.items() if key != "edition"}
        # Members sort by UTF-16 code units; ours are ASCII names, for which that is the plain order.
        before = {key: members[key] for key in members if key < "edition"}
        after = {key: members[key] for key in members if key > "edition"}
        return cls(canonical(before)[1:-1], canonical(after)[1:-1])

    def text(self, stamp: Mapping[str, Any]) -> str:
        parts = [self.before, f'"edition":{canonical(stamp)}', self.after]
        return "{" + ",".join(part for part in parts if part) + "}"

    def sha256(self, stamp: Mapping[str, Any]) -> str:
        hashed = {key: value for key, value in stamp.items() if key not in UNHASHED}
        return hashlib.sha256(self.text(hashed).encode()).hexdigest()


def sha256_of(text: str) -> str:
    """Recompute the hash of a stored edition from its bytes alone, as any outsider would."""
    document = orjson.loads(text)
    stamp = {key: value for key, value in document["edition"].items() if key not in UNHASHED}
    return hashlib.sha256(canonical(document | {"edition": stamp}).encode()).hexdigest()


def changed_members(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[str]:
    """Names of the top-level members that differ, sorted; empty for a first edition."""
    if old is None:
        return []
    keys = (old.keys() | new.keys()) - {"edition", "corrections", "format"}
    return sorted(key for key in keys if old.get(key) != new.get(key))
