"""Claims that say word for word what a new one says: told to whoever files it, and left for a person to decide."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from claims.models import Claim
from claimtrack.accounts.visible import visible
from claimtrack.editions.roots import Stage
from claimtrack.words import words_of
from claimtrack.writing import slug_begins

#: So much of a slug says of which statement it may be; imports cut theirs sooner than the desk does.
_BEGINNING: Final = 60
_GONE: Final = (Stage.MERGED, Stage.REDACTED)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A claim that says the same; `score` is how sure that is, at most 1."""

    score: float
    claim: Claim


def duplicates_of(claims: Sequence[Claim], *, by: AbstractBaseUser | None) -> dict[UUID, list[Duplicate]]:
    """The claims that say the same as these in the same words, but for case, spacing and punctuation.

    Looked for among those whose slugs begin alike, which are made of the words of their statements.
    """
    if not claims:
        return {}
    said: dict[str, list[Claim]] = defaultdict(list)
    known = visible(Claim.objects.exclude(stage__in=_GONE), by=by)
    for claim in known.filter(_may_say({claim.statement for claim in claims})).order_by("pk"):
        said[words_of(claim.statement)].append(claim)
    return {
        claim.pk: [Duplicate(1.0, other) for other in said[words_of(claim.statement)] if other != claim]
        for claim in claims
    }


def _may_say(statements: Collection[str]) -> Q:
    """A condition that claims meet which may say one of these: it looks at the index of slugs."""
    begins = {statement: slug_begins(Claim, statement)[:_BEGINNING] for statement in statements}
    # Words of other scripts leave no slug that tells them apart.
    untold = [statement for statement, words in begins.items() if words.startswith("claim")]
    told = [Q(slug__startswith=words) for words in {*begins.values()} if not words.startswith("claim")]
    return reduce(or_, told + ([Q(statement__in=untold)] if untold else []))
