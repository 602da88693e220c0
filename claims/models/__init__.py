"""The desk's tables of claims and of all that is written under them."""

from claims.models.appearance import Appearance, Attribution
from claims.models.assessment import Assessment
from claims.models.claim import Claim, Relation
from claims.models.evidence import Evidence
from claims.models.inquiry import Inquiry, Letter
from claims.models.links import AssessmentRestsOn, ClaimAbout, ClaimNarrative, ClaimTopic, RebuttalMakes
from claims.models.narrative import Narrative
from claims.models.observation import Observation
from claims.models.pair import ClaimPair
from claims.models.rebuttal import Answer, Rebuttal
from claims.models.subject import Subject, Topic
from claims.models.template import LetterTemplate

__all__ = [
    "Answer",
    "Appearance",
    "Assessment",
    "AssessmentRestsOn",
    "Attribution",
    "Claim",
    "ClaimAbout",
    "ClaimNarrative",
    "ClaimPair",
    "ClaimTopic",
    "Evidence",
    "Inquiry",
    "Letter",
    "LetterTemplate",
    "Narrative",
    "Observation",
    "Rebuttal",
    "RebuttalMakes",
    "Relation",
    "Subject",
    "Topic",
]
