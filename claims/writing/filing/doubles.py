"""Claims that say word for word what a statement says, but for case, spacing and punctuation."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
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


def saying_the_same(statements: Sequence[str], *, by: AbstractBaseUser | None) -> list[list[UUID]]:
    """The claims that say each of these statements.

    Looked for among those whose slugs begin alike, which are made of the words of their statements.
    """
    said: dict[str, list[UUID]] = defaultdict(list)
    known = visible(Claim.objects.exclude(stage__in=_GONE), by=by)
    for claim in known.filter(_may_say(set(statements))).order_by("pk") if statements else ():
        said[words_of(claim.statement)].append(claim.pk)
    return [said[words_of(statement)] for statement in statements]


def _may_say(statements: Collection[str]) -> Q:
    """A condition that claims meet which may say one of these: it looks at the index of slugs."""
    begins = {statement: slug_begins(Claim, statement)[:_BEGINNING] for statement in statements}
    # Words of other scripts leave no slug that tells them apart.
    untold = [statement for statement, words in begins.items() if words.startswith("claim")]
    told = [_begins(words) for words in {*begins.values()} if not words.startswith("claim")]
    return reduce(or_, told + ([Q(statement__in=untold)] if untold else []))


def _begins(words: str) -> Q:
    """Behind words that were not cut stands at most a number, or an import's key: one word begins many statements."""
    whole = rf"^{re.escape(words)}(-[0-9a-f]+)?$"
    return Q(slug__startswith=words) if len(words) == _BEGINNING else Q(slug__regex=whole)
