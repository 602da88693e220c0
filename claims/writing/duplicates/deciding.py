"""What somebody says of two claims: the same, related, or not the same. Nothing is merged, rated or published."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import Claim, ClaimPair
from claims.scales import PairAnswer
from claimtrack.accounts.rights import demand
from claimtrack.accounts.visible import visible
from claimtrack.database.waiting import locked
from claimtrack.editions.erasing import Erasure, eraser
from claimtrack.editions.roots import audited

ITSELF = "It is the claim itself: give another."


def decide(*, claims: tuple[UUID, UUID], answer: PairAnswer, by: AbstractBaseUser) -> ClaimPair:
    """Say how two claims stand to each other; what was said before stays in the audit trail.

    Raises NotAllowed, Claim.DoesNotExist for what does not exist for this person, and ValidationError.
    """
    one, other = sorted(claims)
    if one == other:
        raise ValidationError(ITSELF)
    with audited(by), transaction.atomic():
        demand(by, "decide", [ClaimPair])
        if len(visible(Claim.objects.filter(pk__in=claims), by=by)) < len(claims):
            raise Claim.DoesNotExist
        ClaimPair.objects.bulk_create([ClaimPair(one_id=one, other_id=other)], ignore_conflicts=True)
        [pair] = locked(ClaimPair.objects.filter(one=one, other=other))
        if pair.answer != answer or pair.decided_by_id != by.pk:
            pair.answer, pair.decided_at, pair.decided_by_id = answer, timezone.now(), by.pk
            pair.save(update_fields=["answer", "decided_at", "decided_by"])
    return pair


def take_back(*, claims: tuple[UUID, UUID], by: AbstractBaseUser) -> None:
    """Say nothing of two claims any more: they may be proposed again. Raises NotAllowed and ClaimPair.DoesNotExist."""
    one, other = sorted(claims)
    with audited(by), transaction.atomic():
        demand(by, "decide", [ClaimPair])
        pairs = locked(visible(ClaimPair.objects.filter(one=one, other=other), by=by).exclude(answer=""))
        if not pairs:
            raise ClaimPair.DoesNotExist
        pairs[0].delete()


@eraser
def erase_pairs(erasure: Erasure) -> Mapping[str, int]:
    """What was said of a claim goes with it."""
    if not erasure.whole:
        return {}
    gone, _ = ClaimPair.objects.filter(Q(one=erasure.subject_id) | Q(other=erasure.subject_id)).delete()
    return {"claims_claimpair": gone}
