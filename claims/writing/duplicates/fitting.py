"""An installation's own weights of matching, fitted from the pairs of claims that people said are the same.

A question is what one of them says: its statement, its quotations. What answers it are the published ones that say the
same; related ones, those that are not the same and all others are wrong. Nothing that anybody asked is used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
from django.utils import timezone

from claims.finding.asking import read
from claims.finding.fitting import Figures, Fitted, Question, fit, measured, question
from claims.finding.index import Stored
from claims.finding.own import place_of
from claims.finding.ranking import packaged
from claims.models import Claim, ClaimPair
from claims.record.models import MatchedClaim
from claims.record.terms import Variants
from claims.scales import PairAnswer
from claims.writing.duplicates.finding import Asked, asked_of
from claimtrack.accounts.hiding import hidden_ids
from claimtrack.files import whole_file

KINDS: Final = ("undated", "dated")
#: From so many confirmed pairs on, weights say more of the installation than of chance.
LEAST: Final = 200
_FORM: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one kind: how its weights and the shipped ones did on `questions`; why it was left, if it was."""

    kind: str
    questions: int
    shipped: Figures | None = None
    fitted: Fitted | None = None
    left: str = ""


class TooFew(Exception):
    """There are fewer confirmed pairs than `LEAST`."""


def fit_matching(*, keep: bool) -> list[Outcome]:
    """Fit both kinds, and keep, if asked to, those that do no worse than the shipped ones. Raises TooFew."""
    pairs = _confirmed()
    if len(pairs) < LEAST:
        raise TooFew(f"{len(pairs)} pairs of claims are confirmed as the same; {LEAST} are needed.")
    questions = list(_questions(_groups(pairs)))
    outcomes = [_fitted(kind, [each[kind] for each in questions if kind in each], len(pairs)) for kind in KINDS]
    for outcome in outcomes:
        if keep and outcome.fitted and not outcome.left:
            place_of(outcome.kind).parent.mkdir(exist_ok=True)
            with whole_file(place_of(outcome.kind)) as file:
                file.write(orjson.dumps(outcome.fitted.document, option=_FORM))
    return outcomes


def forget() -> list[str]:
    """Return to the shipped weights; returns of which kinds there were others."""
    kept = [kind for kind in KINDS if place_of(kind).exists()]
    for kind in kept:
        place_of(kind).unlink()
    return kept


def _fitted(kind: str, questions: Sequence[Question], pairs: int) -> Outcome:
    if len(questions) < LEAST:
        return Outcome(kind, len(questions), left=f"{LEAST} questions are needed")
    today = timezone.localdate()
    origin = f"Of this installation: {pairs} pairs of claims that people said are the same."
    made, shipped = fit(questions, kind=kind, origin=origin, on=today), measured(questions, packaged(kind))
    worse = made.figures[:2] < shipped[:2]
    return Outcome(kind, len(questions), shipped, made, "they do worse than the shipped ones" if worse else "")


# -- questions ------------------------------------------------------------------------------------


def _confirmed() -> list[tuple[UUID, UUID]]:
    """What is restricted teaches nothing: weights are used for everybody."""
    hidden = hidden_ids(Claim)
    same = ClaimPair.objects.filter(answer=PairAnswer.SAME).exclude(one__in=hidden).exclude(other__in=hidden)
    return list(same.order_by("pk").values_list("one_id", "other_id"))


def _groups(pairs: Sequence[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """Claims that say the same, also by way of a third."""
    group_of: dict[UUID, set[UUID]] = {}
    for one, other in pairs:
        together = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(together, together)
    return list({id(group): group for group in group_of.values()}.values())


def _questions(groups: Sequence[set[UUID]]) -> Iterator[Mapping[str, Question]]:
    """Of every text of every claim that a published one answers, by kind: without a date, and with the claim's."""
    for group in groups:
        published = set(MatchedClaim.objects.filter(claim_id__in=group).values_list("claim_id", flat=True))
        for claim in Claim.objects.filter(pk__in=group).order_by("pk"):
            if right := published - {claim.pk}:
                yield from _of_claim(asked_of(claim, None), right, str(min(group)))


def _of_claim(said: Asked, right: set[UUID], group: str) -> Iterator[Mapping[str, Question]]:
    index = Stored("default", without=[said.claim] if said.claim else [])
    variants = Variants([said.language] if said.language else index.languages)
    for text in said.texts:
        days = {"undated": None} | ({"dated": said.said} if said.said else {})
        asked = {kind: question(read(text, variants, said=day), index, right, group) for kind, day in days.items()}
        yield {kind: each for kind, each in asked.items() if each is not None}
