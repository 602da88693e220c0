"""Everything that writes claims: keyword-only, atomic, `by=` whom; admin, API, importers and commands call these."""

from claims.writing import ledgers, rows  # noqa: F401 - describe how each table is written
from claims.writing.assess import approve
from claims.writing.merge import merge, unmerge
from claims.writing.publish import (
    correct,
    correct_narrative,
    publish,
    reasons_against,
    restore,
    restore_narrative,
    retract,
    sources_along,
)
from claims.writing.quote import check_quotations
from claims.writing.redact import (
    carry_out,
    clear_past,
    end_order,
    order_clearing,
    order_erasure,
    order_redaction,
    redact,
)
from claims.writing.replies import awaited, publish_answer
from claims.writing.split_claim import split_claim
from claims.writing.split_source import Naming, naming, split
from claims.writing.workflow import editing, send_back, submit

__all__ = [
    "Naming",
    "approve",
    "awaited",
    "carry_out",
    "check_quotations",
    "clear_past",
    "correct",
    "correct_narrative",
    "editing",
    "end_order",
    "merge",
    "naming",
    "order_clearing",
    "order_erasure",
    "order_redaction",
    "publish",
    "publish_answer",
    "reasons_against",
    "redact",
    "restore",
    "restore_narrative",
    "retract",
    "send_back",
    "sources_along",
    "split",
    "split_claim",
    "submit",
    "unmerge",
]
