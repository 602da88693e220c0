"""Questions a newsroom asks about claims."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from claimtrack.editions.roots import RootQuerySet

if TYPE_CHECKING:
    from claims.models import Assessment, Claim  # noqa: F401 - parameters of the bases below


def _in_force(assessment: str = "") -> Q:
    """An assessment that is approved, and not superseded by an approved one."""
    successor = f"{assessment}superseded_by__"
    return Q(**{f"{assessment}approved_at__isnull": False}) & (
        Q(**{f"{successor}isnull": True}) | Q(**{f"{successor}approved_at__isnull": True})
    )


class ClaimQuerySet(RootQuerySet["Claim"]):
    def under(self, rebuttals: Iterable[object]) -> Self:
        """The claims that these rebuttals are written under: those that they make, and those that they answer.

        A rebuttal that answers a document answers what that document is the first known to say.
        """
        ids = list(rebuttals)
        through = Q(appearances__first_known=True, appearances__document__answers__rebuttal__in=ids)
        return self.filter(Q(answers__rebuttal__in=ids) | Q(made_by_rebuttals__in=ids) | through).distinct()

    def due_for_review(self) -> Self:
        """Claims whose standing assessment was to be looked at again by today."""
        return self.filter(_in_force("assessments__"), assessments__review_due__lte=timezone.localdate()).distinct()


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)

    def in_force(self) -> Self:
        """Approved and not superseded by an approved one."""
        return self.filter(_in_force())

    def by_desk(self) -> Self:
        return self.filter(source__isnull=True)
