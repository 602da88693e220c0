"""What goes of requests with a redaction: whoever asked about a work, and wherever the words of the order stand.

The state stays, so that whoever asked can still read at their address that it was decided; the reason does not.
"""

from collections.abc import Mapping

from claimtrack.corrections.models import Asker, CorrectionRequest, Requester
from claimtrack.database.finding import rows_having
from claimtrack.editions.erasing import Erasure, eraser

TEXTS = ("wrong", "right", "evidence", "name", "email")


@eraser
def erase_requests(erasure: Erasure) -> Mapping[str, int]:
    """Delete requesters, and blank reasons."""
    requesters = rows_having(Requester, TEXTS, erasure.words)
    reasons = rows_having(CorrectionRequest, ("reason",), erasure.words)
    if erasure.whole:
        requesters |= Requester.objects.filter(request__subject_id=erasure.subject_id)
        reasons |= CorrectionRequest.objects.filter(subject_id=erasure.subject_id)
    forgotten = list(requesters.values_list("pk", flat=True))
    CorrectionRequest.objects.filter(pk__in=forgotten).update(asker=Asker.FORGOTTEN)
    return {
        "corrections_requester": Requester.objects.filter(pk__in=forgotten).delete()[0],
        "corrections_correctionrequest": reasons.exclude(reason="").update(reason=""),
    }
