"""What an import leaves behind, without running one."""

from claims.imports.models import Double, ImportedReview, ImportRun, Proposal, RatingLabel, RefusedRecord
from claims.imports.reviewed import Reviewed
from claims.models import Claim
from tests.factories import SourceFactory
from tests.listed_publishers import list_publishers


def leave_by_an_import(claim: Claim) -> ImportRun:
    """A run with one of everything that people have to decide, about this claim."""
    run = ImportRun.objects.create(origin="https://example.org/feed.json", state="done", refused=1)
    refused = RefusedRecord(run=run, place="line 1", reason="It is no JSON.", raw=b"{")
    refused.digest = run.pk.hex
    refused.save()
    label = RatingLabel.objects.create(host="example.org", language="en", label=f"Label {run.pk}", key=run.pk.hex)
    review = ImportedReview.objects.create(key=run.pk.hex, claim=claim, rating=label, label=label.label)
    said = Reviewed("feed", f"{claim.statement} At least in part.", "en", page=None, judgement=None)
    Proposal.objects.create(
        run=run, review=review, key=review.key, claim=claim, changes=["the statement"], payload=said.to_json()
    )
    list_publishers(f"{run.pk.hex}.test")
    Double.objects.create(one=SourceFactory(), other=SourceFactory(), reason="Both are called so.")
    return run
