"""What somebody was shown before they decided, as one number: two documents that say the same have the same one.

`document_sha256` is the SHA-256 of the RFC 8785 form of a composed document without what nobody writes: its
`edition` and `corrections`, and of every judgement in it who approved it and when that was recorded. Composers give it
the document as its desk rows have it, every neighbour named and every judgement included: so approving, time passing
and a neighbour's publication leave the number as it is, and every written field changes it.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from claimtrack.editions.chain import Document, canonical

#: Members of a document that say how an edition of it came about.
ABOUT_THE_EDITION = frozenset({"edition", "corrections"})


class Everybody(Collection[UUID]):
    """Neighbours as if all of them were public."""

    def __contains__(self, neighbour_id: object) -> bool:
        return True

    def __iter__(self) -> Iterator[UUID]:
        return iter(())

    def __len__(self) -> int:
        return 0


EVERYBODY = Everybody()


def document_sha256(document: Document) -> str:
    """64 hexadecimal digits."""
    written = {name: value for name, value in document.items() if name not in ABOUT_THE_EDITION}
    return sha256(canonical(_written(written)).encode()).hexdigest()


def _written(value: Any) -> Any:
    """The value without who approved it, and when that was recorded."""
    if isinstance(value, list):
        return [_written(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_approver(inner) if name == "by" else _written(inner)
        for name, inner in value.items()
        if name != "recorded_at"
    }


def _without_approver(by: Any) -> Any:
    return {name: value for name, value in by.items() if name != "approver"} if isinstance(by, dict) else by
