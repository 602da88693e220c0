"""The desk's pages for claims and all that is written under them."""

from claims.admin import (
    appearance,
    claim,
    duplicates,
    inquiry,
    judgement,
    observation,
    offers,
    rebuttal,
    redactions,
    searches,
    subject,
    uses,
    webhook,
)

__all__ = [
    "appearance",
    "claim",
    "duplicates",
    "inquiry",
    "judgement",
    "observation",
    "offers",
    "rebuttal",
    "redactions",
    "searches",
    "subject",
    "uses",
    "webhook",
]
