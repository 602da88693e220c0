"""Everything that writes sources and documents. Keyword-only, atomic, `by=` whom."""

from sources.writing import rows  # noqa: F401 - describes how each table is written
from sources.writing.captures import NAMED, capture, captures_changed, discard, set_level
from sources.writing.fields import CaptureFields, DocumentFields, GradeFields, OfficeFields, SourceFields
from sources.writing.publish import (
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
    "capture",
    "captures_changed",
    "discard",
    "issues_for",
    "publish",
    "reasons_against",
    "restore",
    "retract",
    "set_level",
]
