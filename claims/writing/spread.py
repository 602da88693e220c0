"""How far a claim spread, in a few words beside it in the queue: of what the newsroom chose to see there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from claims.models import Claim, Observation
from claims.scales import Measure
from claims.scales.figures import counted
from claimtrack.accounts.visible import visible
from claimtrack.workplace.queue import tell_beside

#: Figures beside one claim.
MOST: Final = 3


def spread_of(claims: Collection[UUID], person: User) -> Mapping[UUID, Sequence[str]]:
    """Of each measure at each place the newest figure, as far as it exists for this person; of those, the newest few.

    Figures of its appearances are the claim's as well. Nothing is added up, and `QUEUE_FIGURES` says what is counted.
    """
    measures = Measure.values if settings.QUEUE_FIGURES is None else settings.QUEUE_FIGURES
    rows = visible(Observation.objects.standing(), by=person).filter(
        Q(claim__in=claims) | Q(appearance__claim__in=claims), figure__isnull=False, counts__in=measures
    )
    dated = sorted(rows.annotate(about=Coalesce(F("claim_id"), F("appearance__claim_id"))), key=_day, reverse=True)
    newest: dict[UUID, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in dated:
        number = counted(f"{row.figure:,}", counts=row.counts, precision=row.precision)
        told = f"{number}, {row.place}, {row.observed}"
        newest[row.about].setdefault((row.counts, row.place), told)
    return {pk: list(figures.values())[:MOST] for pk, figures in newest.items()}


def _day(row: Any) -> tuple[date, UUID]:
    return row.observed.latest or row.observed.earliest or date.min, row.pk


tell_beside(Claim, spread_of)
