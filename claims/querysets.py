"""Questions a newsroom asks about claims."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from claimtrack.editions.roots import RootQuerySet

if TYPE_CHECKING:
    from claims.models import Assessment, Claim  # noqa: F401 - parameters of the bases below


class ClaimQuerySet(RootQuerySet["Claim"]):
    def due_for_review(self) -> Self:
        """Claims whose standing assessment was to be looked at again by today."""
        return self.filter(
            assessments__review_due__lte=timezone.localdate(),
            assessments__approved_at__isnull=False,
            assessments__superseded_by__isnull=True,
        ).distinct()


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)

    def standing(self) -> Self:
        """Approved and not superseded by an approved one."""
        return self.approved().filter(Q(superseded_by__isnull=True) | Q(superseded_by__approved_at__isnull=True))

    def by_desk(self) -> Self:
        return self.filter(source__isnull=True)
