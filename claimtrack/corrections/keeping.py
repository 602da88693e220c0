"""How long is kept who asked and what they wrote: `REQUESTER_DAYS` after the outcome."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claimtrack.corrections.models import Asker, CorrectionRequest, Requester
from claimtrack.corrections.receiving import tell_of_end


def forget_requesters(now: datetime | None = None) -> int:
    """Delete whoever asked where it was decided so long ago; the state stays. Answers how many went."""
    ended = (now or timezone.now()) - timedelta(days=settings.REQUESTER_DAYS)
    with transaction.atomic():
        decided = CorrectionRequest.objects.filter(decided_at__lt=ended).exclude(asker=Asker.FORGOTTEN)
        for request in decided:
            tell_of_end(request)
        gone, _ = Requester.objects.filter(request__decided_at__lt=ended).delete()
        decided.update(asker=Asker.FORGOTTEN)
    return gone
