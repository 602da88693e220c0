"""What choices offer on the pages of claims and of what is written under them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from claims.models import Answer, Appearance, Assessment, Claim, Evidence, Rebuttal, Relation
from claimtrack.admin.offers import first, offers
from claimtrack.editions.roots import Stage

Rows = QuerySet[Any]


def claims_at(row: Model | None) -> list[UUID]:
    """The claims that a page is about."""
    match row:
        case Claim():
            return [row.pk]
        case Appearance():
            return [row.claim_id]
        case Rebuttal():
            return _answered(row.pk)
        case Assessment():
            return [row.claim_id] if row.claim_id else _answered(row.rebuttal_id)
        case Evidence():
            return [row.target_claim_id] if row.target_claim_id else _answered(row.target_rebuttal_id)
    return []


def _answered(rebuttal_id: UUID | None) -> list[UUID]:
    return list(Claim.objects.under([rebuttal_id]).values_list("pk", flat=True))


def _answering(claims: Collection[UUID]) -> Any:
    through = Q(document__appearances__claim__in=claims, document__appearances__first_known=True)
    return Answer.objects.filter(Q(claim__in=claims) | through).values("rebuttal")


@offers(Assessment, "supersedes")
def _predecessors(rows: Rows, beside: Model | None) -> Rows:
    """Approved ones of what is judged there, that nothing supersedes yet."""
    standing = rows.filter(approved_at__isnull=False, superseded_by=None)
    match beside:
        case Assessment():
            return standing.filter(claim=beside.claim_id, rebuttal=beside.rebuttal_id).exclude(pk=beside.pk)
        case Claim():
            return standing.filter(claim=beside)
    return standing


@offers(Assessment, "evidence")
def _weighed(rows: Rows, beside: Model | None) -> Rows:
    """What bears on the claim or on an answer to it: readers are given no other."""
    claims = claims_at(beside)
    of_it = Q(target_claim__in=claims) | Q(target_rebuttal__in=_answering(claims))
    return rows.filter(of_it) if claims else rows


@offers(Appearance, "derives_from")
def _originals(rows: Rows, beside: Model | None) -> Rows:
    others = rows.exclude(pk=beside.pk) if isinstance(beside, Appearance) else rows
    return first(others, Q(claim__in=claims_at(beside)))


@offers(Rebuttal, "in_reply_to")
def _replied_to(rows: Rows, beside: Model | None) -> Rows:
    others = rows.exclude(pk=beside.pk) if isinstance(beside, Rebuttal) else rows
    return first(others, Q(pk__in=_answering(claims_at(beside))))


@offers(Answer, "rebuttal")
def _answers(rows: Rows, beside: Model | None) -> Rows:
    """On a claim's page: those that do not answer it yet."""
    return rows.exclude(pk__in=_answering([beside.pk])) if isinstance(beside, Claim) else rows


@offers(Claim, "part_of")
def _wholes(rows: Rows, beside: Model | None) -> Rows:
    """No claim is part of itself, nor of its own parts."""
    return _written(rows).exclude(pk__in=_with_parts(claims_at(beside)))


@offers(Evidence, "claim")
@offers(Relation, "other")
def _other_claims(rows: Rows, beside: Model | None) -> Rows:
    """The parts and the whole of the claim come first."""
    own = claims_at(beside)
    return first(_written(rows).exclude(pk__in=own), Q(part_of__in=own) | Q(parts__in=own)) if own else _written(rows)


def _written(rows: Rows) -> Rows:
    """Of what was redacted nothing is written any more."""
    return rows.exclude(stage=Stage.REDACTED)


def _with_parts(claims: Collection[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    new = set(claims)
    while new:
        found |= new
        new = set(Claim.objects.filter(part_of__in=new).values_list("pk", flat=True)) - found
    return found
