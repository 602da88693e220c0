"""The desk's pages for claims and all that is written under them."""

from claims.admin import appearance, claim, judgement, rebuttal, subject, uses
from claims.imports.admin import imports, ratings

__all__ = ["appearance", "claim", "imports", "judgement", "ratings", "rebuttal", "subject", "uses"]
