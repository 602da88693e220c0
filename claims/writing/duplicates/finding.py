"""Which claims, published or drafts, may say what somebody is about to write, or what a claim says already.

Whoever asks is answered as if what does not exist for them were not there: it is neither found, nor counted among what
makes a word rare. Nothing that is asked is stored.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from claims.finding.differs import Difference
from claims.finding.index import Stored
from claims.finding.match import Match, Wanted, match
from claims.models import Claim, ClaimPair
from claims.record.matched import PUBLIC, Field, Tables
from claims.record.models import FacetRow
from claims.scales import PairAnswer
from claims.writing.duplicates.entering import DRAFTS, GONE, enter_newest
from claims.writing.filing.doubles import saying_the_same
from claimtrack.accounts.hiding import existing_for, hidden_ids, unrestricted
from claimtrack.accounts.visible import visible

#: Less likely ones are shown only where somebody asks for them.
LIKELY: Final = 0.3
MOST: Final = 10
#: Of a claim's quotations so many are looked for.
MOST_QUOTES: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What duplicates are looked for: a statement and quotations, in a language, said on a day; of a claim that is
    saved, `claim`."""

    texts: Sequence[str]
    language: str | None = None
    said: date | None = None
    claim: UUID | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """How far somebody wants to look. `apart` is whether to show again what was said not to be the same."""

    least: float = LIKELY
    most: int = MOST
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A claim that may be the same: how likely, by which of its texts, in what it differs, what readers are told of it
    (None: it is not rated, or not public), and what somebody said of the two."""

    claim: Claim
    score: float
    field: Field
    text: str
    differs: Difference
    verdict: str | None
    pair: ClaimPair | None

    @property
    def percent(self) -> int:
        """A hundred is said of the same words alone."""
        return 100 if self.score == 1 else min(99, round(100 * self.score))


def asked_of(claim: Claim, by: AbstractBaseUser | None) -> Asked:
    """What a saved claim says, as far as whoever asks may read it."""
    quoting = claim.appearances.exclude(quote="")
    appearances = (existing_for(quoting, by) if by else unrestricted(quoting)).order_by("pk")
    quotes = appearances.values_list("quote", flat=True)[:MOST_QUOTES]
    said = claim.made.earliest if claim.made else None
    return Asked([claim.statement, *quotes], claim.language, said, claim.pk)


def duplicates(asked: Asked, *, by: AbstractBaseUser | None, looked: Looked = Looked()) -> list[Duplicate]:
    """The claims that may be the same, the likeliest first. For None, a job, those that exist for everybody."""
    pairs = _pairs_of(asked.claim)
    left_out = {pk for pk, pair in pairs.items() if pair.answer == PairAnswer.NOT_THE_SAME and not looked.apart}
    [found] = _found([asked], left_out, by, looked)
    return _told(found, pairs, by)[: looked.most]


def duplicates_of(claims: Sequence[Claim], *, by: AbstractBaseUser | None) -> dict[UUID, list[Duplicate]]:
    """Those of claims that were just filed together, by their statements; of each other, what says it word for word."""
    asked = [Asked([claim.statement], claim.language, None, claim.pk) for claim in claims]
    found = _found(asked, (), by, Looked()) if claims else []
    return {claim.pk: _told(each, {}, by)[:MOST] for claim, each in zip(claims, found, strict=True)}


# -- finding --------------------------------------------------------------------------------------

#: Of each claim that was found, the best that it was found by.
_Found = Mapping[Any, Match | None]


def _found(
    asked: Sequence[Asked], left_out: Collection[UUID], by: AbstractBaseUser | None, looked: Looked
) -> list[_Found]:
    """All that are asked together share one reading of the indexes, and are no duplicates of each other there."""
    enter_newest()
    own = {each.claim for each in asked if each.claim} | set(left_out)
    hidden = hidden_ids(Claim, person=by)
    first = asked[0]
    wanted = Wanted(first.language if len(asked) == 1 else None, first.said, looked.most, looked.least)
    found: list[dict[Any, Match | None]] = [{} for _ in asked]
    for tables, without in ((PUBLIC, own), (DRAFTS, own | hidden)):
        for place, each in _matches(asked, tables, without, wanted):
            before = found[place].get(each.claim_id)
            if before is None or each.probability > before.probability:
                found[place][each.claim_id] = each
    saved = [each.texts[0] for each in asked if each.claim]
    for place, same in enumerate(saying_the_same(saved, by=by)):
        # Word for word; what was decided not to be the same is not, however alike.
        found[place] |= dict.fromkeys({*same} - {asked[place].claim} - set(left_out) - hidden)
    return list(found)


def _matches(
    asked: Sequence[Asked], tables: Tables, without: Collection[UUID], wanted: Wanted
) -> Iterator[tuple[int, Match]]:
    texts = [(place, text) for place, each in enumerate(asked) for text in each.texts]
    results = match([text for _, text in texts], Stored("default", tables, without), wanted)
    return ((place, each) for (place, _), result in zip(texts, results, strict=True) for each in result.found)


# -- telling --------------------------------------------------------------------------------------


def _told(found: _Found, pairs: Mapping[UUID, ClaimPair], by: AbstractBaseUser | None) -> list[Duplicate]:
    claims = visible(Claim.objects.exclude(stage__in=GONE), by=by).in_bulk(found)
    verdicts = _verdicts(claims)
    told = [_duplicate(claim, found[pk], verdicts.get(pk), pairs.get(pk)) for pk, claim in claims.items()]
    return sorted(told, key=lambda each: (-each.score, each.claim.pk))


def _duplicate(claim: Claim, by: Match | None, verdict: str | None, pair: ClaimPair | None) -> Duplicate:
    if by is None:
        return Duplicate(claim, 1.0, "statement", claim.statement, "none", verdict, pair)
    return Duplicate(claim, by.probability, by.matched.field, by.matched.text, by.differs, verdict, pair)


def _verdicts(claim_ids: Iterable[UUID]) -> dict[UUID, str]:
    shown = FacetRow.objects.filter(claim_id__in=list(claim_ids), kind="verdict", open=True)
    return dict(shown.values_list("claim_id", "value"))


def _pairs_of(claim_id: UUID | None) -> dict[UUID, ClaimPair]:
    """What was said of a claim and others, by the other's id."""
    if claim_id is None:
        return {}
    pairs = ClaimPair.objects.filter(Q(one=claim_id) | Q(other=claim_id)).exclude(answer="")
    said = pairs.select_related("decided_by")
    return {pair.other_id if pair.one_id == claim_id else pair.one_id: pair for pair in said}
