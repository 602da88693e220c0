"""Writing on the desk: the lock every write takes, and the way from a draft to an editor."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User

from claims.models import Claim, Rebuttal
from claimtrack.editions.roots import writing
from claimtrack.writing import verbs
from claimtrack.writing.authors import noting_authors


@contextmanager
def editing(claims: Sequence[Claim], *, by: AbstractBaseUser | None) -> Iterator[list[Claim]]:
    """Write under these claims: their roots are locked in id order and count one version up.

    Rows that belong to several claims, such as a rebuttal, are written under all of them: `claims_of` tells.
    """
    keys = [(Claim, claim.pk) for claim in claims]
    with writing(Claim, [claim.pk for claim in claims], by=by) as roots, noting_authors(keys, by=by):
        yield roots


def claims_of(rebuttal: Rebuttal) -> list[Claim]:
    """The claims a rebuttal answers or makes: the roots it is written under."""
    return list(Claim.objects.under([rebuttal.pk]))


def submit(*, claim: Claim, by: AbstractBaseUser) -> None:
    """Hand a draft to an editor (`claimtrack.writing.verbs.submit`)."""
    verbs.submit(root=claim, by=by)


def send_back(*, claim: Claim, by: User) -> None:
    """Return a claim in review to its author (`claimtrack.writing.verbs.send_back`)."""
    verbs.send_back(root=claim, by=by)
