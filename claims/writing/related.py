"""What belongs to the story of a claim or a narrative: the trail of rows under it, those included that are gone."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from claims.models import (
    Answer,
    Appearance,
    Assessment,
    Attribution,
    Claim,
    ClaimPair,
    Evidence,
    Narrative,
    Rebuttal,
    Relation,
)
from claims.models.links import AssessmentRestsOn, ClaimNarrative, RebuttalMakes
from claimtrack.writing.story import Related, enter_related, trails


def _of(model: Any, column: str, which: Q) -> QuerySet[Any, Any]:
    """Ids out of the trail: it knows what stood under a claim when that is gone from the desk."""
    rows: QuerySet[Any, Any] = model.pgh_event_model.objects.filter(which).values(column)
    return rows


def of_claim(claim: UUID) -> Related:
    """The claim's own trail, and that of all that names it, or names what stands under it."""
    appearances = _of(Appearance, "pgh_obj", Q(claim=claim))
    rebuttals = _of(Answer, "rebuttal", Q(claim=claim))
    under = Q(claim=claim) | Q(rebuttal__in=rebuttals)
    assessments = _of(Assessment, "pgh_obj", under)
    particular = {
        Attribution: Q(appearance__in=appearances),
        Relation: Q(claim=claim) | Q(other=claim),
        ClaimPair: Q(one=claim) | Q(other=claim),
        Answer: Q(claim=claim) | Q(rebuttal__in=rebuttals, claim__isnull=True),
        Rebuttal: Q(pgh_obj__in=rebuttals),
        RebuttalMakes: under,
        Evidence: Q(target_claim=claim) | Q(target_rebuttal__in=rebuttals),
        Assessment: under,
        AssessmentRestsOn: Q(assessment__in=assessments),
    }
    return {**_naming(Claim, claim), **{model.pgh_event_model: its for model, its in particular.items()}}  # type: ignore[attr-defined]  # made by pghistory


def of_narrative(narrative: UUID) -> Related:
    return {ClaimNarrative.pgh_event_model: Q(narrative=narrative)}


def _naming(model: type[Claim], pk: UUID) -> Related:
    """Rows of other tables that name a claim as theirs: proposals, links, and what other rooms add."""
    kinds = (kind for kind in trails() if kind.pgh_tracked_model._meta.concrete_model is not model)
    return {
        kind: Q(claim=pk)
        for kind in kinds
        if any(field.name == "claim" and field.related_model is model for field in kind._meta.fields)
    }


enter_related(Claim, of_claim)
enter_related(Narrative, of_narrative)
