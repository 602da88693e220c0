"""How long notices are kept: what was read, three months; what was not, a year."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from claimtrack.workplace.models import Notice

READ: Final = timedelta(days=90)
UNREAD: Final = timedelta(days=365)


def forget_old(now: datetime | None = None) -> int:
    """Delete notices, and with them what is noted of their way. Answers how many rows went."""
    now = now or timezone.now()
    read, _ = Notice.objects.filter(read_at__lt=now - READ).delete()
    unread, _ = Notice.objects.filter(at__lt=now - UNREAD).delete()
    return read + unread
