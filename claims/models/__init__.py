"""The desk's tables, and the listing that readers' lists are served from."""

from claims.imports.models import (
    ImportedReview,
    ImportedSource,
    ImportRun,
    InputKind,
    Proposal,
    RatingLabel,
    RefusedRecord,
    RunState,
)
from claims.models.appearance import Appearance, Attribution
from claims.models.assessment import Assessment
from claims.models.claim import Claim, Relation
from claims.models.evidence import Evidence
from claims.models.links import AssessmentRestsOn, ClaimAbout, ClaimNarrative, ClaimTopic, RebuttalMakes
from claims.models.narrative import Narrative
from claims.models.rebuttal import Answer, Rebuttal
from claims.models.subject import Subject, Topic
from claims.record.models import FacetRow, Listing
from claims.scales import SubjectKind

__all__ = [
    "Answer",
    "Appearance",
    "Assessment",
    "AssessmentRestsOn",
    "Attribution",
    "Claim",
    "ClaimAbout",
    "ClaimNarrative",
    "ClaimTopic",
    "Evidence",
    "FacetRow",
    "ImportRun",
    "ImportedReview",
    "ImportedSource",
    "InputKind",
    "Listing",
    "Narrative",
    "Proposal",
    "RatingLabel",
    "Rebuttal",
    "RebuttalMakes",
    "RefusedRecord",
    "Relation",
    "RunState",
    "Subject",
    "SubjectKind",
    "Topic",
]
