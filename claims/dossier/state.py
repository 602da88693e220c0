"""The record as a bundle reads it: from one state, as it stood at one time, in few queries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q

from claims.dossier.refusals import NotPublished
from claims.dossier.shapes import Mentions, PinnedDocument, PinnedEdition, PinnedSource
from claims.record.documents import CLAIM, Card, ClaimDocument, NarrativeDocument
from claims.record.models import Listing
from claims.record.named import documents_printed
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.changes import DigestDocument, digest_document
from claimtrack.editions.models import Digest, Edition, Entry
from claimtrack.editions.reading import (
    EDITION_COLUMNS,
    EditionDocument,
    EditionKey,
    Found,
    Shown,
    edition_document,
    histories,
    read_editions,
    read_until,
)
from sources.documents import SOURCE


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the record: everything up to a position."""

    position: int
    at: datetime


class Record:
    """The record as a bundle reads it: `now` is its newest edition, `then` the newest one at the time asked for."""

    def __init__(self, using: str, as_of: datetime | None) -> None:
        self.using = using
        self.now = self._newest(None)
        if as_of and as_of.astimezone(UTC).date() > max(datetime.now(UTC), self.now.at).date():
            raise NotPublished(f"{as_of:%Y-%m-%d} has not come: a dossier shows what the record has held.")
        self.then = self._newest(as_of) if as_of else self.now

    def _newest(self, at: datetime | None) -> Moment:
        editions = Edition.objects.using(self.using).order_by("-position")
        if at:
            editions = editions.filter(published_at__lte=at)
        row = editions.values_list("position", "published_at").first()
        if row is None:
            raise NotPublished("Nothing was published" + (f" by {rfc3339(at)}." if at else " yet."))
        return Moment(*row)

    def histories(self, ids: Sequence[UUID]) -> dict[UUID, list[EditionDocument]]:
        """The editions of each claim, oldest first, without their documents."""
        editions = Edition.objects.using(self.using).filter(subject_id__in=ids, subject_type=CLAIM).order_by("number")
        found: dict[UUID, list[EditionDocument]] = {pk: [] for pk in ids}
        for row in histories(editions).values("subject_id", *EDITION_COLUMNS):
            found[row["subject_id"]].append(edition_document(row))
        return found

    def chosen(self, history: Sequence[EditionDocument], edition: int | None) -> EditionDocument | None:
        """The edition with this number, or the one that stood then."""
        for line in reversed(history):
            if line["number"] == edition or (edition is None and line["position"] <= self.then.position):
                return line
        return None

    def read(self, lines: Iterable[tuple[UUID, EditionDocument]]) -> dict[EditionKey, Found]:
        """What these editions of claims show."""
        return read_editions({(pk, line["number"]) for pk, line in lines}, using=self.using)

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
        found = read_until(SOURCE, ids, position=self.then.position, using=self.using)
        shown = [edition for _, edition in sorted(found.items()) if isinstance(edition, Shown)]
        return {str(edition.work_id): orjson.loads(edition.text) for edition in shown}

    def mentions(self, claims: Sequence[ClaimDocument]) -> Mentions:
        """What the claims name by id and do not hold themselves, as other claims showed it then."""
        found: dict[str, dict[str, Any]] = {"appearance": {}, "rebuttal": {}, "document": {}}
        entries = Entry.objects.using(self.using).filter(
            kind__in=found, item_id__in=items_named(claims), lead=True, position__lte=self.then.position
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


# -- what documents name by id --------------------------------------------------------------------


def claims_named(claims: Sequence[ClaimDocument]) -> Iterator[str]:
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


def items_named(claims: Sequence[ClaimDocument]) -> set[str]:
    """Ids of appearances, rebuttals and documents that these claims name and do not show themselves."""
    named: set[str | None] = set()
    shown: set[str | None] = set()
    for claim in claims:
        shown |= {item["id"] for item in (*claim["appearances"], *claim["rebuttals"])}
        shown |= documents_printed(claim).keys()
        named |= {appearance["derives_from"] for appearance in claim["appearances"]}
        for rebuttal in claim["rebuttals"]:
            named.add(rebuttal["in_reply_to"])
            named |= {answer["document"] for answer in rebuttal["answers"] if "document" in answer}
    return {item_id for item_id in named - shown if item_id}
