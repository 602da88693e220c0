"""What a newsroom hands on, before it takes a form: pinned editions and all it takes to read and prove them.

A bundle is read from the record alone, at one position of it, and holds no wall-clock time: asked for again
while none of its editions has a successor, it is the same, byte for byte.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypedDict, TypeVar, cast
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Q

from claims.dossier.selection import LeftOut, Selected, Selection
from claims.record.documents import (
    CLAIM,
    AppearanceDocument,
    Card,
    ClaimDocument,
    NarrativeDocument,
    RebuttalDocument,
    Tombstone,
)
from claims.record.documents import FORMAT as CLAIM_FORMAT
from claims.record.models import Listing
from claimtrack.editions.chain import EditionStamp, canonical, rfc3339
from claimtrack.editions.changes import DigestDocument, digest_document
from claimtrack.editions.formats import in_current_format
from claimtrack.editions.models import TOMBSTONES, Digest, Edition, Entry, Kind
from sources.documents import SOURCE, DocumentDocument, SourceDocument, SourceName

FORMAT = "claimtrack-dossier/1"

Shape = TypeVar("Shape")


# -- refusals -------------------------------------------------------------------------------------


class NotPublished(LookupError):
    """No such claim or edition is in the record, or was at the time asked for."""


class NotReadable(Exception):
    """The claim is retracted or merged: only an edition's number, or an earlier time, gives a dossier."""

    def __init__(self, claim_id: UUID, *, kind: Kind, reason: str | None, merged_into: UUID | None) -> None:
        super().__init__(f"The claim {claim_id} was {kind.value}: {reason or 'no reason is recorded'}")
        self.claim_id = claim_id
        self.kind = kind
        self.reason = reason
        self.merged_into = merged_into


class RedactedEdition(Exception):
    """The edition's document was taken away under a legal duty; `reason` is None when the order is secret."""

    def __init__(self, claim_id: UUID, *, number: int, reason: str | None) -> None:
        super().__init__(f"Edition {number} of the claim {claim_id} was redacted.")
        self.claim_id = claim_id
        self.number = number
        self.reason = reason


# -- shapes ---------------------------------------------------------------------------------------


class TombstoneDocument(Tombstone):
    """The edition that retracted or merged a claim."""

    edition: EditionStamp


PinnedDocument = ClaimDocument | TombstoneDocument


class EditionLine(TypedDict):
    """One edition in a claim's history; `redacted` when its document was taken away."""

    number: int
    kind: str
    note: str | None
    position: int
    published_at: str
    sha256: str
    previous_sha256: str | None
    changed: list[str]
    redacted: bool


class PinnedSource(SourceDocument):
    """A source as its own edition describes it; claims print the name it had when they were published."""

    edition: EditionStamp


class MentionedAppearance(AppearanceDocument):
    claim: str


class Mentions(TypedDict):
    """Items of other claims that a document names by their ids alone, by those ids."""

    appearances: dict[str, MentionedAppearance]
    rebuttals: dict[str, RebuttalDocument]
    documents: dict[str, DocumentDocument]


class PinnedEdition(TypedDict):
    """An edition the bundle rests on: of a claim in it, of a claim it names, or of a source."""

    subject_type: str
    id: str
    number: int
    position: int
    published_at: str
    sha256: str


class UnsealedBundle(TypedDict):
    """A bundle without its hash.

    `record` is the address of the record. `edition` and `as_of` are what was asked for, null for the current
    editions. `position` and `published_at` are those of the newest edition the bundle names: a publication
    elsewhere in the record does not change it. `claims` are whole documents as stored, in the order asked
    for; `neighbours` the cards of the claims they name, as far as these can be read; `sources` the sources
    they name as these describe themselves; `editions` the history of each claim up to now, whatever was
    asked for; `merged_into` the survivors of merged claims; `digests` those of closed days that cover a
    pinned edition. `selection` says how several claims were chosen, null where they were named.
    """

    format: str
    title: str
    selection: Selection | None
    record: str
    edition: int | None
    as_of: str | None
    position: int
    published_at: str
    claims: list[PinnedDocument]
    neighbours: dict[str, Card]
    mentions: Mentions
    sources: dict[str, PinnedSource]
    editions: dict[str, list[EditionLine]]
    merged_into: dict[str, str]
    integrity: list[PinnedEdition]
    digests: list[DigestDocument]


class Bundle(UnsealedBundle):
    """`sha256` is over the RFC 8785 form of the bundle without this member."""

    sha256: str


def whole_claims(bundle: Bundle) -> list[ClaimDocument]:
    """The claims of a bundle in today's shape, tombstones left out."""
    return [_in_todays_shape(document) for document in bundle["claims"] if document["statement"] is not None]


def _in_todays_shape(document: Mapping[str, Any]) -> ClaimDocument:
    if document["format"] != CLAIM_FORMAT:
        document = orjson.loads(in_current_format(canonical(document), subject_type=CLAIM, format_=document["format"]))
    return cast("ClaimDocument", document)


def every(shape: type[Shape], within: object) -> Iterator[Shape]:
    """Every object of this TypedDict's shape in a document, at any depth, in the document's order."""
    if isinstance(within, dict):
        if within.keys() == shape.__annotations__.keys():
            yield cast("Shape", within)
        for value in within.values():
            yield from every(shape, value)
    elif isinstance(within, list):
        for value in within:
            yield from every(shape, value)


# -- bundling -------------------------------------------------------------------------------------


def bundle_of(selected: Selected, *, using: str) -> Bundle:
    """The dossier's contents for a selection. Claims that cannot be read are left out, and named as such.

    Raises NotPublished where none is left.
    """
    if not selected.ids:
        raise NotPublished("No published claim matches.")
    return _bundle(list(selected.ids), edition=None, as_of=selected.as_of, using=using, selection=selected.selection)


def bundle(
    claim_ids: Sequence[UUID], *, edition: int | None = None, as_of: datetime | None = None, using: str
) -> Bundle:
    """The dossier's contents for these claims: their current editions, the one numbered, or those of a time.

    `using` is the database alias to read. The number of queries does not depend on the number of claims.
    Raises NotPublished, NotReadable or RedactedEdition for the first claim that has no such dossier, and
    ValueError for a request that makes no sense: no claim at all, a number for several, a number and a time.
    """
    ids = list(dict.fromkeys(claim_ids))
    _refuse_nonsense(ids, edition=edition, as_of=as_of)
    return _bundle(ids, edition=edition, as_of=as_of, using=using, selection=None)


def _bundle(
    ids: list[UUID], *, edition: int | None, as_of: datetime | None, using: str, selection: Selection | None
) -> Bundle:
    reading = _Reading(using, as_of)
    histories = reading.histories(ids)
    if selection is not None:
        selection, histories = reading.without_unreadable(selection, histories)
    pinned, merged_into = reading.pinned(histories, edition)
    claims = [_in_todays_shape(document) for document in pinned if document["statement"] is not None]
    cards = reading.cards({*_claims_named(claims), *merged_into.values()})
    sources = reading.sources({source["id"] for source in every(SourceName, claims)})
    narrative = selection["narrative"] if selection else None
    integrity = reading.integrity(pinned, cards, sources, narrative)
    named = [*integrity, *(line for history in histories.values() for line in history)]
    unsealed: UnsealedBundle = {
        "format": FORMAT,
        "title": narrative["name"] if narrative else _title(pinned),
        "selection": selection,
        "record": settings.PUBLIC_URL,
        "edition": edition,
        "as_of": rfc3339(as_of) if as_of else None,
        "position": max(item["position"] for item in named),
        "published_at": max(item["published_at"] for item in named),
        "claims": pinned,
        "neighbours": cards,
        "mentions": reading.mentions(claims),
        "sources": sources,
        "editions": {str(pk): history for pk, history in histories.items()},
        "merged_into": merged_into,
        "integrity": integrity,
        "digests": reading.digests(integrity),
    }
    return {**unsealed, "sha256": sha256(canonical(unsealed).encode()).hexdigest()}


def _refuse_nonsense(ids: Sequence[UUID], *, edition: int | None, as_of: datetime | None) -> None:
    if not ids:
        raise ValueError("A dossier is of one claim at least.")
    if edition is not None and (as_of is not None or len(ids) > 1):
        raise ValueError("An edition's number pins one claim, without a time.")


def _title(documents: Sequence[PinnedDocument]) -> str:
    if len(documents) > 1:
        return f"{len(documents)} claims"
    return documents[0]["statement"] or documents[0]["slug"]


@dataclass(frozen=True, slots=True)
class _Moment:
    """A state of the record: everything up to a position."""

    position: int
    at: datetime


class _Reading:
    """One pass over the record. `now` is its newest edition, `then` the newest one at the time asked for.

    What is published while we read has a later position than `now`, so the parts of a bundle fit together
    without a lock.
    """

    def __init__(self, using: str, as_of: datetime | None) -> None:
        self.using = using
        self.now = self._newest(None)
        if as_of and as_of.astimezone(UTC).date() > max(datetime.now(UTC), self.now.at).date():
            raise NotPublished(f"{as_of:%Y-%m-%d} has not come: a dossier shows what the record has held.")
        self.then = self._newest(as_of) if as_of else self.now

    def _newest(self, at: datetime | None) -> _Moment:
        editions = Edition.objects.using(self.using).order_by("-position")
        if at:
            editions = editions.filter(published_at__lte=at)
        row = editions.values_list("position", "published_at").first()
        if row is None:
            raise NotPublished("Nothing was published" + (f" by {rfc3339(at)}." if at else " yet."))
        return _Moment(*row)

    def histories(self, ids: Sequence[UUID]) -> dict[UUID, list[EditionLine]]:
        """The editions of each claim, oldest first, without their documents."""
        editions = (
            Edition.objects.using(self.using)
            .filter(subject_id__in=ids, subject_type=CLAIM, position__lte=self.now.position)
            .order_by("number")
            .annotate(redacted=Q(text__isnull=True))
        )
        found: dict[UUID, list[EditionLine]] = {pk: [] for pk in ids}
        for row in editions.values("subject_id", *EditionLine.__annotations__):
            claim_id = row.pop("subject_id")
            line = cast("EditionLine", {**row, "published_at": rfc3339(row["published_at"])})
            found[claim_id].append(line)
        return found

    def pinned(
        self, histories: Mapping[UUID, Sequence[EditionLine]], edition: int | None
    ) -> tuple[list[PinnedDocument], dict[str, str]]:
        """The document of each claim, and by the ids of merged claims those of their survivors."""
        chosen = {pk: self._choose(pk, history, edition) for pk, history in histories.items()}
        withdrawals = {pk: line for pk, history in histories.items() if (line := withdrawal(history))}
        documents = self._documents([*chosen.items(), *withdrawals.items()])
        merged_into = {str(pk): survivor for pk in withdrawals if (survivor := _survivor(documents, pk))}
        for pk, line in chosen.items():
            _refuse_redacted(pk, line, documents.get((pk, line["number"])), histories[pk])
            if edition is None:
                _refuse_withdrawn(pk, histories[pk][: line["number"]], merged_into.get(str(pk)))
        return [documents[pk, line["number"]] for pk, line in chosen.items()], merged_into

    def without_unreadable(
        self, selection: Selection, histories: Mapping[UUID, list[EditionLine]]
    ) -> tuple[Selection, dict[UUID, list[EditionLine]]]:
        """The selection with what is left out of it named, and the histories of the claims that stay."""
        unreadable = {pk: why for pk, history in histories.items() if (why := self._unreadable(history))}
        kept = {pk: history for pk, history in histories.items() if pk not in unreadable}
        if not kept:
            raise NotPublished("None of the claims asked for can be read.")
        left_out: list[LeftOut] = [{"id": str(pk), "why": why} for pk, why in unreadable.items()]
        return {**selection, "left_out": left_out}, kept

    def _unreadable(self, history: Sequence[EditionLine]) -> str | None:
        """Why the claim's edition of then cannot be shown; None where it can."""
        until = [line for line in history if line["position"] <= self.then.position]
        if not until:
            return "unpublished"
        if until[-1]["redacted"]:
            return Kind.REDACTED.value
        withdrawn = withdrawal(until)
        return withdrawn["kind"] if withdrawn else None

    def _choose(self, claim_id: UUID, history: Sequence[EditionLine], edition: int | None) -> EditionLine:
        for line in reversed(history):
            if line["number"] == edition or (edition is None and line["position"] <= self.then.position):
                return line
        raise NotPublished(_why_not(claim_id, history, edition))

    def _documents(self, wanted: Sequence[tuple[UUID, EditionLine]]) -> dict[tuple[UUID, int], PinnedDocument]:
        """The stored documents by (claim, number), those taken away left out."""
        keys = [(pk, line["number"]) for pk, line in wanted]
        editions = Edition.objects.using(self.using).filter(pk__in=keys, text__isnull=False)
        rows = editions.values_list("subject_id", "number", "text")
        return {(pk, number): orjson.loads(text or "") for pk, number, text in rows}

    def cards(self, ids: Collection[str]) -> dict[str, Card]:
        """The cards of those claims that could be read then."""
        listings = Listing.objects.using(self.using).filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=self.then.at),
            claim_id__in=ids,
            position__lte=self.then.position,
        )
        cards = listings.order_by("claim_id").values_list("claim_id", "card")
        return {str(pk): orjson.loads(card) for pk, card in cards}

    def sources(self, ids: Collection[str]) -> dict[str, PinnedSource]:
        """The sources as they described themselves then; retracted and redacted ones left out."""
        editions = (
            Edition.objects.using(self.using)
            .filter(subject_id__in=ids, subject_type=SOURCE, position__lte=self.then.position)
            .order_by("subject_id", "-number")
            .distinct("subject_id")
        )
        documents = [orjson.loads(text) for text in editions.values_list("text", flat=True) if text]
        return {document["id"]: document for document in documents if document["name"] is not None}

    def mentions(self, claims: Sequence[ClaimDocument]) -> Mentions:
        """What the claims name by id and do not hold themselves, as other claims showed it then."""
        found: dict[str, dict[str, Any]] = {"appearance": {}, "rebuttal": {}, "document": {}}
        entries = Entry.objects.using(self.using).filter(
            kind__in=found, item_id__in=_items_named(claims), lead=True, position__lte=self.then.position
        )
        for kind, item_id, text in entries.order_by("item_id").values_list("kind", "item_id", "text"):
            found[kind][item_id] = orjson.loads(text)
        return {
            "appearances": found["appearance"],
            "rebuttals": found["rebuttal"],
            "documents": found["document"],
        }

    def integrity(
        self,
        claims: Sequence[PinnedDocument],
        cards: Mapping[str, Card],
        sources: Mapping[str, PinnedSource],
        narrative: NarrativeDocument | None,
    ) -> list[PinnedEdition]:
        """The editions of all these, in order of position."""
        wanted = [
            *((UUID(item["id"]), item["edition"]["number"]) for item in claims),
            *((UUID(item["id"]), item["edition"]["number"]) for item in cards.values()),
            *((UUID(item["id"]), item["edition"]["number"]) for item in sources.values()),
            *([(UUID(narrative["id"]), narrative["edition"]["number"])] if narrative else ()),
        ]
        editions = Edition.objects.using(self.using).filter(pk__in=wanted).defer("text").order_by("position")
        return [
            {
                "subject_type": edition.subject_type,
                "id": str(edition.subject_id),
                "number": edition.number,
                "position": edition.position,
                "published_at": rfc3339(edition.published_at),
                "sha256": edition.sha256,
            }
            for edition in editions
        ]

    def digests(self, pinned: Sequence[PinnedEdition]) -> list[DigestDocument]:
        days = {item["published_at"][:10] for item in pinned}
        digests = Digest.objects.using(self.using).filter(day__in=days).order_by("day")
        return [digest_document(digest) for digest in digests]


# -- what may not be shown ------------------------------------------------------------------------


def withdrawal(history: Sequence[EditionLine]) -> EditionLine | None:
    """The edition by which the claim was retracted or merged, if that is where it stands."""
    standing = next((line for line in reversed(history) if line["kind"] != Kind.REDACTED), None)
    return standing if standing and standing["kind"] in TOMBSTONES else None


def _survivor(documents: Mapping[tuple[UUID, int], PinnedDocument], claim_id: UUID) -> str | None:
    found = (document for (pk, _), document in documents.items() if pk == claim_id)
    return next((item["merged_into"] for item in found if item["statement"] is None), None)


def _why_not(claim_id: UUID, history: Sequence[EditionLine], edition: int | None) -> str:
    if not history:
        return f"No claim {claim_id} was ever published."
    if edition is None:
        first = history[0]["published_at"]
        return f"The claim {claim_id} was not published then; its first edition is of {first}."
    numbers = ", ".join(str(line["number"]) for line in history)
    return f"The claim {claim_id} has no edition {edition}; it has: {numbers}."


def _refuse_redacted(
    claim_id: UUID, line: EditionLine, document: PinnedDocument | None, history: Sequence[EditionLine]
) -> None:
    if document is None or (line["kind"] == Kind.REDACTED and document["statement"] is None):
        notes = [item["note"] for item in history if item["kind"] == Kind.REDACTED]
        raise RedactedEdition(claim_id, number=line["number"], reason=notes[-1] if notes else None)


def _refuse_withdrawn(claim_id: UUID, history: Sequence[EditionLine], survivor: str | None) -> None:
    if line := withdrawal(history):
        raise NotReadable(
            claim_id,
            kind=Kind(line["kind"]),
            reason=line["note"],
            merged_into=UUID(survivor) if survivor else None,
        )


# -- what documents name by id --------------------------------------------------------------------


def _claims_named(claims: Sequence[ClaimDocument]) -> Iterator[str]:
    for claim in claims:
        yield from claim["parts"]
        if claim["part_of"]:
            yield claim["part_of"]
        for relation in claim["relations"]:
            yield relation["claim"]
        for rebuttal in claim["rebuttals"]:
            yield from rebuttal["makes"]
            answered = (answer["claim"] for answer in rebuttal["answers"] if "claim" in answer)
            yield from (claim_id for claim_id in answered if claim_id != claim["id"])
        for evidence in claim["evidence"]:
            if "claim" in evidence["item"]:
                yield evidence["item"]["claim"]


def _items_named(claims: Sequence[ClaimDocument]) -> set[str]:
    """Ids of appearances, rebuttals and documents that these claims name and do not show themselves."""
    named: set[str | None] = set()
    shown: set[str | None] = set()
    for claim in claims:
        shown |= {item["id"] for item in (*claim["appearances"], *claim["rebuttals"])}
        shown |= {document["id"] for document in every(DocumentDocument, claim)}
        named |= {appearance["derives_from"] for appearance in claim["appearances"]}
        for rebuttal in claim["rebuttals"]:
            named.add(rebuttal["in_reply_to"])
            named |= {answer["document"] for answer in rebuttal["answers"] if "document" in answer}
    return {item_id for item_id in named - shown if item_id}
