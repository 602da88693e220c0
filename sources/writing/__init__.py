"""Everything that writes sources and documents. Keyword-only, atomic, `by=` whom."""

from sources.writing import rows  # noqa: F401 - describes how each table is written
from sources.writing.captures import NAMED, capture, captures_changed, discard, hash_of, set_level
from sources.writing.embargoes import against_citing, lift_embargo, set_embargo
from sources.writing.fetching import document_at, fetch, keep
from sources.writing.fields import CaptureFields, DocumentFields, GradeFields, OfficeFields, SourceFields
from sources.writing.grades import approve_grade
from sources.writing.media import against_handing_on, ask_for_words, complete, like, may_see_original, set_flags
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
    "against_handing_on",
    "approve_grade",
    "ask_for_words",
    "capture",
    "captures_changed",
    "complete",
    "correct",
    "discard",
    "document_at",
    "fetch",
    "hash_of",
    "issues_for",
    "keep",
    "lift_embargo",
    "like",
    "may_see_original",
    "merge",
    "publish",
    "reasons_against",
    "restore",
    "retract",
    "set_embargo",
    "set_flags",
    "set_level",
    "stands_against",
    "unmerge",
]
