"""What whoever gave too many wrong passwords is told: that it is them, from here, and for how long."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claimtrack.admin.turned_away import turned_away
from claimtrack.api.throttles import client_address


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """Called by django-axes instead of what would have been answered."""
    seconds = _seconds_left(request, str((credentials or {}).get("username", "")))
    minutes = math.ceil(seconds / 60)
    wait = f"{minutes} minute{'s' if minutes > 1 else ''}"
    told = f"There were too many wrong passwords for this user name from this address. Try again in {wait}."
    answer = turned_away(request, "Too many wrong passwords", told, HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return answer


def _seconds_left(request: HttpRequest, username: str) -> int:
    """Until the last wrong one is long enough ago."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=client_address(request))
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    return max(1, math.ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))
