"""What the desk's drafts are matched by, in tables of their own: readers' connections have no right to them."""

from django.db import models

from claims.record.models import CountsRow, MatchedRow, PostingRow


class MatchedDraft(MatchedRow):
    """The texts of a claim as the desk has them, where that is not what its newest edition says."""


class DraftPosting(PostingRow):
    """In which drafts a term stands."""

    class Meta:
        indexes = [models.Index(fields=["term"], include=["count"], name="draft_posting_by_term")]


class DraftCounts(CountsRow):
    """Counts of drafts that exist for everybody."""


class DraftToEnter(models.Model):
    """A claim that was written since its texts were entered, or never was: noted by the database with each write."""

    claim_id = models.UUIDField()
    by_person = models.BooleanField(help_text="Whether a person ever wrote the claim: such are entered first.")

    class Meta:
        indexes = [models.Index(fields=["by_person", "id"], name="draft_to_enter_next")]

    def __str__(self) -> str:
        return f"{self.claim_id} is to be entered"


class LookedThrough(models.Model):
    """How far the claims were looked through for pairs: the numbers of the last ones, one row."""

    drafts = models.BigIntegerField(default=0)
    published = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"drafts to {self.drafts}, published claims to {self.published}"
