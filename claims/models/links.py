"""The audit trail of links between rows: what a claim is filed under, and what a judgement rests on."""

import pghistory
import pgtrigger

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
    """What an approved assessment rests on is part of what was approved: the item and the link stay."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="evidence_of_approved_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                IF EXISTS (SELECT FROM claims_assessment WHERE id = OLD.assessment_id AND approved_at IS NOT NULL) THEN
                    RAISE EXCEPTION 'An approved assessment rests on this evidence, so it stays. Say in its note what is wrong with it, and supersede the assessment.'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN OLD;
                """,  # noqa: E501 - the sentence that people read
            )
        ]
