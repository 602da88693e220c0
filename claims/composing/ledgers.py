"""What the desk keeps as ledgers, as documents print it: whom we asked about a claim, and how far it spread."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from claims.models import Inquiry, Observation
from claims.record.documents import DeadlineDocument, InquiryDocument, ObservationDocument
from claims.scales import InquiryOutcome, Measure, Precision
from claimtrack.editions.chain import rfc3339_at
from claimtrack.vocabulary import value_of
from sources.composing import date_document, source_name


def inquiries(rows: Iterable[Inquiry], grades: Mapping[UUID, str]) -> list[InquiryDocument]:
    """Those that were asked: what is only prepared says nothing to readers."""
    return [inquiry(row, grades) for row in rows if row.asked]


def inquiry(row: Inquiry, grades: Mapping[UUID, str]) -> InquiryDocument:
    """One that was asked; by which means, of whom there and in which words stays at the desk."""
    assert row.asked is not None
    return {
        "id": str(row.pk),
        "source": source_name(row.source, dict(grades)),
        "asked": row.asked.as_document(),
        "asked_at": rfc3339_at(row.asked_at, row.asked_offset) if row.asked_at else None,
        "deadline": _deadline(row),
        "outcome": value_of(InquiryOutcome, row.outcome),
        "answer": row.answer or None,
        "answered": date_document(row.answered),
        "answered_at": rfc3339_at(row.answered_at, row.answered_offset) if row.answered_at else None,
        "late": row.is_late,
    }


def _deadline(row: Inquiry) -> DeadlineDocument | None:
    if row.passes_at is None:
        return None
    return {
        "at": rfc3339_at(row.deadline_at, row.deadline_offset) if row.deadline_at else None,
        "day": row.deadline_day.isoformat() if row.deadline_day else None,
        "zone": row.deadline_zone or None,
    }


def observations(rows: Iterable[Observation], grades: Mapping[UUID, str]) -> list[ObservationDocument]:
    return [_observation(row, grades) for row in rows]


def _observation(row: Observation, grades: Mapping[UUID, str]) -> ObservationDocument:
    assert row.observed is not None  # a column that is never null
    return {
        "id": str(row.pk),
        "figure": row.figure,
        "precision": value_of(Precision, row.precision),
        "counts": value_of(Measure, row.counts),
        "place": row.place,
        "observed": row.observed.as_document(),
        "source": source_name(row.source, dict(grades)) if row.source else None,
        "note": row.note or None,
        "corrects": str(row.corrects_id) if row.corrects_id else None,
        "reason": row.reason or None,
    }
