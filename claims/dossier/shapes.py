"""What a bundle is, as its JSON form shows it, and what of it is read again and again."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

import orjson

from claims.dossier.selection import Selection
from claims.record.documents import (
    CLAIM,
    AppearanceDocument,
    Card,
    ClaimDocument,
    CorrectionDocument,
    RebuttalDocument,
    TombstoneDocument,
)
from claims.record.documents import FORMAT as CLAIM_FORMAT
from claimtrack.editions.chain import EditionStamp, canonical
from claimtrack.editions.changes import DigestDocument
from claimtrack.editions.formats import in_current_format
from claimtrack.editions.models import TOMBSTONES
from claimtrack.editions.reading import EditionDocument
from claimtrack.notations import Instant
from sources.documents import CitedDocument, SourceDocument

FORMAT = "claimtrack-dossier/1"

PinnedDocument = ClaimDocument | TombstoneDocument


class PinnedSource(SourceDocument):
    """A source as its own edition describes it; claims print the name it had when they were published."""

    edition: EditionStamp


class MentionedAppearance(AppearanceDocument):
    claim: str


class Mentions(TypedDict):
    """Items of other claims that a document names by their ids alone, by those ids."""

    appearances: dict[str, MentionedAppearance]
    rebuttals: dict[str, RebuttalDocument]
    documents: dict[str, CitedDocument]


class PinnedEdition(TypedDict):
    """An edition the bundle rests on: of a claim in it, of a claim it names, or of a source."""

    subject_type: str
    id: str
    number: int
    position: int
    published_at: Instant
    sha256: str


class ToRead(TypedDict):
    """What a bundle has to read, without what proves it.

    `claims` are whole documents as stored, in the order asked for; `neighbours` the cards of the claims they name, as
    far as these can be read; `sources` the sources they name as these describe themselves; `corrections` those of
    each corrected claim, with the words before and since as the two editions have them; `editions` the history of
    each claim up to now, whatever was asked for; `merged_into` the survivors of merged claims; `bylines` the names of
    those members of staff who work under one, by their ids. `selection` says how several claims were chosen, null
    where they were named.
    """

    selection: Selection | None
    claims: list[PinnedDocument]
    neighbours: dict[str, Card]
    mentions: Mentions
    sources: dict[str, PinnedSource]
    corrections: dict[str, list[CorrectionDocument]]
    editions: dict[str, list[EditionDocument]]
    merged_into: dict[str, str]
    bylines: dict[str, str]


class UnsealedBundle(ToRead):
    """A bundle without its hash.

    `record` is the address of the record. `edition` and `as_of` are what was asked for, null for the current
    editions. `position` and `published_at` are those of the newest edition the bundle names: a publication
    elsewhere in the record does not change it. `integrity` names the editions it rests on, and `digests` are those of
    closed days that cover one of them.
    """

    format: str
    title: str
    record: str
    edition: int | None
    as_of: str | None
    position: int
    published_at: Instant
    integrity: list[PinnedEdition]
    digests: list[DigestDocument]


class Bundle(UnsealedBundle):
    """`sha256` is over the RFC 8785 form of the bundle without this member."""

    sha256: str


def whole_claims(bundle: ToRead) -> list[ClaimDocument]:
    """The claims of a bundle in today's shape, tombstones left out."""
    return [in_todays_shape(document) for document in bundle["claims"] if document["statement"] is not None]


def in_todays_shape(document: Mapping[str, Any]) -> ClaimDocument:
    if document["format"] != CLAIM_FORMAT:
        document = orjson.loads(in_current_format(canonical(document), subject_type=CLAIM, format_=document["format"]))
    return cast("ClaimDocument", document)


def withdrawal(history: Sequence[EditionDocument]) -> EditionDocument | None:
    """The edition by which the claim was retracted or merged, if that is where it stands."""
    standing = next((line for line in reversed(history) if line["kind"] not in {"redacted", "withheld"}), None)
    return standing if standing and standing["kind"] in TOMBSTONES else None
