"""Everything that writes sources and documents. Keyword-only, atomic, `by=` whom."""

from sources.writing import rows  # noqa: F401 - describes how each table is written
from sources.writing.captures import NAMED, capture, captures_changed, discard, set_level
from sources.writing.fetching import document_at, fetch, keep
from sources.writing.fields import CaptureFields, DocumentFields, GradeFields, OfficeFields, SourceFields
from sources.writing.grades import approve_grade
from sources.writing.publish import (
    correct,
    issues_for,
    publish,
    reasons_against,
    restore,
    retract,
)

__all__ = [
    "NAMED",
    "CaptureFields",
    "DocumentFields",
    "GradeFields",
    "OfficeFields",
    "SourceFields",
    "approve_grade",
    "capture",
    "captures_changed",
    "correct",
    "discard",
    "document_at",
    "fetch",
    "issues_for",
    "keep",
    "publish",
    "reasons_against",
    "restore",
    "retract",
    "set_level",
]
