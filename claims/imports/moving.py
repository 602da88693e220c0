"""What of imports names claims and sources, when two of them are merged."""

from typing import Final

from claims.imports.models import Double, ImportedReview, ImportedSource, Proposal
from claims.models import Claim
from claimtrack.writing.joining.moving import moves_along, stays_behind
from sources.models import Source

AS_READ: Final = "A review was taken in for the statement that it judges."

moves_along(Source, ImportedSource, "source_id", "names that imports know it by")
moves_along(Source, ImportedReview, "judge_id", "reviews that were taken in")
for column in ("one_id", "other_id"):
    stays_behind(Source, Double, column, "What may be one is found anew each night.")
stays_behind(Claim, ImportedReview, "claim_id", AS_READ)
stays_behind(Claim, Proposal, "claim_id", "It is decided on where it was proposed.")
