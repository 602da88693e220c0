"""Questions a newsroom asks about sources."""

from typing import TYPE_CHECKING, Self

from django.db import models

from claimtrack.editions.roots import RootQuerySet

if TYPE_CHECKING:
    from sources.models import ReliabilityGrade, Source  # noqa: F401 - parameters of the bases below


class SourceQuerySet(RootQuerySet["Source"]):
    """Questions about sources: so far those about any root."""


class GradeQuerySet(models.QuerySet["ReliabilityGrade"]):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)
