"""Approving assessments."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.composing.shown import content_sha256
from claims.models import Assessment, Claim
from claims.writing.workflow import claims_of, editing
from claimtrack.accounts.rights import demand
from claimtrack.accounts.roles import role_of
from claimtrack.database.waiting import locked
from claimtrack.editions.publishing import refuse
from claimtrack.writing.agreement import against_own_judgement
from claimtrack.writing.shown import hold_to_what_was_shown


def approve(*, assessment: Assessment, by: AbstractBaseUser | None, shown: str | None = None) -> Assessment:
    """Freeze an assessment: from here on it is only superseded. It becomes public with the next edition.

    Somebody else approves it than who wrote it, unless one person alone may approve at all. `shown` is its
    `content_sha256` as whoever approves saw it; another by now raises NotAsShown.
    """
    with editing(claims_judged(assessment), by=by):
        [current] = locked(Assessment.objects.filter(pk=assessment.pk))
        demand(by, "approve", [current])
        if current.approved_at:
            raise ValidationError("The assessment is approved already.")
        refuse(against_own_judgement(current, by) if by else ())
        if shown:
            hold_to_what_was_shown([current], {current.pk: shown}, {current.pk: content_sha256(current)})
        if current.supersedes and not current.supersedes.approved_at:
            raise ValidationError("It supersedes an assessment that was never approved: change that one instead.")
        if current.supersedes and _target(current.supersedes) != _target(current):
            raise ValidationError("An assessment supersedes one of the same claim or rebuttal.")
        current.approver_id, current.approver_role = (by.pk, role_of(by) or "") if by else (None, "")
        current.approved_at = timezone.now()
        current.full_clean()
        current.save(update_fields=["approver", "approver_role", "approved_at"])
    assessment.refresh_from_db()
    return assessment


def claims_judged(assessment: Assessment) -> list[Claim]:
    """The claims an assessment is written under: its own, or those its rebuttal belongs to."""
    if assessment.claim:
        return [assessment.claim]
    return claims_of(assessment.rebuttal) if assessment.rebuttal else []


def _target(assessment: Assessment) -> tuple[object, object]:
    return assessment.claim_id, assessment.rebuttal_id
