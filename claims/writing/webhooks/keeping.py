"""How long the log is kept, and keys of before: what ended goes after a month, and can still be replayed."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from claims.writing.webhooks.models import WebhookDelivery, WebhookKey

KEPT: Final = timedelta(days=30)


def forget_old(now: datetime | None = None) -> int:
    """Delete what was sent, or skipped, long ago, with its tries, and keys that sign nothing more."""
    now = now or timezone.now()
    WebhookKey.objects.filter(ends_at__lte=now).delete()
    gone, _ = WebhookDelivery.objects.filter(ended_at__lt=now - KEPT).delete()
    return gone
