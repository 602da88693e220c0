"""The audit trail of links between rows: what a claim is filed under, and what a judgement rests on."""

import pghistory

from claims.models.assessment import Assessment
from claims.models.claim import Claim
from claims.models.rebuttal import Rebuttal

LINKED = pghistory.InsertEvent("linked"), pghistory.DeleteEvent("unlinked")


@pghistory.track(*LINKED, obj_field=None)
class ClaimAbout(Claim.about.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True


@pghistory.track(*LINKED, obj_field=None)
class ClaimTopic(Claim.topics.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True


@pghistory.track(*LINKED, obj_field=None)
class ClaimNarrative(Claim.narratives.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True


@pghistory.track(*LINKED, obj_field=None)
class RebuttalMakes(Rebuttal.makes.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True


@pghistory.track(*LINKED, obj_field=None)
class AssessmentRestsOn(Assessment.evidence.through):  # type: ignore[name-defined,misc]  # made by the relation
    class Meta:
        proxy = True
