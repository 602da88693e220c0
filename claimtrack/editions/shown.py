"""What somebody was shown before they decided, as one number: two documents that say the same have the same one.

`document_sha256` is the SHA-256 of the RFC 8785 form of what we say (`said`): of a composed document, what people
write under it and nobody decides on elsewhere. A work with editions of its own (a claim, a source, a narrative) is
named by its id alone, since its name is agreed to there; a document, a subject or a topic has none, and is taken as it
is printed. Left out is what nobody writes: `edition` and `corrections`, addresses, the number of the format, who wrote
and approved, clocks, and what follows from the judgements. Composers give the document as its desk rows have it, every
neighbour named and every judgement included: so approving, time passing and a neighbour's publication or new name leave
the number as it is, and every written field changes it.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from claimtrack.editions.chain import Document, canonical

#: Of a document: how an edition came about, and what is derived from its judgements.
ABOUT_THE_WHOLE: Final = frozenset({"edition", "corrections", "format", "headline", "status"})
#: Anywhere in it: addresses that are made of ids, and what clocks say.
UNWRITTEN: Final = frozenset({"api_url", "recorded_at", "taken_at"})
#: What has editions of its own, one or a list of them.
ELSEWHERE: Final = frozenset({"source", "speaker", "publisher", "attributed_to", "narratives"})
#: Of a subject, which has no editions: its name says whom a claim is about, its slug is an address.
SUBJECTS: Final = "about"


class Everybody(Collection[UUID]):
    """Neighbours as if all of them were public."""

    def __contains__(self, neighbour_id: object) -> bool:
        return True

    def __iter__(self) -> Iterator[UUID]:
        return iter(())

    def __len__(self) -> int:
        return 0


EVERYBODY = Everybody()


def said(document: Document) -> Document:
    """What we say in a document: the part of it that is agreed to."""
    return {name: _said(name, value) for name, value in document.items() if name not in ABOUT_THE_WHOLE | UNWRITTEN}


def document_sha256(document: Document) -> str:
    """64 hexadecimal digits: the number of what the document says."""
    return text_sha256(said(document))


def text_sha256(text: Document) -> str:
    """The number of what `said` gave."""
    return sha256(canonical(text).encode()).hexdigest()


def _said(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_said(name, each) for each in value]
    if not isinstance(value, dict):
        return value
    if name in ELSEWHERE:
        return value["id"]
    left_out = UNWRITTEN | {"slug"} if name == SUBJECTS else UNWRITTEN
    members = {inner: _said(inner, each) for inner, each in value.items() if inner not in left_out}
    return members | {"by": _judge(members["by"])} if "by" in members else members


def _judge(by: Any) -> Any:
    """Whose judgement it is; of what staff wrote, not which of them."""
    return {"type": by["type"], "source": by["source"]} if isinstance(by, dict) and "type" in by else None
