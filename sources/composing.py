"""Sources and documents as the public reads them: rows in, plain documents out, in bounded queries."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from claimtrack import addresses
from claimtrack.accounts.hiding import unrestricted
from claimtrack.accounts.pseudonyms import staff
from claimtrack.dates import DateDocument, WorldDate
from claimtrack.editions.chain import Document as PublicDocument
from claimtrack.editions.chain import rfc3339
from claimtrack.editions.composed import Composed, Neighbours
from claimtrack.editions.shown import EVERYBODY, said, text_sha256
from claimtrack.vocabulary import value_of
from sources.addresses import without_tracking
from sources.documents import FORMAT, SOURCE, CaptureDocument, CitedDocument, OfficeDocument, SourceBody, SourceName
from sources.models import Capture, Document, ReliabilityGrade, Source
from sources.reliability import Reliability
from sources.vocabulary import FLAGS, Medium, SourceKind


def date_document(date: WorldDate | None) -> DateDocument | None:
    return date.as_document() if date else None


def current_grades(source_ids: Collection[UUID]) -> dict[UUID, str]:
    """The newest approved grade our desk gave each of these sources."""
    ours = ReliabilityGrade.objects.approved().filter(source__pk__among=source_ids, by__isnull=True)
    grades = ours.order_by("at", "id")
    return dict(grades.values_list("source_id", "grade"))


def newest_captures(document_ids: Collection[UUID]) -> dict[UUID, CaptureDocument]:
    """The newest copy of each of these documents, of those not restricted; in one query, without what they hold."""
    captures = unrestricted(Capture.objects.filter(document__pk__among=document_ids)).order_by("taken_at", "id")
    rows = captures.values(
        "document_id",
        "sha256",
        "taken_at",
        "taken_by_person",
        "taken_in_role",
        "tool",
        "media_type",
        "archived_url",
        "alike",
        *FLAGS,
    )
    return {
        row["document_id"]: {
            "sha256": row["sha256"],
            "taken_at": rfc3339(row["taken_at"]),
            "by": staff(person, row["taken_in_role"]) if (person := row["taken_by_person"]) else None,
            "tool": row["tool"] or None,
            "media_type": row["media_type"] or None,
            "archived_url": row["archived_url"] or None,
            "perceptual_hash": _found_by(row),
        }
        for row in rows
    }


def _found_by(row: Mapping[str, Any]) -> str | None:
    """What an image is found by; what is flagged is found by nobody."""
    return None if any(row[flag] for flag in FLAGS) else row["alike"] or None


def source_name(source: Source, grades: dict[UUID, str]) -> SourceName:
    return {
        "id": str(source.pk),
        "slug": source.slug,
        "name": source.name,
        "kind": value_of(SourceKind, source.kind),
        "country": source.country.code or None,
        "reliability": value_of(Reliability, grades.get(source.pk)),
    }


def cited_document(document: Document, grades: dict[UUID, str], captures: dict[UUID, CaptureDocument]) -> CitedDocument:
    return {
        "id": str(document.pk),
        "title": document.title or None,
        "url": without_tracking(document.url) or None,
        "api_url": addresses.of("document", document.pk),
        "publisher": source_name(document.publisher, grades),
        "authors": document.authors,
        "medium": value_of(Medium, document.medium),
        "language": document.language or None,
        "published": date_document(document.published),
        "archived_url": document.archived_url or None,
        "capture": captures.get(document.pk),
    }


def compose(
    sources: Iterable[Source], *, also_public: Collection[UUID] = (), with_drafts: bool = False
) -> dict[UUID, Composed]:
    """Compose these sources; `also_public` are roots about to be published in the same transaction.

    `with_drafts` has grades that nobody approved, too.
    """
    rows = list(sources)
    grades = ReliabilityGrade.objects.select_related("by__merged_into")
    printed = Prefetch("grades", grades if with_drafts else grades.approved(), to_attr="printed_grades")
    prefetch_related_objects(rows, "offices", printed)
    named = {row.part_of_id for row in rows if row.part_of_id}
    named |= {office.organization_id for row in rows for office in row.offices.all()}
    public = also_public
    if public is not EVERYBODY:
        public = {*also_public, *Source.objects.published().filter(pk__in=named).values_list("pk", flat=True)}
    return {row.pk: _compose_one(row, public) for row in rows}


def sources_said(sources: Iterable[Source]) -> dict[UUID, PublicDocument]:
    """What each of these sources says of itself, as an editor agrees to it (`claimtrack.editions.shown`)."""
    composed = compose(sources, also_public=EVERYBODY, with_drafts=True)
    return {pk: said(each.document) for pk, each in composed.items()}


def sources_sha256(sources: Iterable[Source]) -> dict[UUID, str]:
    """The `document_sha256` of each of these sources."""
    return {pk: text_sha256(text) for pk, text in sources_said(sources).items()}


def _compose_one(source: Any, public: Collection[UUID]) -> Composed:
    neighbours = Neighbours(public)
    document: SourceBody = {
        "format": FORMAT,
        "id": str(source.pk),
        "slug": source.slug,
        "api_url": addresses.of(SOURCE, source.pk),
        "name": source.name,
        "kind": value_of(SourceKind, source.kind),
        "aliases": source.aliases,
        "description": source.description,
        "country": source.country.code or None,
        "part_of": neighbours.one("part_of", source.part_of_id),
        "offices": _offices(source, neighbours),
        "website": source.website or None,
        "same_as": source.same_as,
        "reliability": [
            {
                "grade": value_of(Reliability, grade.grade),
                "reasons": grade.reasons,
                "by": (grade.by.merged_into or grade.by).name if grade.by else None,
                "at": grade.at.isoformat(),
            }
            for grade in source.printed_grades
        ],
    }
    return Composed(dict(document), neighbours.held_back)


def _offices(source: Source, neighbours: Neighbours) -> list[OfficeDocument]:
    return [
        {
            "id": str(office.pk),
            "organization": neighbours.one(f"offices.{office.pk}.organization", office.organization_id),
            "title": office.title,
            "from": date_document(office.start),
            "to": date_document(office.end),
        }
        for office in source.offices.all()
    ]
