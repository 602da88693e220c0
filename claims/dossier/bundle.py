"""What a newsroom hands on, before it takes a form: pinned editions and all it takes to read and prove them.

A bundle is read from the record alone, in one state of it, and holds no wall-clock time: asked for again
while none of its editions has a successor, it is the same, byte for byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

import orjson
from django.conf import settings

from claims.dossier.refusals import NotPublished, NotReadable, RedactedEdition, WithheldEdition
from claims.dossier.selection import LeftOut, Selected, Selection
from claims.dossier.shapes import FORMAT, Bundle, PinnedDocument, ToRead, UnsealedBundle, in_todays_shape, withdrawal
from claims.dossier.state import Record, claims_named
from claims.record.corrections import corrections_told
from claims.record.named import sources_printed
from claimtrack.editions.bylines import bylines_of, persons_in
from claimtrack.editions.chain import canonical, rfc3339
from claimtrack.editions.models import Kind
from claimtrack.editions.reading import (
    EditionDocument,
    EditionKey,
    Found,
    Merged,
    Redacted,
    Retracted,
    Shown,
    Withheld,
)
from claimtrack.editions.state import snapshot

Histories: TypeAlias = Mapping[UUID, Sequence[EditionDocument]]


def bundle_of(selected: Selected, *, using: str) -> Bundle:
    """The dossier's contents for a selection. Claims that cannot be read are left out, and named as such.

    Raises NotPublished where none is left.
    """
    if not selected.ids:
        raise NotPublished("No published claim matches.")
    with snapshot(using):
        record = Record(using, selected.as_of)
        return _proven(record, _to_read(record, _left(record, selected)), as_of=selected.as_of)


def bundle(
    claim_ids: Sequence[UUID], *, edition: int | None = None, as_of: datetime | None = None, using: str
) -> Bundle:
    """The dossier's contents for these claims: their current editions, the one numbered, or those of a time.

    `using` is the database alias to read. The number of queries does not depend on the number of claims.
    Raises NotPublished, NotReadable, WithheldEdition or RedactedEdition for the first claim that has no such dossier,
    and ValueError for a request that makes no sense: no claim at all, a number for several, a number and a time.
    """
    ids = list(dict.fromkeys(claim_ids))
    _refuse_nonsense(ids, edition=edition, as_of=as_of)
    with snapshot(using):
        record = Record(using, as_of)
        return _proven(record, _to_read(record, _pinned(record, ids, edition)), edition=edition, as_of=as_of)


def to_read(claim_id: UUID, *, edition: int | None = None, as_of: datetime | None = None, using: str) -> ToRead:
    """What the bundle of this claim has to read, for who proves nothing by it. Raises as `bundle` does."""
    _refuse_nonsense([claim_id], edition=edition, as_of=as_of)
    with snapshot(using):
        record = Record(using, as_of)
        return _to_read(record, _pinned(record, [claim_id], edition))


def _refuse_nonsense(ids: Sequence[UUID], *, edition: int | None, as_of: datetime | None) -> None:
    if not ids:
        raise ValueError("A dossier is of one claim at least.")
    if edition is not None and (as_of is not None or len(ids) > 1):
        raise ValueError("An edition's number pins one claim, without a time.")


@dataclass(frozen=True, slots=True)
class _Contents:
    """The claims of a dossier: their editions' documents, their histories, and where merged ones are continued."""

    claims: list[PinnedDocument]
    histories: Histories
    merged_into: dict[str, str]
    selection: Selection | None = None


def _to_read(record: Record, contents: _Contents) -> ToRead:
    claims = [in_todays_shape(document) for document in contents.claims if document["statement"] is not None]
    return {
        "selection": contents.selection,
        "claims": contents.claims,
        "neighbours": record.cards({*claims_named(claims), *contents.merged_into.values()}),
        "mentions": record.mentions(claims),
        "sources": record.sources({source["id"] for claim in claims for source in sources_printed(claim)}),
        "corrections": corrections_told([claim for claim in claims if claim["corrections"]], using=record.using),
        "editions": {str(pk): list(history) for pk, history in contents.histories.items()},
        "merged_into": contents.merged_into,
        "bylines": bylines_of(persons_in(orjson.dumps(claims).decode()), using=record.using),
    }


def _proven(record: Record, read: ToRead, *, edition: int | None = None, as_of: datetime | None = None) -> Bundle:
    """With the editions that it rests on, what covers these, and the hash of it all."""
    narrative = read["selection"]["narrative"] if read["selection"] else None
    integrity = record.integrity(read["claims"], read["neighbours"], read["sources"], narrative)
    named = [*integrity, *(line for history in read["editions"].values() for line in history)]
    unsealed: UnsealedBundle = {
        **read,
        "format": FORMAT,
        "title": narrative["name"] if narrative else _title(read["claims"]),
        "record": settings.PUBLIC_URL,
        "edition": edition,
        "as_of": rfc3339(as_of) if as_of else None,
        "position": max(item["position"] for item in named),
        "published_at": max(item["published_at"] for item in named),
        "integrity": integrity,
        "digests": record.digests(integrity),
    }
    return {**unsealed, "sha256": sha256(canonical(unsealed).encode()).hexdigest()}


def _title(documents: Sequence[PinnedDocument]) -> str:
    if len(documents) > 1:
        return f"{len(documents)} claims"
    return documents[0]["statement"] or documents[0]["slug"]


# -- claims that were named -----------------------------------------------------------------------


def _pinned(record: Record, ids: Sequence[UUID], edition: int | None) -> _Contents:
    """Each of these claims, or the refusal of the first that cannot be shown."""
    histories = record.histories(ids)
    chosen = {pk: _line(record, pk, history, edition) for pk, history in histories.items()}
    found = record.read([*chosen.items(), *_withdrawals(histories)])
    for pk, line in chosen.items():
        _refuse_unreadable(found[pk, line["number"]], histories[pk], pinned=edition is not None)
    return _Contents(
        [_document(found[pk, line["number"]]) for pk, line in chosen.items()], histories, _survivors(found)
    )


def _line(record: Record, claim_id: UUID, history: Sequence[EditionDocument], edition: int | None) -> EditionDocument:
    line = record.chosen(history, edition)
    if line is None:
        raise NotPublished(_why_not(claim_id, history, edition))
    return line


def _why_not(claim_id: UUID, history: Sequence[EditionDocument], edition: int | None) -> str:
    if not history:
        return f"No claim {claim_id} was ever published."
    if edition is None:
        first = history[0]["published_at"]
        return f"The claim {claim_id} was not published then; its first edition is of {first}."
    numbers = ", ".join(str(line["number"]) for line in history)
    return f"The claim {claim_id} has no edition {edition}; it has: {numbers}."


def _refuse_unreadable(found: Found, history: Sequence[EditionDocument], *, pinned: bool) -> None:
    """`pinned` by its number, the edition that withdrew a claim can be shown."""
    match found:
        case Redacted() | Merged(kind=Kind.REDACTED):
            notes = [item["note"] for item in history if item["kind"] == "redacted"]
            raise RedactedEdition(found.work_id, number=found.number, reason=notes[-1] if notes else None)
        case Withheld() | Merged(kind=Kind.WITHHELD):
            raise WithheldEdition(found.work_id, number=found.number)
        case Retracted() | Merged() if not pinned:
            survivor = found.survivor if isinstance(found, Merged) else None
            raise NotReadable(found.work_id, kind=found.kind, reason=found.note, merged_into=survivor)


# -- claims that were selected --------------------------------------------------------------------


def _left(record: Record, selected: Selected) -> _Contents:
    """Those of the selected claims that can be shown, and in the selection why the others cannot."""
    histories = record.histories(list(selected.ids))
    chosen = {pk: line for pk, history in histories.items() if (line := record.chosen(history, None))}
    found = record.read([*chosen.items(), *_withdrawals(histories)])
    standing = {pk: found[pk, line["number"]] for pk, line in chosen.items()}
    left_out: list[LeftOut] = [
        {"id": str(pk), "why": why} for pk in histories if (why := _why_left_out(standing.get(pk)))
    ]
    kept = {pk: edition for pk, edition in standing.items() if isinstance(edition, Shown)}
    if not kept:
        raise NotPublished("None of the claims asked for can be read.")
    merged_into = {pk: survivor for pk, survivor in _survivors(found).items() if UUID(pk) in kept}
    return _Contents(
        [_document(edition) for edition in kept.values()],
        {pk: histories[pk] for pk in kept},
        merged_into,
        {**selected.selection, "left_out": left_out},
    )


def _why_left_out(found: Found | None) -> str | None:
    match found:
        case Shown():
            return None
        case Redacted():
            return Kind.REDACTED.value
        case Withheld():
            return Kind.WITHHELD.value
        case Merged():
            return Kind.MERGED.value
        case Retracted():
            return Kind.RETRACTED.value
    return "unpublished"


# -- both -----------------------------------------------------------------------------------------


def _withdrawals(histories: Histories) -> list[tuple[UUID, EditionDocument]]:
    """Of claims that were withdrawn since, the editions that did."""
    return [(pk, line) for pk, history in histories.items() if (line := withdrawal(history))]


def _survivors(found: Mapping[EditionKey, Found]) -> dict[str, str]:
    """By the ids of merged claims those of their survivors."""
    return {str(pk): str(edition.survivor) for (pk, _), edition in found.items() if isinstance(edition, Merged)}


def _document(edition: Found) -> PinnedDocument:
    """As it is stored, so that it can be held against its hash."""
    assert not isinstance(edition, Redacted | Withheld)  # refused or left out before
    document: PinnedDocument = orjson.loads(edition.text)
    return document
