"""The desk's tables, and the listing that readers' lists are served from."""

from claims.models.appearance import Appearance, Attribution
from claims.models.assessment import Assessment
from claims.models.claim import Claim, Relation
from claims.models.evidence import Evidence
from claims.models.imports import (
    ImportedReview,
    ImportedSource,
    ImportRun,
    InputKind,
    Proposal,
    RatingLabel,
    RefusedRecord,
    RunState,
)
from claims.models.links import AssessmentRestsOn, ClaimAbout, ClaimNarrative, ClaimTopic, RebuttalMakes
from claims.models.listing import FacetRow, Listing
from claims.models.narrative import Narrative
from claims.models.rebuttal import Answer, Rebuttal
from claims.models.subject import Subject, SubjectKind, Topic

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
