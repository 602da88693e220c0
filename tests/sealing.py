"""Sealing all of the audit trail, however long others hold it up: transactions of the whole server are waited for."""

import time

from django.apps import apps
from pghistory.models import Event

from claimtrack.editions.sealing import seal_trail
from claimtrack.editions.seals import SealMark


def seal_all() -> int:
    """Seal until no row waits; how many were sealed. Other tests have transactions open on the same server."""
    sealed, deadline = 0, time.monotonic() + 300
    while _is_any_waiting():
        sealed += seal_trail()
        assert time.monotonic() < deadline, "something holds sealing up for good"
        time.sleep(0.1)
    return sealed


def _is_any_waiting() -> bool:
    mark = SealMark.objects.first()
    trails = [model for model in apps.get_models() if issubclass(model, Event) and hasattr(model, "pgh_tracked_model")]
    done = mark.sealed if mark else {}
    return any(trail.objects.filter(pgh_id__gt=done.get(trail._meta.db_table, 0)).exists() for trail in trails)
