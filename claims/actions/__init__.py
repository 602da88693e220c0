"""Everything that writes claims: keyword-only, atomic, `by=` whom; admin, API, importers and commands call these."""

from claims.actions.assess import approve
from claims.actions.merge import merge
from claims.actions.publish import (
    correct,
    publish,
    reasons_against,
    restore,
    retract,
)
from claims.actions.quote import check_quotations
from claims.actions.redact import order_redaction, redact
from claims.actions.workflow import editing, send_back, submit

__all__ = [
    "approve",
    "check_quotations",
    "correct",
    "editing",
    "merge",
    "order_redaction",
    "publish",
    "reasons_against",
    "redact",
    "restore",
    "retract",
    "send_back",
    "submit",
]
