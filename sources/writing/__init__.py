"""Everything that writes sources and documents. Keyword-only, atomic, `by=` whom."""

from sources.writing import rows  # noqa: F401 - describes how each table is written
from sources.writing.captures import NAMED, capture, captures_changed, discard, set_level
from sources.writing.embargoes import against_citing, lift_embargo, set_embargo
from sources.writing.fetching import document_at, fetch, keep
from sources.writing.fields import CaptureFields, DocumentFields, GradeFields, OfficeFields, SourceFields
from sources.writing.grades import approve_grade
from sources.writing.merge import merge, unmerge
from sources.writing.publish import (
    correct,
    issues_for,
    publish,
    reasons_against,
    restore,
    retract,
    stands_against,
)

__all__ = [
    "NAMED",
    "CaptureFields",
    "DocumentFields",
    "GradeFields",
    "OfficeFields",
    "SourceFields",
    "against_citing",
    "approve_grade",
    "capture",
    "captures_changed",
    "correct",
    "discard",
    "document_at",
    "fetch",
    "issues_for",
    "keep",
    "lift_embargo",
    "merge",
    "publish",
    "reasons_against",
    "restore",
    "retract",
    "set_embargo",
    "set_level",
    "stands_against",
    "unmerge",
]
