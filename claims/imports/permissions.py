"""Who may do what with imports and with what they leave to decide: their part of the permission table."""

from claims.imports.models import Double, ImportRun, Proposal, RatingLabel, RefusedRecord
from claimtrack.accounts.table import ANY, ANY_DRAFT, enter, rule
from claimtrack.writing.standing import of_root

# An import publishes, so whoever starts one may publish by hand.
enter(
    ImportRun,
    rule("view", checker=ANY),
    rule("add", editor=ANY, decides=True),
    rule("delete", editor=ANY),
)
enter(
    RefusedRecord,
    rule("view", checker=ANY),
    rule("retry", editor=ANY),
    rule("delete", editor=ANY),
)
enter(
    Double,
    rule("view", checker=ANY),
    rule("decide", editor=ANY),
)
# A proposal stands where its claim does: to take it over is to change the claim.
enter(
    Proposal,
    rule("view", checker=ANY),
    rule("add", reporter=ANY),
    rule("decide", checker=ANY_DRAFT, editor=ANY),
    rule("delete", editor=ANY),
    standings=lambda proposal: of_root(proposal.claim),
)
enter(
    RatingLabel,
    rule("view", checker=ANY),
    rule("add", editor=ANY),
    rule("change", editor=ANY),
    rule("delete", editor=ANY),
)
