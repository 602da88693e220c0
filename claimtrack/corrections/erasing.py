"""What goes of requests with a redaction: whoever asked about a work, and wherever the words of the order stand.

The state stays, so that whoever asked can still read at their address that it was decided; the reason does not.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from claimtrack.corrections.models import Asker, CorrectionRequest, Requester
from claimtrack.database.finding import keys_with
from claimtrack.editions.erasing import Erasure, eraser

TEXTS = ("wrong", "right", "evidence", "name", "email")


@eraser
def erase_requests(erasure: Erasure) -> Mapping[str, int]:
    """Delete requesters, and blank reasons."""
    requesters = Q(pk__in=_with("corrections_requester", TEXTS, erasure))
    reasons = Q(pk__in=_with("corrections_correctionrequest", ("reason",), erasure))
    if erasure.whole:
        requesters |= Q(request__subject_id=erasure.subject_id)
        reasons |= Q(subject_id=erasure.subject_id)
    forgotten = list(Requester.objects.filter(requesters).values_list("pk", flat=True))
    CorrectionRequest.objects.filter(pk__in=forgotten).update(asker=Asker.FORGOTTEN)
    return {
        "corrections_requester": Requester.objects.filter(pk__in=forgotten).delete()[0],
        "corrections_correctionrequest": CorrectionRequest.objects.filter(reasons).exclude(reason="").update(reason=""),
    }


def _with(table: str, columns: tuple[str, ...], erasure: Erasure) -> list[UUID]:
    return [UUID(key) for key in keys_with(table, columns, erasure.words)]
