"""Writing on the desk: the lock every write takes, and the way from a draft to an editor."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from claims.models import Claim, Rebuttal
from claimtrack.accounts.rights import demand
from claimtrack.editions.roots import Stage, writing


@contextmanager
def editing(claims: Sequence[Claim], *, by: AbstractBaseUser | None) -> Iterator[list[Claim]]:
    """Write under these claims: their roots are locked in id order and count one version up.

    Rows that belong to several claims, such as a rebuttal, are written under all of them: `claims_of` tells.
    """
    with writing(Claim, [claim.pk for claim in claims], by=by) as roots:
        yield roots


def claims_of(rebuttal: Rebuttal) -> list[Claim]:
    """The claims a rebuttal answers or makes: the roots it is written under."""
    return list(Claim.objects.under([rebuttal.pk]))


def submit(*, claim: Claim, by: AbstractBaseUser) -> None:
    """Hand a draft to an editor."""
    _move(
        claim, "submit", by=by, origin=Stage.DRAFT, to=Stage.IN_REVIEW, refusal="Only a draft is submitted for review."
    )


def send_back(*, claim: Claim, by: AbstractBaseUser) -> None:
    """Return a claim in review to its author."""
    _move(
        claim,
        "send_back",
        by=by,
        origin=Stage.IN_REVIEW,
        to=Stage.DRAFT,
        refusal="Only a claim in review is sent back.",
    )


def _move(claim: Claim, action: str, *, by: AbstractBaseUser, origin: Stage, to: Stage, refusal: str) -> None:
    with editing([claim], by=by) as [locked]:
        demand(by, action, [Claim])
        if locked.stage != origin:
            raise ValidationError(refusal)
        demand(by, action, [locked])
        locked.stage = to
        locked.save(update_fields=["stage", "updated_at"])
